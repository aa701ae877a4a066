"""The page's menus, buttons, tags and counters."""

from collections.abc import Sequence

from normalize.blocks import Block, blocks_of, lay, whole
from normalize.document import Document, Place
from normalize.outline import FURNITURE, knows
from normalize.phrasebook import Sign

_STAGE = "find_navigation"
_BESIDE = FURNITURE | {Place.TEASER, Place.HEADLINE, Place.CAPTION}


def find_navigation(document: Document) -> Document:
    """Take menus, buttons, tag labels, page numbers and bare addresses out of the body.

    A naive scraper keeps what stands round the story; each button is a line of its own.
    Before: `Image 1 of 8`, `Close`, `1`, `https://apnews.com/article/x`. After: each in the place NAV.
    Not touched: a section's name between two paragraphs (`Background`, `Sport`), which may be a sub-head.
    """
    blocks = blocks_of(document)
    return lay(
        document,
        _STAGE,
        [
            whole(block, Place.NAV, f"navigation: {known.phrase}")
            for i, block in enumerate(blocks)
            if block.is_open and (known := block.look.known) and _is_navigation(blocks, i)
        ],
    )


def _is_navigation(blocks: Sequence[Block], i: int) -> bool:
    if blocks[i].text[-1] == "." and blocks[i].look.words and not blocks[i - 1].look.ends_sentence:
        return False  # the rest of a line that was wrapped: "... since" / "1987."
    return knows(blocks[i], Sign.NAV) or (knows(blocks[i], Sign.SECTION) and _is_beside_furniture(blocks, i))


def _is_beside_furniture(blocks: Sequence[Block], i: int) -> bool:
    """At an edge of the text, or beside another line of the page."""
    beside = (*blocks[max(i - 1, 0) : i], *blocks[i + 1 : i + 2])
    is_edge = i == 0 or i + 1 == len(blocks)
    return is_edge or any(block.place in _BESIDE or knows(block, Sign.NAV, Sign.SECTION) for block in beside)
