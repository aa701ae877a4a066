"""Characters that must not be printed: control characters, terminal escapes, lone surrogates, bidi overrides."""

import re
from collections.abc import Iterator

from normalize.document import Document, Repair

_GATE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_UNPRINTABLE = re.compile(
    # "ESC[31m", its one-character form, and "ESC]0;title BEL": orders to a terminal, with their arguments.
    "(?P<escape>(?:\x1b\\[|\x9b)[0-?]{0,32}[ -/]{0,8}[@-~]|\x1b\\][^\x07\x1b\n]{0,200}(?:\x07|\x1b\\\\)|\x1b[@-_]?)"
    # Two halves of a character outside the first 65,536, each written as UTF-8 of its own (CESU-8).
    "|(?P<pair>[\ud800-\udbff][\udc00-\udfff])"
    "|(?P<surrogate>[\ud800-\udfff])"
    "|(?P<windows_1252>[\x80-\x9f])"
    "|(?P<soft_hyphen>\xad)"
    "|(?P<invisible>[\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufff9-\ufffb]+)"
    "|(?P<control>[\x00-\x08\x0e-\x1f\x7f]+)"
    # Marks that went through SGML: Reuters 1987 writes ETX as "&#3;".
    "|(?P<control_reference>&#(?:[0-8]|1[4-9]|2[0-9]|3[01]);)"
)
_SOUTH_EAST_ASIAN = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")


def mend_control_characters(document: Document) -> Document:
    """Print what a newsroom can print: take out or translate the characters that no page or terminal should get.

    Appears where copy passed through terminals, ticker lines and cut-and-paste, and in hostile copy.
    `Harbor City ESC[2J ESC[31mOWNED` prints as `Harbor City  OWNED`; `bef NUL ore` as `before`; a windows-1252
    quotation mark that came as a C1 control character as that mark; a lone surrogate as U+FFFD.
    Must not touch: tabs and line breaks; joiners of Indic, Persian and emoji text; the zero-width space of
    scripts that write no spaces (Thai, Lao, Khmer, Burmese).
    """
    if _GATE.search(document.text) is None and "&#" not in document.text:
        return document
    return document.with_repairs(_mended(document.text))


def _mended(text: str) -> Iterator[Repair]:
    for found in _UNPRINTABLE.finditer(text):
        raw, rule = found.group(), found.lastgroup or ""
        if raw == "\u200b" and _SOUTH_EAST_ASIAN.search(text, found.start() - 1, found.end() + 1):
            continue
        yield Repair(found.start(), found.end(), raw, _fixed(raw, rule), rule)


def _fixed(raw: str, rule: str) -> str:
    if rule == "pair":
        return raw.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    if rule == "surrogate":
        return "\ufffd"
    if rule == "windows_1252":
        return raw.encode("latin-1").decode("cp1252", "ignore")
    return ""
