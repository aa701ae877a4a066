"""Backfills of JSON Lines: a file in ranges of bytes, or standard input in pieces as they come.

The bytes of each piece are kept before a line of it is read. A file is cut when the backfill begins, so that any
process goes on where the last one was. A stream can't be read twice: what was kept of it is known when it comes again.
"""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from ingest.drop import printable_address
from ingest.errors import FileChanged, LineTooLong, UnreadableFile
from ingest.json_lines import LINES_MEDIA_TYPE, lines_address, lines_within, split_lines
from ingest.line_chunks import CHUNK_LINES, LONGEST_LINE, Chunk, Cut, read_chunks
from ingest.raw import Delivery
from schedules.desk import Desk
from schedules.failures import hold
from schedules.windows import Job, Wanted
from storage.feeds import Split, keep_split
from storage.quarantine import Failure
from storage.unsplit import keep_unsplit
from storage.windows import Asked, Came, Planned, Trouble, Window, add_done

STREAM = "-"
"""Stands for standard input where a file is named."""

_WHOLE = 1 << 62
_AGAIN = "start the backfill again: what is kept is known, the rest is cut anew"


class LinesBackfill:
    """Takes the lines of a file. `source` and `provider` are what its copy is booked under."""

    def __init__(self, file: Path, source: str, provider: str, wanted: Wanted) -> None:
        self._file = file.absolute()
        self._address = printable_address(os.fspath(self._file))
        self._wanted = wanted
        self._lines = _Lines(self._address, source, provider, wanted)
        self.asked = Asked(source, provider, "lines", {"file": self._address, **self._stamp(), **wanted.as_plain()})

    def plan(self, desk: Desk) -> Sequence[Planned]:
        """Ranges of bytes that end where a line ends; the file is read through once. Raises UnreadableFile."""
        del desk
        cut = Cut(most=self._wanted.limit, lines=self._wanted.at_most(CHUNK_LINES))
        try:
            with self._file.open("rb") as file:
                return [_planned(chunk) for chunk in read_chunks(file, cut)]
        except OSError as error:
            raise self._unreadable(error) from error

    def work(self, job: Job, window: Window) -> Came:
        """Keep the lines of a range. Raises FileChanged where the file is another by now, UnreadableFile."""
        if any(self.asked.what[name] != value for name, value in self._stamp().items()):
            raise FileChanged(self._address, "the file has changed since the backfill began", _AGAIN)
        start, end, line = (_number(window.what[name]) for name in ("start", "end", "line"))
        try:
            with self._file.open("rb") as file:
                file.seek(start)
                whole = Cut(start, line, end, lines=_WHOLE, size=_WHOLE)
                chunk = next(read_chunks(file, whole), None)
        except OSError as error:
            raise self._unreadable(error) from error
        if chunk is None or chunk.end != end:
            raise FileChanged(self._address, "the file ends earlier than when the backfill began", _AGAIN)
        return self._lines.take(job, chunk)

    def _stamp(self) -> dict[str, object]:
        try:
            status = self._file.stat()
        except OSError as error:
            raise self._unreadable(error) from error
        return {"size": status.st_size, "modified_ns": status.st_mtime_ns}

    def _unreadable(self, error: OSError) -> UnreadableFile:
        return UnreadableFile(self._address, f"can't be read ({error.strerror})", "mend the path or its permissions")


class StreamBackfill:
    """Takes the lines of standard input, piece by piece. Its windows are noted when they are done."""

    def __init__(self, stream: BinaryIO, source: str, provider: str, wanted: Wanted) -> None:
        self.asked = Asked(source, provider, "lines", {"file": STREAM, **wanted.as_plain()})
        self._lines = _Lines("stdin", source, provider, wanted)
        self._chunks = read_chunks(stream, Cut(most=wanted.limit, lines=wanted.at_most(CHUNK_LINES)))

    def plan(self, desk: Desk) -> Sequence[Planned]:
        """No window: what is to come is not known."""
        del desk
        return ()

    def work(self, job: Job, window: Window) -> Came:
        """Never called: a stream has no windows that wait."""
        raise NotImplementedError

    def next(self, job: Job, backfill_id: int) -> Came | None:
        """Keep the next piece and note its window; None at the end of the stream."""
        chunk = next(self._chunks, None)
        if chunk is None:
            return None
        came = self._lines.take(job, chunk)
        add_done(job.desk.database, backfill_id, job.run_id, _planned(chunk), came, job.desk.now())
        return came


class _Lines:
    """Keeps chunks of lines: the bytes first, then their raw copies."""

    def __init__(self, file: str, source: str, provider: str, wanted: Wanted) -> None:
        self._file = file
        self._source = source
        self._provider = provider
        self._span = wanted.span

    def take(self, job: Job, chunk: Chunk) -> Came:
        """Keep a chunk; lines that are too long are quarantined without their bytes."""
        job.pace.spend(chunk.count)
        raw, left_out = chunk.raw, 0
        if self._span.is_bounded:
            raw, left_out = lines_within(raw, self._span.holds)
        delivery = self._delivery(job, chunk, raw)
        kept = keep_unsplit(job.desk.database, delivery, job.run_id)
        job.tally.count_unsplit(kept)
        came = Came(0, chunk.count - left_out)
        if kept.waiting is not None:
            split = Split(kept.waiting, self._source, split_lines(delivery))
            copies = keep_split(job.desk.database, [split], job.run_id, job.desk.now())
            job.tally.count_split(copies)
            came = Came(copies.copies, copies.repeated)
        too_long = self._refuse(job, chunk)
        return Came(came.taken, came.repeated, left_out + len(chunk.too_long), too_long)

    def _delivery(self, job: Job, chunk: Chunk, raw: bytes) -> Delivery:
        return Delivery(
            source=self._source,
            provider=self._provider,
            address=lines_address(self._file, chunk.first_line),
            media_type=LINES_MEDIA_TYPE,
            received_at=job.desk.now(),
            raw=raw,
            envelope={"line": str(chunk.first_line)},
        )

    def _refuse(self, job: Job, chunk: Chunk) -> Trouble | None:
        trouble = None
        for number in chunk.too_long:
            sentence = f"line {number} has more than {LONGEST_LINE} bytes"
            trouble = Trouble(LineTooLong.code, sentence, "cut its copy into several lines, or leave it out")
            address = lines_address(self._file, number)
            hold(job.desk, Failure(self._source, address, trouble.code, sentence, trouble.advice), job.run_id)
        return trouble


def _planned(chunk: Chunk) -> Planned:
    return Planned({"start": chunk.start, "end": chunk.end, "line": chunk.first_line}, chunk.count)


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0
