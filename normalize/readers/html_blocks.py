"""Lays the text of HTML out in blocks, from a stream of start tags, text and end tags, whoever parsed it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urljoin

from normalize.document import Place
from normalize.errors import TooComplex
from normalize.readers.html_tags import BREAKING, PLACES, TELLING, UNREAD, place_of

_SPACE = re.compile(r"[ \t\n\r\f]{2,}|[\t\n\r\f]")  # all that is not one space already
_JOINT = "\n\n"
_MOST_HINTS = 8
MOST_BLOCKS = 50_000
_ADDRESS = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class HtmlBlock:
    """A paragraph, heading, list item or table row at start..end of the text; cells stand apart by tabs.

    `hints` are the classes and ids of the elements round it, the outermost first: `ul.related`, `div#share`.
    """

    start: int
    end: int
    place: Place
    reason: str
    hints: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HtmlLink:
    """A link from start..end of the text to an http or https address."""

    start: int
    end: int
    address: str


@dataclass(frozen=True, slots=True)
class HtmlText:
    """The text of a fragment or page: every text node outside script, style, template and noscript, in blocks.

    White space is folded, except in `pre`; blocks stand apart by an empty line.
    """

    text: str
    blocks: tuple[HtmlBlock, ...]
    links: tuple[HtmlLink, ...]


@dataclass(frozen=True, slots=True)
class _Open:
    """An element that is not closed yet, with what it and all round it say of the blocks inside."""

    place: tuple[Place, str]
    hints: tuple[str, ...]
    is_hidden: bool


_OUTSIDE = _Open((Place.BODY, "running text"), (), is_hidden=False)


class BlockLayer:
    """Takes the stream of one document, as a parser's target does: lxml calls it while it parses, without a tree.

    `close` hands out the text. State: the block under way and what is open.
    """

    def __init__(self, base: str | None) -> None:
        self._base = base
        self._open: list[_Open] = [_OUTSIDE]
        self._pieces: list[str] = []
        self._blocks: list[HtmlBlock] = []
        self._links: list[HtmlLink] = []
        self._at = 0  # where the block under way begins in the text
        self._line: list[str] = []
        self._line_links: list[HtmlLink] = []
        self._size = 0
        self._breaks = 0  # line breaks since the last word
        self._unread = 0  # how deep inside an element that is not read
        self._kept_space = self._cells = 0
        self._link: tuple[str, int] | None = None

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        if self._unread or tag in UNREAD:
            self._unread += 1
            return
        if tag == "br":
            self._break()
        elif tag in ("td", "th"):
            self._cells += 1
            self._append("\t" if self._size else "")
        elif tag in BREAKING:
            self.end_block()
            self._kept_space += tag in ("pre", "textarea")
            self._cells = 0 if tag == "tr" else self._cells
        self._open.append(self._opened(tag, attributes))
        if tag == "a" and attributes:
            self._link = self._address(attributes.get("href"))

    def _opened(self, tag: str, attributes: Mapping[str, str]) -> _Open:
        """What holds inside a new element: the innermost place, but nothing brings hidden text back to light."""
        outer = self._open[-1]
        if tag not in PLACES and TELLING.isdisjoint(attributes):
            return outer  # the most of all elements
        place, hint = place_of(tag, attributes), _hint(tag, attributes)
        if (place is None or outer.is_hidden) and hint is None:
            return outer
        is_hidden = outer.is_hidden or (place is not None and place[0] is Place.META)
        if is_hidden and not outer.is_hidden:
            self.end_block()
        hints = (*outer.hints, hint)[-_MOST_HINTS:] if hint is not None else outer.hints
        return _Open(outer.place if place is None or outer.is_hidden else place, hints, is_hidden)

    def data(self, words: str) -> None:
        """A text node, or a piece of one."""
        if self._unread or not words:
            return
        if self._kept_space:
            self._append(words.replace("\r\n", "\n").replace("\r", "\n"))
            return
        folded = _SPACE.sub(" ", words)
        if folded == " " and (not self._size or self._breaks):
            return
        is_at_start = not self._size or self._line[-1][-1:] in (" ", "\n", "\t")
        self._append(folded.lstrip(" ") if is_at_start else folded)

    def end(self, tag: str) -> None:
        """The innermost open element ends."""
        if self._unread:
            self._unread -= 1
            return
        if tag == "a":
            self._close_link()
        elif tag in BREAKING:
            self.end_block(is_row=tag == "tr")
            self._kept_space -= tag in ("pre", "textarea")
        elif self._open[-1].is_hidden and not self._open[-2].is_hidden:
            self.end_block()
        self._open.pop()

    def end_block(self, *, is_row: bool = False) -> None:
        """Close the block under way, if it has any word."""
        line = "".join(self._line).rstrip()
        self._note_link(self._size)
        if line.strip():
            if self._blocks:
                self._pieces.append(_JOINT)
            start = self._at + len(line) - len(line.lstrip())
            place, reason = self._place(line, is_row=is_row)
            self._blocks.append(HtmlBlock(start, self._at + len(line), place, reason, self._open[-1].hints))
            if len(self._blocks) > MOST_BLOCKS:
                raise TooComplex(f"more than {MOST_BLOCKS} blocks in one story")
            self._links += _clipped(self._line_links, start, self._at + len(line))
            self._pieces.append(line)
            self._at += len(line) + len(_JOINT)
        self._line.clear()
        self._line_links.clear()
        self._size = self._breaks = 0
        if self._link is not None:
            self._link = (self._link[0], 0)

    def close(self) -> HtmlText:
        """The whole text, when the stream has ended."""
        self.end_block()
        return HtmlText("".join(self._pieces), tuple(self._blocks), tuple(self._links))

    def _append(self, words: str) -> None:
        if words:
            self._line.append(words)
            self._size += len(words)
            self._breaks = 0

    def _break(self) -> None:
        """`<br>` is a line break; two of them end the paragraph."""
        if not self._size:
            return
        if self._breaks:
            self.end_block()
            return
        if self._line[-1].endswith(" "):
            self._size -= 1
            self._line[-1] = self._line[-1][:-1]
        self._append("\n")
        self._breaks = 1

    def _place(self, line: str, *, is_row: bool) -> tuple[Place, str]:
        place = self._open[-1].place
        if is_row and self._cells > 1 and "\t" in line and place is _OUTSIDE.place:
            return Place.TABLE, "table row"
        return place

    def _address(self, printed: str | None) -> tuple[str, int] | None:
        self._close_link()
        if printed is None:
            return None
        try:
            printed = printed.strip()
            is_whole = _ADDRESS.fullmatch(printed) and "[" not in printed
            address = printed if is_whole else urljoin(self._base or "", printed)
        except ValueError:  # "http://[broken"
            return None
        return (address, self._size) if _ADDRESS.fullmatch(address) else None

    def _close_link(self) -> None:
        self._note_link(self._size)
        self._link = None

    def _note_link(self, end: int) -> None:
        if self._link is not None and self._link[1] < end:
            self._line_links.append(HtmlLink(self._at + self._link[1], self._at + end, self._link[0]))


def _clipped(links: Iterable[HtmlLink], start: int, end: int) -> Iterator[HtmlLink]:
    """The links as far as they reach into the block at start..end."""
    for link in links:
        first, last = max(link.start, start), min(link.end, end)
        if first < last:
            yield HtmlLink(first, last, link.address)


def _hint(tag: str, attributes: Mapping[str, str]) -> str | None:
    """`ul.related.posts#more` for an element with classes or an id, at most 80 characters."""
    if not attributes:
        return None
    classes, own = attributes.get("class", "").split(), attributes.get("id", "").strip()
    if not classes and not own:
        return None
    return (tag + "".join(f".{each}" for each in classes) + (f"#{own}" if own else ""))[:80]
