"""List items: lines that open with a bullet, a dash or a number, and stand in a row of such lines."""

import re

from normalize.blocks import is_open
from normalize.document import Document, Place, Span

_STAGE = "mark_lists"
_DASHES = frozenset("–—-")
_SPEECH_END = re.compile(r"[.!?…][\"'”»]?\Z")
_BULLET = re.compile(r"[*•‣▪·●○◦–—-]\s{1,3}(?=\S)|\d{1,2}[.)]\s{1,3}(?=\S)")


def mark_lists(document: Document) -> Document:
    """Give lines that open with a bullet the place LIST, if two or more of the same kind stand in a row.

    Appears where the agency sums up (`* Spot gold may edge up` / `* Dollar index down`), in fact boxes and squads.
    Must not touch: a single line that opens with a dash (dialogue in French, Polish, Spanish copy), dialogue in
    several lines (a dash before a whole sentence), anything that is not body any more.
    """
    places = {span.start: Place.LIST for run in _runs(document) if len(run) > 1 for span in run}
    if not places:
        return document
    return document.with_spans(
        span.placed(Place.LIST, _STAGE, "bullets in a row") if span.start in places else span for span in document.spans
    )


def _runs(document: Document) -> list[list[Span]]:
    runs: list[list[Span]] = [[]]
    kind, block = "", -1
    for span in document.spans:
        mark = _mark_of(document.of(span)) if span.place is Place.BODY and is_open(span) else ""
        this = "1" if mark.isdigit() else mark
        if not mark or this != kind or span.block != block + 1:
            runs.append([])
        if mark:
            runs[-1].append(span)
        kind, block = this, span.block
    return runs


def _mark_of(line: str) -> str:
    """The bullet that opens a line, "" if none does or if the dash opens somebody's speech."""
    found = _BULLET.match(line)
    if found is None or (line[0] in _DASHES and _SPEECH_END.search(line)):
        return ""
    return line[0]
