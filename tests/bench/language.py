"""Of how many gold bodies of the text kits (wire and pages) the language is told right, by its primary subtag."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from ingest.raw import RawCopy
from normalize.chain import build_chain
from normalize.normalizer import normalize

_SAME = {"nb": "no", "nn": "no"}
_OF_COUNTRY = {
    "au": "en",
    "ca": "en",
    "ind": "en",
    "mx": "en",
    "uk": "en",
    "us": "en",
    "za": "en",
    "jp": "en",
    "tw": "en",
    "cz": "cs",
    "se": "sv",
    "at": "de",
}
"""The language of the kit's pages by the country that begins their name, where it is not the country's own tag."""
_OF_PAGE = {
    "0ec95c72": "ko",
    "11ea381a": "pt",
    "20b2b649": "it",
    "21486419": "id",
    "23aaecd1": "pt",
    "3252222e": "pt",
    "3c6d3381": "ru",
    "57b4dafd": "de",
    "7837c9d6": "id",
}
"""The pages of the benchmark that are not English, by the head of their name; told by reading them."""


def languages_told(corpus: Path) -> tuple[int, int]:
    """How many bodies are told right, and of how many."""
    chain = build_chain()
    right = of = 0
    for body, language in _bodies(corpus):
        copy = RawCopy("kit", "kit", "kit", "text/plain", datetime(2026, 1, 1, tzinfo=UTC), body.encode())
        right += _primary(normalize(copy, chain).language or "") == _primary(language)
        of += 1
    return right, of


def _primary(tag: str) -> str:
    primary = tag.partition("-")[0].lower()
    return _SAME.get(primary, primary)


def _bodies(corpus: Path) -> Iterator[tuple[str, str]]:
    for path in sorted((corpus / "wire").glob("*/gold.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        yield "\n\n".join(gold["body"]), gold["language"]
    for kit in ("benchmark", "fundus"):
        pages = json.loads((corpus / "pages" / kit / "ground-truth.json").read_text(encoding="utf-8"))
        for name, page in pages.items():
            yield page["articleBody"].replace("\n", "\n\n"), _of_page(kit, name)


def _of_page(kit: str, name: str) -> str:
    if kit == "benchmark":
        return _OF_PAGE.get(name[:8], "en")
    country = name.partition("__")[0]
    return _OF_COUNTRY.get(country, country)
