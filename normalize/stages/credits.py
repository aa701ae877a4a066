"""Credits: who reported, wrote and edited, and where the copy came from."""

from re import IGNORECASE
from re import compile as pattern

from normalize.blocks import Block, Cut, blocks_of, lay, whole
from normalize.document import Document, Place
from normalize.phrasebook import Sign

_STAGE = "find_credits"
_LONGEST = 700
_REPORTING = pattern(
    r"\(?(?:Additional )?(?:Reporting|Writing|Editing|Compiled|Compilation|Translated|Reported|Edited|Written)(?: and \w+)? by\b"
    r"|\((?:Reporte|Reportaje|Reportage|Reportagem|Bericht|Redaktion|Editado|Redazione|Rapportage|avec|con información|com informações|fonte|fuente|Quelle|source|inputs?|with)\b"
    r"|\(?(?:إعداد|تغطية) ",
    IGNORECASE,
)
"""How agencies open the credit: "(Reporting by A; Editing by B)", "Reporting by Gopal Sharma, ..."."""
_TAIL = pattern(
    r"\s\((?:Reporting|Additional reporting|Writing|Editing|Compiled|Reporte|Reportaje|Reportage|Reportagem|Editado|Redazione|Bericht von|avec AFP|With inputs?|Inputs)\b[^()]{4,300}(?:\([^()]{1,40}\)[^()]{0,100})?\)\.?\s*\Z",
    IGNORECASE,
)
"""A credit at the end of the last paragraph: "... he said. (Reporting by A; Editing by B)"."""
_CONTRIBUTED = pattern(r"(?:contributed (?:to|reporting)|helped with|contribu\w+ (?:à|a) (?:cet?|est|ques)t?)\b.{0,60}\.?\)?\Z", IGNORECASE)
"""AP's thanks: "Associated Press writers A and B contributed to this report."."""
_EDITOR = pattern(r"[【（(]\s?(?:责任编辑|責任編輯|编辑|編輯|责编)[^】）)]{0,40}[】）)]\s*\Z")


def find_credits(document: Document) -> Document:
    """Take reporting, editing and source credits out of the body and keep them in the field `credits`.

    Reuters closes with "(Reporting by ...)", AP with "... contributed to this report.", papers with "Quelle: dpa".
    Before: `Reporting by Gopal Sharma, Editing by Alex Richardson`. After: the line in the place CREDIT.
    Not touched: a paragraph in parentheses; a sentence on who reported what.
    """
    cuts = [cut for block in blocks_of(document) if block.is_open for cut in _cuts(block)]
    changed = lay(document, _STAGE, cuts)
    if changed is document:
        return document
    return changed.with_field("credits", tuple(changed.of(span) for span in changed.spans if span.place is Place.CREDIT), _STAGE)


def _cuts(block: Block) -> list[Cut]:
    known = block.look.known
    if len(block.text) <= _LONGEST:
        if _REPORTING.match(block.text) and ("(" in block.text[:1] or known or len(block.text) <= 400):
            return [whole(block, Place.CREDIT, "reporting credit")]
        if known and known.sign is Sign.CREDIT and _fits(block, known.phrase, known.is_whole):
            return [whole(block, Place.CREDIT, f"credit line: {known.phrase}")]
        if _CONTRIBUTED.search(block.text[-100:]) or _EDITOR.match(block.text):
            return [whole(block, Place.CREDIT, "contributors' line")]
    if block.text.rstrip().endswith((")", ").")) and (found := _TAIL.search(block.text)):
        return [Cut(block.start + found.start(), block.end, Place.CREDIT, "reporting credit at the end of a paragraph")]
    return []


def _fits(block: Block, phrase: str, is_whole: bool) -> bool:
    """A source's line is short; a phrase that opens a sentence is left alone unless a colon or an agency follows."""
    if is_whole or phrase.startswith("(") or phrase.endswith((":", "：")):
        return len(block.text) <= 250
    return len(block.text) <= 400 and (not block.look.folded.startswith(phrase) or not block.look.is_prose or len(block.text) <= 250)
