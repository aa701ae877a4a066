"""How much memory all processes of an ingest hold together, as the kernel tells while they run."""

import os
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_EVERY_S = 0.05
_PAGE_MB = os.sysconf("SC_PAGE_SIZE") / 1_000_000
_PARENT, _SESSION, _RESIDENT = 1, 3, 21  # of /proc/PID/stat, counted from the state on; proc(5)


class Peak:
    """The most that one ingest held at any look, in megabytes of resident memory."""

    def __init__(self) -> None:
        self.mb = 0.0

    def look(self, scorers: set[int]) -> None:
        """Add up each session that a child of one of the scorers leads: an adapter and all that it started."""
        told = dict(_processes())
        leaders = {number for number, fields in told.items() if fields[0] in scorers and fields[1] == number}
        sums: defaultdict[int, float] = defaultdict(float)
        for _, session, resident_mb in told.values():
            sums[session] += resident_mb
        self.mb = max([self.mb, *(sums[leader] for leader in leaders)])


def _processes() -> Iterator[tuple[int, tuple[int, int, float]]]:
    """Number, parent, session and resident megabytes of every process."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has ended meanwhile
            fields = path.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            yield (
                int(path.parent.name),
                (int(fields[_PARENT]), int(fields[_SESSION]), int(fields[_RESIDENT]) * _PAGE_MB),
            )


@contextmanager
def watched(scorers: set[int]) -> Iterator[Peak]:
    """Look often while the block runs."""
    peak, is_over = Peak(), threading.Event()

    def watch() -> None:
        while not is_over.wait(_EVERY_S):
            peak.look(scorers)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield peak
    finally:
        is_over.set()
        watcher.join()
