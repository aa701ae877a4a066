"""Share bars: lines that ask the reader to pass the story on."""

from collections.abc import Sequence

from normalize.blocks import Block, blocks_of, lay, whole
from normalize.document import Document, Place
from normalize.phrasebook import Sign, phrasebook

_STAGE = "find_shares"


def find_shares(document: Document) -> Document:
    """Take share bars out of the body, above, inside or below the story.

    Sites end (or open) syndicated copy with share links; the buttons' names are left as text.
    Before: `Share post:` or `Facebook`, `Twitter`, `Email` in a row. After: each line in the place SHARE.
    Not touched: `COMPANY shares are up`; a lone `Facebook` between two paragraphs, which may be a sub-head.
    """
    blocks = blocks_of(document)
    return lay(
        document,
        _STAGE,
        (
            whole(block, Place.SHARE, f"share line: {known.phrase}")
            for i, block in enumerate(blocks)
            if block.is_open
            and (known := block.look.known)
            and known.sign is Sign.SHARE
            and not _may_be_subhead(blocks, i)
        ),
    )


def _may_be_subhead(blocks: Sequence[Block], i: int) -> bool:
    """A network's name alone between paragraphs: a story on Facebook has such sub-heads."""
    if blocks[i].look.folded not in phrasebook().networks or i == 0 or i + 1 == len(blocks):
        return False
    return all(blocks[j].is_open and blocks[j].look.is_prose for j in (i - 1, i + 1))
