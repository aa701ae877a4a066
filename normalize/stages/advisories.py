"""Advisories: copy that is a message to the desk, not a story."""

from re import IGNORECASE
from re import compile as pattern

from normalize.blocks import blocks_of, lay, whole
from normalize.document import Document, Place

_STAGE = "find_advisories"
_KILL = pattern(
    r"(?:KILL|BULLETIN KILL|MANDATORY KILL|ADVISORY|WITHDRAWN|KILLED|STORY KILL|NOTICE TO EDITORS|Attention editors|Editors, please|EDITORS?:|DIESE MELDUNG|Bitte (?:die )?Meldung .{0,60}(?:nicht|löschen|zurück))"
    r"|.{0,80}\b(?:please kill|kill the story|is withdrawn|has been withdrawn|should be (?:killed|disregarded)|please disregard|story is killed)\b",
    IGNORECASE,
)
"""How a kill is worded: "KILL", "Editors, please kill the story slugged ..."."""


def find_advisories(document: Document) -> Document:
    """Give the text of a kill or advisory the place ADVISORY.

    An agency withdraws a story by a message in the story's own channel; it must not be printed as news.
    Before: `KILL` / `Please kill the story slugged ...`. After: the lines in the place ADVISORY, field `wire_move` KILL.
    Not touched: a story on a killing; a long story with such a sentence in it.
    """
    move = document.value("wire_move")
    blocks = [block for block in blocks_of(document) if block.is_open]
    is_kill = isinstance(move, str) and move.upper() in {"KILL", "WITHDRAWN", "ADVISORY"}
    if not blocks or sum(len(block.text) for block in blocks) > 1500 or not (is_kill or _KILL.match(blocks[0].text)):
        return document
    return lay(document, _STAGE, [whole(block, Place.ADVISORY, "message to the desk") for block in blocks])
