"""A run that is killed at any moment loses nothing and doubles nothing."""

import os
import random
import sqlite3
import subprocess
from pathlib import Path

KILLS = 30
FILES = 2000
STORY = """Council {number} votes on harbour plan {number}

PORT ELLERY, March {day} (Northwind) - The council of ward {number} voted {yes} to {no} for harbour plan {number}.

The plan costs {cost} crowns. It had been put off {times} times since the flood of {number}.
"""


def drop_stories(folder: Path) -> None:
    folder.mkdir()
    chance = random.Random(7)
    for number in range(FILES):
        figures = {name: chance.randrange(1, 1_000_000) for name in ("yes", "no", "cost", "times")}
        path = folder / f"story-{number:04}.txt"
        path.write_text(STORY.format(number=number, day=number % 31 + 1, **figures), encoding="utf-8")
        os.utime(path, (1_700_000_000 + number,) * 2)


def steps_done(database: Path) -> int:
    """How far the ingest has come: files kept and copies done; 0 while there is no table yet."""
    if not database.exists():
        return 0
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=30) as connection:
        try:
            kept = connection.execute("SELECT count(*) FROM delivery").fetchone()[0]
            return kept + connection.execute("SELECT count(*) FROM raw_copy WHERE state = 'done'").fetchone()[0]
        except sqlite3.OperationalError:  # there is no table yet
            return 0


def kill_after(install, steps: int, moment: float) -> bool:
    """Start a run, kill it once it has come so far and a random moment has passed; whether it was still at work."""
    process = install.start("once")
    while process.poll() is None and steps_done(install.folder / "copydesk.db") < steps:
        pass
    try:
        process.wait(timeout=moment)
    except subprocess.TimeoutExpired:  # still at work: that is when it is killed
        process.kill()
        process.wait()
        return True
    return False


def test_thirty_kills_of_an_ingest_of_two_thousand_drops(install):
    drop_stories(install.folder / "in")
    install.configure("run: {batch: 20}\nsources: [{name: wire, kind: drop, path: in, settle_s: 0}]")
    chance = random.Random(11)
    every = 2 * FILES / (KILLS + 4)  # the last kill too must meet a run that has far to go, on a busy machine
    killed = sum(
        kill_after(install, int(every * (kill + chance.random())), chance.uniform(0, 0.02)) for kill in range(KILLS)
    )
    assert killed == KILLS
    assert install.run("once").returncode == 0

    with sqlite3.connect(install.folder / "copydesk.db") as connection:
        files = connection.execute("SELECT count(*), count(DISTINCT address) FROM delivery").fetchone()
        done = connection.execute("SELECT count(*), count(DISTINCT delivery_id) FROM raw_copy WHERE state = 'done'")
        assert (files, done.fetchone()) == ((FILES, FILES), (FILES, FILES))
        articles = connection.execute("SELECT count(*), count(DISTINCT headline) FROM v1_articles").fetchone()
        assert articles == (FILES, FILES)
        changes = connection.execute("SELECT count(*), min(seq), max(seq) FROM change").fetchone()
        assert changes == (FILES, 1, FILES)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        ended = connection.execute('SELECT sum(new + revision + "copy" + unchanged + quarantined) FROM run').fetchone()
        assert ended == (FILES,)
    assert install.run("db", "check").returncode == 0
    books = install.json("once")["books"]
    assert (books["received"], books["carried_over"], books["known"]) == (0, 0, 0)
