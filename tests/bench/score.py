"""Predicts and scores every kit that lies in ../shared/corpus, and prints one table.

`python -m tests.bench.score`; a figure below its floor (tests/golden/floors.json) is named and ends with code 1.
`--leave-one-out` prints instead the wire kit's figures, plain and with each site unknown to the phrase lists.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tests.bench.floors import FLOORS, broken, kit_digest, pinned
from tests.bench.language import languages_told
from tests.bench.leave_one_out import predict_left_out
from tests.bench.predict import PREDICTORS
from tests.bench.repair_kit import DAMAGES, STAGES, measure

ROOT = Path(__file__).resolve().parent.parent.parent
CORPUS = ROOT.parent / "shared" / "corpus"

KITS = ("wire", "pages", "formats", "feeds", "dedup")

Figures = Mapping[str, Any]

FIGURES: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "wire": (
        "word_f1", "leak_rate", "leak_cases", "leak_words", "loss_cases", "teaser_p", "teaser_r", "teaser_place_acc",
        "headline_acc", "byline_acc", "place_wrong", "agency_wrong", "move_wrong", "false_dateline_rate",
        "false_move_cases", "negatives_damaged_cases", "language_acc", "repairs_done",
    ),
    "pages": (
        "benchmark_f1", "benchmark_exact", "benchmark_intruded", "benchmark_lost", "fundus_f1", "fundus_exact",
        "fundus_intruded", "fundus_lost", "fundus_title", "fundus_title_site", "fundus_authors", "fundus_date",
    ),
    "feeds": ("all_fields", "count", "id", "link", "title", "published", "author", "refused", "notfeed"),
    "dedup": (
        "merge_p", "merge_r", "merge_f1", "link_f1", "ari_story", "ari_copy", "false_merge", "false_link",
        "relation_acc",
    ),
})  # fmt: skip
"""What the table shows of a kit's figures; floors may be pinned on any figure of it."""


def score(kit: str) -> Figures:
    """The figures of a kit: predicted, written down, and judged by the kit's own scorer."""
    with tempfile.TemporaryDirectory() as scratch:
        predicted = Path(scratch) / "predicted.json"
        predicted.write_text(json.dumps(PREDICTORS[kit](CORPUS / kit), ensure_ascii=False), encoding="utf-8")
        return _SCORERS[kit](predicted, Path(scratch) / "scored.json")


def _score_wire(predicted: Path, scored: Path) -> Figures:
    summary: dict[str, Any] = _judged("wire", scored, "--gold", CORPUS / "wire", "--pred", predicted)["summary"]
    return summary


def _score_pages(predicted: Path, _scored: Path) -> Figures:
    """Both sets in one row of figures; this scorer prints its JSON."""
    scorer = [sys.executable, str(CORPUS / "score_pages.py"), str(predicted), str(CORPUS / "pages"), "--json"]
    told: dict[str, Any] = json.loads(subprocess.run(scorer, check=True, stdout=subprocess.PIPE).stdout)
    figures: dict[str, Any] = {}
    for kit, one in told.items():
        figures |= {f"{kit}_{name}": one[name] for name in ("f1", "intruded", "lost")}
        figures[f"{kit}_exact"] = one["accuracy"]
        figures |= {f"{kit}_{name}": figure["rate"] for name, figure in one["metadata"].items()}
    return figures


def _score_feeds(predicted: Path, scored: Path) -> Figures:
    told = _judged("feeds", scored, predicted, "--gold", CORPUS / "feeds" / "gold.json")
    right, of = map(int, told["notfeed"].split("/"))
    return {
        **told["fields"],
        **{name: told[name] for name in ("all_fields", "count", "refused")},
        "notfeed": right / of,
    }


def _score_dedup(predicted: Path, _scored: Path) -> Figures:
    """This scorer prints its JSON, and takes it for a switch."""
    scorer = [sys.executable, str(CORPUS / "score_dedup.py"), str(predicted), str(CORPUS / "dedup" / "groups.json")]
    told: dict[str, Any] = json.loads(subprocess.run([*scorer, "--json"], check=True, stdout=subprocess.PIPE).stdout)
    return told


def _judged(kit: str, scored: Path, *arguments: object) -> dict[str, Any]:
    """What the kit's scorer writes to `scored`."""
    scorer = [sys.executable, CORPUS / f"score_{kit}.py", *arguments, "--json", scored]
    subprocess.run([str(word) for word in scorer], check=True, stdout=subprocess.DEVNULL)
    told: dict[str, Any] = json.loads(scored.read_text(encoding="utf-8"))
    return told


_SCORERS: Mapping[str, Callable[[Path, Path], Figures]] = MappingProxyType(
    {"wire": _score_wire, "pages": _score_pages, "feeds": _score_feeds, "dedup": _score_dedup}
)


def failures(kit: str, figures: Figures) -> Iterator[str]:
    """A sentence for each floor that is broken, and one for floors that were pinned for another kit."""
    if pinned(kit)[0] != kit_digest(CORPUS / kit):
        yield f"{kit}: the kit is not the one that {FLOORS.name} was pinned for"
    yield from broken(kit, figures)


def left_out() -> int:
    """Print the wire kit's figures, plain and with each site left out of the phrase lists."""
    plain = score("wire")
    with tempfile.TemporaryDirectory() as scratch:
        predicted = Path(scratch) / "predicted.json"
        predicted.write_text(json.dumps(predict_left_out(CORPUS / "wire"), ensure_ascii=False), encoding="utf-8")
        without = _score_wire(predicted, Path(scratch) / "scored.json")
    sys.stdout.write(f"{'wire':26} {'plain':>10} {'left out':>10}\n")
    for name in FIGURES["wire"]:
        sys.stdout.write(f"{name:26} {_shown(plain[name]):>10} {_shown(without[name]):>10}\n")
    return 0


def _shown(value: Any) -> str:
    return f"{value:.4f}" if isinstance(value, float) else str(value)


def _show_own_kits() -> None:
    """The figures of the kits that the project wrote itself, or reads otherwise than their scorers do."""
    for kind in DAMAGES:
        measured = measure(STAGES, kind)
        sys.stdout.write(f"repairs   {kind} precision {measured.precision:.4f} recall {measured.recall:.4f}\n")
    right, of = languages_told(CORPUS)
    sys.stdout.write(f"language  right {right}/{of} = {right / of:.4f}\n")


def main(arguments: list[str]) -> int:
    """Print the table; 1 where a floor is broken, 2 where there are no kits."""
    if not CORPUS.is_dir():
        sys.stderr.write("score: the development kits are not beside the project (../shared/corpus)\n")
        return 2
    if arguments == ["--leave-one-out"]:
        return left_out()
    failed: list[str] = []
    for kit in KITS:
        if kit not in PREDICTORS:
            sys.stdout.write(f"{kit:9} not built yet\n")
            continue
        figures = score(kit)
        for name in FIGURES[kit]:
            sys.stdout.write(f"{kit:9} {name:26} {_shown(figures[name])}\n")
        failed += failures(kit, figures)
    _show_own_kits()
    for failure in failed:
        sys.stdout.write(f"BELOW     {failure}\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
