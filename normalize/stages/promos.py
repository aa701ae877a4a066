"""The house speaking of itself, and the heads of lists of other stories."""

from normalize.blocks import blocks_of, lay, whole
from normalize.document import Document, Place
from normalize.phrasebook import Sign

_STAGE = "find_promos"


def find_promos(document: Document) -> Document:
    """Take notices of the house (apps, tips, authors' addresses) and heads of story lists out of the body.

    Pages sell themselves below and between paragraphs; what follows a head is split_teasers' matter.
    Before: `Most Popular`, `Download our app`. After: each in the place PROMO.
    Not touched: `Related: Title`, an opener with its headline in the same line.
    """
    cuts = []
    for block in blocks_of(document):
        known = block.look.known
        if block.is_open and known and (known.sign is Sign.PROMO or (known.sign is Sign.LIST_HEAD and _is_head(block.text, known.is_whole))):
            cuts.append(whole(block, Place.PROMO, f"{known.sign}: {known.phrase}"))
    return lay(document, _STAGE, cuts)


def _is_head(text: str, is_whole: bool) -> bool:
    """A line that begins like a head ("More from Reuters") is one if it is short and ends no sentence."""
    return is_whole or (len(text) <= 45 and text[-1] not in ".!?")
