"""Dates, times, reading times and counters of the page."""

from collections.abc import Sequence
from re import compile as pattern

from normalize.blocks import Block, blocks_of, lay, whole
from normalize.document import Document, Place
from normalize.phrasebook import Sign, phrasebook

_STAGE = "find_meta"
_YEAR = pattern(r"\d{4}|[०-९০-৯٠-٩]{4}")


def find_meta(document: Document) -> Document:
    """Take date, time and reading-time lines out of the body.

    Pages date the story, its changes and every teaser.
    Before: `Updated 5:27 am CST, Wednesday, November 20, 2019`, `Lesezeit: 5 Minuten`. After: each in the place META.
    Not touched: `10 p.m.` between paragraphs, the time sub-head of a running story; a sentence with a date in it.
    """
    blocks = blocks_of(document)
    return lay(
        document,
        _STAGE,
        (
            whole(block, Place.META, reason)
            for i, block in enumerate(blocks)
            if block.is_open and (reason := _reason(blocks, i))
        ),
    )


def _reason(blocks: Sequence[Block], i: int) -> str | None:
    known = blocks[i].look.known
    if known and known.sign is Sign.META and not _may_be_subhead(blocks, i):
        return f"date line: {known.phrase}"
    if blocks[i].look.folded in phrasebook().agencies and len(blocks) > 2:
        return "an agency's name alone"
    return None


def _may_be_subhead(blocks: Sequence[Block], i: int) -> bool:
    """A time or day without a year, below the first paragraph and right above another: "10 p.m."."""
    if i + 1 == len(blocks) or not blocks[i + 1].look.is_prose or _YEAR.search(blocks[i].text):
        return False
    return any(block.look.is_prose for block in blocks[:i]) or not any(block.place in {Place.META, Place.SHARE} for block in blocks[:i])
