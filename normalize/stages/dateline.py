"""The dateline: where, when and by whom the story was filed."""

from collections.abc import Sequence

from normalize.blocks import Block, Cut, is_settled, lay
from normalize.datelines import Found, is_city, parse_dateline, parse_own_line
from normalize.document import Dateline, Document, Note, Place
from normalize.outline import Outline, is_paragraph, outline_of
from dataclasses import replace

_STAGE = "read_dateline"
_PARAGRAPHS = 5
"""Decks may stand before the paragraph with the dateline; a marked one is looked for in so many paragraphs."""


def read_dateline(document: Document) -> Document:
    """Take the dateline off the first paragraph, or off its own line, and fill the field `dateline`.

    Agency copy opens with place, date and agency in a form of the house.
    Before: `Moscow (Reuters) – French President ...`. After: `Moscow (Reuters) – ` in the place DATELINE.
    Not touched: `Fischer: Warum?`, `Matt Le Tissier (soccer) - Former ...`; a place and a full stop need a second proof.
    """
    if is_settled(document) or document.value("dateline") is not None or any(span.place is Place.DATELINE for span in document.spans):
        return document
    outline = outline_of(document)
    return _on_own_line(document, outline) or _at_the_head(document, outline) or document


def _at_the_head(document: Document, outline: Outline) -> Document | None:
    paragraphs = [block for block in outline.blocks[outline.headline + 1 :] if is_paragraph(block) or (block.is_open and _opens_marked(block))][:_PARAGRAPHS]
    for number, block in enumerate(paragraphs):
        found = parse_dateline(block.text)
        if found is None:
            continue
        if found.is_marked or (number < 2 and _is_proven(found, block, document)):
            return _take(document, block, found)
        if number == 0:
            return replace(document, notes=(*document.notes, _doubt(block, found))) if not _noted(document) else None
    return None


def _opens_marked(block: Block) -> bool:
    found = parse_dateline(block.text)
    return found is not None and found.is_marked and found.dateline.agency is not None


def _noted(document: Document) -> bool:
    return any(note.stage == _STAGE for note in document.notes)


def _doubt(block: Block, found: Found) -> Note:
    return Note(_STAGE, block.start, block.start + found.end, "looks like a dateline, but nothing proves the place", 0.4)


def _take(document: Document, block: Block, found: Found) -> Document:
    cut = Cut(block.start, block.start + found.end, Place.DATELINE, "dateline", 1.0 if found.is_marked else 0.8)
    return lay(document, _STAGE, [cut]).with_field("dateline", found.dateline, _STAGE)


def _is_proven(found: Found, block: Block, document: Document) -> bool:
    """The second proof: a listed place, or capitals or a region before a dash; and a new sentence after it."""
    following = block.text[found.end : found.end + 1]
    if not (following.isupper() or following in "\"“„«'‘" or not following.isascii()):
        return False
    separator = found.dateline.raw.rstrip()[-1]
    first = found.dateline.place[0]
    city = first.partition(",")[0]
    if separator in ".:":
        return is_city(city) or (separator == ":" and city.isupper() and len(city) > 4 and _is_told(city, block, document))
    if separator in "–—":
        return is_city(city) or city.isupper() or "," in first or len(found.dateline.place) > 1
    return is_city(city) or (city.isupper() and len(city) > 3)


def _is_told(city: str, block: Block, document: Document) -> bool:
    """Whether the place is named in the story itself."""
    return city.casefold() in document.text[block.start + len(city) :].casefold()


def _on_own_line(document: Document, outline: Outline) -> Document | None:
    """A line of its own between the headline and the first paragraph."""
    start = max(outline.headline + 1, 1)
    for block in _between(outline.blocks, start, outline.first):
        dateline = parse_own_line(block.text)
        if dateline is not None and _stands_well(block, outline):
            return _own(document, block, dateline)
    return None


def _between(blocks: Sequence[Block], start: int, first: int) -> list[Block]:
    return [block for block in blocks[start : first + 1] if block.is_open and len(block.text) <= 60]


def _stands_well(block: Block, outline: Outline) -> bool:
    """Near the first paragraph: nothing but furniture and one open line between them."""
    at = outline.blocks.index(block)
    return sum(other.is_open for other in outline.blocks[at + 1 : outline.first]) <= 1 and outline.first < len(outline.blocks)


def _own(document: Document, block: Block, dateline: Dateline) -> Document:
    cut = Cut(block.start, block.end, Place.DATELINE, "dateline on its own line", 0.8)
    return lay(document, _STAGE, [cut]).with_field("dateline", dateline, _STAGE)
