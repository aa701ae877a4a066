"""A text as it is compared: its words folded, its numbers by value, its names told from common words.

Outlets spell the same copy otherwise: "12.1 mln dlrs" and "12,141,000 dollars", "12-1/2 pct" and "12.5 percent",
"programme" and "program". What is told apart here is told apart everywhere: words are never the printed ones.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from rapidfuzz.distance import Indel

from normalize.small_words import small_words
from normalize.values import value

LONGEST = 4_000
"""Words that are compared at most: a text is told by its beginning, and the time of a comparison stays bounded."""

_NUMBER = r"\d+(?:[.,]\d+)*(?:-\d+/\d+|/\d+)?"  # "12", "1,234.5", "17.000", "12-1/2", "3/4"
_UNSPACED = "\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"
_MARKS = "\u0300-\u036f\u064b-\u065f\u0900-\u0963\u0966-\u0d7f"
_PLAIN_TOKEN = re.compile(rf"{_NUMBER}|[^\W\d_]+")
# a number; a letter of a script without spaces; a word of letters with their combining marks
_TOKEN = re.compile(rf"{_NUMBER}|[{_UNSPACED}]|[^\W\d_{_UNSPACED}](?:[^\W\d_{_UNSPACED}]|[{_MARKS}])*")
_IS_UNSPACED = re.compile(f"[{_UNSPACED}]")
_IS_NOT_PLAIN = re.compile(f"[{_UNSPACED}{_MARKS}]")
_PARTS = re.compile(r"(?P<whole>\d+(?:[.,]\d+)*)(?:-(?P<over>\d+)/(?P<under>\d+)|/(?P<divisor>\d+))?")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")  # 1,234,567.8
_GROUPED_BY_DOTS = re.compile(r"\d{1,3}(?:\.\d{3}){2,}(?:,\d+)?")  # 1.234.567,8
_LONGEST_NUMBER = 30
_ROUNDED = 0.03
"""A printed figure stands for others only where its last digit is so small a part of it: 12.1 mln, never 3 or 10."""
_TYPO = 0.7
"""Two words of which so much is alike are one word misspelled: "Recrod", "Apirl"."""

_NUMBER_WORDS = {
    word: str(number)
    for number, word in enumerate((
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
        "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
    ))
}  # fmt: skip
_SCALES = {
    **dict.fromkeys(("thousand",), 1e3),
    **dict.fromkeys(("mln", "mn", "million", "millions", "m", "millionen", "mio", "millones", "milioni"), 1e6),
    **dict.fromkeys(("bln", "bn", "billion", "billions", "milliarden", "mrd", "milliards", "miliardi"), 1e9),
    **dict.fromkeys(("tn", "trillion", "trillions"), 1e12),
}
# What agencies abbreviate and outlets write out (style guides of Reuters and AP; the wire kits).
_WRITTEN_OUT = {
    "percent": "pct", "dlr": "dollars", "dlrs": "dollars", "dollar": "dollars", "cts": "cents", "ct": "cents",
    "cent": "cents", "mths": "months", "mth": "months", "month": "months", "qtr": "quarter", "qtrs": "quarter",
    "quarters": "quarter", "qtly": "quarterly", "qtrly": "quarterly", "revs": "revenue", "rev": "revenue",
    "revenues": "revenue", "versus": "vs", "against": "vs", "shr": "share", "shrs": "shares", "avg": "average",
    "yr": "year", "yrs": "years", "div": "dividend", "stg": "sterling", "tonnes": "tons", "tonne": "ton",
    "corporation": "corp", "incorporated": "inc", "limited": "ltd", "company": "co", "centre": "center",
    "centres": "centers", "programme": "program", "programmes": "programs", "govt": "government",
}  # fmt: skip
_BRITISH = (
    (re.compile(r"is(e[ds]?|ing|ations?)\Z"), r"iz\1"),
    (re.compile(r"(?<=..)our(?=s?\Z|ed|ing|able|ably|ite)"), "or"),
)
_SHORTEST_SPELLED = 6


@value()
class Figure:
    """A number as it stands in a text: its value, what half a step of its last printed digit is worth, its digits."""

    value: float
    half_step: float
    printed: str

    def is_like(self, other: "Figure") -> bool:
        """Whether both may print one number: 12.1 mln and 12,141,000 do, 12.1 mln and 12.2 mln do not."""
        if self.printed == other.printed or self.value == other.value:
            return True
        half_step = max(self.half_step, other.half_step)
        is_fine = 2 * half_step <= _ROUNDED * min(abs(self.value), abs(other.value))
        return is_fine and abs(self.value - other.value) <= half_step * (1 + 1e-9)


@value()
class Wording:
    """The words of a text, folded. `figures` are its numbers by their word, `names` those words that are names."""

    words: list[str]
    figures: dict[str, Figure]
    names: frozenset[str]
    is_unspaced: bool

    @property
    def length(self) -> int:
        """How many words it has; in scripts without spaces two letters count as one."""
        return len(self.words) // 2 if self.is_unspaced else len(self.words)


def read_wording(text: str) -> Wording:
    """The wording of a text: a headline, or a body of any length, of which the first LONGEST words count."""
    if len(text) > LONGEST * 20:
        text = text[: LONGEST * 20]
    is_plain = text.isascii() or not _IS_NOT_PLAIN.search(text)
    printed = (_PLAIN_TOKEN if is_plain else _TOKEN).findall(text.replace(" per cent", " pct"))[:LONGEST]
    words, figures = _read_figures([*map(_folded, printed)])
    is_unspaced = not is_plain and len(_IS_UNSPACED.findall(text)) * 2 > len(printed)
    return Wording(words, figures, _names(printed), is_unspaced)


def content_of(words: Iterable[str]) -> frozenset[str]:
    """The words that say something: all but the small ones ("the", "of", "in") of any language."""
    return frozenset(words) - small_words()


@lru_cache(maxsize=65_536)
def is_misspelled(one: str, other: str) -> bool:
    """Whether two words are one, misspelled; one letter is another."""
    return Indel.normalized_similarity(one, other) >= _TYPO


@lru_cache(maxsize=65_536)
def _folded(printed: str) -> str:
    """A word in small letters and one spelling; a number, with `#` before it."""
    word = printed.casefold()
    if word[0].isdigit():
        return f"#{word}"
    if word in _NUMBER_WORDS:
        return f"#{_NUMBER_WORDS[word]}"
    if len(word) >= _SHORTEST_SPELLED and word.isascii():
        for pattern, spelling in _BRITISH:
            word = pattern.sub(spelling, word)
    return _WRITTEN_OUT.get(word, word)


def _read_figures(words: list[str]) -> tuple[list[str], dict[str, Figure]]:
    """The words with each number, and the word of its scale behind it, as one word that tells its value."""
    figures: dict[str, Figure] = {}
    scaled: set[int] = set()
    for at, word in enumerate(words):
        if word[0] != "#":
            continue
        scale = _SCALES.get(words[at + 1], 1.0) if at + 1 < len(words) else 1.0
        figure = _figure(word[1:], scale)
        if figure is None:
            continue
        words[at] = told = f"#{figure.value:.12g}"
        figures[told] = figure
        if scale != 1.0:
            scaled.add(at + 1)
    return ([word for at, word in enumerate(words) if at not in scaled] if scaled else words), figures


@lru_cache(maxsize=65_536)
def _figure(printed: str, scale: float) -> Figure | None:
    parts = _PARTS.fullmatch(printed) if len(printed) <= _LONGEST_NUMBER and printed.isascii() else None
    if parts is None:
        return None
    whole = _decimal(parts["whole"])
    if whole is None:
        return None
    number, step = float(whole), 10.0 ** -len(whole.partition(".")[2])
    if parts["under"] and int(parts["under"]):
        number, step = number + int(parts["over"]) / int(parts["under"]), 0.0
    if parts["divisor"] and int(parts["divisor"]):
        number, step = number / int(parts["divisor"]), 0.0
    return Figure(number * scale, step * scale / 2, printed)


def _decimal(printed: str) -> str | None:
    """The digits with a point before the decimals; None where dots and commas make no number ("3.4.5")."""
    if _GROUPED.fullmatch(printed):
        return printed.replace(",", "")
    if _GROUPED_BY_DOTS.fullmatch(printed):
        return printed.replace(".", "").replace(",", ".")
    told = printed.replace(",", ".")
    return told if told.count(".") <= 1 else None


def _names(printed: Sequence[str]) -> frozenset[str]:
    """The words that are written with a capital and nowhere in the text without; single letters are none."""
    once = set(printed)
    capital = {_folded(word) for word in once if word[0].isupper() and len(word) > 1}
    return frozenset(capital - once)
