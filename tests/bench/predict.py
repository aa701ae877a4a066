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

from ingest.errors import UnreadableFeed
from ingest.feed import read_feed
from ingest.feed_entry import FeedEntry
from ingest.raw import RawCopy
from normalize.as_json import article_as_json
from normalize.chain import build_chain
from normalize.normalizer import normalize
from tests.bench.predict_dedup import predict_dedup
from tests.bench.predict_pages import predict_pages

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


def predict_feeds(folder: Path) -> dict[str, Any]:
    """Every file's entries, or why it is refused, by the name of the file."""
    return {path.name: _feed(path.read_bytes()) for path in sorted((folder / "files").iterdir())}


def _feed(raw: bytes) -> dict[str, Any]:
    try:
        feed = read_feed(raw, "")
    except UnreadableFeed as error:
        return {"error": error.code}
    return {"n_entries": len(feed.entries), "entries": [_entry(entry) for entry in feed.entries]}


def _entry(entry: FeedEntry) -> dict[str, str | None]:
    times = [time.utc.isoformat() for time in (entry.published, entry.updated) if time and time.utc]
    return {
        "id": entry.guid,
        "link": entry.link,
        "title": entry.title.text if entry.title else None,
        "published": times[0] if times else None,
        "author": entry.authors[0] if entry.authors else None,
    }


PREDICTORS: Mapping[str, Callable[[Path], dict[str, Any]]] = MappingProxyType(
    {"wire": predict_wire, "pages": predict_pages, "feeds": predict_feeds, "dedup": predict_dedup}
)
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
