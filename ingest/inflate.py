"""Inflates gzip within bounds: what it makes, how many members it takes, and that it saw the end.

Own code where a client's would do, because clients count compressed bytes, or decode all at once, or take a
cut-off stream for a whole one (CVE-2024-3572, CVE-2025-66471, CVE-2026-128131; measured on four clients).
"""

import zlib

from ingest.errors import BadContentCoding, BodyTooLarge, Truncated

MAGIC = b"\x1f\x8b"
_MAX_MEMBERS = 1000
_GZIP = zlib.MAX_WBITS | 16
# A finished member's rest is copied: small bites keep a flood of empty members linear.
_BITE = 16_384


class Inflater:
    """Inflates one gzip body, given in chunks, to at most `max_bytes`. `subject` names it in errors."""

    def __init__(self, max_bytes: int, subject: str) -> None:
        self._left = max_bytes
        self._subject = subject
        self._member = zlib.decompressobj(_GZIP)
        self._members = 1
        self._between = b""
        self._over = False

    def feed(self, chunk: bytes) -> bytes:
        """What a chunk inflates to. Raises BodyTooLarge, BadContentCoding."""
        bites = (chunk[start : start + _BITE] for start in range(0, len(chunk), _BITE))
        return b"".join(piece for bite in bites for piece in self._inflate(bite))

    def finish(self) -> None:
        """Say that all was fed. Raises Truncated where the stream has not come to its end."""
        if not self._member.eof:
            raise Truncated(self._subject, "the compressed body is cut off")

    def _inflate(self, bite: bytes) -> list[bytes]:
        pieces = []
        while bite and not self._over:
            if self._member.eof:
                bite = self._next_member(bite)
                continue
            pieces.append(self._bounded(bite))
            bite = self._member.unused_data
        return pieces

    def _bounded(self, bite: bytes) -> bytes:
        try:
            made = self._member.decompress(bite, self._left + 1)
        except zlib.error as fault:
            raise BadContentCoding(self._subject, "the body is announced as gzip and does not inflate") from fault
        self._left -= len(made)
        if self._left < 0:
            raise BodyTooLarge(self._subject, "the body inflates to more than the source's 'max_bytes'")
        return made

    def _next_member(self, bite: bytes) -> bytes:
        """Begin another member, or take all that follows for padding, as gzip(1) and browsers do."""
        self._between += bite
        if len(self._between) < len(MAGIC):
            return b""
        bite, self._between = self._between, b""
        if not bite.startswith(MAGIC):
            self._over = True
            return b""
        self._members += 1
        if self._members > _MAX_MEMBERS:
            raise BadContentCoding(self._subject, f"the body has more than {_MAX_MEMBERS} gzip members")
        self._member = zlib.decompressobj(_GZIP)
        return bite


def inflate(raw: bytes, max_bytes: int, subject: str) -> bytes:
    """A whole gzip body inflated. Raises BodyTooLarge, BadContentCoding, Truncated."""
    inflater = Inflater(max_bytes, subject)
    inflated = inflater.feed(raw)
    inflater.finish()
    return inflated
