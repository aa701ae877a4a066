"""Backfills as processes: killed at any moment, and beside each other and a cron run on one SQLite file."""

import json
import random
import subprocess
import time
from pathlib import Path

KILLS = 10
LINES = 1100
STORY = (
    "Council {n} votes\n\nPORT ELLERY, March {d} (Northwind) - The council of ward {n} voted {a} to {b} for plan {n}.\n"
)
DEADLINE_S = 300


def write_lines(path: Path, first: int, count: int) -> None:
    chance = random.Random(first)
    with path.open("w", encoding="utf-8") as file:
        for number in range(first, first + count):
            text = STORY.format(n=number, d=number % 28 + 1, a=chance.randrange(10**6), b=chance.randrange(10**6))
            file.write(json.dumps({"text": text, "guid": f"ward-{number}"}) + "\n")


def ask(install, query: str) -> tuple[int, ...]:
    """The one row that answers the query."""
    ((*row,),) = install.sql(query)
    return tuple(int(value) for value in row)


def steps_done(install) -> int:
    """Windows done and copies done, in steps that every kill meets in another place."""
    (windows,) = ask(install, "SELECT count(*) FROM backfill_window WHERE state = 'done'")
    (copies,) = ask(install, "SELECT count(*) FROM raw_copy WHERE state = 'done'")
    return 100 * windows + copies


def kill_after(install, command: tuple[str, ...], steps: int, moment: float) -> bool:
    """Start the backfill, kill it once it has come so far and a moment has passed; whether it was still at work."""
    process = install.start(*command)
    deadline = time.monotonic() + DEADLINE_S
    while process.poll() is None and steps_done(install) < steps:
        assert time.monotonic() < deadline
    try:
        process.wait(timeout=moment)
    except subprocess.TimeoutExpired:  # still at work: that is when it is killed
        process.kill()
        process.wait()
        return True
    return False


def test_a_backfill_that_is_killed_again_and_again_is_complete_and_nothing_is_double(install):
    write_lines(install.folder / "old.jsonl", 0, LINES)
    install.configure("run: {batch: 50}\nlog: {level: error}")
    assert install.run("db", "upgrade").returncode == 0
    chance = random.Random(5)
    every = (LINES + 100 * LINES / 500) / (KILLS + 4)
    killed = 0
    for kill in range(KILLS):
        workers = ("--workers", "2") if kill % 4 == 3 else ()
        command = ("backfill", "start", "--jsonl", "old.jsonl", *workers)
        killed += kill_after(install, command, int(every * kill), chance.uniform(0, 0.1))
    assert killed >= KILLS - 2
    report = install.json("backfill", "start", "--jsonl", "old.jsonl")
    assert (report["backfill"]["id"], report["backfill"]["state"]) == (1, "done")

    assert ask(install, "SELECT count(*), count(DISTINCT headline) FROM v1_articles") == (LINES, LINES)
    assert ask(install, "SELECT count(*), count(DISTINCT known_as) FROM raw_copy WHERE state = 'done'") == (
        LINES,
        LINES,
    )
    assert ask(install, "SELECT count(*), min(seq), max(seq) FROM change") == (LINES, 1, LINES)
    (ended,) = ask(install, 'SELECT sum(new + revision + "copy" + quarantined) FROM run')
    assert ended == LINES
    assert install.run("db", "check").returncode == 0
    again = install.json("backfill", "start", "--jsonl", "old.jsonl")
    assert (again["books"]["received"], again["backfill"]["repeated"]) == (0, LINES)


def test_two_backfills_and_cron_runs_share_one_file(install):
    """None meets a locked database, none takes the other's copy, nothing is lost or doubled."""
    drop = install.folder / "in"
    drop.mkdir()
    write_lines(install.folder / "a.jsonl", 0, 600)
    write_lines(install.folder / "b.jsonl", 600, 600)
    for number in range(1200, 1300):
        text = STORY.format(n=number, d=1, a=number, b=number)
        (drop / f"{number}.txt").write_text(text, encoding="utf-8")
    install.configure("log: {level: error}\nsources: [{name: wire, kind: drop, path: in, settle_s: 0}]")
    assert install.run("db", "upgrade").returncode == 0
    both = [install.start("backfill", "start", "--jsonl", name) for name in ("a.jsonl", "b.jsonl")]
    codes = []
    while any(process.poll() is None for process in both):
        codes.append(install.run("once").returncode)
    assert [process.wait() for process in both] == [0, 0]
    assert set(codes) == {0}
    assert ask(install, "SELECT count(*), count(DISTINCT headline) FROM v1_articles") == (1300, 1300)
    assert ask(install, "SELECT count(*) FROM run WHERE state != 'finished'") == (0,)
    assert install.run("db", "check").returncode == 0


def test_two_processes_share_the_windows_of_one_backfill(install):
    write_lines(install.folder / "old.jsonl", 0, 1200)
    install.configure("run: {batch: 50}\nlog: {level: error}")
    assert install.run("db", "upgrade").returncode == 0
    command = ("backfill", "start", "--jsonl", "old.jsonl", "--rate", "50")
    both = [install.start(*command) for _ in range(2)]
    assert [process.wait() for process in both] == [0, 0]
    assert ask(install, "SELECT count(*) FROM backfill") == (1,)
    assert ask(install, "SELECT count(DISTINCT leased_by), min(fence), max(fence) FROM backfill_window") == (2, 1, 1)
    assert ask(install, "SELECT count(*) FROM v1_articles") == (1200,)


def test_a_terminated_backfill_finishes_its_window_and_says_how_to_go_on(install):
    write_lines(install.folder / "old.jsonl", 0, 2000)
    install.configure("run: {batch: 20}\nlog: {level: error}")
    assert install.run("db", "upgrade").returncode == 0
    process = install.start("backfill", "start", "--jsonl", "old.jsonl", "--rate", "100")
    deadline = time.monotonic() + DEADLINE_S
    while steps_done(install) < 100:
        assert time.monotonic() < deadline
    process.terminate()
    assert process.wait(timeout=60) == 12
    states = ask(install, "SELECT count(*), sum(CASE state WHEN 'finished' THEN 1 ELSE 0 END) FROM run")
    assert states == (1, 1)
    assert install.json("backfill", "list")[0]["state"] == "open"


def test_lines_come_by_standard_input(install):
    write_lines(install.folder / "old.jsonl", 0, 3)
    install.configure("log: {level: error}")
    sent = (install.folder / "old.jsonl").read_bytes() + b"{broken\n"
    done = install.run("backfill", "start", "--jsonl", "-", "--json", stdin=sent)
    report = json.loads(done.stdout)
    assert (report["backfill"]["state"], report["books"]["new"], report["books"]["quarantined"]) == ("done", 3, 1)
    assert install.run("backfill", "retry", "1", "--why", "again").returncode == 2
