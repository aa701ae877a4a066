"""Lays the text of HTML out in blocks, from a stream of start tags, text and end tags, whoever parsed it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import field
from typing import NamedTuple
from urllib.parse import urljoin

from normalize.document import Place
from normalize.errors import TooComplex
from normalize.readers.html_tags import BREAKING, NAMING, PLACES, PLACING, UNREAD, Attributes, place_of
from normalize.values import value

_WHITE = " \t\n\r\f"
_SPACE = re.compile(r"[ \t\n\r\f]+")
_JOINT = "\n\n"
_MOST_HINTS = 8
MOST_BLOCKS = 50_000
_KEPT_SPACE = frozenset({"pre", "textarea"})
_SPECIAL = _KEPT_SPACE | {"tr"}
HINTING = frozenset({"class", "id"})
"""The attributes that name an element for who reads the notes."""
_CELLS = frozenset({"td", "th"})
_ADDRESS = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)


class HtmlNode(NamedTuple):
    """An element that parts blocks or has a name: the number of the one round it (-1: none), tag and attributes.

    `is_hidden`: a reader of the page does not see what is in it. (A tuple: they are made on the hot path.)
    """

    parent: int
    tag: str
    attributes: Attributes
    is_hidden: bool

    @property
    def names(self) -> str:
        """Its classes, id, role, itemprop and the like as printed, with spaces between."""
        return " ".join([value for name, value in self.attributes if name in NAMING])

    @property
    def hint(self) -> str:
        """Class and id in short, `ul.related.posts#more`, at most 80 characters; empty where there is neither."""
        told = dict(self.attributes)
        classes, own = told.get("class", "").split(), told.get("id", "").strip()
        if not classes and not own:
            return ""
        return (self.tag + "".join(f".{each}" for each in classes) + (f"#{own}" if own else ""))[:80]


@value()
class HtmlBlock:
    """A paragraph, heading, list item or table row at start..end of the text; cells stand apart by tabs.

    `node` is the number of the innermost element round all of it, `linked` counts the characters inside `a`;
    `has_image`: it opens with a picture; `is_skimmed`: a whole element of furniture, which was not walked through.
    """

    start: int
    end: int
    place: Place
    reason: str
    node: int = -1
    linked: int = 0
    has_image: bool = False
    is_skimmed: bool = False


@value()
class HtmlLink:
    """A link from start..end of the text to an http or https address."""

    start: int
    end: int
    address: str


@value()
class HtmlText:
    """The text of a fragment or page: every text node outside script, style, template and noscript, in blocks.

    White space is folded, except in `pre`; blocks stand apart by an empty line.
    """

    text: str
    blocks: tuple[HtmlBlock, ...]
    links: tuple[HtmlLink, ...]
    nodes: tuple[HtmlNode, ...] = ()

    _hints: dict[int, tuple[str, ...]] = field(default_factory=dict, repr=False, compare=False)

    def hints(self, block: HtmlBlock) -> tuple[str, ...]:
        """The classes and ids of the elements round a block, the outermost first: `ul.related`, `div#share`."""
        return self._hints_at(block.node)

    def _hints_at(self, number: int) -> tuple[str, ...]:
        """Remembered, as the blocks of a story stand in the same elements."""
        path: list[int] = []
        while number >= 0 and number not in self._hints:
            path.append(number)
            number = self.nodes[number].parent
        told = self._hints.get(number, ())
        for inner in reversed(path):
            hint = self.nodes[inner].hint
            told = (*told, hint)[-_MOST_HINTS:] if hint else told
            self._hints[inner] = told
        return told


class Open(NamedTuple):
    """An element that is not closed yet, with what it and all round it say of the blocks inside."""

    place: tuple[Place, str]
    is_hidden: bool
    node: int


_OUTSIDE = Open((Place.BODY, "running text"), is_hidden=False, node=-1)


class BlockLayer:
    """Takes the stream of one document, as a parser's target does: lxml calls it while it parses, without a tree.

    `close` hands out the text; `begin` makes ready for another. State: the block under way and what is open.
    """

    def __init__(self, base: str | None) -> None:
        self.begin(base)

    def begin(self, base: str | None) -> None:
        """Begin a document, whatever was laid before; its relative links are resolved against `base`."""
        self._base = base
        self._open: list[Open] = [_OUTSIDE]
        self._pieces: list[str] = []
        self._blocks: list[HtmlBlock] = []
        self._links: list[HtmlLink] = []
        self._nodes: list[HtmlNode] = []
        self._at = 0  # where the block under way begins in the text
        self._line: list[str] = []
        self._line_links: list[HtmlLink] = []
        self._size = 0
        self._breaks = 0  # line breaks since the last word
        self._unread = 0  # how deep inside an element that is not read
        self._kept_space = self._cells = 0
        self._link: tuple[str, int] | None = None
        self._anchor = -1  # where in the block the open `a` began
        self._images = 0  # before the block's first word
        self._linked = 0  # characters of closed `a` in the block

    @property
    def is_reading(self) -> bool:
        """Whether a text node would be read now: not inside script, style, template or noscript."""
        return not self._unread

    def start(self, tag: str, attributes: Attributes) -> None:
        """An element begins."""
        if self._unread or tag in UNREAD:
            self._unread += 1
            return
        parts = tag in BREAKING
        if parts:
            if self._line:
                self.end_block()
            self._images = 0
            if tag in _SPECIAL:
                self._kept_space += tag in _KEPT_SPACE
                self._cells = 0 if tag == "tr" else self._cells
        elif tag == "br":
            self._break()
        elif tag == "img":
            self._images += not self._size
        elif tag in _CELLS:
            self._cells += 1
            self._append("\t" if self._size else "")
        self._open.append(self._opened(tag, attributes, parts=parts))
        if tag == "a":
            self._open_link(dict(attributes).get("href"))

    def _opened(self, tag: str, attributes: Attributes, *, parts: bool) -> Open:
        """What holds inside a new element: the innermost place, but nothing brings hidden text back to light."""
        outer = self._open[-1]
        if not parts and not attributes:
            return outer  # no such element has a place
        names = [name for name, _ in attributes]
        if PLACING.isdisjoint(names):
            place = PLACES.get(tag)
        else:
            place = place_of(tag, tuple([pair for pair in attributes if pair[0] in PLACING]))
        if not parts and place is None and HINTING.isdisjoint(names):
            return outer  # the most of all elements
        is_hidden = outer.is_hidden or (place is not None and place[0] is Place.META)
        if is_hidden and not outer.is_hidden and self._line:
            self.end_block()
        self._nodes.append(HtmlNode(outer.node, tag, attributes, is_hidden))
        return Open(outer.place if place is None or outer.is_hidden else place, is_hidden, len(self._nodes) - 1)

    def data(self, words: str) -> None:
        """A text node, or a piece of one."""
        if self._unread or not words:
            return
        if self._kept_space:
            self._append(words.replace("\r\n", "\n").replace("\r", "\n"))
            return
        if not self._size:
            words = words.lstrip(_WHITE)
            if not words:
                return
        folded = _fold(words)
        if folded == " " and (not self._size or self._breaks):
            return
        is_at_start = not self._size or self._line[-1][-1:] in (" ", "\n", "\t")
        self._append(folded.lstrip(" ") if is_at_start else folded)

    def end(self, tag: str) -> None:
        """The innermost open element ends."""
        if self._unread:
            self._unread -= 1
            return
        if tag in BREAKING:
            if self._line:
                self.end_block(is_row=tag == "tr")
            if tag in _KEPT_SPACE:
                self._kept_space -= 1
        elif tag == "a":
            self._close_link()
        elif self._line and self._open[-1].is_hidden and not self._open[-2].is_hidden:
            self.end_block()
        self._open.pop()

    def skim(self, text: str, place: Place, reason: str) -> None:
        """An element of furniture, taken as one block with all that is in it."""
        if self._unread or not text:
            return
        if self._line:
            self.end_block()
        self._lay(text, (place, reason), linked=0, is_skimmed=True)

    def end_block(self, *, is_row: bool = False) -> None:
        """Close the block under way, if it has any word."""
        line = "".join(self._line).rstrip()
        self._note_link(self._size)
        linked = self._linked + (self._size - self._anchor if self._anchor >= 0 else 0)
        if line.strip():
            self._lay(line, self._place(line, is_row=is_row), linked=linked)
        self._line.clear()
        self._line_links.clear()
        self._size = self._breaks = self._linked = self._images = 0
        self._anchor = min(self._anchor, 0)
        if self._link is not None:
            self._link = (self._link[0], 0)

    def _lay(self, line: str, part: tuple[Place, str], *, linked: int, is_skimmed: bool = False) -> None:
        if self._blocks:
            self._pieces.append(_JOINT)
        start, end = self._at + len(line) - len(line.lstrip()), self._at + len(line)
        node = self._open[-1].node
        self._blocks.append(HtmlBlock(start, end, *part, node, min(linked, end - start), self._images > 0, is_skimmed))
        if len(self._blocks) > MOST_BLOCKS:
            raise TooComplex(f"more than {MOST_BLOCKS} blocks in one story")
        if self._line_links:
            self._links += _clipped(self._line_links, start, end)
        self._pieces.append(line)
        self._at = end + len(_JOINT)

    def close(self) -> HtmlText:
        """The whole text, when the stream has ended."""
        self.end_block()
        return HtmlText("".join(self._pieces), tuple(self._blocks), tuple(self._links), tuple(self._nodes))

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

    def _open_link(self, printed: str | None) -> None:
        self._close_link()
        self._anchor = self._size
        if printed is None:
            return
        try:
            printed = printed.strip()
            is_whole = _ADDRESS.fullmatch(printed) and "[" not in printed
            address = printed if is_whole else urljoin(self._base or "", printed)
        except ValueError:  # "http://[broken"
            return
        if _ADDRESS.fullmatch(address):
            self._link = (address, self._size)

    def _close_link(self) -> None:
        self._note_link(self._size)
        self._link = None
        if self._anchor >= 0:
            self._linked += self._size - self._anchor
            self._anchor = -1

    def _note_link(self, end: int) -> None:
        if self._link is not None and self._link[1] < end:
            self._line_links.append(HtmlLink(self._at + self._link[1], self._at + end, self._link[0]))


def _fold(words: str) -> str:
    """The words with one space for each run of white space; most runs are the end of a line."""
    lined = words.replace("\n", " ")
    if "  " in lined or "\t" in lined or "\r" in lined or "\f" in lined:
        return _SPACE.sub(" ", lined)
    return lined


def _clipped(links: Iterable[HtmlLink], start: int, end: int) -> Iterator[HtmlLink]:
    """The links as far as they reach into the block at start..end."""
    for link in links:
        first, last = max(link.start, start), min(link.end, end)
        if first < last:
            yield HtmlLink(first, last, link.address)
