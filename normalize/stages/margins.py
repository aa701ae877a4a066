"""What is left above and below the story on a page."""

from normalize.blocks import Block, Cut, lay, whole
from normalize.document import Document, Place
from normalize.outline import Outline, outline_of
from normalize.phrasebook import Sign

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
    name = document.value("byline")
    cuts = [cut for i, block in enumerate(outline.blocks) if block.is_open and (cut := _cut(outline, i, block) or _label(outline, i) or _about(outline, i, name))]
    return lay(document, _STAGE, cuts)


def _cut(outline: Outline, i: int, block: Block) -> Cut | None:
    if i < outline.headline and (not block.look.is_prose or i < outline.first):
        return whole(block, Place.NAV, "above the headline", 0.7)
    if outline.headline < i < outline.first and outline.headline >= 0:
        if block.look.ends_sentence and all(other.is_open for other in outline.blocks[i : outline.first]):
            return None
        place = Place.DECK if block.look.size >= _DECK else Place.NAV
        return whole(block, place, "between headline and story", 0.6)
    if i > outline.last:
        place = Place.PROMO if block.look.is_prose else Place.NAV
        return whole(block, place, "below the story", 0.6)
    return None


def _label(outline: Outline, i: int) -> Cut | None:
    """A section's name beside a teaser is the teaser's."""
    known = outline.blocks[i].look.known
    beside = outline.blocks[max(i - 1, 0) : i + 2]
    if known and known.sign is Sign.SECTION and any(block.place is Place.TEASER for block in beside):
        return whole(outline.blocks[i], Place.NAV, "section's name beside a teaser", 0.8)
    return None


def _about(outline: Outline, i: int, name: object) -> Cut | None:
    """The writer's name, or a line on the writer, at the end of the story."""
    block = outline.blocks[i]
    if not isinstance(name, str) or len(name) < 5 or i < outline.last - 2 or i < outline.first + 2:
        return None
    if block.text.startswith(name) and len(block.text) <= 400:
        return whole(block, Place.PROMO, "line on the writer", 0.7)
    return None
