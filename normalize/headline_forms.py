"""Forms of lines that look like a headline at first sight and are none: tags, imprints, fused lists, timed items."""

from functools import lru_cache
from re import compile as pattern

from normalize.phrasebook import WORD
from normalize.small_words import small_words

_LONGEST, _LONGEST_UNSPACED = 190, 44
"""Characters: a longer line is several headlines fused into one."""
_TAGS, _UNSPACED_TAGS, _LETTERS_A_TAG = 8, 6, 5
"""Words: tags in a row are at least as many; and letters of one, in scripts without spaces."""
_CAPITALS = 0.75
_SEAM = pattern(r"[a-zß-ÿа-яё][A-ZÀ-ÞА-ЯЁ][a-zß-ÿа-яё]{2}")
_SEAMS = 2
"""Fused words: one may be a name ("MacBook"), two are links without a space between them."""
_ENCLOSED = pattern(r"[(（\[].*[)）\]]\Z")
_IMPRINT = pattern(
    r".{2,50}\b(?:AB|AG|GmbH|Ltd\.?|Limited|Inc\.?|LLC|LLP|S\.A\.?|SpA|S\.p\.A\.?|S\.r\.l\.?|Oy|Oyj|ASA|A/S|B\.V\.?|N\.V\.?"
    r"|plc|PLC|Kft\.?|Zrt\.?|s\.r\.o\.?|a\.s\.?|sp\. z o\.o\.?|A\.Ş\.?|d\.o\.o\.?|OÜ|UAB|SIA|K\.K\.?|Pty)\Z"
)
"""A company's name with its legal form: "The Local Europe AB"."""
_POINTING = pattern(r"[➡👉▶►⬇↗]|>>")
_TIMED = pattern(r"\d{1,2}:[0-5]\d(?::[0-5]\d)?\s?[^\W\d]")
"""A video's title with its length, or an item of a running story: "2:34 Pilots warn of swell"."""
_IDEOGRAPHS = pattern(r"[\u3040-\u30ff\u3400-\u9fff]")
_CUT_OFF = ("...", "…")
_SPLIT_WORDS = 4
"""Words that a headline and its snippet have at least, where one line holds both."""


@lru_cache(maxsize=1024)
def is_no_headline(line: str) -> bool:
    """Whether the form of the line says that it is no headline of another story, whatever its words."""
    if len(line) > (_LONGEST_UNSPACED if _is_unspaced(line) else _LONGEST) and split_fused(line) is None:
        return True
    if _ENCLOSED.match(line) or _IMPRINT.match(line) or _POINTING.search(line) or _TIMED.match(line):
        return True
    return len(_SEAM.findall(line)) >= _SEAMS or _is_row_of_tags(line)


def split_fused(line: str) -> tuple[str, str] | None:
    """The headline and the snippet of a line that holds both, None if it does not seem to.

    "Ferries sail again after the storm The operator said that all ships ...": a small word with a capital opens the
    snippet, which is cut off or ends a sentence; the headline before it is written like a sentence.
    """
    if not line.rstrip().endswith((*_CUT_OFF, ".")):
        return None
    words = line.split()
    for at in range(_SPLIT_WORDS, len(words) - _SPLIT_WORDS + 1):
        word, above = words[at], words[at - 1]
        opens = word[:1].isupper() and word.lower() in small_words() and above[-1:].isalnum()
        if opens and _is_sentence_case(words[:at]):
            return " ".join(words[:at]), " ".join(words[at:])
    return None


def _is_sentence_case(words: list[str]) -> bool:
    """Whether more of the longer words begin small than with a capital, as in no Title Case Headline."""
    longer = [word for word in words[1:] if len(word) > 3]  # noqa: PLR2004 - articles and the like prove nothing
    return sum(word[0].islower() for word in longer) * 2 >= len(longer) > 0


def _is_row_of_tags(line: str) -> bool:
    words = line.split()
    if _is_unspaced(line):
        return len(words) >= _UNSPACED_TAGS and sum(map(len, words)) <= len(words) * _LETTERS_A_TAG
    if len(words) < _TAGS:
        return False
    if any(word.lower() in small_words() for word in words) or not any(map(str.islower, line)):
        return False
    capitals = sum(word[0].isupper() for word in WORD.findall(line))
    return capitals >= _CAPITALS * len(words) and not any(mark in line for mark in ":?!,")


def _is_unspaced(line: str) -> bool:
    """Whether the line is Chinese or Japanese, where a letter is half a word."""
    return not line.isascii() and len(_IDEOGRAPHS.findall(line)) * 2 > len(line)
