"""Calls to subscribe, to log in or to take a newsletter."""

from normalize.blocks import blocks_of, lay, whole
from normalize.document import Document, Place
from normalize.phrasebook import Sign

_STAGE = "find_subscriptions"


def find_subscriptions(document: Document) -> Document:
    """Take calls to subscribe, log in or take a newsletter out of the body.

    Papers put sign-up boxes above, inside and below a story; stripped of their form they are lines of text.
    Before: `Sign up to our newsletter for exclusive updates`. After: the line stands in the place SUBSCRIBE; the story round it is untouched.
    Not touched: `In ihrem Newsletter warf sie ihm vor ...`, a farm sign-up: only lines that the lists know by their beginning.
    """
    return lay(
        document,
        _STAGE,
        (
            whole(block, Place.SUBSCRIBE, f"call to subscribe: {known.phrase}")
            for block in blocks_of(document)
            if block.is_open and (known := block.look.known) and known.sign is Sign.SUBSCRIBE
        ),
    )
