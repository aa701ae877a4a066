"""The house speaking of itself, and the heads of lists of other stories."""

from normalize.blocks import Block, blocks_of, lay, whole
from normalize.document import Document, Place
from normalize.phrasebook import Known, Sign

_STAGE = "find_promos"
_SHORTEST = 4
"""Words: a line as short as this that begins like an opener is a head: "More US Stories"."""


def find_promos(document: Document) -> Document:
    """Take notices of the house (apps, tips, authors' addresses) and heads of story lists out of the body.

    Pages sell themselves below and between paragraphs; what follows a head is split_teasers' matter.
    Before: `Most Popular`, `Download our app`. After: each in the place PROMO.
    Not touched: `Related: Title`, an opener with its headline in the same line.
    """
    cuts = []
    for block in blocks_of(document):
        known = block.look.known
        if (
            block.is_open
            and known
            and (
                _is_opener_alone(block, known)
                or known.sign is Sign.PROMO
                or (known.sign is Sign.LIST_HEAD and _is_head(block.text, known.is_whole))
            )
        ):
            cuts.append(whole(block, Place.PROMO, f"{known.sign}: {known.phrase}"))
    return lay(document, _STAGE, cuts)


def _is_opener_alone(block: Block, known: Known) -> bool:
    """An opener that no headline follows in its line: "Read more on this topic"."""
    rest = block.look.folded[len(known.phrase) :].strip()
    if (
        known.sign is Sign.OPENER
        and block.look.size <= _SHORTEST
        and not block.look.ends_sentence
        and ":" not in block.text
    ):
        return True
    if known.sign is not Sign.OPENER or len(block.text) > 60 or block.text.endswith("."):
        return False
    return not rest or (
        " " in known.phrase
        and rest[0].isalpha()
        and block.text.rstrip(" :>»")[-len(rest) :][:1].islower()
        and ":" not in block.text
    )


def _is_head(text: str, is_whole: bool) -> bool:
    """A line that begins like a head ("More from Reuters") is one if it is short and ends no sentence."""
    return is_whole or (len(text) <= 45 and text[-1] not in ".!?")
