"""Mojibake: text that was decoded in the wrong encoding before it came here (`Ã¼` for `ü`)."""

import re
from collections.abc import Iterator

from normalize.document import Document, Repair

# What the first two bytes of a UTF-8 sequence look like when read as windows-1252, latin-1 or windows-1251.
_SUSPECT = re.compile(
    "[\xc2-\xf4\u0420\u0421\u0432]"
    "[\x80-\xbf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u0401-\u040f\u0451-\u045f\u0490\u0491"
    "\u2013-\u203a\u20ac\u2116\u2122]"
)
_WORD = re.compile(r"[^ \t\r\n\v\f]{1,200}")


def mend_mojibake(document: Document) -> Document:
    """Print what was meant where UTF-8 was read as windows-1252 or windows-1251, once or twice over.

    Appears where a site or a database between the agency and us took bytes for another encoding:
    `MÃ¼ller` prints as `Müller`, `itâ€™s` as `it’s`. Word by word, as ftfy judges each.
    Must not touch: foreign words that only look odd (`Ângela`, `SÃO PAULO`, `café»`).
    """
    if document.text.isascii() or _SUSPECT.search(document.text) is None:
        return document
    return document.with_repairs(_mended(document.text))


def _mended(text: str) -> Iterator[Repair]:
    # Loading ftfy takes as long as normalizing a hundred stories, and most copy never needs it.
    from ftfy import fix_encoding  # noqa: PLC0415

    at = 0
    while found := _SUSPECT.search(text, at):
        start = max(text.rfind(white, at, found.start()) for white in " \n\t\r") + 1
        start = max(start, at, found.start() - 100)
        word = _WORD.match(text, start)
        at = word.end() if word else found.end()
        fixed = fix_encoding(text[start:at])
        if fixed != text[start:at]:
            yield Repair(start, at, text[start:at], fixed, "mojibake")
