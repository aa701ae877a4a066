"""The reader for plain text: decoded bytes are the Document's text, transmission frames included."""

import re
from collections.abc import Iterator

from ingest.raw import RawCopy
from normalize.document import Document, Field, Place, Span
from normalize.errors import NoText, TooComplex
from normalize.readers.decode import decode
from normalize.readers.frames import Frame, find_frame, frame_fields
from normalize.readers.headings import Piece, keyword_of, split_headings
from normalize.readers.paragraphs import cut_paragraphs

STAGE = "read_text"
_LARGEST = 1_000_000
"""Bytes. A novel has half a million; what is larger is no story, and is not even decoded."""
_MOST_LINES, _MOST_BLOCKS = 20_000, 5_000
_LINE_BREAKS = "\n\r\v\f\u2028\u2029"
_LINE = re.compile(r"[^\n\r\v\f\u2028\u2029]+")


def read_text(raw_copy: RawCopy) -> Document:
    """Plain text as a Document with one span a block: BODY, or HEADER and HEADLINE where a frame says so.

    Raises NotText (binary), NoText (no word in it) and TooComplex (over 1,000,000 bytes, 20,000 lines or 5,000 blocks).
    """
    if len(raw_copy.raw) > _LARGEST:
        raise TooComplex(f"{len(raw_copy.raw)} bytes are more than the {_LARGEST} that one story may have")
    decoded = decode(raw_copy.raw, raw_copy.envelope.get("charset"))
    if (breaks := sum(map(decoded.text.count, _LINE_BREAKS))) > _MOST_LINES:
        raise TooComplex(f"{breaks} line breaks are more than the {_MOST_LINES} that one story may have")
    frame = find_frame(decoded.text)
    story = _story_pieces(decoded.text, frame)
    pieces = [*_header_lines(decoded.text, 0, frame.start), *story]
    pieces += _header_lines(decoded.text, frame.end, len(decoded.text))
    if len(pieces) > _MOST_BLOCKS:
        raise TooComplex(f"{len(pieces)} blocks are more than the {_MOST_BLOCKS} that one story may have")
    spans = tuple(Span(one.start, one.end, one.place, block, STAGE, one.reason) for block, one in enumerate(pieces))
    fields = {"encoding": Field(decoded.encoding, STAGE), **dict(frame_fields(decoded.text, frame))}
    if guid := raw_copy.envelope.get("guid"):
        fields["guid"] = Field(guid, "envelope")
    if keyword := keyword_of(decoded.text, story):
        fields["slugline"] = Field(keyword, "anpa1312.keyword")
    return Document(text=decoded.text, spans=spans, fields=fields)


def _story_pieces(text: str, frame: Frame) -> list[Piece]:
    blocks = cut_paragraphs(text, frame.start, frame.end)
    if not any(character.isalnum() for start, end in blocks for character in text[start:end]):
        raise NoText("there is no word in it, only white space, punctuation or transmission marks")
    return list(split_headings(text, blocks))


def _header_lines(text: str, start: int, end: int) -> Iterator[Piece]:
    """The lines of a frame: what stands before the story and behind it."""
    reason = "transmission header" if start == 0 else "transmission trailer"
    for found in _LINE.finditer(text, start, end):
        if bare := found.group().strip():
            first = found.start() + found.group().index(bare)
            yield Piece(first, first + len(bare), Place.HEADER, reason)
