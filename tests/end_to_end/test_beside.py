"""Runs beside each other on one store: nothing is fetched twice at once, nothing is stored twice, all books balance."""

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from schedules.cli.exit_codes import ExitCode
from storage.changes import changes_since
from storage.check import check
from storage.database import connect
from storage.queries import articles, list_runs
from storage.states import RunState
from storage.upgrading import upgrade
from tests.newsroom.answers import reply
from tests.newsroom.server import Answer, Asked, Line, Newsroom, open_newsroom

PATIENCE_S = 120
EACH = 25
KILLS = 3
SETTINGS = """
http: {allow_private: [127.0.0.1/32], gap_s: 0, per_host: 50, concurrency: 50, deadline_s: 300}
log: {level: error}
"""
ONCE = """
import sys
from dataclasses import replace
from pathlib import Path
from schedules.desk import open_desk
from schedules.once import run_once
from schedules.settings import load_config
from storage.database import connect

with open_desk(load_config(Path("config.yaml").resolve())) as desk:
    desk = replace(desk, database=connect(sys.argv[1]))
    print("ready", flush=True)
    sys.stdin.readline()
    report = run_once(desk)
    print(report.feeds.asked, len(report.busy), report.books.deliveries, flush=True)
"""


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with open_newsroom() as running:
        yield running


def rss(name: str) -> bytes:
    return (
        "<?xml version='1.0' encoding='UTF-8'?><rss version='2.0'><channel><title>Harbour Wire</title>"
        f"<link>https://wire.example/</link><item><title>Council of {name} votes</title>"
        f"<guid isPermaLink='false'>{name}</guid><description>HARBOUR CITY (HW) - The council of {name} said on Monday "
        f"that plan {name} goes ahead.</description></item></channel></rss>"
    ).encode()


def drop(folder: Path, name: str) -> None:
    (folder / name).mkdir()
    for number in range(3):
        story = (
            f"Ward {name} {number} votes\n\nPORT ELLERY (Northwind) - Ward {name} voted for plan {number} of {name}.\n"
        )
        path = folder / name / f"{number}.txt"
        path.write_text(story, encoding="utf-8")
        os.utime(path, (1_700_000_000 + number,) * 2)


def configure(folder: Path, newsroom: Newsroom) -> None:
    """Fifty sources: folders of three stories each, and feeds of one."""
    sources = []
    for number in range(EACH):
        name = f"drop-{number:02}"
        drop(folder, name)
        sources.append({"name": name, "kind": "drop", "path": name, "settle_s": 0})
        url = newsroom.on(f"/{number}", reply(body=rss(f"feed-{number:02}")))
        sources.append({"name": f"feed-{number:02}", "kind": "feed", "url": url})
    (folder / "config.yaml").write_text(f"{SETTINGS}\nsources: {json.dumps(sources)}\n", encoding="utf-8")


