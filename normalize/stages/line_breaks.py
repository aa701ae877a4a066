"""Line breaks inside a paragraph: copy that was wrapped for a printer is printed as running text."""

import re
from collections.abc import Iterator

from normalize.blocks import PAGE_READER, is_open
from normalize.document import Document, Repair, Span

_BREAK = re.compile(r"[\n\r\v\f\u2028\u2029]\s*")
_SPACES = " \t\xa0\u3000"
# Scripts that write no spaces between words: a break between two of them prints as nothing.
_UNSPACED = re.compile(r"[\u3001-\u30ff\u3400-\u9fff\uf900-\ufaff\uff01-\uff60\u0e00-\u0eff\u1780-\u17ff]")
_HYPHENATED = re.compile(r"-[\r\n]")
_WORD = re.compile(r"[^\W\d_]{4,}")
_WORD_END = re.compile(r"[^\W\d_]{2,}\Z")
_WORD_START = re.compile(r"[^\W\d_]{2,}")
# "pre- and post-war": a hyphen that holds the place of a word, not one at a line's end.
_CONJUNCTION = re.compile(r"(?:and|or|to|und|oder|bis|et|ou|y|o|e|en|of|og|och|eller|i|lub)\b")


def unwrap_lines(document: Document) -> Document:
    """Print a space for each line break, with the white space round it, that lies inside a span.

    Appears where the wire sends lines of 60 to 70 characters, and in copy pasted from mail:
    `headed by NEWLINE Chancellor Angela Merkel` prints as `headed by Chancellor Angela Merkel`. A hyphen at a
    line's end stays, without a space (`two- NEWLINE day` is `two-day`), unless the document writes the joined
    word elsewhere (`minis- NEWLINE ter`, `minister`).
    Must not touch: breaks between blocks, and so between the lines of a table or list; a page's furniture, whose
    blocks are laid in runs.
    """
    text = document.text
    printed = [span for span in document.spans if is_open(span) or span.stage != PAGE_READER]
    broken = [span for span in printed if _BREAK.search(text, span.start, span.end)]
    if not broken:
        return document
    words = frozenset(_WORD.findall(text)) if _HYPHENATED.search(text) else frozenset()
    return document.with_repairs(repair for span in broken for repair in _mended(text, span, words))


def _mended(text: str, span: Span, words: frozenset[str]) -> Iterator[Repair]:
    for found in _BREAK.finditer(text, span.start, span.end):
        start, end = found.start(), found.end()
        while start > span.start and text[start - 1] in _SPACES:
            start -= 1
        if start == span.start or end == span.end:
            continue
        yield _joined(text, start, end, words)


def _joined(text: str, start: int, end: int, words: frozenset[str]) -> Repair:
    before, after = text[start - 1], text[end]
    if _UNSPACED.match(before) and _UNSPACED.match(after):
        return Repair(start, end, text[start:end], "", "line_break_without_space")
    if before == "-" and after.islower() and not _CONJUNCTION.match(text, end):
        head = _WORD_END.search(text, max(0, start - 40), start - 1)
        tail = _WORD_START.match(text, end)
        if head and tail and head.group() + tail.group() in words:
            return Repair(start - 1, end, text[start - 1 : end], "", "hyphen_at_line_end")
        if head:
            return Repair(start, end, text[start:end], "", "line_break_after_hyphen")
    return Repair(start, end, text[start:end], " ", "line_break")
