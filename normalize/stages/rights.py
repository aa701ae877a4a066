"""Copyright and rights lines."""

from re import IGNORECASE
from re import compile as pattern

from normalize.blocks import Block, Cut, blocks_of, lay, whole
from normalize.document import Document, Place
from normalize.phrasebook import Sign

_STAGE = "find_rights"
_LINE = pattern(r"(?:©|\(c\)|ⓒ|Copyright\b)", IGNORECASE)
"""How a rights line begins: "© 2019 Associated Press. All Rights Reserved."."""
_TRUST = pattern(r"Our Standards: ?The Thomson Reuters Trust Principles\.?[^\n]{0,60}\Z")
"""Reuters' trust line, also glued to the credit before it."""


def find_rights(document: Document) -> Document:
    """Take copyright lines out of the body.

    Agencies' contracts want a rights line below the story; sites print their own beside it.
    Before: `© dpa-infocom, dpa:230428-99-483045/5`. After: the line in the place COPYRIGHT.
    Not touched: a story on copyright; a caption that ends with its owner's ©.
    """
    return lay(document, _STAGE, [cut for block in blocks_of(document) if block.is_open for cut in _cuts(block)])


def _cuts(block: Block) -> list[Cut]:
    known = block.look.known
    if known and known.sign is Sign.COPYRIGHT and (known.is_whole or not block.look.folded.startswith("copyright") or _LINE.match(block.text)) and len(block.text) <= 400:
        return [whole(block, Place.COPYRIGHT, f"rights line: {known.phrase}")]
    if len(block.text) <= 200 and block.text[:1] in "©ⓒ" or (len(block.text) <= 120 and block.text[:3].casefold() == "(c)"):
        return [whole(block, Place.COPYRIGHT, "line that begins with the copyright mark")]
    if found := _TRUST.search(block.text[-120:]):
        return [Cut(block.end - min(120, len(block.text)) + found.start(), block.end, Place.COPYRIGHT, "trust line")]
    return []
