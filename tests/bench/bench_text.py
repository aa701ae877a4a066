"""Plain-text copy to committed row, against json.loads and a raw insert of the same rows, in one run.

The peer is the least that any program must do with these rows: read each from a line of JSON and insert it into one
table of a SQLite file with the same settings, in batches of the same size. Ours keeps the delivery, reads it, runs the
whole chain, decides, and writes article, revision, keys, sighting and change. Both are measured as processor time of
this process, in turn, in three rounds.
"""

import gc
import json
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from ingest.raw import Delivery
from schedules.desk import open_desk
from schedules.pending import do_pending
from schedules.settings import load_config
from storage.deliveries import keep
from storage.runs import Tally, finish_run, start_run
from tests.bench.wire_items import wire_items

ROOT = Path(__file__).resolve().parent.parent.parent
CORPUS = ROOT.parent / "shared" / "corpus"
ITEMS = 2000
BATCH = 200
ROUNDS = 3
NOW = datetime(2026, 3, 1, tzinfo=UTC)


def bench_text() -> None:
    """Print both costs per text and their ratio, the median of the rounds."""
    if not CORPUS.is_dir():
        sys.stderr.write("bench text: the development kits are not beside the project (../shared/corpus)\n")
        return
    lines = [json.dumps({"id": number, "text": text}) for number, text in islice(wire_items(CORPUS), ITEMS)]
    store_all(lines[:BATCH])  # load what is loaded once: the language model, the phrase lists
    ours, peers = [], []
    for _ in range(ROUNDS):
        peers.append(cpu_of(insert_all, lines))
        ours.append(cpu_of(store_all, lines))
    ratios = [our / peer for our, peer in zip(ours, peers, strict=True)]
    each = [f"{statistics.median(costs) / ITEMS * 1e6:.0f} us" for costs in (peers, ours)]
    sys.stdout.write(
        f"text: {ITEMS} wire items; json.loads + raw insert {each[0]}, copydesk {each[1]} of processor time each\n"
        f"text: ratio {statistics.median(ratios):.1f} (rounds: {', '.join(f'{one:.1f}' for one in ratios)})\n"
    )


def cpu_of(work: Callable[[list[str]], None], lines: list[str]) -> float:
    """Seconds of this process's processor time for the work."""
    gc.collect()
    start = time.process_time()
    work(lines)
    return time.process_time() - start


def insert_all(lines: list[str]) -> None:
    """The peer: a row for each line of JSON."""
    with tempfile.TemporaryDirectory() as folder, sqlite3.connect(f"{folder}/peer.db") as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("CREATE TABLE article (id INTEGER PRIMARY KEY, name TEXT UNIQUE, body TEXT)")
        for start in range(0, len(lines), BATCH):
            rows = [json.loads(line) for line in lines[start : start + BATCH]]
            connection.executemany("INSERT INTO article (name, body) VALUES (:id, :text)", rows)
            connection.commit()


def store_all(lines: list[str]) -> None:
    """Ours: from the line of JSON to the committed articles."""
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "config.yaml"
        config.write_text(f"run: {{batch: {BATCH}}}\nlog: {{level: error}}\n", encoding="utf-8")
        with open_desk(load_config(config)) as desk:
            started = start_run(desk.database, "bench", desk.holder, NOW, desk.lease_s)
            tally = Tally(started.carried_over)
            for start in range(0, len(lines), BATCH):
                rows = [json.loads(line) for line in lines[start : start + BATCH]]
                tally.count_kept(keep(desk.database, [_delivery(row) for row in rows], started.id))
            do_pending(desk, started.id, tally)
            finish_run(desk.database, started.id, tally.books(), desk.now())


def _delivery(row: dict[str, str]) -> Delivery:
    return Delivery("wire", "wire", row["id"], "text/plain", NOW, row["text"].encode(), {"charset": "utf-8"})
