"""Reads HTML, a fragment or a page, into blocks of text: lxml first, BeautifulSoup where lxml gives up or loses text.

lxml keeps no more than 2,048 open elements and says so only in its log, so the characters read are counted against
those of the source outside its tags. (Measured per 1.4 KB entry: lxml 37 us, Lexbor 46 us, BeautifulSoup 450 us; 10^5
nested elements: BeautifulSoup over lxml 2 s, Lexbor over 25 s.)
"""

import re
import threading
from collections.abc import Mapping
from html import unescape
from typing import Protocol, cast

from lxml import etree

from normalize.document import Place
from normalize.errors import TooComplex
from normalize.readers.html_blocks import BlockLayer, HtmlText
from normalize.readers.html_soup import lay_soup
from normalize.readers.html_strict import read_strict
from normalize.readers.html_tags import Attributes

_TAG = re.compile(r"<[A-Za-z/!?][^<>]*>")
_LONG_TAG = 16_384
_ATTRIBUTES_A_TAG = 1_000
_ESCAPED_TWICE = re.compile(r"&lt;/(?:p|div|a|strong|em|b|i|span|li)&gt;|&lt;br\s*/?&gt;", re.IGNORECASE)
_UNREAD = re.compile(r"<!--|<(script|style|template|noscript)\b", re.IGNORECASE)
_NO_CHARACTER = re.compile("[\ud800-\udfff]")
_KEPT = 0.95
"""Of the characters outside tags, how many lxml must have read. The count is rough: `a <b` may be a tag or not."""
_LARGEST = 8_000_000


def read_html(html: str, base: str | None = None) -> HtmlText:
    """The text of `html` in blocks; relative links are resolved against `base`.

    HTML without a single tag, but with tags that were escaped twice, is taken out of its escapes first. Raises
    TooComplex over 8,000,000 characters or `html_blocks.MOST_BLOCKS` blocks.
    """
    if len(html) > _LARGEST:
        raise TooComplex(f"{len(html)} characters of HTML are more than the {_LARGEST} that one story may have")
    source = _whole_characters(html)
    if _TAG.search(source) is None and _ESCAPED_TWICE.search(source):
        source = unescape(source)
    return read_strict(source, base) or _read_twice(source, base)


def _whole_characters(html: str) -> str:
    """The source with a mark for each half of a character, which no parser takes."""
    try:
        html.encode()
    except UnicodeEncodeError:
        return _NO_CHARACTER.sub("\ufffd", html)
    return html


def _read_twice(source: str, base: str | None) -> HtmlText:
    first = None if is_overloaded(source) else lay_lxml(source, base)
    expected = _size(unescape(_TAG.sub("", _without_unread(source))))
    if first is not None and _size(first.text) >= _KEPT * expected:
        return first
    second = lay_soup(source, base)
    return first if first is not None and _size(first.text) >= _size(second.text) else second


def lay_lxml(source: str, base: str | None) -> HtmlText | None:
    """The text as lxml parses it; None where there is none, or where it gave text up."""
    return _parser.lay(source, base)


def is_overloaded(source: str) -> bool:
    """Whether a tag of the source has a thousand attributes: lxml spends time on it that grows with their square."""
    half = _LONG_TAG // 2
    if not any(source.find(">", at, at + half) < 0 for at in range(0, len(source) - half, half)):
        return False  # a tag so long leaves half its length without a mark, wherever one looks
    long = [piece for piece in source.split("<") if len(piece) > _LONG_TAG]
    return any(piece.find(">", 0, _LONG_TAG) < 0 and piece.count("=") > _ATTRIBUTES_A_TAG for piece in long)


def _without_unread(source: str) -> str:
    """The source without its comments, scripts and styles, as far as they are closed."""
    kept, at = [], 0
    while (opened := _UNREAD.search(source, at)) is not None:
        close = f"</{opened.group(1)}" if opened.group(1) else "-->"
        end = source.find(close, opened.end())
        if end < 0:
            break
        kept.append(source[at : opened.start()])
        at = end + len(close)
    return "".join(kept) + source[at:] if kept else source


def _size(text: str) -> int:
    return len("".join(text.split()))


def parse_html(source: str) -> etree._Element | None:
    """The tree of HTML; None where there is none, or where lxml gave text up."""
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True, default_doctype=False
    )
    root = etree.fromstring(source.encode(), parser) if source.strip() else None
    if root is None or len(parser.error_log.filter_from_fatals()):
        return None  # the log is the only place that tells of text given up
    return root


class Skim(Protocol):
    """Tells of an element that is furniture as a whole its text, place and reason; then it is not walked through."""

    def __call__(self, element: etree._Element, attributes: Attributes, /) -> tuple[str, Place, str] | None:
        """None for an element that has to be walked through."""


def walk_html(root: etree._Element, base: str | None, skim: Skim | None = None) -> HtmlText:
    """The text of a tree in blocks."""
    layer = BlockLayer(base)
    start, data, end = layer.start, layer.data, layer.end
    walker = etree.iterwalk(root, events=("start", "end"))
    skimmed = False  # whether the element that ends next was not walked through
    for event, element in walker:
        if event == "end":
            if skimmed:
                skimmed = False
            else:
                end(element.tag)  # type: ignore[arg-type]  # comments were left out by the parser
            words = element.tail
        else:
            attributes = element.items()
            whole = skim(element, attributes) if skim is not None else None
            if whole is not None:
                layer.skim(*whole)
                walker.skip_subtree()
                skimmed = True
                continue
            start(element.tag, attributes)  # type: ignore[arg-type]  # as above
            words = element.text
        if words:
            data(words)
    return layer.close()


class _Target(BlockLayer):
    """A layer of blocks that lxml hands what it meets while it parses: no tree is built."""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:  # type: ignore[override]  # as lxml gives them
        """An element begins."""
        BlockLayer.start(self, tag, tuple(attributes.items()) if attributes else ())


class _Parser(threading.local):
    """lxml's parser with its target, one a thread, for one text after the other.

    lxml inspects the target of a new parser, which takes ten times as long as parsing an entry.
    """

    def __init__(self) -> None:
        self._target = _Target(None)
        self._parser = etree.HTMLParser(
            # The stubs ask a target for methods that lxml can do without.
            target=cast("etree.ParserTarget[HtmlText]", self._target), encoding="utf-8", no_network=True,
            remove_comments=True, remove_pis=True, huge_tree=True, default_doctype=False,
        )  # fmt: skip

    def lay(self, source: str, base: str | None) -> HtmlText | None:
        """The text as lxml parses it; None where there is none, or where the log tells that text was given up."""
        if not source.strip():
            return None
        self._target.begin(base)
        laid = etree.fromstring(source.encode(), self._parser)
        return None if len(self._parser.error_log.filter_from_fatals()) else laid


_parser = _Parser()
