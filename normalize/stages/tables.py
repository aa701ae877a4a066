"""Rows of tables: figures in columns, which must stay lines of their own."""

import re

from normalize.blocks import is_open
from normalize.document import Document, Place, Span

_STAGE = "mark_tables"
_LONGEST_ROW = 100
_COLUMN_GAP = re.compile(r"(?<=\S)(?:\t| {2,}|\.{4,})(?=\S| )")
_FIGURE = re.compile(r"\d")
# "Shr loss 72 cts vs loss 1.48 dlrs", "Revs 608,181 vs 1,280,727": earnings since the tape.
_VERSUS = re.compile(r"\d\S*(?: [a-z]{1,5})? (?:vs|v|versus) (?:loss |profit )?\D{0,3}\d")


def mark_tables(document: Document) -> Document:
    """Give short lines of figures in columns the place TABLE, if two or more stand in a row.

    Appears in earnings, rates and results: `Net 4,466,006 vs 9,091,688` / `Revs 608,181 vs 1,280,727`.
    Must not touch: a sentence with a figure, one row alone, typewriter spacing after a full stop, what is not body.
    """
    rows = {span.start for run in _runs(document) if len(run) > 1 for span in run}
    if not rows:
        return document
    reason = "figures in columns, in a row of such lines"
    return document.with_spans(
        span.placed(Place.TABLE, _STAGE, reason) if span.start in rows else span for span in document.spans
    )


def _runs(document: Document) -> list[list[Span]]:
    runs: list[list[Span]] = [[]]
    block = -1
    for span in document.spans:
        is_short = span.place is Place.BODY and span.end - span.start <= _LONGEST_ROW
        is_row = is_short and is_open(span) and _is_row(document.of(span))
        if not is_row or span.block != block + 1:
            runs.append([])
        if is_row:
            runs[-1].append(span)
        block = span.block
    return runs


def _is_row(line: str) -> bool:
    if not _FIGURE.search(line) or "\n" in line:
        return False
    return bool(_VERSUS.search(line)) or bool(_COLUMN_GAP.search(line) and not line.endswith("."))
