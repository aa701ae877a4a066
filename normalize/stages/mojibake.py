"""Mojibake: text that was decoded in the wrong encoding before it came here (`Ã¼` for `ü`)."""

import re
from collections.abc import Iterator
from itertools import takewhile

from normalize.document import Document, Repair

# What the first two bytes of a UTF-8 sequence look like when read as windows-1252, latin-1 or windows-1251.
_SUSPECT = re.compile(
    "[\xc2-\xf4\u0420\u0421\u0432]"
    "[\x80-\xbf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u0401-\u040f\u0451-\u045f\u0490\u0491"
    "\u2013-\u203a\u20ac\u2116\u2122]"
)
_INVISIBLE = dict.fromkeys(map(ord, "\xad\u200b\ufeff"))
_LINE = re.compile(r"[^\n\r]{1,5000}")


def mend_mojibake(document: Document) -> Document:
    """Print what was meant where UTF-8 was read as windows-1252 or windows-1251, once or twice over.

    Appears where a site or a database between the agency and us took bytes for another encoding:
    `MÃ¼ller` prints as `Müller`, `itâ€™s` as `it’s`. Line by line, as ftfy judges each.
    Must not touch: foreign words that only look odd (`Ângela`, `SÃO PAULO`, `café»`).
    """
    if document.text.isascii() or _SUSPECT.search(document.text) is None:
        return document
    return document.with_repairs(_mended(document.text))


def _mended(text: str) -> Iterator[Repair]:
    # Loading ftfy takes as long as normalizing a hundred stories, and most copy never needs it.
    from ftfy import fix_encoding  # noqa: PLC0415

    for found in _LINE.finditer(text):
        line = found.group()
        if _SUSPECT.search(line) and (fixed := fix_encoding(line)) != line:
            yield from _changed_words(line, fixed, found.start())


def _changed_words(line: str, fixed: str, at: int) -> Iterator[Repair]:
    """One repair for each word that was mended, or one for the line where words and mended words don't pair."""
    words, mended = line.split(" "), fixed.split(" ")
    if len(words) != len(mended):
        words, mended = [line], [fixed]
    for word, better in zip(words, mended, strict=True):
        if word != better:
            yield from _core(word, better, at)
        at += len(word) + 1


def _core(word: str, better: str, at: int) -> Iterator[Repair]:
    """The repair of what differs, without the ends that don't: they may hold what other stages mend."""
    head = _common(word, better)
    tail = _common(word[head:][::-1], better[head:][::-1])
    raw, core = word[head : len(word) - tail], better[head : len(better) - tail].translate(_INVISIBLE)
    if core.replace("\xa0", " ").isprintable():
        yield Repair(at + head, at + head + len(raw), raw, core, "mojibake")


def _common(one: str, other: str) -> int:
    """How many characters two words have in common at their beginning."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
