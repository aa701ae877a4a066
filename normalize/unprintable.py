"""Characters that must not be printed, and what is printed for each: the one list of them."""

import re
from collections.abc import Iterator

from normalize.values import value

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
    # The four separators count as white space, so a span may begin between them and another control character.
    "|(?P<separator>[\x1c-\x1f]+)"
    "|(?P<control>[\x00-\x08\x0e-\x1b\x7f]+)"
    # Marks that went through SGML: Reuters 1987 writes ETX as "&#3;".
    "|(?P<control_reference>&#(?:[0-8]|1[4-9]|2[0-9]|3[01]);)"
)
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
"""Thai, Lao, Burmese, Khmer: they write no spaces, and mark where a line may break with a zero-width one."""


@value()
class Unprintable:
    """What must not be printed at start..end of a text, what is printed for it, and what it is."""

    start: int
    end: int
    fixed: str
    rule: str


def find_unprintable(text: str) -> Iterator[Unprintable]:
    """Whatever no page or terminal should get, in the order of the text."""
    if _GATE.search(text) is None and "&#" not in text:
        return
    for found in _UNPRINTABLE.finditer(text):
        raw, rule = found.group(), found.lastgroup or ""
        if raw == "\u200b" and _UNSPACED.search(text, found.start() - 1, found.end() + 1):
            continue
        yield Unprintable(found.start(), found.end(), _fixed(raw, rule), rule)


def printable(text: str) -> str:
    """The text as it is printed: for values that were taken from it before its repairs were made."""
    if text.isprintable() and "&#" not in text:
        return text
    pieces: list[str] = []
    at = 0
    for found in find_unprintable(text):
        pieces += (text[at : found.start], found.fixed)
        at = found.end
    return "".join([*pieces, text[at:]])


def _fixed(raw: str, rule: str) -> str:
    if rule == "pair":
        return raw.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    if rule == "surrogate":
        return "\ufffd"
    if rule == "windows_1252":
        return raw.encode("latin-1").decode("cp1252", "ignore")
    return ""
