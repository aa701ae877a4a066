"""Predicts and scores every kit that lies in ../shared/corpus, and prints one table.

`python -m tests.bench.score`; a figure below its floor (tests/golden/floors.json) is named and ends with code 1.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.bench.floors import FLOORS, broken, kit_digest, pinned
from tests.bench.predict import PREDICTORS

ROOT = Path(__file__).resolve().parent.parent.parent
CORPUS = ROOT.parent / "shared" / "corpus"

KITS = ("wire", "pages", "formats", "feeds", "dedup")

FIGURES = {
    "wire": (
        "word_f1", "leak_rate", "leak_cases", "leak_words", "loss_cases", "teaser_p", "teaser_r", "teaser_place_acc",
        "headline_acc", "byline_acc", "place_wrong", "agency_wrong", "move_wrong", "false_dateline_rate",
        "false_move_cases", "negatives_damaged_cases", "language_acc", "repairs_done",
    ),
}  # fmt: skip
"""What the table shows of a kit's summary; floors may be pinned on any figure of it."""


def score(kit: str) -> dict[str, Any]:
    """Predict a kit, run its scorer and return the scorer's summary."""
    folder = CORPUS / kit
    with tempfile.TemporaryDirectory() as scratch:
        predicted, scored = Path(scratch) / "predicted.json", Path(scratch) / "scored.json"
        predicted.write_text(json.dumps(PREDICTORS[kit](folder), ensure_ascii=False), encoding="utf-8")
        scorer = [sys.executable, str(CORPUS / f"score_{kit}.py"), "--gold", str(folder)]
        subprocess.run(
            [*scorer, "--pred", str(predicted), "--json", str(scored)], check=True, stdout=subprocess.DEVNULL
        )
        summary: dict[str, Any] = json.loads(scored.read_text(encoding="utf-8"))["summary"]
        return summary


def main() -> int:
    """Print the table; 1 where a floor is broken, 2 where there are no kits."""
    if not CORPUS.is_dir():
        sys.stderr.write("score: the development kits are not beside the project (../shared/corpus)\n")
        return 2
    failures: list[str] = []
    for kit in KITS:
        if kit not in PREDICTORS:
            sys.stdout.write(f"{kit:9} not built yet\n")
            continue
        figures = score(kit)
        for name in FIGURES[kit]:
            value = figures[name]
            sys.stdout.write(f"{kit:9} {name:26} {f'{value:.4f}' if isinstance(value, float) else value}\n")
        if pinned(kit)[0] != kit_digest(CORPUS / kit):
            failures.append(f"{kit}: the kit is not the one that {FLOORS.name} was pinned for")
        failures += broken(kit, figures)
    for failure in failures:
        sys.stdout.write(f"BELOW     {failure}\n")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
