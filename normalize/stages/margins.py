"""What is left above and below the story on a page."""

from normalize.blocks import Block, Cut, lay, whole
from normalize.document import Document, Place
from normalize.outline import Outline, outline_of

_STAGE = "trim_margins"
_DECK = 6
"""Words: a line as long as this under the headline is a deck."""


def trim_margins(document: Document) -> Document:
    """Take short lines above the headline, between it and the story, and everything below the story out of the body.

    What no list knows is furniture by its position alone, on a page that has furniture.
    Before: `Sondland` above the headline, `Donald Trump` / `White House` below the story. After: each in the place NAV.
    Not touched: copy without any furniture; lines between the story's paragraphs.
    """
    outline = outline_of(document)
    if not outline.is_page:
        return document
    cuts = [cut for i, block in enumerate(outline.blocks) if block.is_open and (cut := _cut(outline, i, block))]
    return lay(document, _STAGE, cuts)


def _cut(outline: Outline, i: int, block: Block) -> Cut | None:
    if i < outline.headline and (not block.look.is_prose or i < outline.first):
        return whole(block, Place.NAV, "above the headline", 0.7)
    if outline.headline < i < outline.first and outline.headline >= 0:
        place = Place.DECK if block.look.size >= _DECK else Place.NAV
        return whole(block, place, "between headline and story", 0.6)
    if i > outline.last:
        place = Place.PROMO if block.look.is_prose else Place.NAV
        return whole(block, place, "below the story", 0.6)
    return None
