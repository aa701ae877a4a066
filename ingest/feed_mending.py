"""Mends for XML that is not well formed: what readers of feeds have always met and browsers forgive."""

import re
import sys
from collections.abc import Iterator
from html.entities import html5

_BARE_AMPERSAND = re.compile(r"&(?!(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)")  # ?foo=1&bar=2
_NAMED = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]{1,31});")  # &eacute;
_NUMBERED = re.compile(r"&#(?:[xX]([0-9A-Fa-f]{1,6})|([0-9]{1,7}));")  # &#55357;
_TAG = re.compile(r"<[A-Za-z][^<>]*+>")
_UNQUOTED = re.compile(r"=[^\"'\s>]")  # <rss version=2.0>
_ATTRIBUTE = re.compile(r"""("[^"]*"|'[^']*')|(?<![\w:.\-])([\w:.\-]++=)([^\s"'<>]++(?<!/)|[^\s"'<>]+?(?=/>))""")
_STRAY = re.compile(r"<(?![A-Za-z_/!?])")  # 5 < 6
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SHELTER = re.compile(r"<!--|<!\[CDATA\[")
_ENTRY_TAG = re.compile(r"<(?:[A-Za-z][\w.\-]*:)?(?:item|entry)[\s>/]", re.IGNORECASE)  # <rss:item rdf:about="..">
_FIRST_TAG = re.compile(r"<(?:\?xml|!DOCTYPE|!--|(?:[A-Za-z][\w.\-]*:)?(?:rss|feed|rdf|channel)[\s>])", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


def count_entries(text: str) -> int:
    """How many item and entry tags stand in the text outside comments and CDATA sections."""
    return sum(len(_ENTRY_TAG.findall(piece)) for piece, is_sheltered in _pieces(text) if not is_sheltered)


def from_first_tag(text: str) -> str:
    """The text from the first tag of a feed on, without the blank lines, warnings and declaration before it."""
    start = _FIRST_TAG.search(text, 0, 65_536)
    body = text[start.start() :] if start else text
    return _DECLARATION.sub("", body, count=1)


def mend(text: str) -> str:
    """Mend bare marks, foreign entities, values without quotes and forbidden characters; CDATA keeps the rest.

    A forbidden control character is dropped; a number that names half a surrogate pair becomes U+FFFD.
    """
    pieces = _pieces(_NOT_XML.sub("", text))
    return "".join(piece if is_sheltered else _mend_outside(piece) for piece, is_sheltered in pieces)


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    """The text in pieces, each with whether it is a comment or CDATA section; one that never ends is taken as text."""
    at = 0
    while (opened := _SHELTER.search(text, at)) is not None:
        close = "-->" if opened.group() == "<!--" else "]]>"
        end = text.find(close, opened.end())
        if end < 0:
            break
        yield text[at : opened.start()], False
        yield text[opened.start() : end + 3], True
        at = end + 3
    yield text[at:], False


def _mend_outside(text: str) -> str:
    """Mend a piece between CDATA sections: `Caf&eacute; & bar` to `Caf&#233; &amp; bar`, `<a b=c>` to `<a b="c">`."""
    text = _TAG.sub(_quoted, _STRAY.sub("&lt;", text))
    if "&" not in text:
        return text
    return _NUMBERED.sub(_possible_number, _NAMED.sub(_as_number, _BARE_AMPERSAND.sub("&amp;", text)))


def _quoted(tag: re.Match[str]) -> str:
    if not _UNQUOTED.search(tag.group()):
        return tag.group()
    return _ATTRIBUTE.sub(lambda found: found.group(1) or f'{found.group(2)}"{found.group(3)}"', tag.group())


def _as_number(name: re.Match[str]) -> str:
    characters = html5.get(name.group(1) + ";")
    if characters is None:
        return f"&amp;{name.group(1)};"
    return "".join(f"&#{ord(character)};" for character in characters)


def _possible_number(number: re.Match[str]) -> str:
    point = int(number.group(1), 16) if number.group(1) else int(number.group(2))
    if point > sys.maxunicode:
        return "\ufffd"
    character = chr(point)
    if not _NOT_XML.match(character):
        return number.group()
    return "" if character < " " else "\ufffd"
