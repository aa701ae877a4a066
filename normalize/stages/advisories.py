"""Advisories: copy that is a message to the desk, not a story."""

from re import IGNORECASE
from re import compile as pattern

from normalize.article import Status
from normalize.blocks import blocks_of, lay, whole
from normalize.document import Document, Place

_STAGE = "find_advisories"
_LONGEST = 1500
"""Characters: a message to the desk is short; the sentence in a longer text is part of a story."""
_MOVES = frozenset({"KILL", "WITHDRAWN", "ADVISORY"})
_MESSAGE = pattern(
    r"(?:(?:BULLETIN |MANDATORY |STORY )?KILL(?:ED)?\b|ADVISORY\b|WITHDRAWN\b|NOTICE TO EDITORS|Attention editors)"
    r"|(?:EDITORS?:|Editors, please|Please kill|Bitte (?:die )?Meldung .{0,60}(?:nicht|löschen|zurück))"
    r"|.{0,80}\b(?:please kill|kill the story|is withdrawn|has been withdrawn|should be (?:killed|disregarded))\b"
    r"|.{0,80}\b(?:please disregard|story is killed|est annulée|queda anulada|wird zurückgezogen)\b",
    IGNORECASE,
)
"""How a kill is worded: "KILL", "Editors, please kill the story slugged ..."."""
_TAKES_BACK = pattern(r"\bkill|\bwithdr[ae]w|zurückgezogen|annulée|anulada", IGNORECASE)
"""What tells the kill from other messages: its story must not be used any more."""


def find_advisories(document: Document) -> Document:
    """Give the text of a kill or advisory the place ADVISORY.

    An agency withdraws a story by a message in the story's own channel; it must not be printed as news.
    Before: `Please kill the story slugged ...` below the headline. After: the text in the place ADVISORY.
    Not touched: a story on a killing; a long story with such a sentence in it.
    """
    move = document.value("wire_move")
    blocks = [block for block in blocks_of(document) if block.is_open]
    is_kill = isinstance(move, str) and move.upper() in _MOVES
    if not blocks or sum(len(block.text) for block in blocks) > _LONGEST:
        return document
    if not (is_kill or _MESSAGE.match(blocks[0].text)):
        return document
    told = lay(document, _STAGE, [whole(block, Place.ADVISORY, "message to the desk") for block in blocks])
    takes_back = _TAKES_BACK.search(f"{move or ''} {blocks[0].text}")
    return told.with_field("status", Status.CANCELED, _STAGE) if takes_back else told
