"""HTML entities that somebody forgot to read: `Sweden&apos;s` in plain text."""

import html
import re
from collections.abc import Iterator

from normalize.document import Document, Repair

_ENTITY = re.compile(r"&(?:#\d{2,6}|#[xX][0-9a-fA-F]{2,5}|[A-Za-z][A-Za-z0-9]{1,7});")


def mend_entities(document: Document) -> Document:
    """Print the character for each HTML entity that stands in the text.

    Appears where a site's text was cut out of its markup without reading it: `Sweden&apos;s` prints as
    `Sweden's`, `&lt;BAC.N>` as `<BAC.N>`, `&nbsp;` as a space.
    Must not touch: a bare `&` (`AT&T`, `R&D;`), names that HTML does not know, references to control characters.
    """
    if "&" not in document.text:
        return document
    return document.with_repairs(_mended(document.text))


def _mended(text: str) -> Iterator[Repair]:
    for found in _ENTITY.finditer(text):
        raw = found.group()
        fixed = html.unescape(raw).replace("\xa0", " ")
        if fixed != raw and fixed.isprintable():
            yield Repair(found.start(), found.end(), raw, fixed, "html_entity")
