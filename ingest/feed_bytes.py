"""From the bytes of a feed to text: unpacking, the encoding, and what is refused before any parser sees it."""

import codecs
import re
import zlib
from dataclasses import dataclass

from ingest.errors import BadEncoding, HostileXml, NotAFeed, TooComplex

_CODEC_NAMES = """
utf-8 utf-16 utf-16-le utf-16-be utf-32 utf-32-le utf-32-be ascii iso8859-1 iso8859-2 iso8859-3 iso8859-4 iso8859-5
iso8859-6 iso8859-7 iso8859-8 iso8859-9 iso8859-10 iso8859-11 iso8859-13 iso8859-14 iso8859-15 iso8859-16 cp1250 cp1251
cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 cp437 cp850 cp852 cp866 cp874 koi8-r koi8-u mac-roman mac-cyrillic
tis-620 shift_jis cp932 euc_jp iso2022_jp euc_kr cp949 iso2022_kr johab gb2312 gbk gb18030 hz big5 big5hkscs
"""
TEXT_CODECS = frozenset(_CODEC_NAMES.split())
"""The codecs a declared charset may name, as Python spells them: never `zip`, `rot13` or `unicode_escape`."""

_LATIN_HABIT = frozenset({"ascii", "iso8859-1", "iso8859-15", "cp1252"})  # declared by default, whatever the bytes are
_WIDER = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
"""What is meant where the narrower encoding is declared (encoding.spec.whatwg.org, section 4.2)."""
_THREE_ZEROS = b"\x00\x00\x00"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:\-]{1,40})["']""")
_PROLOG = re.compile(r"\s*(?:(<\?)|(<!--))")
_DOCTYPE = re.compile(r"\s*<!DOCTYPE[^<>\[]*\[", re.IGNORECASE)  # <!DOCTYPE rss [
_PAGE = re.compile(r"\s*<(?:!DOCTYPE\s+html\b|html[\s>])", re.IGNORECASE)
_ENTITY_DECLARED = re.compile(r"<!ENTITY\b", re.IGNORECASE)  # <!ENTITY lol "lol">
_LONG_TAG = re.compile(r"<[A-Za-z][^<>]{16384,}")
_ATTRIBUTES_A_TAG = 2_000
_LOOK = "look at the address in a browser"
_DAMAGED = "ask again; the sender's file may be damaged"


@dataclass(frozen=True, slots=True)
class FeedLimits:
    """What one feed may hold; beyond it the feed is refused as too complex before a parser sees it."""

    unpacked_bytes: int = 32_000_000
    entries: int = 20_000
    depth: int = 200


def unpack(raw: bytes, limits: FeedLimits, address: str) -> bytes:
    """The bytes themselves, or what a gzip body holds (some servers pack without saying so).

    Raises TooComplex over `limits.unpacked_bytes`, BadEncoding where the stream is broken or cut off.
    """
    if raw[:2] == b"\x1f\x8b":
        raw = _inflate(raw, limits.unpacked_bytes, address)
    if len(raw) > limits.unpacked_bytes:
        raise TooComplex(address, f"the feed is larger than {limits.unpacked_bytes} bytes", "ask for a shorter feed")
    return raw


def _inflate(raw: bytes, most: int, address: str) -> bytes:
    stream = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    try:
        plain = stream.decompress(raw, most + 1)
    except zlib.error as error:
        raise BadEncoding(address, f"the gzip stream is broken ({error})", _DAMAGED) from error
    if len(plain) <= most and not stream.eof:
        raise BadEncoding(address, "the gzip stream is cut off", _DAMAGED)
    return plain


