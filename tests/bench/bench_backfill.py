"""What a second process brings to a backfill: all items of reuters21578 as JSON Lines, by one and by two workers.

Wall time depends on what else the machine does, so the load is printed beside it; processor time counts all processes.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from tests.bench.wire_items import wire_items

ROOT = Path(__file__).resolve().parent.parent.parent
CORPUS = ROOT.parent / "shared" / "corpus"
ROUNDS = 3


class Cost(NamedTuple):
    """Seconds on the clock and of the processor."""

    wall_s: float
    cpu_s: float


def bench_backfill() -> None:
    """Print the costs of each round and their ratios."""
    if not CORPUS.is_dir():
        sys.stderr.write("bench backfill: the development kits are not beside the project (../shared/corpus)\n")
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lines = write_lines(folder / "reuters.jsonl")
        sys.stdout.write(f"backfill: {lines} items as JSON Lines, one worker against two\n")
        for _ in range(ROUNDS):
            one, two = (cost_of(folder, workers) for workers in (1, 2))
            sys.stdout.write(
                f"backfill: wall {one.wall_s:.1f} s / {two.wall_s:.1f} s = {one.wall_s / two.wall_s:.2f} x faster; "
                f"processor {two.cpu_s:.1f} s / {one.cpu_s:.1f} s = {two.cpu_s / one.cpu_s:.2f} x; "
                f"{lines / two.wall_s:.0f} items/s; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n"
            )
            sys.stdout.flush()


def write_lines(path: Path) -> int:
    """Write the items as raw copy in JSON Lines; return how many."""
    items = list(wire_items(CORPUS))
    told = (json.dumps({"text": text, "guid": f"reuters-{number}"}) for number, text in items)
    path.write_text("".join(f"{line}\n" for line in told), encoding="utf-8")
    return len(items)


def cost_of(folder: Path, workers: int) -> Cost:
    """What a whole backfill into a new store costs, its processes' starts included."""
    with tempfile.TemporaryDirectory(dir=folder) as store:
        (Path(store) / "config.yaml").write_text("log: {level: error}\n", encoding="utf-8")
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        command = ("backfill", "start", "--jsonl", str(folder / "reuters.jsonl"), "--workers", str(workers), "--json")
        subprocess.run(
            [sys.executable, "-m", "schedules", *command],
            cwd=store,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.DEVNULL,
            check=True,
        )
        wall_s, after = time.monotonic() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return Cost(wall_s, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
