"""Credits: who reported, wrote and edited, and where the copy came from."""

from re import IGNORECASE
from re import compile as pattern

from normalize.blocks import Block, Cut, blocks_of, lay, whole
from normalize.document import Document, Place
from normalize.phrasebook import Known, Sign

_STAGE = "find_credits"
_LONGEST, _LONGEST_REPORTING, _LONGEST_SOURCE = 700, 400, 250
"""Characters: of thanks to contributors, of a reporting credit without parentheses, of a source's line."""
_REPORTING = pattern(
    r"\(?(?:Additional )?(?:Reporting|Writing|Editing|Compiled|Compilation|Translated|Reported|Edited|Written)"
    r"(?: and \w+)? by\b"
    r"|\((?:Reporte|Reportaje|Reportage|Reportagem|Bericht|Redaktion|Editado|Redazione|Rapportage|avec"
    r"|con información|com informações|fonte|fuente|Quelle|source|inputs?|with)\b"
    r"|\(?(?:إعداد|تغطية) ",
    IGNORECASE,
)
"""How agencies open the credit: "(Reporting by A; Editing by B)", "Reporting by Gopal Sharma, ..."."""
_TAIL = pattern(
    r"\s\((?:Reporting|Additional reporting|Writing|Editing|Compiled|Reporte|Reportaje|Reportage|Reportagem|Editado"
    r"|Redazione|Bericht von|avec AFP|With inputs?|Inputs)\b[^()]{4,300}(?:\([^()]{1,40}\)[^()]{0,100})?\)\.?\s*\Z",
    IGNORECASE,
)
"""A credit at the end of the last paragraph: "... he said. (Reporting by A; Editing by B)"."""
_CONTRIBUTED = pattern(
    r"(?:contributed (?:to th(?:is|e) (?:report|story|article)|reporting)|helped with this (?:report|story)"
    r"|contribu\w+ (?:à|a) (?:cet?|est|ques)t\w* \w+)\b.{0,40}\.?\)?\Z",
    IGNORECASE,
)
"""AP's thanks: "Associated Press writers A and B contributed to this report."."""
_EDITOR = pattern(r"[【（(]\s?(?:责任编辑|責任編輯|编辑|編輯|责编)[^】）)]{0,40}[】）)]\s*\Z")
"""Chinese sites: "【责任编辑:张樵苏 】"."""


def find_credits(document: Document) -> Document:
    """Take reporting, editing and source credits out of the body and keep them in the field `credits`.

    Reuters closes with "(Reporting by ...)", AP with "... contributed to this report.", papers with "Quelle: dpa".
    Before: `Reporting by Gopal Sharma, Editing by Alex Richardson`. After: the line in the place CREDIT.
    Not touched: a paragraph in parentheses; a sentence on who reported what.
    """
    changed = lay(document, _STAGE, [cut for block in blocks_of(document) if block.is_open for cut in _cuts(block)])
    if changed is document:
        return document
    lines = tuple(changed.of(span) for span in changed.spans if span.place is Place.CREDIT)
    return changed.with_field("credits", lines, _STAGE)


def _cuts(block: Block) -> list[Cut]:
    if len(block.text) <= _LONGEST and (reason := _reason(block)):
        return [whole(block, Place.CREDIT, reason)]
    if block.text.endswith((")", ").")) and (found := _TAIL.search(block.text)):
        start = block.start + found.start()
        return [Cut(start, block.end, Place.CREDIT, "reporting credit at the end of a paragraph")]
    return []


def _reason(block: Block) -> str:
    """What makes the whole block a credit; empty if nothing does."""
    known = block.look.known
    if _REPORTING.match(block.text) and (block.text[0] == "(" or known or len(block.text) <= _LONGEST_REPORTING):
        return "reporting credit"
    if known and known.sign is Sign.CREDIT and _fits(block, known):
        return f"credit line: {known.phrase}"
    return "contributors' line" if _is_thanks(block.text[-100:]) or _EDITOR.match(block.text) else ""


def _is_thanks(tail: str) -> bool:
    low = tail.lower()
    return ("contribu" in low or "helped" in low) and _CONTRIBUTED.search(tail) is not None


def _fits(block: Block, known: Known) -> bool:
    """A source's line is short; a phrase that opens a paragraph of the story is left alone."""
    if known.is_whole or known.phrase.startswith("(") or known.phrase.endswith((":", "：")):
        return len(block.text) <= _LONGEST_SOURCE
    if not block.look.folded.startswith(known.phrase) or not block.look.is_prose:
        return len(block.text) <= _LONGEST_REPORTING
    return len(block.text) <= _LONGEST_SOURCE
