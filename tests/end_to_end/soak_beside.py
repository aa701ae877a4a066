"""Desks beside each other: two daemons of which one is killed again and again, and many writers on one SQLite file.

`./run soak two KILLS [URL]` has two daemons take 500 feeds from one store; `./run soak file UPSERTS` has a daemon, two
backfills and a reader share a SQLite file until so many articles and updates of articles are in it.
"""

import json
import random
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from storage.changes import changes_since
from storage.check import check
from storage.database import connect
from storage.errors import StorageError
from storage.upgrading import upgrade
from tests.end_to_end.at_work import SETTINGS
from tests.end_to_end.flow import Flow, environment
from tests.newsroom.server import open_newsroom

PATIENCE_S = 120.0
_EARLY = 0.5
"""Of its interval: a feed that is asked again sooner was asked twice; a busy machine asks late, and is then on time."""
_UPDATED = 0.2
"""Of the upserts: the share that are updates of copy that came before."""
_STORY = (
    "Council {n} votes\n\nPORT ELLERY, March {d} (Northwind) - The council of ward {n} voted {a} to {b} for plan {n}.\n"
)


@dataclass(slots=True)
class BesideReport:
    """What was found beside each other; all but the first two are to be zero or empty."""

    kills: int = 0
    stored: int = 0
    asked_twice: int = 0
    lost: int = 0
    double: int = 0
    gaps: int = 0
    unsound: tuple[str, ...] = ()
    failed: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.stored} changes; asked twice {self.asked_twice}, lost {self.lost}, double {self.double}, gaps "
            f"{self.gaps}, laws broken {len(self.unsound)}, failures {self.failed}"
        )

    @property
    def is_clean(self) -> bool:
        """Whether nothing was lost, doubled, asked twice or failed."""
        return not (self.asked_twice or self.lost or self.double or self.gaps or self.unsound or self.failed)


def two_daemons(folder: Path, kills: int, url: str, feeds: int = 500, interval_s: int = 20) -> BesideReport:
    """Two daemons with settings of their own take the same feeds; the second is killed so often, at random moments."""
    chance, report, flow = random.Random(11), BesideReport(), Flow(feeds)
    dead: list[tuple[float, float]] = []
    database = connect(url)
    upgrade(database)
    with open_newsroom() as newsroom, ExitStack() as stack:
        addresses = flow.serve(newsroom)
        for name in ("steady", "victim"):
            _configure(folder / name, addresses, name, interval_s)
        steady = stack.enter_context(_daemon(folder / "steady", url))
        for _ in range(kills):
            with _daemon(folder / "victim", url) as victim:
                begun = time.monotonic()
                time.sleep(chance.uniform(0.2, 4))
                victim.kill()
                victim.wait()
                dead.append((begun, time.monotonic()))
            report.kills += 1
        flow.wait_until_all_are_told(2, PATIENCE_S)
        _end(steady, folder / "steady", url, report)
    report.asked_twice = _asked_twice(flow, interval_s, dead)
    _look(url, report, flow.confirmed())
    database.close()
    return report


def _asked_twice(flow: Flow, interval_s: float, dead: Sequence[tuple[float, float]]) -> int:
    """How often a feed was asked again too soon, its first asker not having been killed meanwhile."""
    asked: dict[int, list[tuple[float, str]]] = defaultdict(list)
    for number, at, who in flow.asked:
        asked[number].append((at, who))
    twice = 0
    for times in asked.values():
        for (early, who), (late, _) in pairwise(times):
            was_killed = who == "victim" and any(begun <= early <= killed <= late for begun, killed in dead)
            twice += late - early < _EARLY * interval_s and not was_killed
    return twice


