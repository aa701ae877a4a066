"""The slugline: the keyword line by which a desk knows a story over all its versions."""

from re import compile as pattern

from normalize.blocks import is_open, is_settled
from normalize.document import Document, Place

_STAGE = "read_slugline"
_REACH = 10
"""Blocks: the keyword line stands above the story, on a page below the menu."""
_LONGEST = 120
_SLASHED = pattern(r"(?P<slug>\^?[A-Z][\w'&]{2,30}(?:[-/ ][\w'&]{1,30}){0,5}/)(?:\s?\([^()]{2,60}\))?")
"""Reuters and dpa close it with a slash: "GERMANY-POLITICS/ (UPDATE 2, PIX)", "Germany-politics/"."""
_CYCLED = pattern(r"(?P<slug>\^?[A-Z]{2}-[A-Z]{2,3}-{1,2}[\w'&][\w' &-]{1,60}?)(?:,\s.{2,40})?")
"""The cycle first, as in ANPA 1312: "AP-US--Trump-Impeachment, 4th Ld-Writethru"."""


def read_slugline(document: Document) -> Document:
    """Give the keyword line the place HEADER, and fill the field `slugline` without its marks of move.

    Wire copy that comes as text brings the line by which the desk files it: updates and kills of a story share it.
    Before: `TESSEN-MAYOR/ (UPDATE 1)` above the headline. After: HEADER, slugline `TESSEN-MAYOR/`.
    Not touched: a headline with a slash in it (`AC/DC sell out stadium`), a keyword line inside the story.
    """
    if is_settled(document) or document.value("slugline") is not None:
        return document
    for i, span in enumerate(document.spans):
        if span.block > document.spans[0].block + _REACH:
            break
        text = document.of(span).strip()
        if span.place is not Place.BODY or not is_open(span) or len(text) > _LONGEST:
            continue
        if found := _SLASHED.fullmatch(text) or _CYCLED.fullmatch(text):
            header = span.placed(Place.HEADER, _STAGE, "keyword line")
            changed = document.with_spans((*document.spans[:i], header, *document.spans[i + 1 :]))
            return changed.with_field("slugline", found["slug"].lstrip("^"), _STAGE)
    return document
