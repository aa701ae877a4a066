"""From bytes to text without losing a byte, and the name of the encoding that did it.

Order: byte order mark, declared charset, UTF-16 by its NULs, UTF-8, UTF-8 with slips, then detection by chardet.
"""

import codecs

import chardet

from normalize.errors import NotText
from normalize.values import value

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BINARY_STARTS = (
    b"%PDF-", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"\x1f\x8b\x08", b"\xfd7zXZ",
    b"\x28\xb5\x2f\xfd", b"7z\xbc\xaf", b"Rar!\x1a", b"\x7fELF", b"\xd0\xcf\x11\xe0", b"OggS\x00", b"ID3\x03",
    b"ID3\x04", b"II*\x00", b"MM\x00*", b"SQLite format 3\x00",
)  # fmt: skip
"""What no text begins with: the signatures of pictures, sound, archives, office files, programs, databases."""

_SUPERSETS = {
    "ascii": "utf-8",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
"""What senders mean by a name, by the WHATWG Encoding Standard: the superset that its users write."""
_SINGLE_BYTE = (
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp874", "cp866",
    "iso8859-1", "iso8859-2", "iso8859-5", "iso8859-6", "iso8859-7", "iso8859-8", "iso8859-9", "iso8859-15",
    "koi8-r", "koi8-u", "mac-roman", "mac-cyrillic",
)  # fmt: skip
_MULTI_BYTE = ("utf-16-le", "utf-16-be", "gb18030", "big5hkscs", "cp932", "euc_jp", "cp949")
_TAKEN = frozenset(
    {*_SINGLE_BYTE, *_MULTI_BYTE, "utf-8", "utf-16", "utf-32", "utf-32-le", "utf-32-be", "iso2022_jp", "iso2022_jp_2"}
)
"""Encodings that a declared charset may name; utf-7, escapes and the like are ways to smuggle, not to write."""
_DETECTED = (
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp874", "cp866", "iso8859-2", "iso8859-7",
    "koi8-r", "koi8-u", "mac-roman", "mac-cyrillic", "utf-16-le", "utf-16-be", "gb18030", "big5hkscs", "cp932",
    "euc-jis-2004", "cp949",
)  # fmt: skip
"""What is looked for where nothing tells: naming what newsrooms send makes short texts surer (149 of 150
samples of 60 to 5,000 characters, against 148 with all that chardet knows, and 121 with charset-normalizer)."""

_CONTROLS = bytes(set(range(0x20)) - set(b"\t\n\v\f\r\x1b")) + b"\x7f"
_SLIPS = "copydesk.slips"
_FEW_CONTROLS = 8
_CONTROL_SHARE = 0.06
"""Random bytes hold a tenth of control characters; a framed flash of one line has a dozen in all."""


@value()
class Decoded:
    """The text of some bytes, without a byte order mark, and the encoding they were read in."""

    text: str
    encoding: str


def decode(raw: bytes, declared: str | None = None) -> Decoded:
    """The text of raw copy, in the encoding that its mark, its envelope or its bytes tell; NotText if none fits.

    `encoding` is Python's name of it; "utf-8+surrogates" and "utf-8+cp1252" name UTF-8 with what else was in it.
    """
    if raw.startswith(_BINARY_STARTS) or raw[4:8] == b"ftyp":
        raise NotText("the bytes begin as a picture, an archive or another binary file does")
    found = _by_mark(raw) or _by_name(raw, declared) or _by_nuls(raw) or _as_utf8(raw) or _by_detection(raw)
    if found is None:
        raise NotText("the bytes are text in no encoding that we know")
    _refuse_controls(found.text)
    return found


def _by_mark(raw: bytes) -> Decoded | None:
    if raw.startswith(codecs.BOM_UTF8):
        return _as_utf8(raw[len(codecs.BOM_UTF8) :])
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            found = _tried(raw[len(mark) :], encoding, "surrogatepass")
            if found is None:
                raise NotText(f"the bytes are marked as {encoding}, but they are cut inside a character")
            return found
    return None


def _tried(raw: bytes, encoding: str, errors: str = "strict") -> Decoded | None:
    try:
        return Decoded(raw.decode(encoding, errors), encoding)
    except UnicodeDecodeError:
        return None


def _by_name(raw: bytes, declared: str | None) -> Decoded | None:
    """The text in its declared charset, unless that takes any bytes and they are UTF-8 in truth."""
    try:
        name = codecs.lookup((declared or "").strip()).name
    except (LookupError, ValueError):  # ValueError: a NUL in the name
        return None
    if name not in _TAKEN and name not in _SUPERSETS:
        return None
    if name in _SINGLE_BYTE and _tried(raw, "utf-8"):
        return None
    return _tried(raw, _SUPERSETS.get(name, name)) or _tried(raw, name)


def _by_nuls(raw: bytes) -> Decoded | None:
    """UTF-16 or UTF-32 without a mark, or ISO 2022: what can be taken for ASCII with stray control characters."""
    if b"\x1b$" in raw and (found := _tried(raw, "iso2022_jp_2")):
        return found
    if b"\x00" not in raw or len(raw) % 2:
        return None
    units, high, low = len(raw) // 2, raw[1::2].count(0), raw[::2].count(0)
    if high + low > 1.2 * units:
        return _tried(raw, "utf-32-le") or _tried(raw, "utf-32-be")
    if max(high, low) > 0.3 * units and min(high, low) <= 0.02 * units:
        return _tried(raw, "utf-16-le" if high > low else "utf-16-be", "surrogatepass")
    return None


def _as_utf8(raw: bytes) -> Decoded | None:
    """UTF-8, strict or with slips: lone surrogates, or here and there a byte of windows-1252."""
    if found := _tried(raw, "utf-8"):
        return found
    if found := _tried(raw, "utf-8", "surrogatepass"):
        return Decoded(found.text, "utf-8+surrogates")
    text = raw.decode("utf-8", _SLIPS)
    slips = len(text) - len(raw.decode("utf-8", "ignore"))
    foreign = len(text) - len(text.encode("ascii", "ignore")) - slips
    if foreign <= 3 * slips:
        return None  # few good sequences beside the slips: UTF-8 by accident
    return Decoded(text, "utf-8+cp1252")


def _slip(error: UnicodeError) -> tuple[str, int]:
    """Bytes that are not UTF-8 read as windows-1252; the five that it leaves open as C1 control characters."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    broken = error.object[error.start : error.end]
    return "".join((_tried(bytes([byte]), "cp1252") or Decoded(chr(byte), "")).text for byte in broken), error.end


codecs.register_error(_SLIPS, _slip)


def _by_detection(raw: bytes) -> Decoded | None:
    name = chardet.detect(raw, include_encodings=_DETECTED)["encoding"]
    return _tried(raw, codecs.lookup(name).name) if name else None


def _refuse_controls(text: str) -> None:
    """Raise NotText for a text with more control characters than any transmission frame has."""
    encoded = text.encode("utf-8", "surrogatepass")
    controls = len(encoded) - len(encoded.translate(None, _CONTROLS))
    if controls > _FEW_CONTROLS + _CONTROL_SHARE * len(text):
        raise NotText(f"{controls} of {len(text)} characters are control characters: this is binary")
