"""Advertising slugs."""

from normalize.blocks import blocks_of, lay, whole
from normalize.document import Document, Place
from normalize.phrasebook import Sign

_STAGE = "find_ads"


def find_ads(document: Document) -> Document:
    """Take the slugs of advertisements out of the body.

    The advertisement goes with the markup, its slug stays.
    Before: `Advertisement · Scroll to continue`. After: the line stands in the place AD; the story round it is untouched.
    Not touched: a story about advertising: the line must be nothing else.
    """
    return lay(
        document,
        _STAGE,
        (
            whole(block, Place.AD, f"advertising slug: {known.phrase}")
            for block in blocks_of(document)
            if block.is_open and (known := block.look.known) and known.sign is Sign.AD
        ),
    )
