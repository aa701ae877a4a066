"""Characters that must not be printed: control characters, terminal escapes, lone surrogates, bidi overrides."""

from normalize.document import Document, Repair
from normalize.unprintable import find_unprintable


def mend_control_characters(document: Document) -> Document:
    """Print what a newsroom can print: take out or translate the characters that no page or terminal should get.

    Appears where copy passed through terminals, ticker lines and cut-and-paste, and in hostile copy.
    `Harbor City ESC[2J ESC[31mOWNED` prints as `Harbor City  OWNED`; `bef NUL ore` as `before`; a windows-1252
    quotation mark that came as a C1 control character as that mark; a lone surrogate as U+FFFD.
    Must not touch: tabs and line breaks; joiners of Indic, Persian and emoji text; the zero-width space of
    scripts that write no spaces (Thai, Lao, Khmer, Burmese).
    """
    text = document.text
    return document.with_repairs(
        Repair(found.start, found.end, text[found.start : found.end], found.fixed, found.rule)
        for found in find_unprintable(text)
    )
