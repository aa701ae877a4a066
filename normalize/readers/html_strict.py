"""Reads HTML that is written by the book, as most feed entries are: each element closed in its turn, values quoted.

Such a source leaves a parser nothing to mend, so all of them read the same in it, and a pattern that cuts it at its
tags is several times as fast as one. What is written otherwise, or holds what is not listed here, is refused, for a
parser that mends. (The HTML standard, html.spec.whatwg.org: 13.1 how it is written, 3.2.5 what may stand in what.)
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from html import unescape
from html.entities import html5
from unicodedata import category

from normalize.readers.html_blocks import BlockLayer, HtmlText
from normalize.readers.html_tags import PLACING, Attributes, place_of

_TAG = re.compile(
    r"<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:\s+[a-zA-Z][\w:.-]*(?:\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*'|[\w:.#-]+))?)*)\s*(/?)>",
    re.ASCII,
)
_GROUPS = 5
"""What the pattern cuts a source into: of each tag slash, name, attributes, slash, and the text after it."""
_ATTRIBUTE = re.compile(r"\s+([^\s=\"']+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"']+)))?")
_COMMENT = re.compile(r"<!--(?!-?>)(?:(?!--!>).)*?-->", re.DOTALL)
_REFERENCE = re.compile(r"&(#?\w+;)", re.ASCII)
_LOOSE = re.compile(r"&(?!#?\w+;|[\s&]|\Z)", re.ASCII)
_LOOSE_IN_VALUE = re.compile(r"&(?!#?\w+;|\w+=|[\s&]|\Z)", re.ASCII)
"""An ampersand that begins no reference, and is not so clearly one by itself that every parser takes it for one."""
_TELLING = re.compile(r"\s(?:class|id|style|hidden)\b", re.IGNORECASE)

_PHRASES = frozenset("abbr b big cite code del em font i ins kbd mark q s samp small span strike strong sub sup u".split())
_FLOW = frozenset(
    {"", *"article aside blockquote div figcaption figure footer header li section td th caption".split()}
)
"""Elements that take blocks in, as does the source itself."""
_PARENTS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys("h1 h2 h3 h4 h5 h6 p pre ol ul table".split(), _FLOW),
    **dict.fromkeys(_FLOW, _FLOW),
    "li": frozenset({"ol", "ul"}),
    **dict.fromkeys(("caption", "thead", "tbody", "tfoot"), frozenset({"table"})),
    "tr": frozenset({"table", "thead", "tbody", "tfoot"}),
    **dict.fromkeys(("td", "th"), frozenset({"tr"})),
    **dict.fromkeys(("iframe", "script", "style"), _FLOW | {"p"}),
}
"""In which elements each may stand, so that no parser closes what is open or moves it elsewhere."""
_NO_TEXT = frozenset({"Cc", "Cs", "Cn"})
"""Categories of Unicode that no parser takes as they are: controls, halves of pairs, and what is no character."""
_FRAME = re.compile(r"<iframe\b[^<>]*>(?!\s*</iframe\s*>)", re.IGNORECASE)
"""A frame with something in it, which is no HTML."""
_VOID = frozenset({"br", "hr", "img"})


def read_strict(source: str, base: str | None) -> HtmlText | None:
    """The text of `source` in blocks; None where it is not written by the book. Raises TooComplex as the layer does."""
    if "<!" in source:
        source = _COMMENT.sub("", source)
    pieces = _TAG.split(source)
    if source.count("<") != len(pieces) // _GROUPS or "\0" in source or _FRAME.search(source):
        return None
    return _Reading(base).read(pieces)


class _Reading(BlockLayer):
    """A layer of blocks that is handed the tags of a source one after the other, as far as they are by the book."""

    def __init__(self, base: str | None) -> None:
        super().__init__(base)
        self._tags = [""]  # what is open; phrases too, though the layer is not told of most
        self._named = 0  # how many were open when a phrase with a class or id began

    def read(self, pieces: list[str]) -> HtmlText | None:
        """The text; None as soon as something is not by the book."""
        words = [pieces[0]]
        parts = (pieces[first::_GROUPS] for first in range(1, _GROUPS + 1))
        for slash, name, attributes, empty, after in zip(*parts, strict=True):
            tag = name.lower()
            if tag in _PHRASES:
                fits = self._leave(tag) if slash else not empty and self._enter_phrase(tag, attributes)
            else:
                fits = self._lay_words(words) and (
                    self._leave_block(tag) if slash else self._enter(tag, attributes, is_empty=empty != "")
                )
            if not fits:
                return None
            words.append(after)
        return self.close() if self._lay_words(words) and len(self._tags) == 1 else None

    def _lay_words(self, words: list[str]) -> bool:
        text = "".join(words)
        words.clear()
        if "&" in text:
            if _LOOSE.search(text) or not _are_known(text):
                return False
            text = unescape(text)
        self.data(text)
        return True

    def _enter_phrase(self, tag: str, attributes: str) -> bool:
        """A phrase begins. It changes nothing for the layer, unless it hides its text or makes it a caption."""
        if attributes and _TELLING.search(attributes):
            if not _is_in_place(tag, attributes):
                return False
            self._named = self._named or len(self._tags)
        self._tags.append(tag)
        return True

    def _leave(self, tag: str) -> bool:
        if self._tags.pop() != tag:
            return False
        if len(self._tags) <= self._named:
            self._named = 0
        return True

    def _leave_block(self, tag: str) -> bool:
        if tag in _VOID:
            return tag == "img"  # an end without effect
        self.end(tag)
        return self._leave(tag)

    def _enter(self, tag: str, attributes: str, *, is_empty: bool) -> bool:
        told = _told(attributes) if attributes else ()
        if told is None:
            return False
        if tag in _VOID:
            return self._pass(tag, told)
        if is_empty or not self._may_stand(tag):
            return False
        self._tags.append(tag)
        self.start(tag, told)
        return True

    def _pass(self, tag: str, attributes: Attributes) -> bool:
        """An element without content. A break inside a phrase with a name may end a block, whose hint that name is."""
        if (tag == "br" and self._named) or (tag == "hr" and self._tags[-1] not in _FLOW):
            return False
        self.start(tag, attributes)
        self.end(tag)
        return True

    def _may_stand(self, tag: str) -> bool:
        if tag == "a":
            return "a" not in self._tags
        return self._tags[-1] in _PARENTS.get(tag, ())


def _told(printed: str) -> Attributes | None:
    """The attributes of a tag; None where one is there twice, or holds a loose ampersand."""
    if "&" in printed and (_LOOSE_IN_VALUE.search(printed) or not _are_known(printed)):
        return None
    found = _ATTRIBUTE.findall(printed)
    told = {name.lower(): _value(double or single or bare) for name, double, single, bare in found}
    return tuple(told.items()) if len(told) == len(found) else None


def _value(printed: str) -> str:
    return _REFERENCE.sub(lambda found: unescape(found.group()), printed) if "&" in printed else printed


@lru_cache(maxsize=4096)
def _is_in_place(tag: str, printed: str) -> bool:
    """Whether the attributes of a phrase leave its text where what stands round it is. (The same few recur.)"""
    told = _told(printed)
    return told is not None and place_of(tag, tuple(pair for pair in told if pair[0] in PLACING)) is None


def _are_known(text: str) -> bool:
    """Whether all character references are such as every parser reads alike."""
    return all(map(_is_known, set(_REFERENCE.findall(text))))


@lru_cache(maxsize=4096)
def _is_known(reference: str) -> bool:
    if not reference.startswith("#"):
        return reference in html5
    character = unescape(f"&{reference}")
    return len(character) == 1 and category(character) not in _NO_TEXT
