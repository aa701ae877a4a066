"""Comment counters, calls to comment and house rules."""

from normalize.blocks import blocks_of, lay, whole
from normalize.document import Document, Place
from normalize.phrasebook import Sign

_STAGE = "find_comments"


def find_comments(document: Document) -> Document:
    """Take comment counters, calls to comment and house rules out of the body.

    Every page has a thread below the story, and a counter above it.
    Before: `You must log in to post a comment.`. After: the line stands in the place COMMENT; the story round it is untouched.
    Not touched: a sentence about comments; a sub-head of several words.
    """
    return lay(
        document,
        _STAGE,
        (
            whole(block, Place.COMMENT, f"comment line: {known.phrase}")
            for block in blocks_of(document)
            if block.is_open and (known := block.look.known) and known.sign is Sign.COMMENT
        ),
    )
