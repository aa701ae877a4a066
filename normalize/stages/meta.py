"""Dates, times, reading times and counters of the page."""

from collections.abc import Sequence
from re import compile as pattern

from normalize.blocks import Block, blocks_of, lay, whole
from normalize.document import Document, Place
from normalize.outline import knows
from normalize.phrasebook import Sign, phrasebook

_STAGE = "find_meta"
_YEAR = pattern(r"\d{4}|[०-९০-৯٠-٩]{4}")


def find_meta(document: Document) -> Document:
    """Take date, time and reading-time lines, and an agency's bare name, out of the body.

    Pages date the story, its changes and every teaser.
    Before: `Updated 5:27 am CST, Wednesday, November 20, 2019`, `Lesezeit: 5 Minuten`. After: each in the place META.
    Not touched: `10 p.m.` between paragraphs, the time sub-head of a running story; a sentence with a date in it.
    """
    blocks = blocks_of(document)
    return lay(
        document,
        _STAGE,
        [
            whole(block, Place.META, reason)
            for i, block in enumerate(blocks)
            if block.is_open and (reason := _reason(blocks, i))
        ],
    )


def _reason(blocks: Sequence[Block], i: int) -> str:
    """What makes the line meta; empty if nothing does."""
    known = blocks[i].look.known
    if known and knows(blocks[i], Sign.META) and not _goes_on(blocks, i) and not _may_be_subhead(blocks, i):
        return f"date line: {known.phrase}"
    is_agency = len(blocks) > 1 and blocks[i].look.folded in phrasebook().agencies
    return "an agency's name alone" if is_agency else ""


def _goes_on(blocks: Sequence[Block], i: int) -> bool:
    """Whether the line is the rest of the one above: "... in the third quarter of" / "October 1986."."""
    above = blocks[i - 1] if i else None
    is_cut = above is not None and above.is_open and above.look.known is None and not above.look.ends_sentence
    return is_cut and blocks[i].look.ends_sentence


def _may_be_subhead(blocks: Sequence[Block], i: int) -> bool:
    """A time or day without a year, right above a paragraph and below another, or in copy without furniture."""
    if i + 1 == len(blocks) or not blocks[i + 1].look.is_prose or _YEAR.search(blocks[i].text):
        return False
    above = blocks[:i]
    is_page = any(block.place in {Place.META, Place.SHARE} for block in above)
    return any(block.look.is_prose for block in above) or not is_page
