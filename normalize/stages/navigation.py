"""Menus, buttons, labels and bare addresses of the page."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from normalize.blocks import Block, blocks_of, lay, whole
from normalize.document import Document, Place
from normalize.outline import FURNITURE, is_paragraph, knows
from normalize.phrasebook import Sign

_STAGE = "find_navigation"
_BESIDE = FURNITURE | {Place.TEASER, Place.HEADLINE, Place.CAPTION}
_LONGEST_LABEL, _LABEL_WORDS = 40, 5
"""Characters and words of a label that a page prints again and again."""
_STORY_A_LABEL = 2
"""Paragraphs for each print of it: in a transcript a speaker's name stands above every other one."""


def find_navigation(document: Document) -> Document:
    """Take menus, buttons, tag labels, page numbers and bare addresses out of the body.

    A naive scraper keeps what stands round the story; each button is a line of its own. What a page prints over and
    over between paragraphs is a label in any language.
    Before: `Image 1 of 8`, `Close`, `1`, `https://apnews.com/article/x`. After: each in the place NAV.
    Not touched: a section's name between two paragraphs (`Background`, `Sport`), which may be a sub-head; the names
    of speakers in a transcript; the refrain of a poem.
    """
    blocks = blocks_of(document)
    cuts = {
        block.number: whole(block, Place.NAV, f"navigation: {known.phrase}")
        for i, block in enumerate(blocks)
        if block.is_open and (known := block.look.known) and _is_navigation(blocks, i)
    }
    for block in _printed_over_and_over(blocks):
        cuts.setdefault(block.number, whole(block, Place.PROMO, "label printed over and over", 0.6))
    return lay(document, _STAGE, cuts.values())


def _is_navigation(blocks: Sequence[Block], i: int) -> bool:
    if blocks[i].text[-1] == "." and blocks[i].look.words and not blocks[i - 1].look.ends_sentence:
        return False  # the rest of a line that was wrapped: "... since" / "1987."
    return knows(blocks[i], Sign.NAV) or (knows(blocks[i], Sign.SECTION) and _is_beside_furniture(blocks, i))


def _is_beside_furniture(blocks: Sequence[Block], i: int) -> bool:
    """At an edge of the text, or beside another line of the page."""
    beside = (*blocks[max(i - 1, 0) : i], *blocks[i + 1 : i + 2])
    is_edge = i == 0 or i + 1 == len(blocks)
    return is_edge or any(block.place in _BESIDE or knows(block, Sign.NAV, Sign.SECTION) for block in beside)


def _printed_over_and_over(blocks: Sequence[Block]) -> list[Block]:
    """The prints of the one short line that stands twice or more right below paragraphs of a page."""
    if not any(block.place in FURNITURE for block in blocks):
        return []
    labels = [below for above, below in pairwise(blocks) if _is_label(below, above)]
    prints = Counter(block.look.folded for block in labels)
    again = {folded for folded, times in prints.items() if times > 1}
    paragraphs = sum(is_paragraph(block) for block in blocks)
    if len(again) != 1 or _STORY_A_LABEL * prints[min(again)] > paragraphs:
        return []
    return [block for block in labels if block.look.folded in again]


def _is_label(block: Block, above: Block) -> bool:
    if not block.is_open or len(block.text) > _LONGEST_LABEL or not is_paragraph(above):
        return False
    look = block.look
    is_short = look.known is None and bool(look.words) and look.size <= _LABEL_WORDS
    return is_short and (look.is_cut_off or not look.ends_sentence)
