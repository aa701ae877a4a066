"""Date lines told by their form, in whatever language: "20 Nisan 2026 • Güncelleme: 20 Nisan 2026"."""

from re import IGNORECASE
from re import compile as pattern

_YEAR = r"(?:1[34]\d\d|19\d\d|20\d\d|2[45]\d\d)"
"""Of the common, the Persian and the Thai calendar."""
_MONTH = r"[^\s\d_.,:;/()|•·–—-]{3,12}"
"""A word with its combining marks: "மார்ச்", "มีนาคม"."""
_DATE = pattern(
    rf"(?<!\d)(?:{_YEAR}\s?[-./年년 ]\s?\d{{1,2}}\s?[-./月월]\s?\d{{1,2}}(?!\d)[日일.]?"
    rf"|\d{{1,2}}\s?[-./]\s?\d{{1,2}}\s?[-./]\s?(?:{_YEAR}|\d\d)(?!\d)"
    rf"|\d{{1,2}}(?:st|nd|rd|th|er|\.|º|-го)?[ ./-](?:de |d[ei] )?{_MONTH}\.?,?[ ./-](?:de |del )?{_YEAR}(?!\d)"
    rf"|{_MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?,? {_YEAR}(?!\d))"
)
"""Year, month and day in any order; the month may be a word of any language."""
_TIME = pattern(
    r"(?<!\d)[0-2]?\d(?:[:.][0-5]\d(?::[0-5]\d)?|\s?h\s?[0-5]\d)(?!\d)(?: ?[ap]\.?m\b\.?)?"
    r"(?:\s?\(?(?:GMT|UTC)(?:\s?[+-]\s?\d{1,2}(?::?\d\d)?)?\)?)?",
    IGNORECASE,
)
_WORD = pattern(r"[^\W\d_]+(?:[\u0300-\u036f\u0900-\u0d7f]*[^\W\d_]*)*")
_LONGEST = 110
_WORDS_DATED, _WORDS_TIMED = 2, 4
"""How many words a line may have besides its date, and besides date and time."""


def is_date_line(text: str) -> bool:
    """Whether the line is a date, or a date with a time, and at most a label for each: "Publikacja: ", "Updated ".

    A sentence with a date, or a date that other figures stand beside, is none.
    """
    if len(text) > _LONGEST or not any(character.isdecimal() for character in text):
        return False
    rest, dates = _DATE.subn(" ", text)
    if not dates:
        return False
    rest, times = _TIME.subn(" ", rest)
    if any(character.isdecimal() for character in rest):
        return False
    words = len(_WORD.findall(rest))
    return words <= (_WORDS_TIMED if times else _WORDS_DATED) * min(dates, 2)


def is_bare_time(text: str) -> bool:
    """Whether figures alone, without a letter, are a date or a time: "2023-11-17 20:52", never "12.50 13.10 14"."""
    return _DATE.search(text) is not None or (":" in text and _TIME.fullmatch(text.strip()) is not None)
