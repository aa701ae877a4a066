"""What the program makes of the kit of article pages, in the form that its scorer takes."""

import gzip
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ingest.raw import RawCopy
from normalize.article import Article
from normalize.chain import Chain, build_chain
from normalize.document import STORY_PLACES, Place
from normalize.errors import NormalizeError
from normalize.normalizer import normalize

RECEIVED = datetime(2026, 1, 1, tzinfo=UTC)
_TEXT = STORY_PLACES | {Place.DATELINE}
"""The kit counts the dateline to the body's first paragraph, where pages print it."""


def predict_pages(folder: Path) -> dict[str, Any]:
    """Every page's text and metadata, by the page's id; null for one that is refused."""
    chain = build_chain()
    paths = sorted(folder.rglob("*.html.gz"))
    return {path.name.removesuffix(".html.gz"): predict_page(page_copy(path), chain) for path in paths}


def page_copy(path: Path) -> RawCopy:
    """The raw copy of a page that lies compressed in a kit."""
    return RawCopy("kit", "kit", path.name, "text/html", RECEIVED, gzip.decompress(path.read_bytes()))


def predict_page(copy: RawCopy, chain: Chain) -> dict[str, Any] | None:
    """One page from bytes to article."""
    try:
        article = normalize(copy, chain)
    except NormalizeError:
        return None
    return {
        "text": _text(article),
        "title": article.headline,
        "authors": article.byline.split(", ") if article.byline else [],
        "published": article.first_created.isoformat() if article.first_created else None,
    }


def _text(article: Article) -> str:
    document = article.document
    return "\n".join(
        " ".join(document.printed(span.start, span.end) for span in block if span.place in _TEXT)
        for block in document.blocks()
        if any(span.place in _TEXT for span in block)
    )
