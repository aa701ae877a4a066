"""Kills the daemon again and again under a steady flow, at random moments and at named points; counts what is lost.

`python -m tests.end_to_end.soak KILLS [DATABASE]` (`./run soak KILLS`) does it in an empty folder; DATABASE is the
address of an empty PostgreSQL database, by default a SQLite file is made. With `ends` before the number the daemons are
told to end by SIGTERM, while a host hangs and stories come, and how long that takes is what counts.
"""

import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from types import MappingProxyType

from storage.changes import changes_since
from storage.check import check
from storage.database import Database, connect
from storage.queries import articles
from storage.upgrading import upgrade
from tests.end_to_end.at_work import SETTINGS
from tests.end_to_end.faulty import POINTS
from tests.end_to_end.flow import Flow, environment
from tests.end_to_end.soak_beside import one_file, two_daemons
from tests.newsroom.answers import drip, head
from tests.newsroom.server import open_newsroom

_MOST_STORIES = 1_000_000
_LONGEST_LIFE_S = 60.0
_LONGEST_END_S = 10.0


@dataclass(slots=True)
class SoakReport:
    """What a soak found; all but the first four are to be zero or empty."""

    kills: int = 0
    at_points: int = 0
    stories: int = 0
    starts_s: list[float] = field(default_factory=list)
    lost: int = 0
    double: int = 0
    gaps: int = 0
    unsound: tuple[str, ...] = ()
    open_runs: int = 0

    def __str__(self) -> str:
        return (
            f"{self.stories} stories stored; lost {self.lost}, double {self.double}, gaps {self.gaps}, runs not closed "
            f"{self.open_runs}, laws broken {len(self.unsound)}"
        )

    @property
    def is_clean(self) -> bool:
        """Whether nothing was lost, doubled or left open."""
        return not (self.lost or self.double or self.gaps or self.unsound or self.open_runs)


def soak(folder: Path, kills: int, url: str, seed: int = 5) -> SoakReport:
    """Kill so many daemons one after the other, then let one end well, and look at what is stored."""
    chance = random.Random(seed)
    report, flow = SoakReport(), Flow()
    database = connect(url)
    upgrade(database)
    with open_newsroom() as newsroom:
        _configure(folder, flow.serve(newsroom))
        for point in islice(cycle([None, *POINTS]), kills):
            with _daemon(folder, url, point, chance.randint(1, 4)) as (process, log):
                _let_live(process, log, report, None if point else chance.uniform(0, 2.5))
            report.kills += 1
            report.at_points += point is not None
        _end_well(folder, url)
        _look(database, flow, report)
    database.close()
    return report


def end_again(folder: Path, ends: int, url: str, seed: int = 7) -> tuple[SoakReport, list[float]]:
    """Tell so many daemons to end, at random moments while a host hangs; what is stored then, and their seconds."""
    chance = random.Random(seed)
    report, flow = SoakReport(), Flow()
    seconds: list[float] = []
    database = connect(url)
    upgrade(database)
    with open_newsroom() as newsroom:
        hanging = newsroom.on("/hanging", drip(head("200 OK", ()), b"x", 0.05))
        feeds = flow.serve(newsroom)
        _configure(folder, [*feeds, hanging])
        for _ in range(ends):
            with _daemon(folder, url, None, 0) as (process, log):
                _let_live(process, log, report, chance.uniform(0, 2.5))
                begun = time.monotonic()
                process.terminate()
                assert process.wait(_LONGEST_LIFE_S) == 0, log.read_text(encoding="utf-8")
                seconds.append(time.monotonic() - begun)
        _configure(folder, feeds)
        _end_well(folder, url)
        _look(database, flow, report)
    with database.reading() as connection:
        broken_off = connection.exec_driver_sql("SELECT count(*) FROM run WHERE state <> 'finished'")
        report.open_runs += int(broken_off.scalar_one())
    database.close()
    return report, seconds


def _configure(folder: Path, addresses: Sequence[str]) -> None:
    """A desk that asks these addresses every second, and closes its books every three."""
    sources = [
        {"name": f"wire-{number}", "kind": "feed", "url": address, "interval_s": 1}
        for number, address in enumerate(addresses)
    ]
    lines = "".join(f"  - {json.dumps(one)}\n" for one in sources)
    settings = f"run: {{lease_s: 4, batch: 5}}\ndaemon: {{run_s: 3}}\nsources:\n{lines}"
    (folder / "config.yaml").write_text(SETTINGS + settings, encoding="utf-8")


