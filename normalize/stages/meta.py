"""Dates, times, reading times and counters of the page."""

from normalize.blocks import blocks_of, lay, whole
from normalize.document import Document, Place
from normalize.phrasebook import Sign

_STAGE = "find_meta"


def find_meta(document: Document) -> Document:
    """Take date, time and reading-time lines out of the body.

    Pages date the story, its changes and every teaser.
    Before: `Updated 5:27 am CST, Wednesday, November 20, 2019`, `Lesezeit: 5 Minuten`. After: each in the place META.
    Not touched: `10 p.m.` between paragraphs, the time sub-head of a running story; a sentence with a date in it.
    """
    blocks = blocks_of(document)
    cuts = []
    for i, block in enumerate(blocks):
        known = block.look.known
        if block.is_open and known and known.sign is Sign.META and not _may_be_subhead(blocks, i):
            cuts.append(whole(block, Place.META, f"date line: {known.phrase}"))
    return lay(document, _STAGE, cuts)


def _may_be_subhead(blocks, i):  # type: ignore[no-untyped-def]
    block = blocks[i]
    if block.look.size > 5 or i + 1 == len(blocks) or not blocks[i + 1].look.is_prose:
        return False
    return i > 0 and (blocks[i - 1].look.is_prose or not blocks[i-1].look.words) and blocks[i - 1].look.ends_sentence or (i > 0 and not blocks[i - 1].text.strip("_-* "))
