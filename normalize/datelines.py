"""The grammar of datelines: place, date and agency before the first words of a story, in the forms agencies print."""

from functools import lru_cache
from re import Match
from re import compile as pattern

from normalize.document import Dateline
from normalize.phrasebook import UNSPACED, WORD, fold, phrasebook
from normalize.values import value

_REACH, _NEAR = 120, 70
"""Characters: no dateline is longer; and where at the latest its separator stands."""
_MARKED = pattern(
    r"(?P<head>[^()（）\[\]/【】\n]{0,70}(?:/[^()（）\[\]/【】\n]{1,40}){0,4}?)"
    r"\s?[(（\[](?P<agency>[^()（）\[\]\n]{2,40})[)）\]]\s*(?P<sep>\.?(?:[-–—―_]{1,2}|[:=：])|[.।]|(?=\S))\s*"
)
"""A mark in parentheses after the place: "KATHMANDU, April 25 (Reuters) - ", "LISBOA, 18 jun (Xinhua) -- "."""
_STRANGER = pattern(r"(?:[^\W\d_a-zа-я][\w.&'-]{1,15}|[A-Z]{2,6})(?:[ /-][^\W\d_a-zа-я][\w.&'-]{0,15}){0,2}")
"""How agencies are called: one to three words with capitals, without figures: "Northwind", "Delta News"."""
_SEPARATING = ("-", "–", "—", "―", "_")
_AGENCY_FIRST = pattern(
    r"[(（](?P<agency>[^()（）\n]{2,30})[)）]\s*[-–—]\s*(?P<head>[^-–—()\n]{2,60}?)\s*[-–—]{1,2}\s+"
)
"""ANSA's order: "(ANSA) - ROMA, 4 GEN - "."""
_SLASHED = pattern(r"(?P<head>[^()/\n]{3,60}?)\.?\s*[/–—-]\s?(?P<agency>[^()/\n,]{2,30})\s?[/.]\s*(?:[-–—.]\s*)?")
"""Eastern forms: "МОСКВА, 28 апреля. /ТАСС/. ", "МОСКВА, 28 апр - РИА Новости. ", "Bucureşti, 28 apr /Agerpres/ "."""
_STOPS = pattern(r"(?P<head>[^()\n.]{3,30}\. \d{1,2} [^\W\d]{3,12})\. (?P<agency>[^()\n]{2,20}?)(?:\. | [-–—] )")
"""Full stops between the parts: "Москва. 28 апреля. INTERFAX.RU - "."""
_COMMA_AGENCY = pattern(
    r"(?P<head>[^\W\d_][^()\n,\d]{2,30}(?:, \d{1,2}\.? [^\W\d_]{3,12}\.?)?), (?P<agency>[^()\n,\d]{2,25}?) ?[-–—]{1,2} "
)
"""The agency after a comma: "Jakarta, CNN Indonesia -- ", "Bakı, 12 mart, AZƏRTAC — "."""
_DASH_AGENCY = pattern(r"(?P<head>[^\W\d_][^()\n\d–—-]{2,30}) [-–—] (?P<agency>[^()\n\d–—-]{2,20}) [-–—:] ")
"""The agency after a dash: "تهران - ایرنا - "."""
_BRACKETS = frozenset("(（[")
_MARKED_FORMS = (
    (_AGENCY_FIRST, _BRACKETS),
    (_MARKED, _BRACKETS),
    (_SLASHED, frozenset("/–—-")),
    (_STOPS, frozenset(".")),
    (_COMMA_AGENCY, frozenset(",")),
    (_DASH_AGENCY, frozenset("-–—")),
)
"""The forms that name an agency, in the order they are tried, and characters of which one stands in all that each
finds: cheaper to ask for."""
_DATED = pattern(r"(?P<head>[^()\n]{3,70}?)\s*(?:[-–—_]{1,2}|:)\s+")
"""No mark, but a date: "THE HAGUE, March 2 - ", "SEOUL, Nov 26 AFP - "."""
_UNMARKED = (
    pattern(r"(?P<head>[^()\n\d]{2,60}?)\s*[–—]{1,2}\s+"),
    pattern(r"(?P<head>[^()\n\d-]{2,40}?)\s+-{1,2}\s+"),
    pattern(r"(?P<head>[^\W\d_][^()\n\d:.]{1,30}):\s+"),
    pattern(r"(?P<head>[^\W\d_][^()\n\d:.,!?]{1,30})\.\s+"),
)
"""A place and a separator: "München/London – ", "NEW YORK - ", "BHOPAL: ", "Riad. "."""
_CHINESE = pattern(
    r"[(（【]?(?P<agency>新华社|新華社|中新社|中新网|中央社)(?:记者|記者)?(?P<head>[^电電\n]{2,30}?)"
    r"(?P<date>\d{1,2}月\d{1,2}日|\d{1,2}日)?[电電][)）】]?[\s\u3000]*"
)
"""Chinese: "新华社北京11月17日电 ", "（中央社記者王揚宇台北28日電）"."""
_BRACKETED = pattern(
    r"[（(\[【［](?P<inner>[^）)\]】］\n]{2,40})[）)\]】］]\s*(?:[가-힣]{2,4}\s?(?:특파원|기자)\s?=\s?|[-–—―]\s*|=\s*)?"
)
"""Korean and Japanese: "(서울=연합뉴스) 홍길동 기자 = ", "【モスクワ＝共同】", "［ロンドン　２８日　ロイター］ - "."""
_INSIDE_BRACKET = pattern(r"[=＝\s\u3000]+")
_JAPANESE_AGENCY = pattern(r"(?P<place>.{2,12})(?P<agency>時事|共同|ロイター|ＡＦＰ)\Z")
"""Place and agency without a mark between them: "ソウル時事"."""
_REPORTER = pattern(r"특파원|기자|記者")
_PICTURES = ("写真", "사진", "写真＝", "사진=")
_PARTICLES = frozenset(
    {
        "of",
        "the",
        "de",
        "la",
        "el",
        "los",
        "las",
        "le",
        "les",
        "du",
        "des",
        "di",
        "da",
        "do",
        "del",
        "della",
        "dos",
        "das",
        "am",
        "an",
        "der",
        "den",
        "im",
        "ob",
        "und",
        "y",
        "e",
        "and",
        "bei",
        "auf",
        "sur",
        "es",
        "sous",
        "aan",
        "op",
        "nad",
        "pod",
        "pri",
        "na",
        "upon",
        "al",
        "as",
        "van",
        "von",
    }
)
_GLUED_COMMA = pattern(r",(?=[^\W\d_])")
"""A slip of 1987: "PARIS,March 16 - "."""
_FIGURE = pattern(r"[\d०-९০-৯٠-٩]")
_MAY_OPEN = pattern(r"[-–—―_：/电電)）\]】］]")
_DASHES = ("-", "–", "—")
_MOST_WORDS, _LONGEST_PLACE, _LONGEST_DATE = 7, 60, 40
_LONGEST_CHINESE_PLACE = 4


