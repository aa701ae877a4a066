"""Feeds over HTTP to committed rows, against the library reader, in one run: entries for a second of the processor.

Both fetch the same 200 feeds from one local server that answers with ETags: the kit's real feeds, repeated. Each pass
is a process of its own, in turn, in three rounds; reader stores entries as they stand, copydesk keeps the delivery,
splits it in a worker, runs the whole chain and writes articles. The second pass meets nothing new.
"""

import statistics
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.bench.feed_server import open_feed_server
from tests.bench.passes import Pass, passes_of

ROOT = Path(__file__).resolve().parent.parent.parent
CORPUS = ROOT.parent / "shared" / "corpus"
FEEDS = 200
ROUNDS = 3
OURS = (sys.executable, "-m", "tests.bench.feeds_by_copydesk")
PEERS = (str(ROOT / ".venv-bench" / "bin" / "python"), "-m", "tests.bench.feeds_by_reader")

Rounds = Sequence[Sequence[Pass]]
"""Of each round the first and the second pass."""


def bench_feeds() -> None:
    """Print what both store for a second of the processor, and the ratios: medians of the rounds."""
    if not CORPUS.is_dir():
        sys.stderr.write("bench feeds: the development kits are not beside the project (../shared/corpus)\n")
        return
    ours: list[list[Pass]] = []
    peers: list[list[Pass]] = []
    with open_feed_server(CORPUS / "feeds", FEEDS) as addresses:
        for _ in range(ROUNDS):
            peers.append(passes_of(PEERS, addresses, ROOT))
            ours.append(passes_of(OURS, addresses, ROOT))
    _tell("reader", peers)
    _tell("copydesk", ours)
    _compare(ours, peers)


def _tell(name: str, rounds: Rounds) -> None:
    seconds, again = (statistics.median(passes[number].cpu_s for passes in rounds) for number in (0, 1))
    first = rounds[0][0]
    sys.stdout.write(
        f"feeds: {name} took {first.taken} of {FEEDS} feeds, {first.stored} entries, {first.stored / seconds:.0f} a "
        f"second of the processor ({seconds:.2f} s in all); the second pass took {again:.2f} s\n"
    )


def _compare(ours: Rounds, peers: Rounds) -> None:
    pairs = [*zip(ours, peers, strict=True)]
    gains = [our[0].stored / our[0].cpu_s / (peer[0].stored / peer[0].cpu_s) for our, peer in pairs]
    shares = [our[1].cpu_s / peer[1].cpu_s for our, peer in pairs]
    sys.stdout.write(
        f"feeds: {statistics.median(gains):.2f} times reader's entries a second of the processor ({_listed(gains)}); "
        f"the second pass costs {statistics.median(shares):.2f} of reader's ({_listed(shares)})\n"
    )


def _listed(ratios: Sequence[float]) -> str:
    return ", ".join(f"{ratio:.2f}" for ratio in ratios)
