"""Cuts a stream of lines into chunks that end where a line ends, in bounded memory, whatever the lines are."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

CHUNK_LINES = 500
CHUNK_BYTES = 1_000_000
"""A chunk is full when it has so many lines with something in them, or so many bytes."""

LONGEST_LINE = 20_000_000
"""Bytes of the longest line that is taken, as a feed's or a file's `max_bytes` is by default."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Where a stream is cut: at which byte and line it stands, where it ends, and what a chunk and all may hold."""

    start: int = 0
    first_line: int = 1
    end: int | None = None
    most: int | None = None
    lines: int = CHUNK_LINES
    size: int = CHUNK_BYTES


@dataclass(slots=True)
class Chunk:
    """Lines that follow each other: the number of the first, where they start and end in the stream, their bytes.

    `count` is how many say something, `too_long` the numbers of those beyond LONGEST_LINE. In `raw` each of these is an
    empty line, so that the others keep their numbers.
    """

    first_line: int
    start: int
    end: int
    raw: bytes = b""
    count: int = 0
    too_long: tuple[int, ...] = ()
    _lines: list[bytes] = field(default_factory=list, repr=False)

    def take(self, line: bytes, length: int) -> None:
        """Add one line, of which `length` bytes were read; those of a line that is too long are not kept."""
        if len(line) > LONGEST_LINE:
            self.too_long += (self.first_line + len(self._lines),)
            line = b"\n"
        self.count += bool(line.strip())
        self._lines.append(line)
        self.end += length

    def is_full(self, cut: Cut) -> bool:
        """Whether it has lines enough."""
        return self.count >= cut.lines or self.end - self.start >= cut.size

    def close(self) -> "Chunk":
        """Put the lines together."""
        self.raw = b"".join(self._lines)
        return self

    @property
    def next_line(self) -> int:
        """The number of the line behind it."""
        return self.first_line + len(self._lines)


def read_chunks(stream: BinaryIO, cut: Cut) -> Iterator[Chunk]:
    """The chunks of a stream that stands at byte `cut.start`, with at most `cut.most` lines that say something.

    The same bytes are cut in the same way each time.
    """
    chunk = Chunk(cut.first_line, cut.start, cut.start)
    left = cut.most
    while (left is None or left > 0) and (cut.end is None or chunk.end < cut.end):
        line = stream.readline(LONGEST_LINE + 1)
        if not line:
            break
        before = chunk.count
        chunk.take(line, len(line) + _pass_over(stream, line))
        left = None if left is None else left - (chunk.count - before)
        if chunk.is_full(cut):
            yield chunk.close()
            chunk = Chunk(chunk.next_line, chunk.end, chunk.end)
    if chunk.end > chunk.start:
        yield chunk.close()


def _pass_over(stream: BinaryIO, line: bytes) -> int:
    """Read to the end of a line that is too long; how many bytes that were."""
    if len(line) <= LONGEST_LINE or line.endswith(b"\n"):
        return 0
    passed = 0
    while piece := stream.readline(LONGEST_LINE):
        passed += len(piece)
        if piece.endswith(b"\n"):
            break
    return passed
