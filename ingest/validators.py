"""Validators: what a host gives with a body so that we need not fetch it again while it has not changed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

_LONGEST = 1024


@dataclass(frozen=True, slots=True)
class Validators:
    """An ETag and a Last-Modified, verbatim, and the address of the body that they belong to.

    They are sent to that address alone: behind a redirect that leads elsewhere the same `"1"` may mean another body.
    """

    address: str = ""
    etag: str | None = None
    last_modified: str | None = None

    def conditions(self, address: str) -> dict[str, str]:
        """The headers of a conditional request to an address, byte for byte as the host gave them."""
        if address != self.address:
            return {}
        told = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in told.items() if value is not None}

    def renewed(self, by: "Validators") -> "Validators":
        """These after a 304, whose own validators take the place of the old (RFC 9111, 4.3.4)."""
        return replace(self, etag=by.etag or self.etag, last_modified=by.last_modified or self.last_modified)


NO_VALIDATORS = Validators()
"""For a first request, and for a body that came without."""


def read_validators(address: str, headers: Mapping[str, str]) -> Validators:
    """The validators in an answer's headers. One that could not be sent back as it came is left out."""
    return Validators(address, _sendable(headers.get("ETag")), _sendable(headers.get("Last-Modified")))


def _sendable(value: str | None) -> str | None:
    """A value that fits a header: of sensible length, no control characters, and of UTF-8 (the rest are surrogates)."""
    if not value or len(value) > _LONGEST or any(not " " <= letter != "\x7f" for letter in value):
        return None
    return None if any("\ud800" <= letter <= "\udfff" for letter in value) else value