@value()
class Found:
    """A dateline read off the head of a text, `end` characters long.

    `is_marked`: it names an agency or a date, or stands in brackets.
    """

    dateline: Dateline
    end: int
    is_marked: bool


@value()
class _Head:
    """What stands before the agency's mark."""

    places: tuple[str, ...] = ()
    date: str | None = None


def parse_dateline(text: str) -> Found | None:
    """The dateline that opens the text, if one does.

    One with an agency or a date stands by itself; one without (`is_marked` False: "Riad. ", "BHOPAL: ") is only
    a guess that wants a second proof. Forms: style guides of the agencies; see each pattern's example.
    """
    return _parse_head(text[:_REACH])


@lru_cache(maxsize=256)  # several stages ask about the same paragraph
def _parse_head(head: str) -> Found | None:
    if head.startswith("*") and (found := _parse_head(head.lstrip("* "))):
        stars = len(head) - len(head.lstrip("* "))
        told = found.dateline
        dateline = Dateline(told.place, told.agency, told.date, head[:stars] + told.raw)
        return Found(dateline, found.end + stars, found.is_marked)
    return _marked(head) or _chinese(head) or _bracketed(head) or _dated(head) or _unmarked(head)


def opens_dated(text: str) -> bool:
    """Whether a dateline with an agency or a date opens the text, and words follow it."""
    if text[:1].islower() or not _MAY_OPEN.search(text[:_NEAR]):
        return False
    found = parse_dateline(text)
    return found is not None and found.is_marked and len(text) > found.end


