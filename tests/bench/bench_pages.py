"""Article pages, extraction with metadata, against four extractors: quality and processor time beside each other.

Each page goes to all in turn, peers in a process of their own environment, so that whatever else the machine does
falls on all alike. Ours is the whole way from bytes to article: decoding, reader, chain.
"""

import gc
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from normalize.chain import Chain, build_chain
from tests.bench.predict_pages import page_copy, predict_page

ROOT = Path(__file__).resolve().parent.parent.parent
CORPUS = ROOT.parent / "shared" / "corpus"
PEERS = (str(ROOT / ".venv-bench" / "bin" / "python"), str(Path(__file__).with_name("pages_by_peers.py")))
OURS = "copydesk"
_WARM = "<p>Die FÃ¤hre bleibt, sagte die BehÃ¶rde am Montag in der Hafenstadt, und die Preise steigen im Juni.</p>"
"""Loads what few pages need: the mender of broken characters and the language model."""
_WARM_STEP = 9
"""Each ninth page is read before the clock counts: all load lists and language models when they first need them."""


def bench_pages() -> None:
    """Print for each extractor F1, exact pages, mean processor time, and how many times ours that is."""
    if not CORPUS.is_dir():
        sys.stderr.write("bench pages: the development kits are not beside the project (../shared/corpus)\n")
        return
    paths = sorted((CORPUS / "pages").glob("*/html/*.html.gz"))
    seconds: defaultdict[str, list[float]] = defaultdict(list)
    texts: defaultdict[str, dict[str, Any]] = defaultdict(dict)
    for path, answers in _answers(paths):
        for name, (taken, text) in answers.items():
            seconds[name].append(taken)
            texts[name][path.name.removesuffix(".html.gz")] = text
    for name in sorted(texts, key=lambda one: statistics.mean(seconds[one])):
        _tell(name, seconds, _scored(texts[name]))


def _answers(paths: Sequence[Path]) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """For each page what every extractor took and found."""
    chain = build_chain()
    predict_page(replace(page_copy(paths[0]), raw=_WARM.encode()), chain)
    with subprocess.Popen(PEERS, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as peers:
        if peers.stdin is None or peers.stdout is None:
            return
        warm = paths[::_WARM_STEP]
        for number, path in enumerate([*warm, *paths]):
            peers.stdin.write(f"{path}\n")
            peers.stdin.flush()
            answer = json.loads(peers.stdout.readline())
            answer[OURS] = _ours(path, chain)
            if number >= len(warm):
                yield path, answer
        peers.stdin.close()


def _ours(path: Path, chain: Chain) -> tuple[float, Any]:
    copy = page_copy(path)
    gc.collect()
    start = time.process_time()
    told = predict_page(copy, chain)
    return time.process_time() - start, told


def _scored(texts: Mapping[str, Any]) -> Mapping[str, Any]:
    with tempfile.TemporaryDirectory() as scratch:
        predicted = Path(scratch) / "predicted.json"
        predicted.write_text(json.dumps(texts), encoding="utf-8")
        scorer = [sys.executable, str(CORPUS / "score_pages.py"), str(predicted), str(CORPUS / "pages"), "--json"]
        told: Mapping[str, Any] = json.loads(subprocess.run(scorer, check=True, stdout=subprocess.PIPE).stdout)
        return told


def _tell(name: str, seconds: Mapping[str, Sequence[float]], scored: Mapping[str, Any]) -> None:
    figures = "  ".join(f"{kit} F1 {one['f1']:.4f} exact {one['accuracy']:.3f}" for kit, one in sorted(scored.items()))
    mean = statistics.mean(seconds[name])
    times = mean / statistics.mean(seconds[OURS])
    sys.stdout.write(f"pages: {name:12} {figures}  {mean * 1000:6.1f} ms a page, {times:.2f} times ours\n")