def to_text(raw: bytes, charset: str | None, address: str) -> str:
    """Decode a feed: byte order mark, shape of UTF-16, declared in the XML, told by the server (`charset`), UTF-8.

    A Latin declaration over bytes that are good UTF-8 is not believed. Where nothing fits, the bytes are read as
    UTF-8 with marks of replacement if most of them are, else as Windows-1252. Raises BadEncoding where that is no text.
    """
    text = _decode(raw, charset)
    if text[:4096].count("\x00") > len(text[:4096]) // 8:
        raise BadEncoding(address, "the bytes are no text in any encoding we take", _LOOK)
    return text


def _decode(raw: bytes, charset: str | None) -> str:
    for mark, codec in _BOMS:
        if raw.startswith(mark):
            return raw[len(mark) :].decode(codec, "replace")
    shape = _shape(raw)
    if shape is not None:
        return raw.decode(shape, "replace")
    declared = _DECLARED.search(raw[:1024])
    for told in (declared.group(1).decode("ascii") if declared else None, charset):
        text = _as_told(raw, _codec(told))
        if text is not None:
            return text
    return _guess(raw)


def _as_told(raw: bytes, codec: str | None) -> str | None:
    """The bytes in a declared encoding, None where they are not in it; wide ones were seen by their shape before."""
    if codec is None or codec.startswith(("utf-16", "utf-32")):
        return None
    text = _strictly(raw, "utf-8") if codec in _LATIN_HABIT else None
    return _strictly(raw, _WIDER.get(codec, codec)) if text is None else text


def _shape(raw: bytes) -> str | None:
    """UTF-16 and UTF-32 without a mark, by where the zero bytes of the first `<` or `{` stand."""
    head = raw.lstrip(b"\n\r\t \x00")[:1]
    if head not in (b"<", b"{"):
        return None
    at = raw.index(head)
    if raw[max(at - 3, 0) : at] == _THREE_ZEROS and at % 4 == len(_THREE_ZEROS):
        return "utf-32-be"
    if raw[at + 1 : at + 4] == _THREE_ZEROS:
        return "utf-32-le"
    if at % 2 and raw[at - 1] == 0:
        return "utf-16-be"
    return "utf-16-le" if raw[at + 1 : at + 2] == b"\x00" else None


def _codec(name: str | None) -> str | None:
    try:
        found = codecs.lookup(name.strip().strip("\"'")).name if name else None
    except (LookupError, ValueError):
        return None
    return found if found in TEXT_CODECS else None


def _strictly(raw: bytes, codec: str) -> str | None:
    try:
        return raw.decode(codec)
    except UnicodeDecodeError:
        return None


def _guess(raw: bytes) -> str:
    text = raw.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    if not broken:
        return text
    foreign = sum(1 for character in text if character > "\x7f") - broken
    return text if foreign >= 4 * broken else raw.decode("cp1252", "replace")


def refuse_foreign_xml(text: str, address: str) -> None:
    """Raise HostileXml for declared entities, TooComplex for a tag of thousands of attributes, NotAFeed for a web page.

    Measured: parsers drop external entities without a word and keep what a bomb leaves behind, so declared entities are
    refused whatever they hold.
    """
    prolog_end = _prolog_end(text)
    if _PAGE.match(text, prolog_end):
        raise NotAFeed(address, "this is a web page, not a feed", "give the address of the feed itself")
    doctype = _DOCTYPE.match(text, prolog_end)
    if doctype is not None and _ENTITY_DECLARED.search(text, doctype.end()):
        raise HostileXml(address, "the feed declares XML entities", "ask the sender for a feed without a DOCTYPE")
    for tag in _LONG_TAG.finditer(text):
        if tag.group().count("=") > _ATTRIBUTES_A_TAG:
            raise TooComplex(address, f"a tag has more than {_ATTRIBUTES_A_TAG} attributes", _LOOK)


def _prolog_end(text: str) -> int:
    at = 0
    while (opened := _PROLOG.match(text, at)) is not None:
        close = "?>" if opened.group(1) else "-->"
        end = text.find(close, opened.end())
        if end < 0:
            break
        at = end + len(close)
    return at