def parse_own_line(line: str) -> Dateline | None:
    """The dateline that is all of a line: "PTI, Washington,", "AFP, MANILA", "AUBURN, Wash. —", "Ankara"."""
    bare = line.strip().rstrip(",-–— ").strip()
    if not bare or len(bare) > _LONGEST_PLACE or _FIGURE.search(bare):
        return None
    agency, _, place = (part.strip() for part in bare.partition(","))
    is_dashed = line.rstrip().endswith(_DASHES)
    if place and _is_agency(agency) and _is_place(place):
        return Dateline((place,), agency, None, line)
    if is_dashed and _is_agency(bare):
        return Dateline((), bare, None, line)
    if is_city(bare) or (is_dashed and _is_place(bare)):
        return Dateline((bare,), None, None, line)
    return None


def is_city(name: str) -> bool:
    """Whether the name stands in the list of places that datelines give without a country; slash parts all do."""
    return all(fold(part.partition(",")[0]) in phrasebook().cities for part in name.split("/"))


def _marked(text: str) -> Found | None:
    characters = frozenset(text)
    for form, marks in _MARKED_FORMS:
        found = None if marks.isdisjoint(characters) else form.match(text)
        if not found or not _is_agency(found["agency"]) or (form is _MARKED and _lacks_separator(text, found)):
            continue
        head = _read_head(found["head"])
        if head is not None:
            return _found(text, found.end(), head, found["agency"].strip())
    return None if _BRACKETS.isdisjoint(characters) else _marked_by_a_stranger(text)


def _marked_by_a_stranger(text: str) -> Found | None:
    """The marked form with an agency that no list knows: "PORT ELLERY, March 3 (Northwind) - ".

    A date or a listed city before the mark proves it; else it is a guess ("Marsh County (Northwind) - ").
    """
    found = _MARKED.match(text)
    if not found or not found["sep"].endswith(_SEPARATING) or not _STRANGER.fullmatch(found["agency"]):
        return None
    head = _read_head(found["head"])
    if (
        head is None
        or not head.places
        or is_city(found["agency"])
        or (head.date is not None and not _is_date(head.date))
    ):
        return None
    is_proven = head.date is not None or all(is_city(place) for place in head.places)
    return _found(text, found.end(), head, found["agency"].strip(), is_marked=is_proven)


def _lacks_separator(text: str, found: Match[str]) -> bool:
    """Whether nothing parts the mark from the story, as in "France (AP) said"; a date before the mark is proof enough.

    In Indic, Chinese and Korean copy nothing need part them.
    """
    is_latin = text[0].isascii() and text[0].isalpha() and not UNSPACED.search(text)
    return is_latin and not found["sep"] and not (_FIGURE.search(found["head"]) and text[found.end()].isupper())


def _chinese(text: str) -> Found | None:
    found = _CHINESE.match(text)
    if not found:
        return None
    head, cities = found["head"], phrasebook().cities
    tails = (head[-size:] for size in range(min(len(head), _LONGEST_CHINESE_PLACE), 1, -1))
    return _found(
        text, found.end(), _Head((next((t for t in tails if t in cities), head),), found["date"]), found["agency"]
    )


