"""The dateline: where, when and by whom the story was filed."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import islice

from normalize.blocks import Block, Cut, fixed_text, is_settled, lay
from normalize.datelines import Found, is_city, parse_dateline, parse_own_line
from normalize.document import Dateline, Document, Note, Place
from normalize.outline import Outline, is_paragraph, outline_of

_STAGE = "read_dateline"
_PARAGRAPHS, _SURE_PARAGRAPHS = 5, 2
"""Decks may stand before the paragraph with the dateline: how many are tried for a marked one, and for a guess."""
_CAPITALS = 3
"""Letters: a shorter word in capitals is an abbreviation rather than a place."""
_LONGEST_LINE = 60
_JOINTS, _FOLLOWS = (" ", " - "), "The"
"""What to put behind a dateline that was cut off its story, so that it is read as one."""
_MARKS = " -–—_.:,"


def read_dateline(document: Document) -> Document:
    """Take the dateline off the first paragraph, or off its own line, and fill the field `dateline`.

    Agency copy opens with place, date and agency in a form of the house.
    Before: `Moscow (Reuters) – French President ...`. After: `Moscow (Reuters) –` in the place DATELINE.
    Not touched: `Fischer: Warum?`, `Matt Le Tissier (soccer) - Former`; a place and a full stop need a second proof,
    without one a Note is left. What an operator placed as a dateline is the dateline.
    """
    if is_settled(document):
        return document
    if told := fixed_text(document, Place.DATELINE):
        return document.with_field("dateline", _as_told(told), _STAGE)
    if document.value("dateline") is not None:
        return document
    outline = outline_of(document)
    return _on_own_line(document, outline) or _at_the_head(document, outline) or document


def _at_the_head(document: Document, outline: Outline) -> Document | None:
    below = outline.blocks[outline.headline + 1 :]
    paragraphs = (block for block in below if is_paragraph(block) and block.is_open)
    for number, block in enumerate(islice(paragraphs, _PARAGRAPHS)):
        found = None if block.look.is_cut_off else parse_dateline(block.text)
        if found and (found.is_marked or (number < _SURE_PARAGRAPHS and _is_proven(found, block, document))):
            cut = Cut(block.start, block.start + found.end, Place.DATELINE, "dateline", 1.0 if found.is_marked else 0.8)
            return lay(document, _STAGE, [cut]).with_field("dateline", found.dateline, _STAGE)
        if found and number == 0 and is_city(found.dateline.place[0]):
            return _doubt(document, block, found)
    return None


def _doubt(document: Document, block: Block, found: Found) -> Document:
    note = Note(_STAGE, block.start, block.start + found.end, "perhaps a dateline: no second proof of the place", 0.4)
    return document if note in document.notes else document.with_notes(note)


def _is_proven(found: Found, block: Block, document: Document) -> bool:
    """The second proof: a listed place, capitals or a region before a dash, or the place named in the story.

    For an agency that no list knows: capitals, or its mark elsewhere in the copy, at the head of a teaser's snippet.
    """
    following = block.text[found.end : found.end + 1]
    if following.islower() or following.isdecimal():
        return False
    separator = found.dateline.raw.rstrip()[-1]
    place = found.dateline.place[0]
    city = place.partition(",")[0]
    is_capital = city.isupper() and len(city) > _CAPITALS
    if agency := found.dateline.agency:
        return is_capital or document.text.count(f"({agency})") > 1
    if separator in ".:":
        is_told = city.casefold() in document.text[block.start + len(city) :].casefold()
        return is_city(city) or (separator == ":" and is_capital and is_told)
    if separator in "–—":
        return is_city(city) or city.isupper() or "," in place or len(found.dateline.place) > 1
    return is_city(city) or is_capital


def _as_told(text: str) -> Dateline:
    """The dateline that an operator found: what it says where it is of a known form, else all of it is the place."""
    for joint in _JOINTS:
        read = parse_dateline(f"{text}{joint}{_FOLLOWS}")
        if read is not None and read.end == len(text) + len(joint):
            return replace(read.dateline, raw=text)
    return parse_own_line(text) or Dateline((text.strip(_MARKS),), None, None, text)


def _on_own_line(document: Document, outline: Outline) -> Document | None:
    """A line of its own between the headline and the first paragraph."""
    for block in _lines(outline):
        dateline = parse_own_line(block.text)
        if dateline is not None:
            cut = Cut(block.start, block.end, Place.DATELINE, "dateline on its own line", 0.8)
            return lay(document, _STAGE, [cut]).with_field("dateline", dateline, _STAGE)
    return None


def _lines(outline: Outline) -> Iterable[Block]:
    """The short lines near the first paragraph: no more than one open line between them and it."""
    if outline.first < len(outline.blocks):
        for i in range(max(outline.headline + 1, 1), outline.first + 1):
            block = outline.blocks[i]
            below = sum(other.is_open for other in outline.blocks[i + 1 : outline.first])
            if block.is_open and len(block.text) <= _LONGEST_LINE and below <= 1:
                yield block
