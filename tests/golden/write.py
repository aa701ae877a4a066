"""Writes the golden files: what the program makes of each raw copy of the tour, for a person to read in the diff.

`python -m tests.golden.write`
"""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from ingest.raw import RawCopy
from normalize.as_json import article_as_json
from normalize.chain import build_chain
from normalize.errors import NormalizeError
from normalize.normalizer import normalize

ROOT = Path(__file__).resolve().parent.parent.parent
TOUR = ROOT / "docs" / "tour"
GOLDEN = ROOT / "tests" / "golden" / "tour"
RECEIVED = datetime(2026, 3, 6, 8, 0, tzinfo=UTC)


def raw_copies() -> list[Path]:
    """Every file of raw copy of the tour, in order."""
    return sorted(TOUR.glob("*/*.txt"))


def golden_file(path: Path) -> Path:
    """Where the expected article of a raw copy lies."""
    return GOLDEN / f"{path.parent.name}-{path.stem}.json"


def golden_text(path: Path) -> str:
    """What the program makes of a raw copy: its article, or the code of the error that it ends with."""
    copy = RawCopy("tour", "tour", path.name, "text/plain", RECEIVED, path.read_bytes())
    try:
        made: object = article_as_json(normalize(copy, build_chain()))
    except NormalizeError as error:
        made = {"error": error.code}
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


def main() -> int:
    """Write every golden file anew."""
    GOLDEN.mkdir(exist_ok=True)
    for path in raw_copies():
        golden_file(path).write_text(golden_text(path), encoding="utf-8")
        sys.stdout.write(f"{golden_file(path).relative_to(ROOT)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
