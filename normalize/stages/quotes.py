"""Quotation marks written as two back-ticks and two apostrophes, as ANPA's character set and TeX have them."""

import re
from collections.abc import Iterator

from normalize.document import Document, Repair, Span

_MARK = re.compile(r"``|''")


def mend_quotes(document: Document) -> Document:
    """Print a quotation mark for each pair of back-ticks, and for the two apostrophes that close one.

    Appears in copy of American agencies, whose wire has no quotation mark:
    ``` ``Hope is beautiful.'' ``` prints as `"Hope is beautiful."`.
    Must not touch: two apostrophes that close nothing (`5' 10''`, an empty string in code), single back-ticks.
    """
    if "``" not in document.text:
        return document
    return document.with_repairs(repair for span in document.spans for repair in _mended(document.text, span))


def _mended(text: str, span: Span) -> Iterator[Repair]:
    is_open = False
    for found in _MARK.finditer(text, span.start, span.end):
        opens = found.group() == "``"
        if opens or is_open:
            yield Repair(found.start(), found.end(), found.group(), '"', "quotation_mark")
        is_open = opens
