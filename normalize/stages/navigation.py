"""The page's menus, buttons, tags and counters."""

from collections.abc import Sequence

from normalize.blocks import Block, blocks_of, lay, whole
from normalize.document import Document, Place
from normalize.outline import FURNITURE
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
    signs = [block.look.known.sign if block.is_open and block.look.known else None for block in blocks]
    return lay(
        document,
        _STAGE,
        (
            whole(block, Place.NAV, f"navigation: {block.look.known.phrase if block.look.known else ''}")
            for i, block in enumerate(blocks)
            if signs[i] is Sign.NAV or (signs[i] is Sign.SECTION and _is_beside_furniture(blocks, signs, i))
        ),
    )


def _is_beside_furniture(blocks: Sequence[Block], signs: Sequence[Sign | None], i: int) -> bool:
    around = [j for j in (i - 1, i + 1) if 0 <= j < len(blocks)]
    return len(around) < 2 or any(signs[j] in {Sign.NAV, Sign.SECTION} or blocks[j].place in _BESIDE for j in around)
