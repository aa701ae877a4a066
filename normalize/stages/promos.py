"""The house speaking of itself, and the heads of lists of other stories."""

from normalize.blocks import Block, blocks_of, lay, whole
from normalize.document import Document, Place
from normalize.phrasebook import Known, Sign

_STAGE = "find_promos"
_SHORTEST = 4
"""Words: a line as short as this that begins like an opener is a head: "More US Stories"."""
_LONGEST_HEAD, _LONGEST_CALL = 45, 60


def find_promos(document: Document) -> Document:
    """Take notices of the house (apps, tips, authors' addresses) and heads of story lists out of the body.

    Pages sell themselves below and between paragraphs; what follows a head is another stage's matter.
    Before: `Most Popular`, `Download our app`. After: each in the place PROMO.
    Not touched: `Related: Title`, an opener with its headline in the same line.
    """
    return lay(
        document,
        _STAGE,
        [
            whole(block, Place.PROMO, f"{known.sign}: {known.phrase}")
            for block in blocks_of(document)
            if block.is_open and (known := block.look.known) and _is_promo(block, known)
        ],
    )


def _is_promo(block: Block, known: Known) -> bool:
    if known.sign is Sign.LIST_HEAD:
        return known.is_whole or (len(block.text) <= _LONGEST_HEAD and block.text[-1] not in ".!?")
    return known.sign is Sign.PROMO or (known.sign is Sign.OPENER and _is_opener_alone(block, known))


def _is_opener_alone(block: Block, known: Known) -> bool:
    """An opener that no headline follows in its line: "Read more on this topic"."""
    if ":" in block.text.rstrip(": ") or block.text.endswith("."):
        return False
    if block.look.size <= _SHORTEST and not block.look.ends_sentence:
        return True
    rest = block.look.folded[len(known.phrase) :].strip()
    if not rest:
        return True
    first = block.text.rstrip(" :>»")[-len(rest) :][:1]
    return " " in known.phrase and first.islower() and len(block.text) <= _LONGEST_CALL
