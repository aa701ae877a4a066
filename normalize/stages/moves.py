"""Wire moves: which turn of the story this copy is."""

from re import IGNORECASE
from re import compile as pattern

from normalize.blocks import SETTLED, is_settled
from normalize.document import Document, Place, Span
from dataclasses import replace

_STAGE = "strip_wire_move"
_ORDINAL = r"(?:\d{1,2}(?:st|nd|rd|th)|First|Second|Third|Fourth|Fifth)"
_TURN = (
    rf"(?:UPDATE ?\d{{0,2}}|WRAPUP ?\d{{0,2}}|CORRECTED|CORRECTION|CORRECTIVE|REFILE|REFILED|RPT|REPEAT|FLASH|ALERT|URGENT|BULLETIN|SNAP|KILL|WITHDRAWN|ADVISORY"
    rf"|{_ORDINAL} (?:Ld|Lead)(?:-Writethru)?|LEAD|NEWSALERT|NewsAlert|URGENTE|ALERTE|EILMELDUNG|BERICHTIGUNG|KORREKTUR|CORRECCIÓN|CORREGIDO|RECTIFICATIF|CORREÇÃO|ATUALIZA(?:ÇÃO)? ?\d{{0,2}}|ATTENTION|CORREZIONE)"
)
_PREFIX = pattern(rf"\^?\(?(?P<move>{_TURN})\)?(?: ?\d)?(?:\s?[-–—:]{{1,2}}\s?(?=\S)|(?<=\))\s+(?=\S))")
"""At the head of a headline: "CORRECTED - ", "UPDATE 2-", "(CORRECTED) "."""
_FLASH = pattern(r"(?P<move>FLASH|ALERT|NewsAlert|URGENT)\s(?=[A-Z])")
"""Without any separator: "FLASH Court orders ..."."""
_SLUG = pattern(rf"(?:^|[\s,(/])(?P<move>{_ORDINAL} (?:Ld|Lead)(?:-Writethru)?|LEAD|{_ORDINAL} LD|UPDATE \d|CORRECTED|URGENT)(?=$|[\s,)<(])", IGNORECASE)
"""In a slug: "AP-US--Trump-Impeachment, 4th Ld-Writethru", "(2nd LD)"."""
_SLUG_LINE = pattern(r"\^?[A-Z]{2}-[A-Z]{2}-{1,2}[\w' -]{2,60}|[A-Z][\w' ]{1,30}(?:[-/][\w' ]{1,30}){1,5}/")
"""A keyword line: "AP-US--Trump-Impeachment", "GERMANY-POLITICS/"."""
_OWN_LINE = pattern(rf"\(?(?P<move>{_TURN}|\(?{_ORDINAL} L[Dd]\)?|\d\. ?(?:Lead|Zusammenfassung)|Eilmeldung)\)?\s*[-:=]?")
"""Alone in its line: "1ST LEAD", "URGENT"."""


def strip_wire_move(document: Document) -> Document:
    """Take the wire move off the headline, or out of the slug line, and fill the field `wire_move` as printed.

    Agencies mark what a file does to the one before: UPDATE n, WRAPUP n, CORRECTED, REFILE, RPT, nth Ld-Writethru, KILL.
    Before: `CORRECTED - BANKAMERICA NEGOTIATING SALE`. After: `CORRECTED - ` in the place MOVE, the rest HEADLINE.
    Not touched: FACTBOX, INTERVIEW and column names (`PRECIOUS-`), which are no moves; `Update on ...` in a sentence.
    """
    if is_settled(document) or document.value("wire_move") is not None:
        return document
    for i, span in enumerate(document.spans[:40]):
        text = document.of(span)
        if span.place is Place.HEADLINE and (found := _PREFIX.match(text) or _FLASH.match(text)):
            return _off_headline(document, i, found.end(), found["move"].strip())
        if span.place in {Place.HEADER, Place.BODY} and span.stage != SETTLED and (move := _in_line(text, span)):
            return _line(document, i, move)
    return document


def _in_line(text: str, span: Span) -> str | None:
    if len(text) > 120:
        return None
    found = _SLUG_LINE.match(text) and _SLUG.search(text)
    if not found and len(text) < 40:
        found = _OWN_LINE.fullmatch(text)
    return found["move"] if found else None


def _off_headline(document: Document, i: int, length: int, move: str) -> Document:
    span = document.spans[i]
    parts = (
        replace(span, end=span.start + len(document.text[span.start : span.start + length].rstrip()), place=Place.MOVE, stage=_STAGE, reason="wire move"),
        replace(span, start=span.start + length),
    )
    changed = replace(document, spans=(*document.spans[:i], *parts, *document.spans[i + 1 :]))
    headline = document.value("headline")
    if isinstance(headline, str) and (found := _PREFIX.match(headline) or _FLASH.match(headline)):
        changed = changed.with_field("headline", headline[found.end() :], _STAGE)
    return changed.with_field("wire_move", move, _STAGE)


def _line(document: Document, i: int, move: str) -> Document:
    span = document.spans[i]
    placed = span if span.place is Place.HEADER else replace(span, place=Place.MOVE, stage=_STAGE, reason="line with the wire move")
    changed = replace(document, spans=(*document.spans[:i], placed, *document.spans[i + 1 :]))
    return changed.with_field("wire_move", move, _STAGE)