@contextmanager
def _daemon(folder: Path, url: str, point: str | None, times: int) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    log = folder / "daemon.log"
    way = ["schedules"] if point is None else ["tests.end_to_end.faulty", point, str(times)]
    with log.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", *way, "daemon"], cwd=folder, env=environment(url), stdout=file, stderr=file
        )
    try:
        yield process, log
    finally:
        process.kill()
        process.wait()


def _let_live(process: subprocess.Popen[bytes], log: Path, report: SoakReport, life_s: float | None) -> None:
    """Wait until the daemon has killed itself, or for so many seconds after its first run began."""
    begun = time.monotonic()
    while process.poll() is None and b"daemon_at_work" not in log.read_bytes():
        assert time.monotonic() - begun < _LONGEST_LIFE_S, log.read_text(encoding="utf-8")
        time.sleep(0.01)
    if process.poll() is None:
        report.starts_s.append(time.monotonic() - begun)
    try:
        process.wait(_LONGEST_LIFE_S if life_s is None else life_s)
    except subprocess.TimeoutExpired:
        assert life_s is not None, f"the point was never come by: {log.read_text(encoding='utf-8')}"
        return
    assert process.returncode == -9, log.read_text(encoding="utf-8")


def _end_well(folder: Path, url: str) -> None:
    """A daemon that is told to end, then a run that does what is left."""
    with _daemon(folder, url, None, 0) as (process, log):
        while b"daemon_at_work" not in log.read_bytes():
            time.sleep(0.01)
        process.terminate()
        assert process.wait(_LONGEST_LIFE_S) == 0, log.read_text(encoding="utf-8")
    once = [sys.executable, "-m", "schedules", "once"]
    subprocess.run(once, cwd=folder, env=environment(url), check=True, capture_output=True)


def _look(database: Database, flow: Flow, report: SoakReport) -> None:
    stored = [int((line.headline or "").split()[1]) for line in articles(database, limit=_MOST_STORIES)]
    changes = [one.seq for one in changes_since(database, 0, limit=_MOST_STORIES)]
    report.stories = len(stored)
    report.lost = len(flow.confirmed() - set(stored))
    report.double = len(stored) - len(set(stored))
    report.gaps = len(set(range(1, len(changes) + 1)) ^ set(changes)) + abs(len(changes) - len(stored))
    report.unsound = tuple(fault for one in check(database) for fault in one.faults)
    with database.reading() as connection:
        still = connection.exec_driver_sql("SELECT count(*) FROM run WHERE state NOT IN ('finished', 'interrupted')")
        report.open_runs = int(still.scalar_one())


def main(arguments: Sequence[str]) -> int:
    """Soak and print what was found; 1 where anything is wrong."""
    what, number, *address = arguments if arguments and arguments[0] in _SOAKS else ["kills", *(arguments or ["300"])]
    with tempfile.TemporaryDirectory() as name:
        told, is_well = _SOAKS[what](
            Path(name), int(number), address[0] if address else f"sqlite:///{name}/copydesk.db"
        )
    sys.stdout.write(f"soak: {told}\n")
    return 0 if is_well else 1


def _soak_kills(folder: Path, kills: int, url: str) -> tuple[str, bool]:
    report = soak(folder, kills, url)
    what = f"{report.kills} kills, {report.at_points} of them at named points"
    return f"{what}, {report}; from start to first run {_listed(report.starts_s)}", report.is_clean


def _soak_ends(folder: Path, ends: int, url: str) -> tuple[str, bool]:
    report, seconds = end_again(folder, ends, url)
    is_well = report.is_clean and max(seconds) <= _LONGEST_END_S
    return f"{ends} ends, {report}; from SIGTERM to the end {_listed(seconds)}", is_well


def _soak_two(folder: Path, kills: int, url: str) -> tuple[str, bool]:
    report = two_daemons(folder, kills, url)
    return f"two daemons, one killed {kills} times, {report}", report.is_clean


def _soak_file(folder: Path, upserts: int, _: str) -> tuple[str, bool]:
    report = one_file(folder, upserts)
    return f"a daemon, two backfills and a reader on one SQLite file, {report}", report.is_clean


_SOAKS: Mapping[str, Callable[[Path, int, str], tuple[str, bool]]] = MappingProxyType(
    {"kills": _soak_kills, "ends": _soak_ends, "two": _soak_two, "file": _soak_file}
)


def _listed(seconds: Sequence[float]) -> str:
    return f"{statistics.median(seconds):.2f} s in the middle, {max(seconds):.2f} s at most"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
