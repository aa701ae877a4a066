"""Kills the daemon again and again under a steady flow, at random moments and at named points; counts what is lost.

`python -m tests.end_to_end.soak KILLS [DATABASE]` (`./run soak KILLS`) does it in an empty folder; DATABASE is the
address of an empty PostgreSQL database, by default a SQLite file is made. With `ends` before the number the daemons are
told to end by SIGTERM, while a host hangs and stories come, and how long that takes is what counts.

Each feed holds one story at a time. It goes on to the next one only when it is asked with the ETag of the one before:
whoever sends a validator says that he has its content, so a validator ahead of its content shows as a story that is
never stored.
"""

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path

from storage.changes import changes_since
from storage.check import check
from storage.database import Database, connect
from storage.queries import articles
from storage.upgrading import upgrade
from tests.end_to_end.at_work import SETTINGS
from tests.end_to_end.faulty import POINTS
from tests.end_to_end.test_feeds import rss, story
from tests.newsroom.answers import RSS, drip, head
from tests.newsroom.server import Asked, Line, Newsroom, open_newsroom

FEEDS = 12
ROOT = Path(__file__).resolve().parent.parent.parent
_MOST_STORIES = 1_000_000
_LONGEST_LIFE_S = 60.0
_LONGEST_END_S = 10.0


@dataclass(slots=True)
class Flow:
    """The feeds: the number of the story that each holds, and of those that its reader says it has."""

    held: list[int] = field(default_factory=lambda: [0] * FEEDS)

    def serve(self, newsroom: Newsroom) -> list[str]:
        """Put the feeds on a newsroom; their addresses."""
        return [newsroom.on(f"/{number}", self._answer(number)) for number in range(FEEDS)]

    def confirmed(self) -> set[int]:
        """The stories whose ETag came back."""
        return {number + FEEDS * told for number in range(FEEDS) for told in range(self.held[number])}

    def _answer(self, number: int):
        async def answer(line: Line, asked: Asked) -> None:
            if asked.header("If-None-Match") == f'"{self.held[number]}"':
                self.held[number] += 1
            body = rss(story(number + FEEDS * self.held[number]))
            told = (("Content-Type", RSS), ("Content-Length", str(len(body))), ("ETag", f'"{self.held[number]}"'))
            await line.say(head("200 OK", told) + body)

        return answer


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
            [sys.executable, "-m", *way, "daemon"], cwd=folder, env=_environment(url), stdout=file, stderr=file
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
    subprocess.run(once, cwd=folder, env=_environment(url), check=True, capture_output=True)


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


def _environment(url: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COPYDESK_")}
    return {**kept, "COPYDESK_DATABASE__URL": url, "PYTHONPATH": str(ROOT)}


def main(arguments: Sequence[str]) -> int:
    """Soak and print what was found; 1 where anything is wrong."""
    asked_to_end = arguments[:1] == ["ends"]
    number, *address = arguments[asked_to_end:] or ["300"]
    with tempfile.TemporaryDirectory() as name:
        url = address[0] if address else f"sqlite:///{name}/copydesk.db"
        if asked_to_end:
            report, seconds = end_again(Path(name), int(number), url)
            what, is_well = f"{number} ends", max(seconds) <= _LONGEST_END_S
            times = f"from SIGTERM to the end {_listed(seconds)}"
        else:
            report, is_well = soak(Path(name), int(number), url), True
            what = f"{report.kills} kills, {report.at_points} of them at named points"
            times = f"from start to first run {_listed(report.starts_s)}"
    sys.stdout.write(
        f"soak: {what}, {report.stories} stories stored; lost {report.lost}, double {report.double}, "
        f"gaps {report.gaps}, runs not closed {report.open_runs}, laws broken {len(report.unsound)}; {times}\n"
    )
    return 0 if report.is_clean and is_well else 1


def _listed(seconds: Sequence[float]) -> str:
    return f"{statistics.median(seconds):.2f} s in the middle, {max(seconds):.2f} s at most"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
