"""A run that is killed at any moment loses nothing and doubles nothing."""

import os
import random
import subprocess
from pathlib import Path

from sqlalchemy.exc import OperationalError, ProgrammingError

TIMES = {"sqlite": (30, 2000), "postgresql": (8, 400)}
"""Kills and files, on each database: PostgreSQL's own transactions were tested by others."""
STORY = """Council {number} votes on harbour plan {number}

PORT ELLERY, March {day} (Northwind) - The council of ward {number} voted {yes} to {no} for harbour plan {number}.

The plan costs {cost} crowns. It had been put off {times} times since the flood of {number}.
"""


def drop_stories(folder: Path, files: int) -> None:
    folder.mkdir()
    chance = random.Random(7)
    for number in range(files):
        figures = {name: chance.randrange(1, 1_000_000) for name in ("yes", "no", "cost", "times")}
        path = folder / f"story-{number:04}.txt"
        path.write_text(STORY.format(number=number, day=number % 31 + 1, **figures), encoding="utf-8")
        os.utime(path, (1_700_000_000 + number,) * 2)


def steps_done(install) -> int:
    """How far the ingest has come: files kept and copies done; 0 while there is no table yet."""
    try:
        ((steps,),) = install.sql(
            "SELECT (SELECT count(*) FROM delivery) + (SELECT count(*) FROM raw_copy WHERE state = 'done')"
        )
    except (OperationalError, ProgrammingError):  # there is no table yet
        return 0
    return int(steps)


def kill_after(install, steps: int, moment: float) -> bool:
    """Start a run, kill it once it has come so far and a random moment has passed; whether it was still at work."""
    process = install.start("once")
    while process.poll() is None and steps_done(install) < steps:
        pass
    try:
        process.wait(timeout=moment)
    except subprocess.TimeoutExpired:  # still at work: that is when it is killed
        process.kill()
        process.wait()
        return True
    return False


def test_an_ingest_that_is_killed_again_and_again(install):
    """Thirty kills of two thousand drops on SQLite."""
    kills, files = TIMES[install.url.partition(":")[0]]
    drop_stories(install.folder / "in", files)
    install.configure("run: {batch: 20}\nsources: [{name: wire, kind: drop, path: in, settle_s: 0}]")
    chance = random.Random(11)
    every = 2 * files / (kills + 4)  # the last kill too must meet a run that has far to go, on a busy machine
    killed = sum(
        kill_after(install, int(every * (kill + chance.random())), chance.uniform(0, 0.02)) for kill in range(kills)
    )
    assert killed == kills
    assert install.run("once").returncode == 0

    kept = install.sql("SELECT count(*), count(DISTINCT address) FROM delivery")
    done = install.sql("SELECT count(*), count(DISTINCT delivery_id) FROM raw_copy WHERE state = 'done'")
    articles = install.sql("SELECT count(*), count(DISTINCT headline) FROM v1_articles")
    assert kept == done == articles == [(files, files)]
    assert install.sql("SELECT count(*), min(seq), max(seq) FROM change") == [(files, 1, files)]
    assert install.sql('SELECT sum(new + revision + "copy" + unchanged + quarantined) FROM run') == [(files,)]
    assert install.run("db", "check").returncode == 0
    books = install.json("once")["books"]
    assert (books["received"], books["carried_over"], books["known"]) == (0, 0, 0)
