"""The wire items of reuters21578, as text that an agency's receiver would drop; for load and idempotence."""

import html
import re
from collections.abc import Iterator
from pathlib import Path

_ITEM = re.compile(r'<REUTERS[^>]*NEWID="(\d+)">(.*?)</REUTERS>', re.DOTALL)
_PART = re.compile(r"<(TITLE|DATELINE|BODY)>(.*?)</\1>", re.DOTALL)
_TEXT = re.compile(r"<TEXT[^>]*>(.*?)</TEXT>", re.DOTALL)


def wire_items(corpus: Path) -> Iterator[tuple[str, str]]:
    """Number and text of every item, in the order of the set: title, dateline and body, or the untagged text."""
    for path in sorted((corpus / "reuters21578").glob("*.sgm")):
        for number, inside in _ITEM.findall(path.read_text(encoding="latin-1")):
            yield number, _as_dropped(inside)


def _as_dropped(inside: str) -> str:
    parts = dict(_PART.findall(inside))
    if "BODY" not in parts:
        found = _TEXT.search(inside)
        return html.unescape(re.sub(r"</?TITLE>", "", found.group(1) if found else ""))
    title, dateline, body = (html.unescape(parts.get(name, "")) for name in ("TITLE", "DATELINE", "BODY"))
    return f"{title.strip()}\n\n    {dateline.strip()} {body.lstrip()}"
