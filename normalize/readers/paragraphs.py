"""Cutting plain text into blocks: blank lines, indents, hard wraps, one-line articles and bare line breaks.

A block is one paragraph, one heading or one line of a table or list. Whether a line goes on in the next one is
read from the column the copy was wrapped at: a line goes on if the next word would not have fitted into it.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from normalize.values import value

# A line from its first character on; a line break is also a form feed and Unicode's own separators.
_LINE = re.compile(r"\S[^\n\r\v\f\u2028\u2029]*")
_FIRST_WORD = re.compile(r"\S+")
# "* Spot gold may edge up", "- Reporting by:", "# dpa NOTEBOOK": each opens a block of its own.
_BULLET = re.compile(r"(?:[*•‣▪·–—-]{1,2}|#{1,4}|\d{1,2}[.)])\s")
_ENDS_SENTENCE = re.compile(r"[.!?…:।。！？؟][\"'”’»)\]]{0,3}\Z")
# "... PGA tournament of 2016.     Billy Horschel (68) and": a paragraph break that lost its line break.
_SPACES_AS_BREAK = re.compile(r"(?<=[.!?…\"”»)]) {3,}(?=\S)|(?<=\)) {2}(?=[(A-Z])")

_NARROWEST, _WIDEST = 40, 100
"""Columns: the wire wraps at 60 to 70, mail at 72 to 78; a wider line was not wrapped."""
_FEWEST_PAIRS = 3
_SLACK = 4
"""Columns a sender may leave free although the next word would fit (marks that were taken off, hyphens)."""
_WRAPPED_SHARE = 0.6
"""Of the lines that have a next one, how many must be full for copy to count as hard-wrapped."""
_LONG_LINE = 60
"""A line as long as this that ends a sentence is prose; a line break after it is a break inside the paragraph."""
_FIRST_WIDE = "\u2e80"
_LONG_ONE_LINER = 200
"""Only in lines longer than this do runs of spaces stand for paragraph breaks; in tables they align columns."""


@value()
class Line:
    """A line that is not blank, at start..end of the text, without the white space round it."""

    start: int
    end: int
    indent: int
    after_blank: bool
    text: str


def cut_paragraphs(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The blocks of text[start:end], each as (start, end) without the white space round it."""
    lines = list(_lines(text, start, end))
    column = _wrap_column(lines)
    one_a_line = _breaks_are_paragraphs(lines)
    blocks: list[tuple[int, int]] = []
    for chunk in _chunks(lines):
        if len(chunk) == 1:
            line = chunk[0]
            blocks += _cut_at_spaces(text, line) if _has_runs_of_spaces(line) else [(line.start, line.end)]
        elif column:
            blocks += _unite(chunk, _wrapped_joints(chunk, column))
        elif one_a_line:
            blocks += [(line.start, line.end) for line in chunk]
        else:
            blocks += _unite(chunk, [_both_prose(one, other) for one, other in pairwise(chunk)])
    return blocks


def _lines(text: str, start: int, end: int) -> Iterator[Line]:
    last_end = start
    for found in _LINE.finditer(text, start, end):
        bare = found.group().rstrip()
        first = found.start()
        between = text[last_end:first]
        last_end = first + len(bare)
        if between == "\n\n":  # what most copy has between any two lines
            yield Line(first, last_end, 0, after_blank=True, text=bare)
            continue
        after_blank = first == start or between.count("\n") > 1 or between.count("\r") > 1
        indent = len(between) - 1 - max(map(between.rfind, "\n\r"))
        yield Line(first, last_end, indent, after_blank, bare)


def _chunks(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """The lines, a list for each run without a blank line in it."""
    chunk: list[Line] = []
    for line in lines:
        if line.after_blank and chunk:
            yield chunk
            chunk = []
        chunk.append(line)
    if chunk:
        yield chunk


def _wrap_column(lines: Sequence[Line]) -> int:
    """The column the copy is hard-wrapped at; 0 if it is not."""
    pairs = [(one, other) for one, other in pairwise(lines) if not other.after_blank and not _is_heading(one)]
    if len(pairs) < _FEWEST_PAIRS:
        return 0
    column = max(one.indent + len(one.text) for one, _ in pairs)
    if not _NARROWEST <= column <= _WIDEST:
        return 0
    full = sum(_is_full(one, other, column) for one, other in pairs if not other.indent)
    return column if full >= _WRAPPED_SHARE * sum(1 for _, other in pairs if not other.indent) and full > 1 else 0


def _is_heading(line: Line) -> bool:
    """Whether the wire marks the line as a heading, which is never filled: "^By RUTH ANDERSEN=" (ANPA 1312)."""
    return line.text.startswith("^") or line.text.endswith(("<", "="))


def _is_full(line: Line, following: Line, column: int) -> bool:
    """Whether the following line's first word would not have fitted into this line."""
    word = _FIRST_WORD.match(following.text)
    needed = min(len(word.group()) if word else 0, column // 2)
    return line.indent + len(line.text) + 1 + needed > column - _SLACK


def _wrapped_joints(chunk: Sequence[Line], column: int) -> list[bool]:
    """For each pair of neighbours in hard-wrapped copy, whether the first goes on in the second."""
    margin = min(line.indent for line in chunk)
    indents_open = sum(line.indent > margin for line in chunk) > 1
    pairs = pairwise(chunk)
    return [_goes_on(one, other, margin, 0 if indents_open else column) for one, other in pairs]


def _goes_on(line: Line, following: Line, margin: int, column: int) -> bool:
    """Whether a line goes on in the next; `column` is 0 in copy that indents each paragraph's first line."""
    opens = following.indent > margin or _BULLET.match(following.text) or _is_heading(following)
    if opens or _is_heading(line):
        return False
    if _is_full(line, following, column):
        return True
    return following.text[0].islower() and not _ENDS_SENTENCE.search(line.text)


def _breaks_are_paragraphs(lines: Sequence[Line]) -> bool:
    """Whether the copy parts its paragraphs by bare line breaks: it has hardly a blank line."""
    blank = sum(line.after_blank for line in lines)
    return len(lines) - blank > 2 * blank


def _both_prose(one: Line, other: Line) -> bool:
    """Whether a bare line break lies inside a paragraph: both lines end a sentence, and one is long."""
    if not (_ENDS_SENTENCE.search(one.text) and _ENDS_SENTENCE.search(other.text)):
        return False
    return max(_width(one.text), _width(other.text)) >= _LONG_LINE


def _width(line: str) -> int:
    """How long a line looks: Chinese, Japanese and Korean characters are two columns wide."""
    return 2 * len(line) if line[0] >= _FIRST_WIDE else len(line)


def _unite(chunk: Sequence[Line], joints: Sequence[bool]) -> Iterator[tuple[int, int]]:
    start, end = chunk[0].start, chunk[0].end
    for line, joint in zip(chunk[1:], joints, strict=True):
        if not joint:
            yield start, end
            start = line.start
        end = line.end
    yield start, end


def _has_runs_of_spaces(line: Line) -> bool:
    return len(line.text) > _LONG_ONE_LINER and ("   " in line.text or ")  " in line.text)


def _cut_at_spaces(text: str, line: Line) -> Iterator[tuple[int, int]]:
    start = line.start
    for found in _SPACES_AS_BREAK.finditer(text, line.start, line.end):
        yield start, found.start()
        start = found.end()
    yield start, line.end
