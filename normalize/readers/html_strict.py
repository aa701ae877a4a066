"""Reads HTML that is written by the book, as most feed entries are: each element closed in its turn, values quoted.

Such a source leaves a parser nothing to mend, so all of them read the same in it, and a pattern that cuts it at its
tags is several times as fast as one. What is written otherwise, or holds what is not listed here, is refused, for a
parser that mends. (The HTML standard, html.spec.whatwg.org: 13.1 how it is written, 3.2.5 what may stand in what.)
"""

import re
from collections.abc import Mapping
from enum import Enum
from functools import lru_cache
from html import unescape
from html.entities import html5
from typing import NamedTuple
from unicodedata import category

from normalize.readers.html_blocks import HINTING, BlockLayer, HtmlText, Open
from normalize.readers.html_tags import PLACES, PLACING, Attributes, place_of

_CUT = re.compile(r"(<[^<>]*>)")
_TAG = re.compile(
    r"<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:\s+[a-zA-Z][\w:.-]*(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[\w:.#-]+))?)*)\s*(/?)>",
    re.ASCII,
)
_ATTRIBUTE = re.compile(r"\s+([^\s=\"']+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"']+)))?")
_REFERENCE = re.compile(r"&(#?\w+;)", re.ASCII)
_LOOSE = re.compile(r"&(?!#?\w+;|[\s&]|\Z)", re.ASCII)
_LOOSE_IN_VALUE = re.compile(r"&(?!#?\w+;|\w+=|[\s&]|\Z)", re.ASCII)
"""An ampersand that begins no reference, and is not so clearly one by itself that every parser takes it for one."""
_PHRASE_NAMES = (
    "abbr b big cite code del em font i ins kbd mark q s samp small span strike strong sub sup u"  # 4.5 and 16.2
)
_FLOW_NAMES = "article aside blockquote caption div figcaption figure footer header li section td th"
_BLOCK_NAMES = "h1 h2 h3 h4 h5 h6 p pre ol ul table"
_PHRASES = frozenset(_PHRASE_NAMES.split())
_FLOW = frozenset({"", *_FLOW_NAMES.split()})
"""Elements that take blocks in, as does the source itself."""
_PARENTS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(_BLOCK_NAMES.split(), _FLOW),
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


class _Kind(Enum):
    """What a tag does to the layer of blocks."""

    PHRASE = "begins a phrase, which changes nothing"
    PHRASE_END = "ends a phrase"
    START = "begins an element"
    END = "ends one"
    VOID = "is an element without content"
    NOTHING = "does nothing, in any parser"
    UNLISTED = "is not by the book"


class _Tag(NamedTuple):
    """A tag as it is read; of a phrase the attributes are told only where a class or id could be a block's hint."""

    kind: _Kind
    name: str
    attributes: Attributes = ()


_UNLISTED = _Tag(_Kind.UNLISTED, "")
_PHRASE, _PHRASE_END, _START, _END = _Kind.PHRASE, _Kind.PHRASE_END, _Kind.START, _Kind.END


def read_strict(source: str, base: str | None) -> HtmlText | None:
    """The text of `source` in blocks; None where it is not written by the book. Raises TooComplex as the layer does."""
    bare = _without_comments(source)
    pieces = _CUT.split(bare)
    if bare.count("<") != len(pieces) // 2 or "\0" in bare or ("<iframe" in bare.lower() and _FRAME.search(bare)):
        return None
    return _Reading(base).read(pieces)


def _without_comments(source: str) -> str:
    """The source without its comments, up to one that does not end, or ends otherwise than by the book."""
    kept, at = [], 0
    while (start := source.find("<!--", at)) >= 0:
        inside = start + len("<!--")
        end = source.find("-->", inside)
        if end < 0 or source.startswith((">", "->"), inside) or source.find("--!>", inside, end) >= 0:
            break
        kept.append(source[at:start])
        at = end + len("-->")
    return "".join(kept) + source[at:] if kept else source


class _Reading(BlockLayer):
    """A layer of blocks that is handed the tags of a source one after the other, as far as they are by the book."""

    def read(self, pieces: list[str]) -> HtmlText | None:
        """The text of tags and what stands between them; None as soon as something is not by the book."""
        words, tags = [pieces[0]], [""]  # what is open; phrases too, though the layer is not told of them
        named = 0  # how many were open when a phrase with a class or id had begun
        for printed, after in zip(pieces[1::2], pieces[2::2], strict=True):
            kind, name, attributes = _tag(printed)
            if kind is _PHRASE:
                tags.append(name)
                if attributes:
                    named = named or len(tags)
            elif kind is _PHRASE_END:
                if tags.pop() != name:
                    return None
                if named > len(tags):
                    named = 0
            elif not (self._lay_words(words) and self._follow(kind, name, attributes, tags, is_named=named > 0)):
                return None
            words.append(after)
        return self.close() if self._lay_words(words) and len(tags) == 1 else None

    def _opened(self, tag: str, attributes: Attributes, *, parts: bool) -> Open:
        """As the layer does it, without the elements that say nothing of what is in them."""
        if not attributes and tag not in PLACES:
            return self._open[-1]
        return super()._opened(tag, attributes, parts=parts)

    def _lay_words(self, words: list[str]) -> bool:
        text = "".join(words)
        words.clear()
        if "&" in text:
            if _LOOSE.search(text) or not _are_known(text):
                return False
            text = unescape(text)
        self.data(text)
        return True

    def _follow(self, kind: _Kind, name: str, attributes: Attributes, tags: list[str], *, is_named: bool) -> bool:
        """Tell the layer of a tag; False if it may not stand there.

        A break may end a block, so inside a phrase with a class or id that would be the block's hint.
        """
        if kind is _START:
            if tags[-1] not in _PARENTS[name] if name != "a" else "a" in tags:
                return False
            tags.append(name)
            self.start(name, attributes)
            return True
        if kind is _END:
            if tags.pop() != name:
                return False
            self.end(name)
            return True
        if kind is _Kind.VOID:
            self.start(name, attributes)
            self.end(name)
            return not is_named if name == "br" else name == "img" or tags[-1] in _FLOW
        return kind is _Kind.NOTHING


@lru_cache(maxsize=8192)
def _tag(printed: str) -> _Tag:
    """What a tag says. The same few recur, links aside, so they are remembered."""
    parts = _TAG.fullmatch(printed)
    if parts is None:
        return _UNLISTED
    slash, name, attributes, empty = parts[1], parts[2].lower(), parts[3], parts[4]
    if slash:
        return _end(name)
    told = _told(attributes)
    if told is None or (empty and name not in _VOID):
        return _UNLISTED
    if name in _PHRASES:
        return _phrase(name, told)
    if name in _VOID:
        return _Tag(_Kind.VOID, name, told)
    return _Tag(_Kind.START, name, told) if name == "a" or name in _PARENTS else _UNLISTED


def _end(name: str) -> _Tag:
    if name in _PHRASES:
        return _Tag(_Kind.PHRASE_END, name)
    if name in _VOID:
        return _Tag(_Kind.NOTHING, name) if name == "img" else _UNLISTED
    return _Tag(_Kind.END, name)


def _phrase(name: str, attributes: Attributes) -> _Tag:
    """A phrase whose attributes leave its text where what stands round it is; else one that is not listed."""
    if place_of(name, tuple(pair for pair in attributes if pair[0] in PLACING)) is not None:
        return _UNLISTED
    return _Tag(_Kind.PHRASE, name, tuple(pair for pair in attributes if pair[0] in HINTING))


def _told(printed: str) -> Attributes | None:
    """The attributes of a tag; None where one is there twice, or holds a loose ampersand."""
    if "&" in printed and (_LOOSE_IN_VALUE.search(printed) or not _are_known(printed)):
        return None
    found = _ATTRIBUTE.findall(printed)
    told = {name.lower(): _value(double or single or bare) for name, double, single, bare in found}
    return tuple(told.items()) if len(told) == len(found) else None


def _value(printed: str) -> str:
    return _REFERENCE.sub(lambda found: unescape(found.group()), printed) if "&" in printed else printed


def _are_known(text: str) -> bool:
    """Whether all character references are such as every parser reads alike."""
    return all(map(_is_known, set(_REFERENCE.findall(text))))


@lru_cache(maxsize=4096)
def _is_known(reference: str) -> bool:
    if not reference.startswith("#"):
        return reference in html5
    character = unescape(f"&{reference}")
    return len(character) == 1 and category(character) not in _NO_TEXT