def begin(url: str, folder: Path, root: Path) -> subprocess.Popen[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COPYDESK_")}
    process = subprocess.Popen(
        [sys.executable, "-c", ONCE, url],
        cwd=folder,
        env={**kept, "PYTHONPATH": str(root)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def test_three_runs_at_once_over_the_same_fifty_sources(url, tmp_path, root, newsroom):
    configure(tmp_path, newsroom)
    database = connect(url)
    upgrade(database)
    processes = [begin(url, tmp_path, root) for _ in range(3)]
    for process in processes:
        let_go(process)
    told = [process.communicate(timeout=PATIENCE_S) for process in processes]
    assert [(process.returncode, errors) for process, (_, errors) in zip(processes, told, strict=True)] == [(0, "")] * 3
    asked = [int(output.split()[0]) for output, _ in told]
    assert sum(asked) == EACH
    assert sorted(one.target for one in newsroom.asked) == sorted(f"/{number}" for number in range(EACH))
    lines = list_runs(database)
    assert {line.state for line in lines} == {RunState.FINISHED}
    assert sum(line.books.deliveries for line in lines) == 4 * EACH
    assert sum(line.books.new for line in lines) == 4 * EACH
    assert sum(line.books.known + line.books.stale + line.books.pending for line in lines) == 0
    stored = articles(database, limit=1000)
    assert len({line.headline for line in stored}) == len(stored) == len(changes_since(database, 0)) == 4 * EACH
    assert all(finding.is_sound for finding in check(database))
    database.close()


def let_go(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("go\n")
    process.stdin.flush()


def test_runs_that_are_killed_beside_others_lose_nothing_and_double_nothing(url, tmp_path, root, newsroom):
    """Two runs begin together, and one of them is killed at any moment; each time the rest is another's to do."""
    configure(tmp_path, newsroom)
    database = connect(url)
    upgrade(database)
    chance, killed = random.Random(5), 0
    for _ in range(KILLS):
        victim, other = begin(url, tmp_path, root), begin(url, tmp_path, root)
        before = len(list_runs(database))
        let_go(victim)
        let_go(other)
        ends_at = time.monotonic() + PATIENCE_S
        while len(list_runs(database)) == before:
            assert time.monotonic() < ends_at
        with suppress(subprocess.TimeoutExpired):
            victim.wait(timeout=chance.uniform(0, 0.6))
        killed += victim.poll() is None
        victim.kill()
        victim.communicate()
        assert other.communicate(timeout=PATIENCE_S)[1] == ""
    last = begin(url, tmp_path, root)
    let_go(last)
    assert last.communicate(timeout=PATIENCE_S)[1] == ""
    assert killed
    lines = list_runs(database, 99)
    assert {line.state for line in lines} <= {RunState.FINISHED, RunState.INTERRUPTED}
    assert lines[0].books.pending == 0
    assert sum(line.books.deliveries for line in lines) == sum(line.books.new for line in lines) == 4 * EACH
    stored = articles(database, limit=1000)
    assert len({line.headline for line in stored}) == len(stored) == len(changes_since(database, 0)) == 4 * EACH
    assert all(finding.is_sound for finding in check(database))
    database.close()


def held_back(until: threading.Event) -> Answer:
    """A feed that comes when it is let go."""
    whole = reply(body=rss("late"))

    async def answer(line: Line, asked: Asked) -> None:
        await asyncio.to_thread(until.wait, PATIENCE_S)
        await whole(line, asked)

    return answer


def state_of(install, run_id: int) -> str | None:
    rows = install.sql(f"SELECT state FROM run WHERE id = {run_id}")
    return rows[0][0] if rows else None


def test_a_run_that_was_stopped_wakes_up_after_another_took_over_and_is_refused(install, newsroom):
    """As after a suspended machine: its fetch comes to an end, but what it brings is another's by then."""
    go = threading.Event()
    url = newsroom.on("/feed", held_back(go), reply(body=rss("late")))
    feed = {"name": "wire", "kind": "feed", "url": url}
    install.configure(f"{SETTINGS}\nrun: {{lease_s: 5}}\nsources: [{json.dumps(feed)}]")
    assert install.run("db", "upgrade").returncode == 0
    sleeper = install.start("once")
    ends_at = time.monotonic() + PATIENCE_S
    while not newsroom.requests("/feed"):
        assert time.monotonic() < ends_at
    busy = install.json("once", "--now", "--source", "wire")
    assert (busy["busy"], busy["books"]["deliveries"]) == ({"wire": 1}, 0)
    sleeper.send_signal(signal.SIGSTOP)
    while state_of(install, 1) == "running":
        assert time.monotonic() < ends_at
        last = install.json("once")
    assert (last["feeds"]["fetched"], last["books"]["new"], last["busy"]) == (1, 1, {})
    go.set()
    sleeper.send_signal(signal.SIGCONT)
    assert sleeper.wait(timeout=PATIENCE_S) == ExitCode.TAKEN_OVER
    assert len(newsroom.requests("/feed")) == 2
    assert len(install.json("articles", "list")) == len(install.json("changes")) == 1
    assert state_of(install, 1) == "interrupted"
    assert install.run("db", "check").returncode == 0


def test_a_run_that_was_killed_is_taken_over_at_once(install, newsroom):
    """Its lease would last for a minute, but its process is seen to be dead."""
    go = threading.Event()
    url = newsroom.on("/feed", held_back(go), reply(body=rss("late")))
    install.configure(f"{SETTINGS}\nsources: [{json.dumps({'name': 'wire', 'kind': 'feed', 'url': url})}]")
    assert install.run("db", "upgrade").returncode == 0
    killed = install.start("once")
    ends_at = time.monotonic() + PATIENCE_S
    while not newsroom.requests("/feed"):
        assert time.monotonic() < ends_at
    killed.kill()
    killed.wait()
    assert install.json("once")["books"]["new"] == 1
    go.set()
    assert state_of(install, 1) == "interrupted"
    assert install.run("db", "check").returncode == 0
