"""The lines between STX and the story: `^` ... `<` or `=` in ANPA 1312 copy, lines up to ` =` in IPTC 7901 copy.

They hold the keyword line, the headline, editor's notes and bylines. What the frame alone tells is decided here
(the marks themselves, the keyword line, the headline); the rest is left to the stages as body.
"""

import re
from collections.abc import Iterator, Sequence

from normalize.document import Place
from normalize.unprintable import printable
from normalize.values import value

_MOST_HEADINGS = 12
# "^BC-LT--Argentina-Cancer Beauty,466<": keyword, then the words of this take (ANPA 1312 section 5).
_KEYWORD = re.compile(r"\^(?P<slug>[^\n<]{2,120}?)(?:,(?P<words>\d{1,5}))?[<=]\Z")
# "^Eds: With AP Photos.<", "^By PAUL BYRNE=", "EDITOR'S NOTE _": known by their first word in agency copy.
_NO_HEADLINE = re.compile(
    r"(?:eds?\b|editors?\b|editor's\b|by\b|von\b|par\b|por\b|di\b|ap (?:photo|video|graphic)|with\b|\()", re.IGNORECASE
)
_CLOSED = re.compile(r"\s=\Z")
_BARE_LINE = re.compile(r"[^\s][^\n\r]*")
_LONGEST_MARK = 30
_WRAPPED_TITLE = 50
"""Columns; a title line as long as this may go on in the next line."""


@value()
class Piece:
    """A stretch start..end of the text, its place, and why it is there."""

    start: int
    end: int
    place: Place
    reason: str


def split_headings(text: str, blocks: Sequence[tuple[int, int]]) -> Iterator[Piece]:
    """The story's blocks as pieces: the marks of heading lines apart, the headline in its place."""
    carets = _caret_lines(text, blocks)
    opened = 0 if carets else _lines_up_to_equals(text, blocks)
    if carets:
        yield from _anpa_headings(text, blocks[:carets])
    elif opened:
        yield from _iptc_headings(text, blocks[:opened])
    for start, end in blocks[carets or opened :]:
        yield Piece(start, end, Place.BODY, "paragraph")


def keyword_of(text: str, pieces: Sequence[Piece]) -> str | None:
    """The slug of an ANPA keyword line among the pieces, None where there is none."""
    for piece in pieces[:2]:
        if piece.reason == "keyword line" and (found := _KEYWORD.match(text[piece.start : piece.end])):
            return printable(found["slug"]).strip()
    return None


def _caret_lines(text: str, blocks: Sequence[tuple[int, int]]) -> int:
    """How many blocks at the head are closed `^` lines."""
    count = 0
    for start, end in blocks[:_MOST_HEADINGS]:
        if text[start] != "^" or text[end - 1] not in "<=":
            break
        count += 1
    return count


def _anpa_headings(text: str, blocks: Sequence[tuple[int, int]]) -> Iterator[Piece]:
    headline_found = False
    for number, (start, end) in enumerate(blocks):
        if number == 0 and "-" in text[start:end]:
            yield Piece(start, end, Place.HEADER, "keyword line")
            continue
        yield Piece(start, start + 1, Place.HEADER, "caret of a heading line")
        inner = text[start + 1 : end - 1].rstrip()
        is_headline = not headline_found and text[end - 1] == "<" and not _NO_HEADLINE.match(inner)
        headline_found = headline_found or is_headline
        if inner.strip() and text[end - 1] == "=" and not _NO_HEADLINE.match(inner):
            yield Piece(start + 1, start + 1 + len(inner), Place.META, "writer's agency")
        elif inner.strip():
            yield _heading(start + 1, start + 1 + len(inner), is_headline=is_headline)
        yield Piece(end - 1, end, Place.HEADER, "end of a heading line")


def _lines_up_to_equals(text: str, blocks: Sequence[tuple[int, int]]) -> int:
    """How many blocks at the head belong to the lines that ` =` closes; 0 if nothing closes them soon."""
    for number, (start, end) in enumerate(blocks[:5]):
        if _CLOSED.search(text[start:end]):
            return number + 1
    return 0


def _iptc_headings(text: str, blocks: Sequence[tuple[int, int]]) -> Iterator[Piece]:
    closing = blocks[-1][1] - 1
    lines = list(_heading_lines(text, blocks[0][0], closing))
    titles = [line for line in lines if not _is_mark(text[line[0] : line[1]])] or lines[:1]
    for line in lines:
        yield _heading(*line, is_headline=len(titles) == 1 and line == titles[0])
    yield Piece(closing, closing + 1, Place.HEADER, "end of the heading lines")


def _heading_lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The heading's lines; a title that was wrapped over two lines is one."""
    first, last = -1, -1
    for found in _BARE_LINE.finditer(text, start, end):
        here = found.start(), found.start() + len(found.group().rstrip())
        if first >= 0 and (
            last - first < _WRAPPED_TITLE or _is_mark(text[first:last]) or _is_mark(text[here[0] : here[1]])
        ):
            yield first, last
            first = -1
        first, last = here[0] if first < 0 else first, here[1]
    yield first, last


def _is_mark(line: str) -> bool:
    """Whether a heading line is a take mark or a byline: "1ST LEAD", "(Achtung)", "By Manuel Schwarz, dpa"."""
    return bool(_NO_HEADLINE.match(line)) or (line.isupper() and len(line) < _LONGEST_MARK)


def _heading(start: int, end: int, *, is_headline: bool) -> Piece:
    if is_headline:
        return Piece(start, end, Place.HEADLINE, "first heading line of the transmission")
    return Piece(start, end, Place.BODY, "heading line of the transmission")