def one_file(folder: Path, upserts: int) -> BesideReport:
    """A daemon that takes feeds, two backfills of JSON Lines and a reader of changes share one SQLite file."""
    url = f"sqlite:///{folder / 'copydesk.db'}"
    report, flow = BesideReport(), Flow()
    database = connect(url)
    upgrade(database)
    halves = [_write_lines(folder / f"{half}.jsonl", half, upserts // 2) for half in range(2)]
    with open_newsroom() as newsroom:
        _configure(folder, flow.serve(newsroom), "daemon", 1)
        with _daemon(folder, url) as desk, _reader(url, report):
            both = [_backfill(folder, url, half) for half in range(2)]
            for process in both:
                told = process.communicate(timeout=None)[1]
                if process.returncode != 0:
                    report.failed.append(told.decode()[-2000:])
            _end(desk, folder, url, report)
    _look(url, report, flow.confirmed() | {flow.beyond + number for half in halves for number in half})
    database.close()
    return report


def _end(desk: subprocess.Popen[bytes], folder: Path, url: str, report: BesideReport) -> None:
    """Tell a daemon to end, and have a run do what it left; whatever fails or meets a lock goes into the report."""
    desk.terminate()
    code, log = desk.wait(PATIENCE_S), (folder / "daemon.log").read_text(encoding="utf-8")
    if code != 0 or "locked" in log:
        report.failed.append(log[-2000:])
    once = [sys.executable, "-m", "schedules", "once"]
    done = subprocess.run(once, cwd=folder, env=environment(url), check=False, capture_output=True)
    if done.returncode != 0:
        report.failed.append(done.stderr.decode()[-2000:])


def _write_lines(path: Path, half: int, count: int) -> list[int]:
    """Write raw copy as JSON Lines, some of it updates of lines before; the numbers of its stories."""
    chance, stories = random.Random(half), int(count * (1 - _UPDATED))
    numbers = [half * count + number for number in range(stories)]
    with path.open("w", encoding="utf-8") as file:
        for number in [*numbers, *chance.sample(numbers, count - stories)]:
            votes = chance.randrange(10**6), chance.randrange(10**6)
            text = _STORY.format(n=Flow.beyond + number, d=number % 28 + 1, a=votes[0], b=votes[1])
            file.write(json.dumps({"text": text, "guid": f"ward-{number}"}) + "\n")
    return numbers


def _backfill(folder: Path, url: str, half: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "schedules", "backfill", "start", "--jsonl", f"{half}.jsonl", "--json"]
    return subprocess.Popen(
        command, cwd=folder, env=environment(url), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )


@contextmanager
def _reader(url: str, report: BesideReport) -> Iterator[None]:
    """Follow the changes beside the writers until the block ends; what fails or is missing goes into the report."""
    ended = threading.Event()

    def follow() -> None:
        database, seen = connect(url), 0
        try:
            while not ended.wait(0.05):
                for change in changes_since(database, seen, limit=500):
                    report.gaps += change.seq != seen + 1
                    seen = change.seq
        except (StorageError, SQLAlchemyError) as error:
            report.failed.append(f"the reader: {error}")
        finally:
            database.close()

    thread = threading.Thread(target=follow, name="reader")
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _look(url: str, report: BesideReport, wanted: set[int]) -> None:
    """What is stored, against the numbers of the stories that must be."""
    database = connect(url)
    with database.reading() as connection:
        titles = connection.exec_driver_sql("SELECT headline FROM v1_articles").scalars().all()
        numbered, most = connection.exec_driver_sql("SELECT count(*), max(seq) FROM change").one()
    stored = [int(title.split()[1]) for title in titles]
    report.stored = numbered
    report.lost = len(wanted - set(stored))
    report.double = len(stored) - len(set(stored))
    report.gaps += int(most) - int(numbered)
    report.unsound = tuple(fault for one in check(database) for fault in one.faults)
    database.close()


def _configure(folder: Path, addresses: Sequence[str], agent: str, interval_s: int) -> None:
    folder.mkdir(exist_ok=True)
    lines = "".join(
        f"  - {json.dumps({'name': f'wire-{n}', 'kind': 'feed', 'url': url, 'interval_s': interval_s})}\n"
        for n, url in enumerate(addresses)
    )
    http = SETTINGS.replace("http: {", f"http: {{user_agent: {agent}, ")
    (folder / "config.yaml").write_text(
        f"{http}run: {{lease_s: 4}}\ndaemon: {{run_s: 3}}\nsources:\n{lines}", encoding="utf-8"
    )


@contextmanager
def _daemon(folder: Path, url: str) -> Iterator[subprocess.Popen[bytes]]:
    """A daemon that has begun its first run."""
    log = folder / "daemon.log"
    with log.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "schedules", "daemon"], cwd=folder, env=environment(url), stdout=file, stderr=file
        )
    try:
        begun = time.monotonic()
        while b"daemon_at_work" not in log.read_bytes():
            assert process.poll() is None, log.read_text(encoding="utf-8")
            assert time.monotonic() - begun < PATIENCE_S, log.read_text(encoding="utf-8")
            time.sleep(0.02)
        yield process
    finally:
        process.kill()
        process.wait()
