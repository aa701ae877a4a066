"""Writes what the program makes of a kit's folder, in the form that the kit's scorer takes.

`python -m tests.bench.predict KIT FOLDER OUT.json`
"""

import json
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ingest.raw import RawCopy
from normalize.as_json import article_as_json
from normalize.chain import build_chain
from normalize.normalizer import normalize

RECEIVED = datetime(2026, 1, 1, tzinfo=UTC)
"""A fixed time of receipt: predictions must not depend on the day they are made."""


def predict_wire(folder: Path) -> dict[str, Any]:
    """Every case's article as JSON, by the name of the case."""
    chain = build_chain()
    articles = {}
    for path in sorted(folder.glob("*/raw.txt")):
        copy = RawCopy("kit", "kit", path.name, "text/plain", RECEIVED, path.read_bytes())
        articles[path.parent.name] = article_as_json(normalize(copy, chain))
    return articles


PREDICTORS: Mapping[str, Callable[[Path], dict[str, Any]]] = MappingProxyType({"wire": predict_wire})
"""The kits that can be predicted; a kit that is not named here has no reader yet."""


def main(arguments: list[str]) -> int:
    """Predict one kit; 2 where the command line names none that is built."""
    if len(arguments) != 3:
        sys.stderr.write("usage: ./run predict KIT FOLDER OUT.json\n")
        return 2
    kit, folder, out = arguments
    if kit not in PREDICTORS:
        sys.stderr.write(f"predict: kit {kit!r} is not built yet; built: {', '.join(PREDICTORS)}\n")
        return 2
    Path(out).write_text(json.dumps(PREDICTORS[kit](Path(folder)), ensure_ascii=False), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
