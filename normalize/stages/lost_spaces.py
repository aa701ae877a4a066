"""Spaces that were lost where tags were stripped: `althoughMacron`, `country.The`."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from normalize.document import Document, Repair
from normalize.headline_forms import small_words

_LOWER, _UPPER = "a-zß-öø-ÿа-яё", "A-ZÀ-ÖØ-ÞА-ЯЁ"
# A capital right after a small letter, a sentence end or an opening guillemet.
_CAPITAL = re.compile(rf"[{_UPPER}](?<=[{_LOWER}.!?«][{_UPPER}])")
_LEFT = re.compile(rf"[{_LOWER}{_UPPER}]+\Z|[0-9]{{2,}}\Z")
_RIGHT = re.compile(rf"[{_UPPER}][{_LOWER}]*(?![{_UPPER}0-9])")
_WORD = re.compile(rf"[{_LOWER}{_UPPER}]+")
# "ঘটে।হামলাকারী": the danda ends sentences of Indic scripts and does nothing else.
_DANDA = re.compile(r"[\u0964\u0965](?=[^\W\d_])")
_LONGEST_WORD = 40
_LONGEST_TITLE = 4
"""In letters: "Prof", "Mrs", "Capt" and the like, after which a full stop ends no sentence."""
_ADDRESS = frozenset("@/\\_#&=.")
"""Characters that make an address, a file name or a hashtag of the word they touch."""
# "McDonald", "DeSantis", "LaGuardia", "O'Brien", "FitzGerald": names that are written with a capital inside.
_NAME_PREFIXES = frozenset(
    {
        *("mc", "mac", "fitz", "o", "ap", "de", "del", "della", "di", "da", "du", "des", "la", "le", "les", "lo"),
        *("el", "al", "bin", "ibn", "van", "von", "vande", "ter", "ten", "st", "saint", "san"),
    }
)
_MANY = 3
"""Sure cases after which likely ones are believed too."""
_SHORTEST = 2
"""Letters of a word that is parted off: "i" and "e" are half of "iPhone" and "eBay"."""


@dataclass(frozen=True, slots=True)
class _Seam:
    """Two words that touch at start..end of the text, and what they are with a space between them."""

    start: int
    end: int
    left: str
    right: str
    ends_sentence: bool
    fixed: str


def mend_lost_spaces(document: Document) -> Document:
    """Print the space that a stripped tag took with it, where the document itself shows both words apart.

    Appears where a site's text was made by dropping tags: `althoughMacron has yet to announce` prints as
    `although Macron has yet to announce`, `across the country.The` as `across the country. The`.
    A fused word is parted if its right part stands elsewhere in the document (or is a small word) and its left
    part is a small word or stands elsewhere too.
    Must not touch: names with a capital inside (`McDonald`, `DeSantis`, `LaGuardia`), brands (`iPhone`,
    `YouTube`, `eBay`), addresses and file names (`Booking.com`, `Node.js`), words that recur as they are.
    """
    text = document.text
    seams = [seam for found in _CAPITAL.finditer(text) if (seam := _seam(text, found.start()))]
    dandas = [found.start() for found in _DANDA.finditer(text)] if "\u0964" in text or "\u0965" in text else []
    if not seams and not dandas:
        return document
    lost = [*_lost(seams, _standing_words(text, seams))]
    repairs = [Repair(one.start, one.end, text[one.start : one.end], one.fixed, "lost_space") for one in lost]
    repairs += [Repair(at, at + 1, text[at], f"{text[at]} ", "lost_space") for at in dandas]
    return document.with_repairs(_apart(repairs))


def _standing_words(text: str, seams: list[_Seam]) -> Counter[str]:
    """How often each word, or at least each that touches a seam, stands in the text by itself."""
    if len(seams) > _MANY:
        return Counter(_WORD.findall(text))
    asked = {word for seam in seams for word in (seam.left, seam.right, seam.left + seam.right) if word}
    return Counter({word: _times_standing(text, word) for word in asked})


def _times_standing(text: str, word: str) -> int:
    times, at = 0, text.find(word)
    while at >= 0:
        end = at + len(word)
        times += not (text[at - 1 : at].isalpha() or text[end : end + 1].isalpha())
        at = text.find(word, end)
    return times


def _apart(repairs: list[Repair]) -> Iterator[Repair]:
    """The repairs in the order of the text, without those that overlap the one before."""
    end = 0
    for repair in sorted(repairs, key=lambda one: one.start):
        if repair.start >= end:
            yield repair
            end = repair.end


def _seam(text: str, capital: int) -> _Seam | None:
    """The words on both sides of a capital, None where they are plainly no two words."""
    marks = 0 if text[capital - 1].isalpha() else 1
    left = _LEFT.search(text[max(0, capital - marks - _LONGEST_WORD) : capital - marks])
    right = _RIGHT.match(text, capital)
    if text[capital - 1] == "«":
        is_lost = text[capital - 2 : capital - 1] == ":"
        return _Seam(capital - 2, capital, "", "", ends_sentence=False, fixed=": «") if is_lost else None
    if left is None or right is None or len(left.group()) < _SHORTEST:
        return None
    start, end = capital - marks - len(left.group()), right.end()
    if text[start - 1 : start] in _ADDRESS or (text[end : end + 1] in _ADDRESS and text[end + 1 : end + 2].isalnum()):
        return None
    if marks and (left.group()[0].isupper() and len(left.group()) <= _LONGEST_TITLE):
        return None
    if not marks and left.group().lower() in _NAME_PREFIXES:
        return None
    fixed = f"{text[start:capital]} {text[capital:end]}"
    return _Seam(start, end, left.group(), right.group(), ends_sentence=bool(marks), fixed=fixed)


def _lost(seams: list[_Seam], words: Counter[str]) -> Iterator[_Seam]:
    """The seams at which a space was lost; where many surely were, tags were stripped all over the copy."""
    sure = [seam for seam in seams if _is_sure(seam, words)]
    yield from sure
    if len(sure) >= _MANY:
        taken = {seam.start for seam in sure}
        yield from (seam for seam in seams if seam.start not in taken and _is_likely(seam, words))


def _is_sure(seam: _Seam, words: Counter[str]) -> bool:
    """Enough by itself: "althoughMacron", "country.The", "112.Police"; not "YouTube", "easyJet", "Node.js"."""
    if not seam.left:
        return True
    right_is_small = seam.right.lower() in small_words()
    if seam.ends_sentence:
        return right_is_small or words[seam.right] > 1
    if words[seam.left + seam.right] > 1:
        return False
    if seam.left[0].isupper():
        return right_is_small and bool(words[seam.left])
    left_is_known = seam.left in small_words() or bool(words[seam.left])
    return left_is_known and (right_is_small or bool(words[seam.right]))


def _is_likely(seam: _Seam, words: Counter[str]) -> bool:
    """Enough where the copy has lost other spaces too: "alive.Initially", "HillsIn"."""
    if seam.ends_sentence:
        return seam.left.islower() and len(seam.right) > 1
    return (
        seam.right.lower() in small_words()
        and words[seam.left + seam.right] == 1
        and seam.left + seam.right != "LinkedIn"
    )
