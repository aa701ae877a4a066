"""What is left above and below the story on a page."""

from normalize.blocks import Block, Cut, lay, whole
from normalize.document import Document, Place
from normalize.looks import SHORT
from normalize.outline import Outline, is_row, knows, outline_of
from normalize.phrasebook import Sign

_STAGE = "trim_margins"
_DECK = 6
"""Words: a line as long as this under the headline is a deck."""
_NAME, _LONGEST_LIFE = 5, 400
_LAST = 2
"""Blocks from the end in which a line on the writer may stand."""


def trim_margins(document: Document) -> Document:
    """Take short lines above the headline, between it and the story, and everything below the story out of the body.

    What no list knows is furniture by its position alone, on a page that has furniture.
    Before: `Sondland` above the headline, `Donald Trump` / `White House` below the story. After: each in the place NAV.
    Not touched: copy without any furniture; lines between the story's paragraphs.
    """
    if any(span.stage == _STAGE for span in document.spans):
        return document
    outline = outline_of(document)
    if not outline.is_page:
        return document
    name = document.value("byline")
    cuts = [
        cut
        for i, block in enumerate(outline.blocks)
        if block.is_open and (cut := _cut(outline, i, block) or _label(outline, i) or _about(outline, i, str(name)))
    ]
    return lay(document, _STAGE, cuts)


def _cut(outline: Outline, i: int, block: Block) -> Cut | None:
    if i > outline.last:
        place = Place.PROMO if block.look.is_prose else Place.NAV
        return whole(block, place, "below the story", 0.6)
    if i < outline.headline and len(block.text) <= SHORT:
        return whole(block, Place.NAV, "above the headline", 0.7)
    if 0 <= outline.headline < i < outline.first and not _touches_story(outline, i):
        place = Place.DECK if block.look.size >= _DECK else Place.NAV
        return whole(block, place, "between headline and story", 0.6)
    return None


def _touches_story(outline: Outline, i: int) -> bool:
    """A sentence or a row of figures right above the first paragraph may be the story's own beginning."""
    block = outline.blocks[i]
    return (block.look.ends_sentence or is_row(block)) and all(
        other.is_open for other in outline.blocks[i : outline.first]
    )


def _label(outline: Outline, i: int) -> Cut | None:
    """A section's name beside a teaser is the teaser's."""
    beside = outline.blocks[max(i - 1, 0) : i + 2]
    if knows(outline.blocks[i], Sign.SECTION) and any(block.place is Place.TEASER for block in beside):
        return whole(outline.blocks[i], Place.NAV, "section's name beside a teaser", 0.8)
    return None


def _about(outline: Outline, i: int, name: str) -> Cut | None:
    """The writer's name, or a line on the writer, at the end of the story."""
    block = outline.blocks[i]
    if len(name) < _NAME or i < max(outline.last, outline.first + 4) - _LAST or len(block.text) > _LONGEST_LIFE:
        return None
    return whole(block, Place.PROMO, "line on the writer", 0.7) if block.text.startswith(name) else None
