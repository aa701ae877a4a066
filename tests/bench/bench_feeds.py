"""Feeds over HTTP to committed rows, against the library reader, in one run: entries for a second of the processor.

Both fetch the same 200 feeds from one local server that answers with ETags: the kit's real feeds, repeated. Each pass
is a process of its own, in turn, in three rounds; reader stores entries as they stand, copydesk keeps the delivery,
splits it in a worker, runs the whole chain and writes articles. The second pass meets nothing new.
"""

import json
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.bench.feed_server import open_feed_server

ROOT = Path(__file__).resolve().parent.parent.parent
CORPUS = ROOT.parent / "shared" / "corpus"
FEEDS = 200
ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Pass:
    """One pass over all feeds: its processor time with that of its workers, what is stored, how many were taken."""

    cpu_s: float
    stored: int
    taken: int


OURS = (sys.executable, "-m", "tests.bench.feeds_by_copydesk")
PEERS = (str(ROOT / ".venv-bench" / "bin" / "python"), str(ROOT / "tests" / "bench" / "feeds_by_reader.py"))


def bench_feeds() -> None:
    """Print what both store for a second of the processor, and the ratios: medians of the rounds."""
    if not CORPUS.is_dir():
        sys.stderr.write("bench feeds: the development kits are not beside the project (../shared/corpus)\n")
        return
    ours: list[list[Pass]] = []
    peers: list[list[Pass]] = []
    with open_feed_server(CORPUS / "feeds", FEEDS) as addresses:
        for _ in range(ROUNDS):
            peers.append(_passes(PEERS, addresses))
            ours.append(_passes(OURS, addresses))
    _tell("reader", peers)
    _tell("copydesk", ours)
    gains = [
        our[0].stored / our[0].cpu_s * peer[0].cpu_s / peer[0].stored for our, peer in zip(ours, peers, strict=True)
    ]
    shares = [our[1].cpu_s / peer[1].cpu_s for our, peer in zip(ours, peers, strict=True)]
    sys.stdout.write(
        f"feeds: {statistics.median(gains):.2f} times reader's entries for a second of the processor ({_listed(gains)}); "
        f"the second pass costs {statistics.median(shares):.2f} of reader's ({_listed(shares)})\n"
    )


def _passes(command: tuple[str, ...], addresses: list[str]) -> list[Pass]:
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [*command, folder], cwd=ROOT, input=json.dumps(addresses), text=True, check=True, stdout=subprocess.PIPE
        )
    return [Pass(**told) for told in json.loads(done.stdout)]


def _tell(name: str, rounds: list[list[Pass]]) -> None:
    first, second = ([passes[number] for passes in rounds] for number in (0, 1))
    seconds, again = (statistics.median(one.cpu_s for one in each) for each in (first, second))
    stored, taken = (min(getattr(one, what) for one in first) for what in ("stored", "taken"))
    sys.stdout.write(
        f"feeds: {name} took {taken} of {FEEDS} feeds, {stored} entries in {seconds:.2f} s of the processor "
        f"({stored / seconds:.0f} a second); the second pass {again:.2f} s\n"
    )


def _listed(ratios: list[float]) -> str:
    return ", ".join(f"{ratio:.2f}" for ratio in ratios)
