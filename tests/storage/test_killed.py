"""Tests that a process killed in the midst of either transaction loses and doubles nothing.

A child keeps and writes stories and says so after each commit; it is killed at a random moment, and the next
child goes on with what is pending, as the next run would.
"""

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

from sqlalchemy import select

from storage.check import check
from storage.deliveries import pending
from storage.liveness import Holder
from storage.queries import articles, changes_since, list_runs
from storage.runs import start_run
from storage.states import RunState
from storage.tables import delivery

ROOT = Path(__file__).parents[2]
CHILD = """
import sys
from datetime import UTC, datetime
from ingest.raw import Delivery
from normalize.article import Article, Paragraph
from normalize.document import Document, Place
from storage.deliveries import keep, pending
from storage.liveness import Holder
from storage.normalized import Normalized
from storage.raw_bytes import hash_of
from storage.runs import start_run
from storage.schema import open_database
from storage.writer import write

store, now = open_database(sys.argv[1]), datetime(2026, 3, 2, tzinfo=UTC)
run = start_run(store, "once", Holder("child", lambda _: True), now, 60)

def made(waits):
    raw = waits.raw_copy().raw
    article = Article(Document("", ()), headline=raw.decode(), body=(Paragraph(raw.decode() * 9, Place.BODY),))
    return Normalized(waits.id, article, hash_of(raw), "1", {}, b"{}")

for start in range(0, 400, 8):
    offered = [Delivery("wire", "wire", f"/drop/{n}.txt", "text/plain", now, f"story {n} ".encode(), {})
               for n in range(start, start + 8)]
    keep(store, offered, run.id)
    print(start, flush=True)
    while waiting := pending(store, run.id, 5):  # what a killed run left comes first
        write(store, [made(one) for one in waiting], run.id, now)
print("end", flush=True)
"""


def run_and_kill(url, lines):
    """Start a child, read so many of its lines, kill it at once; return the last batch that it acknowledged."""
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, url],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    told = "-1"
    with child:
        for _ in range(lines):
            told = child.stdout.readline().strip() or told
        child.send_signal(signal.SIGKILL)
        rest = child.stdout.read().split()
    return [told, *rest][-1]


def addresses(store):
    with store.reading() as connection:
        return list(connection.scalars(select(delivery.c.address)))


def test_killed_at_random_moments(sqlite_store, tmp_path):
    url, chance = f"sqlite:///{tmp_path / 'copydesk.db'}", random.Random(7)
    for kill in range(1, 7):
        acknowledged = int(run_and_kill(url, chance.randint(1, 7) * kill))
        assert {f"/drop/{n}.txt" for n in range(acknowledged + 8)} <= set(addresses(sqlite_store))
    assert run_and_kill(url, 51) == "end"
    last = Holder("last", lambda _: True)
    started = start_run(sqlite_store, "once", last, articles(sqlite_store)[0].updated_at, 60)
    assert pending(sqlite_store, started.id, 10) == []
    assert sorted(addresses(sqlite_store)) == sorted(f"/drop/{n}.txt" for n in range(400))
    assert len(articles(sqlite_store, limit=1000)) == len(changes_since(sqlite_store, 0)) == 400
    assert {one.state for one in list_runs(sqlite_store)} == {RunState.INTERRUPTED, RunState.RUNNING}
    assert all(one.books.is_balanced for one in list_runs(sqlite_store)[1:])
    assert all(finding.is_sound for finding in check(sqlite_store))
