"""Wire moves: which turn of the story this copy is."""

from re import IGNORECASE
from re import compile as pattern

from normalize.blocks import OVERRIDDEN, SETTLED, fixed_text, is_settled
from normalize.document import Document, Place

_STAGE = "strip_wire_move"
_REACH = 40
_MARKS = " -–—:：()"
_LONGEST_SLUG, _LONGEST_LINE = 120, 40
_ORDINAL = r"(?:\d{1,2}(?:st|nd|rd|th)|First|Second|Third|Fourth|Fifth)"
_TURN = (
    rf"(?:UPDATE ?\d{{0,2}}|WRAPUP ?\d{{0,2}}|CORRECTED|CORRECTION|CORRECTIVE|REFILED?|RPT|REPEAT|FLASH|ALERT|URGENT"
    rf"|BULLETIN|SNAP|KILL|WITHDRAWN|ADVISORY|{_ORDINAL} (?:Ld|Lead)(?:-Writethru)?|LEAD|NEWSALERT|NewsAlert|URGENTE"
    rf"|ALERTE|EILMELDUNG|BERICHTIGUNG|KORREKTUR|CORRECCIÓN|CORREGIDO|RECTIFICATIF|CORREÇÃO|ATUALIZA(?:ÇÃO)? ?\d{{0,2}}"
    rf"|CORREZIONE|СРОЧНО|МОЛНИЯ|ИСПРАВЛЕНИЕ|ТЕРМІНОВО|PILNE|عاجل|تحديث ?\d?|速報|속보|更正)"
)
_SEPARATOR = r"(?:\s?[-–—:：]{1,2}\s?(?=\S)|(?<=\))\s+(?=\S))"
_PREFIX = pattern(rf"\^?(?P<move>\(?{_TURN}\)?(?:{_SEPARATOR}\(?{_TURN}\)?)*){_SEPARATOR}")
"""At the head of a headline: "CORRECTED - ", "UPDATE 2-", "(CORRECTED) ", "REFILE-UPDATE 1-"."""
_FLASH = pattern(r"(?P<move>FLASH|ALERT|NewsAlert|URGENT)\s(?=[A-Z])")
"""Without any separator: "FLASH Court orders ..."."""
_SLUG = pattern(
    rf"(?:^|[\s,(/])(?P<move>{_ORDINAL} (?:Ld|Lead)(?:-Writethru)?|LEAD|(?:UPDATE|WRAPUP) \d{{1,2}}|CORRECTED|URGENT"
    rf"|REFILE|RPT|KILL|ADVISORY)(?=$|[\s,)<(])",
    IGNORECASE,
)
"""In a slug: "AP-US--Trump-Impeachment, 4th Ld-Writethru", "(2nd LD)", "TOPIC-SUBTOPIC/ (UPDATE 2, CORRECTED)"."""
_OWN_LINE = pattern(rf"\(?(?P<move>{_TURN}|{_ORDINAL} L[Dd]|\d\. ?(?:Lead|Zusammenfassung)|Eilmeldung)\)?\s*[-:=]?")
"""Alone in its line: "1ST LEAD", "URGENT"."""


def strip_wire_move(document: Document) -> Document:
    """Take the wire move off the headline, or out of the slug line, and fill the field `wire_move` as printed.

    Agencies mark what a file does to the one before: UPDATE n, WRAPUP n, CORRECTED, REFILE, nth Ld-Writethru, KILL.
    Before: `CORRECTED - BANKAMERICA NEGOTIATING SALE`. After: `CORRECTED -` in the place MOVE, the rest HEADLINE.
    Not touched: FACTBOX, INTERVIEW and column names (`PRECIOUS-`), which are no moves; `Update on ...` in a sentence.
    What an operator placed as the move is the move.
    """
    if is_settled(document):
        return document
    if told := fixed_text(document, Place.MOVE):
        return document.with_field("wire_move", told.strip(_MARKS), _STAGE)
    if document.value("wire_move") is not None:
        return document
    document, of_line = _from_lines(document)
    document, of_headline = _from_headline(document)
    printed = ", ".join(of_headline + [move for move in of_line if not _is_told(move, of_headline)])
    return document.with_field("wire_move", printed, _STAGE) if printed else document


def _is_told(move: str, others: list[str]) -> bool:
    return any(move.casefold() in other.casefold() for other in others)


def _from_lines(document: Document) -> tuple[Document, list[str]]:
    """The moves of the first line that is a slug with moves, or a move alone."""
    for i, span in enumerate(document.spans[:_REACH]):
        if span.place not in {Place.HEADER, Place.BODY} or span.stage in {SETTLED, OVERRIDDEN}:
            continue
        if moves := _in_line(document.of(span), is_header=span.place is Place.HEADER):
            if span.place is Place.BODY:
                moved = span.placed(Place.MOVE, _STAGE, "line with the wire move")
                document = document.with_spans((*document.spans[:i], moved, *document.spans[i + 1 :]))
            return document, moves
    return document, []


def _in_line(text: str, *, is_header: bool) -> list[str]:
    moves = [found["move"] for found in _SLUG.finditer(text)] if is_header and len(text) <= _LONGEST_SLUG else []
    if not moves and len(text) <= _LONGEST_LINE and (found := _OWN_LINE.fullmatch(text)):
        moves = [found["move"]]
    return moves


def _from_headline(document: Document) -> tuple[Document, list[str]]:
    for i, span in enumerate(document.spans[:_REACH]):
        text = document.of(span)
        if span.place is Place.HEADLINE and (found := _PREFIX.match(text) or _FLASH.match(text)):
            return _off_headline(document, i, found.end()), [found["move"].strip(" ()")]
    return document, []


def _off_headline(document: Document, i: int, length: int) -> Document:
    span = document.spans[i]
    end = span.start + len(document.of(span)[:length].rstrip())
    parts = (
        span.cut(span.start, end).placed(Place.MOVE, _STAGE, "wire move"),
        span.cut(span.start + length, span.end),
    )
    changed = document.with_spans((*document.spans[:i], *parts, *document.spans[i + 1 :]))
    headline = document.value("headline")
    if isinstance(headline, str) and (found := _PREFIX.match(headline) or _FLASH.match(headline)):
        changed = changed.with_field("headline", headline[found.end() :], _STAGE)
    return changed
