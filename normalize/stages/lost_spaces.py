"""Spaces that were lost where tags were stripped: `althoughMacron`, `country.The`."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from normalize.document import Document, Repair
from normalize.phrasebook import phrasebook
from normalize.small_words import count_by_language, small_words, small_words_by_language

_LETTERS = (*range(0x41, 0x5B), *range(0x61, 0x7B), *range(0xC0, 0x250), *range(0x370, 0x530))
"""Latin, Greek and Cyrillic: the scripts that tell small letters from capitals."""
_LOWER = "".join(chr(code) for code in _LETTERS if chr(code).islower())
_UPPER = "".join(chr(code) for code in _LETTERS if chr(code).isupper())
# A capital right after a small letter, a figure, a sentence end or an opening guillemet.
_CAPITAL = re.compile(rf"[{_UPPER}](?<=[{_LOWER}0-9.!?…«][{_UPPER}])")
_LEFT = re.compile(rf"[{_LOWER}{_UPPER}]+\Z|[0-9]{{2,}}\Z")
_RIGHT = re.compile(rf"[{_UPPER}][{_LOWER}]*(?![{_UPPER}0-9])")
_WORD = re.compile(rf"[{_LOWER}{_UPPER}]+")
_NAME_AND_TAIL = re.compile(rf"(?<![{_LOWER}{_UPPER}])[{_UPPER}][{_LOWER}]{{6,}}(?![{_LOWER}{_UPPER}])")
# `... ended,”said he`, where the copy opens its quotations with another mark.
_CLOSED_QUOTE = re.compile(rf"(?<=[.,!?])”(?=[{_LOWER}{_UPPER}])")
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
_MANY = 2
"""Sure cases after which likely ones are believed too."""
_SHORTEST = 2
"""Letters of a word that is parted off: "i" and "e" are half of "iPhone" and "eBay"."""
_SURE_SMALL = 3
"""Letters of a small word that tells by itself that a name was fused to it: "forBerlin", never "onClick", "inDrive"."""
_NAME, _TAIL = 4, 3
"""Letters of a name and of the small word that is fused behind it: "Macronhas", never "Berliner" or "Israelis"."""
_LONG = 6
"""Letters of a word that begins no brand: "ministreClaire", never "easyJet"."""
_ENDINGS = frozenset(
    {"son", "sen", "man", "men", "mann", "dos", "mas", "den", "sur", "ten", "ler", "lar", "nin", "nun"}
)
"""Small words of some language that end names, or are a case, in another: "Johnson", "Hoffmann", "Christmas"."""
_DOMAINS = frozenset({"net", "com", "org", "info", "ru", "fr", "de", "it", "uk", "us", "tv", "fm", "io", "js", "biz"})
"""What ends an address, also where a house writes it with a capital: "Harbour.Net"."""
_BEGINNING, _ALIKE = 3000, 0.8
"""Characters by which the copy's language is told, and how well another must fit beside the best."""
_WHOLE = frozenset(
    {
        "iPhone",
        "iPad",
        "iPod",
        "iCloud",
        "eBay",
        "eBook",
        "LinkedIn",
        "PlugIn",
        "LogIn",
        "SignIn",
        "SignUp",
        "StartUp",
        "CheckIn",
        "theGrio",
        "theSkimm",
        "theScore",
    }
)
"""Words that end or begin with a small word and are whole."""


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
    part is a small word or stands elsewhere too. Where one was found, `Macronhas` is parted as well.
    Must not touch: names with a capital inside (`McDonald`, `DeSantis`, `LaGuardia`), brands (`iPhone`,
    `YouTube`, `eBay`), addresses and file names (`Booking.com`, `Node.js`), words that recur as they are.
    """
    text = document.text
    seams = [seam for found in _CAPITAL.finditer(text) if (seam := _seam(text, found.start()))]
    gaps = [*_gaps(text)]
    if not seams and not gaps:
        return document
    words, small = _standing_words(text, seams), _small_words_of(text) if seams else frozenset[str]()
    lost = [*_lost(seams, words, small)]
    if lost:
        lost += _tails(text, small)
    repairs = [Repair(one.start, one.end, text[one.start : one.end], one.fixed, "lost_space") for one in lost]
    repairs += [Repair(at, at + 1, text[at], f"{text[at]} ", "lost_space") for at in gaps]
    return document.with_repairs(_apart(repairs))


def _gaps(text: str) -> Iterator[int]:
    """Where marks stand that a space must follow: a danda, a closing quotation mark after a comma or stop."""
    if "\u0964" in text or "\u0965" in text:
        yield from (found.start() for found in _DANDA.finditer(text))
    if "”" in text and "“" in text and "„" not in text:
        yield from (found.start() for found in _CLOSED_QUOTE.finditer(text))


def _tails(text: str, small: frozenset[str]) -> Iterator[_Seam]:
    """Names with a small word fused behind them, "Macronhas": each stands elsewhere, the two together only here."""
    words = Counter(_WORD.findall(text))
    for found in _NAME_AND_TAIL.finditer(text):
        word = found.group()
        if words[word] > 1:
            continue
        for at in range(_NAME, len(word) - _TAIL + 1):
            name, tail = word[:at], word[at:]
            if tail in small and tail not in _ENDINGS and words[name] and (words[tail] or words[name] > 1):
                fixed = f"{name} {tail}"
                yield _Seam(found.start(), found.end(), name, tail, ends_sentence=False, fixed=fixed)
                break


def _standing_words(text: str, seams: list[_Seam]) -> Counter[str]:
    """How often each word, or at least each that touches a seam, stands in the text by itself."""
    if len(seams) > _MANY:
        return Counter(_WORD.findall(text))
    asked = {word for seam in seams for word in (seam.left, seam.right, seam.left + seam.right) if word}
    return Counter({word: _times_standing(text, word) for word in asked})


def _small_words_of(text: str) -> frozenset[str]:
    """The small words of the language of the copy, or of several where its beginning fits them alike."""
    fits, _ = count_by_language(_WORD.findall(text[:_BEGINNING].lower()))
    best = max(fits.values(), default=0)
    fitting = [small_words_by_language()[tag] for tag in fits if fits[tag] >= _ALIKE * best]
    return frozenset[str]().union(*fitting) if fitting else small_words()


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
    marks = 0 if text[capital - 1].isalnum() else 1
    left = _LEFT.search(text[max(0, capital - marks - _LONGEST_WORD) : capital - marks])
    right = _RIGHT.match(text, capital)
    if text[capital - 1] == "«":
        is_lost = text[capital - 2 : capital - 1] == ":"
        return _Seam(capital - 2, capital, "", "", ends_sentence=False, fixed=": «") if is_lost else None
    if left is None or right is None or text[right.end() : right.end() + 1] == "(":
        return None
    start, end = capital - marks - len(left.group()), right.end()
    if text[start - 1 : start] in _ADDRESS or (text[end : end + 1] in _ADDRESS and text[end + 1 : end + 2].isalnum()):
        return None
    if marks and (right.group().lower() in _DOMAINS or len(left.group()) < _SHORTEST or left.group().lower() == "www"):
        return None
    if marks and (left.group()[0].isupper() and len(left.group()) <= _LONGEST_TITLE):
        return None
    fixed = f"{text[start:capital]} {text[capital:end]}"
    return _Seam(start, end, left.group(), right.group(), ends_sentence=bool(marks), fixed=fixed)


def _lost(seams: list[_Seam], words: Counter[str], small: frozenset[str]) -> Iterator[_Seam]:
    """The seams at which a space was lost; where many surely were, tags were stripped all over the copy."""
    sure = [seam for seam in seams if _is_sure(seam, words, small)]
    yield from sure
    if len(sure) >= _MANY:
        taken = {seam.start for seam in sure}
        yield from (seam for seam in seams if seam.start not in taken and _is_likely(seam, words, small))


def _is_sure(seam: _Seam, words: Counter[str], small: frozenset[str]) -> bool:
    """Enough by itself: "althoughMacron", "country.The", "112.Police"; not "YouTube", "easyJet", "Node.js"."""
    if not seam.left:
        return True
    right_is_small = seam.right.lower() in small
    if seam.ends_sentence:
        return right_is_small or words[seam.right] > 1 or _is_last_word(seam, words, small)
    whole = seam.left + seam.right
    return words[whole] <= 1 and whole not in _WHOLE and _are_two_words(seam, words, small)


def _are_two_words(seam: _Seam, words: Counter[str], small: frozenset[str]) -> bool:
    """Whether both sides of a seam inside a word are words of the copy."""
    right_is_small = seam.right.lower() in small
    if len(seam.left) < _SHORTEST or seam.left.lower() in _NAME_PREFIXES:
        return seam.left in small and words[seam.right] > 1 and len(seam.right) >= _NAME
    if seam.left[0].isupper():
        return right_is_small and bool(words[seam.left])
    if seam.left in small and not right_is_small and len(seam.left) >= _SURE_SMALL <= len(seam.right):
        return True
    if len(seam.left) >= _NAME and words[seam.right] > 1:
        return True
    is_day = len(seam.right) >= _NAME and seam.right.lower() in phrasebook().date_words
    left_is_known = seam.left in small or bool(words[seam.left])
    return left_is_known and (right_is_small or is_day or bool(words[seam.right]))


def _is_last_word(seam: _Seam, words: Counter[str], small: frozenset[str]) -> bool:
    """Whether a sentence can end with the word: no abbreviation ("prof.Smith"), no code."""
    is_word = len(seam.left) > _LONGEST_TITLE or seam.left in small or words[seam.left] > 0
    if not seam.left.islower():
        return words[seam.left] > 0 and len(seam.right) > _SHORTEST
    return is_word and len(seam.left) >= _SHORTEST and len(seam.right) >= _SHORTEST


def _is_likely(seam: _Seam, words: Counter[str], small: frozenset[str]) -> bool:
    """Enough where the copy has lost other spaces too: "alive.Initially", "HillsIn"."""
    if seam.ends_sentence:
        return seam.left.islower() and len(seam.right) > 1
    whole = seam.left + seam.right
    if words[whole] > 1 or whole in _WHOLE or len(seam.right) < _SHORTEST:
        return False
    if len(seam.left) < _SHORTEST or seam.left.lower() in _NAME_PREFIXES:
        return seam.left in small and words[seam.right] > 0 and len(seam.right) >= _NAME
    if seam.right.lower() in small:
        return True
    is_parted = seam.left in small or len(seam.left) >= _LONG or words[seam.right] > 0
    return is_parted and seam.left.islower() and len(seam.right) >= _NAME
