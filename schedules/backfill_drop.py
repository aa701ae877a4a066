"""Backfills of a drop folder: its files by the time of their change, oldest first, so many to a window."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from ingest.drop import FileStamp, list_drop, take_listed
from ingest.errors import IngestError
from ingest.raw import Delivery
from ingest.sources import DropSource
from schedules.desk import Desk
from schedules.failures import hold, source_failure
from schedules.folders import BATCH_BYTES, keep_files
from schedules.windows import Job, Wanted
from storage.deliveries import kept_files
from storage.windows import Asked, Came, Planned, Window

FILES = 100
"""Files of one window at most."""


class DropBackfill:
    """Takes what lies in a folder in slices. Files that a run has kept are left out, and those still being written."""

    def __init__(self, source: DropSource, wanted: Wanted) -> None:
        self.asked = Asked(source.name, source.scope, "drop", wanted.as_plain())
        self._source = source
        self._wanted = wanted

    def plan(self, desk: Desk) -> Sequence[Planned]:
        """Windows over the files that are there now; raises SourceUnreachable."""
        found, _ = list_drop(self._source)
        settled = desk.now() - timedelta(seconds=self._source.settle_s)
        wanted = [one for one in found if _changed(one) <= settled and self._wanted.span.holds(_changed(one))]
        known = kept_files(desk.database, self._source.name, wanted)
        fresh = [one for one in wanted if one not in known][: self._wanted.limit]
        return [Planned(_as_plain(some), len(some)) for some in self._slices(fresh)]

    def work(self, job: Job, window: Window) -> Came:
        """Keep the files of a window, each with its raw copy; a file that can't be taken is quarantined alone."""
        stamps = _stamps(window.what)
        job.pace.spend(len(stamps))
        taken: list[Delivery] = []
        failed = 0
        for one in take_listed(self._source, stamps, job.desk.now()):
            if isinstance(one, IngestError):
                hold(job.desk, source_failure(self._source, one), job.run_id)
                failed += 1
            else:
                taken.append(one)
        kept = keep_files(job.desk, self._source, taken, None, job.run_id, job.tally)
        return Came(kept.copies, kept.known, failed + len(kept.refused))

    def _slices(self, stamps: Sequence[FileStamp]) -> Iterator[list[FileStamp]]:
        """The files in windows of bounded count and bytes."""
        some: list[FileStamp] = []
        for stamp in stamps:
            if some and (len(some) >= self._wanted.at_most(FILES) or _size(some) + stamp.size > BATCH_BYTES):
                yield some
                some = []
            some.append(stamp)
        if some:
            yield some


def _changed(stamp: FileStamp) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=stamp.modified_ns // 1000)


def _size(stamps: Sequence[FileStamp]) -> int:
    return sum(stamp.size for stamp in stamps)


def _as_plain(stamps: Sequence[FileStamp]) -> Mapping[str, object]:
    return {"files": [[one.address, one.size, one.modified_ns] for one in stamps]}


def _stamps(what: Mapping[str, object]) -> list[FileStamp]:
    files = what["files"]
    return [FileStamp(*file) for file in files] if isinstance(files, list) else []