def _bracketed(text: str) -> Found | None:
    found = _BRACKETED.match(text)
    if not found or not UNSPACED.search(found["inner"]) or found["inner"].startswith(_PICTURES):
        return None
    parts = [part for part in _INSIDE_BRACKET.split(found["inner"]) if part]
    if len(parts) == 1 and (glued := _JAPANESE_AGENCY.match(parts[0])):
        parts = [glued["place"], glued["agency"]]
    agency = next((part for part in parts if _is_agency(part)), None)
    date = next((part for part in parts if _FIGURE.search(part)), None)
    places = tuple(part for part in parts if part not in {agency, date} and not _REPORTER.search(part))[:1]
    if agency is None and not (places and is_city(places[0])):
        return None
    return _found(text, found.end(), _Head(places, date), agency, is_marked=True)


def _dated(text: str) -> Found | None:
    """Place and date without a mark, and the agency that may close them: "SEOUL, Nov 26 AFP - "."""
    found = _DATED.match(text)
    if not found or not _FIGURE.search(found["head"]):
        return None
    words = found["head"].split()
    agency = words[-1] if _is_agency(words[-1]) else None
    head = _read_head(" ".join(words[:-1]) if agency else found["head"])
    if head is None or not head.date or not head.places or not _is_date(head.date):
        return None
    return _found(text, found.end(), head, agency)


def _is_date(date: str) -> bool:
    """Whether the words of it are a month's or day's name, and there is one."""
    words = [word for word in WORD.findall(date.casefold()) if not word[0].isdecimal()]
    return bool(words) and all(word in phrasebook().date_words for word in words)


def _unmarked(text: str) -> Found | None:
    for form in _UNMARKED:
        found = form.match(text)
        if found and _is_place(found["head"]) and text[found.end() : found.end() + 1].strip():
            return _found(text, found.end(), _Head(_slash_parts(found["head"])), None)
    return None


def _read_head(head: str) -> _Head | None:
    """Places and date of what stands before the mark; None if it is neither."""
    bare = _GLUED_COMMA.sub(", ", head.strip()).strip(", ")
    figure = _FIGURE.search(bare)
    if not figure:
        return _Head(_slash_parts(bare)) if not bare or _is_place(bare) else None
    words = bare[: figure.start()].split()
    while words and fold(words[-1]) in phrasebook().date_words and not (len(words) == 1 and is_city(words[0])):
        words.pop()
    place = " ".join(words)
    date = bare[bare.find(words[-1]) + len(words[-1]) :].strip(" ,") if words else bare
    place = place.rstrip(" ,") if "," in place.rstrip(" ,") else place.rstrip(" ,.")
    if len(date) > _LONGEST_DATE or (place and not _is_place(place)):
        return None
    return _Head(_slash_parts(place), date)


def _slash_parts(place: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in place.split("/") if part.strip())


def _is_agency(mark: str) -> bool:
    agencies = phrasebook().agencies
    return any(fold(part) in agencies for part in (mark, *mark.replace("-", "/").split("/")))


def _is_place(name: str) -> bool:
    """Whether it can be the name of a place: few words, each with a capital or a particle, no sentence in it."""
    words = [word.strip(",.'’") for word in name.replace("/", " ").replace("-", " ").split()]
    if not 0 < len(words) <= _MOST_WORDS or len(name) > _LONGEST_PLACE or not _has_capital(words[0]):
        return False
    return all(not word or word in _PARTICLES or _has_capital(word) for word in words)


def _has_capital(word: str) -> bool:
    """Whether the word begins with a capital, or with a letter of a script that has none."""
    return word[:1].isalpha() and not word[:1].islower()


def _found(text: str, end: int, head: _Head, agency: str | None, *, is_marked: bool | None = None) -> Found:
    """A dateline that ends there; an agency or a date marks it, where nothing else was found."""
    if is_marked is None:
        is_marked = agency is not None or head.date is not None
    return Found(Dateline(head.places, agency, head.date, text[:end]), end, is_marked)
