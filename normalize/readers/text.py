"""The reader for plain text: decoded bytes are the Document's text, transmission frames included."""

import re
from collections.abc import Iterator

from ingest.raw import RawCopy
from normalize.document import Document, Field, Place, Span
from normalize.errors import NoText, TooComplex
from normalize.readers.decode import decode
from normalize.readers.frames import Frame, find_frame, frame_fields
from normalize.readers.paragraphs import cut_paragraphs

_STAGE = "read_text"
_LARGEST = 4_000_000
"""Bytes. A long book has three million; what is larger is no story, and is not decoded."""
_MOST_BLOCKS = 50_000
_LINES = re.compile(r"[^\n\r\v\f\u2028\u2029]+")


def read_text(raw_copy: RawCopy) -> Document:
    """Plain text as a Document: every block one BODY span, every line of a transmission frame one HEADER span.

    Raises NotText (binary), NoText (no word in it) and TooComplex (over 4,000,000 bytes or 50,000 blocks).
    """
    if len(raw_copy.raw) > _LARGEST:
        raise TooComplex(f"{len(raw_copy.raw)} bytes are more than the {_LARGEST} that one story may have")
    decoded = decode(raw_copy.raw, raw_copy.envelope.get("charset"))
    text = decoded.text
    frame = find_frame(text)
    pieces = list(_pieces(text, frame))
    if not any(place is Place.BODY for _, _, place, _ in pieces):
        raise NoText("there is nothing in it but white space and transmission marks")
    if len(pieces) > _MOST_BLOCKS:
        raise TooComplex(f"{len(pieces)} blocks are more than the {_MOST_BLOCKS} that one story may have")
    spans = tuple(
        Span(start, end, place, block, _STAGE, reason) for block, (start, end, place, reason) in enumerate(pieces)
    )
    fields = {"encoding": Field(decoded.encoding, _STAGE), **dict(frame_fields(text, frame))}
    return Document(text=text, spans=spans, fields=fields)


def _pieces(text: str, frame: Frame) -> Iterator[tuple[int, int, Place, str]]:
    for start, end in _bare_lines(text, 0, frame.start):
        yield start, end, Place.HEADER, "transmission header"
    for start, end in cut_paragraphs(text, frame.start, frame.end):
        yield start, end, Place.BODY, "paragraph"
    for start, end in _bare_lines(text, frame.end, len(text)):
        yield start, end, Place.HEADER, "transmission trailer"


def _bare_lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for found in _LINES.finditer(text, start, end):
        if bare := found.group().strip():
            first = found.start() + found.group().index(bare)
            yield first, first + len(bare)
