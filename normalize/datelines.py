"""The grammar of datelines: place, date and agency before the first words of a story, in the forms agencies print."""

from dataclasses import dataclass
from re import IGNORECASE
from re import compile as pattern

from normalize.document import Dateline
from normalize.phrasebook import UNSPACED, WORD, fold, phrasebook

_REACH = 120
"""Characters: no dateline is longer."""
_MARKED = pattern(
    r"(?P<head>[^()（）\[\]/【】\n]{0,70}(?:/[^()（）\[\]/【】\n]{1,40}){0,4}?)\s?[(（\[](?P<agency>[^()（）\[\]\n]{2,40})[)）\]]"
    r"\s*(?P<sep>\.?(?:[-–—―_]{1,2}|[:=：])|[.।]|(?=\S))\s*"
)
"""A mark in parentheses after the place: "KATHMANDU, April 25 (Reuters) - ", "LISBOA, 18 jun (Xinhua) -- ", "(EFE).- "."""
_AGENCY_FIRST = pattern(
    r"[(（](?P<agency>[^()（）\n]{2,30})[)）]\s*[-–—]\s*(?P<head>[^-–—()\n]{2,60}?)\s*[-–—]{1,2}\s+"
)
"""ANSA's order: "(ANSA) - ROMA, 4 GEN - "."""
_SLASHED = pattern(r"(?P<head>[^()/\n]{3,60}?)\.?\s*[/-]\s?(?P<agency>[^()/\n,]{2,30})\s?[/.]\s*(?:[-–—.]\s*)?")
"""Eastern forms: "МОСКВА, 28 апреля. /ТАСС/. ", "МОСКВА, 28 апр - РИА Новости. ", "Bucureşti, 28 apr /Agerpres/ - "."""
_DATED = pattern(r"(?P<head>[^()\n]{3,70}?)\s*(?:[-–—_]{1,2}|:)\s+")
"""No mark, but a date: "THE HAGUE, March 2 - ", "SEOUL, Nov 26 AFP - "."""
_DASHED = pattern(r"(?P<head>[^()\n\d]{2,60}?)\s*[–—]{1,2}\s+")
"""No mark, no date, a dash: "München/London – ", "Dekalb, Ill. — "."""
_HYPHENED = pattern(r"(?P<head>[^()\n\d-]{2,40}?)\s+-{1,2}\s+")
"""The same with a hyphen: "NEW YORK - "."""
_COLON = pattern(r"(?P<head>[^\W\d_][^()\n\d:.]{1,30}):\s+")
"""Indian papers: "BHOPAL: "."""
_STOPPED = pattern(r"(?P<head>[^\W\d_][^()\n\d:.,!?]{1,30})\.\s+")
"""German papers: "Riad. "."""
_XINHUA = pattern(r"(?P<agency>新华社|新華社|中新社|中新网|中央社)(?:记者)?(?P<head>[^电電\n]{2,30}?)(?P<date>\d{1,2}月\d{1,2}日|\d{1,2}日)?[电電][\s\u3000（]*")
"""Chinese: "新华社北京11月17日电 "."""
_BRACKETED = pattern(r"[（(\[【［](?P<inner>[^）)\]】］\n]{2,40})[）)\]】］]\s*(?:[가-힣]{2,4}\s?(?:특파원|기자)\s?=\s?|[-–—―]\s*|=\s*)?")
"""Korean and Japanese: "(서울=연합뉴스) 홍길동 기자 = ", "【モスクワ＝共同】", "[東京　28日　ロイター］"."""
_REPORTER = pattern(r"(?:특파원|기자|時事|共同)")
_PARTICLE = frozenset("of the de la el los las le les du des di da do del della dos das am an der den im ob und y e and bei auf sur".split())
_REGION = pattern(r",\s*[^,]{2,30}\Z")
_FIGURE = pattern(r"[\d०-९০-৯٠-٩０-９]")


@dataclass(frozen=True, slots=True)
class Found:
    """A dateline read off the head of a text, `end` characters long; `is_marked` if it names an agency or a date."""

    dateline: Dateline
    end: int
    is_marked: bool


def parse_dateline(text: str) -> Found | None:
    """The dateline that opens the text, if one does.

    One with an agency or a date stands by itself; one without (`is_marked` False: "Riad. ", "BHOPAL: ") is only
    a guess that wants a second proof. Forms: style guides of the agencies; see each pattern's example.
    """
    head = text[:_REACH]
    return _marked(head) or _eastern(head) or _unmarked(head)


def parse_own_line(line: str) -> Dateline | None:
    """The dateline that is all of a line: "PTI, Washington,", "AFP, MANILA", "AUBURN, Wash. —", "Ankara"."""
    bare = line.strip().rstrip(",-–— ").strip()
    book = phrasebook()
    if not bare or len(bare) > 60 or _FIGURE.search(bare):
        return None
    first, _, rest = bare.partition(",")
    if rest and fold(first) in book.agencies and _is_place(rest.strip()):
        return Dateline((rest.strip(),), first.strip(), None, line)
    if fold(bare) in book.agencies and line.rstrip().endswith(("-", "–", "—")):
        return Dateline((), bare, None, line)
    if is_city(bare) or (line.rstrip().endswith(("-", "–", "—")) and _is_place(bare)):
        return Dateline((bare,), None, None, line)
    return None


def is_city(name: str) -> bool:
    """Whether the name stands in the list of places that datelines give without a country; slash parts all do."""
    return all(fold(part.partition(",")[0]) in phrasebook().cities for part in name.split("/"))


def _marked(text: str) -> Found | None:
    for form in (_AGENCY_FIRST, _MARKED, _SLASHED):
        found = form.match(text)
        if not found or not _is_agency(found["agency"]):
            continue
        if form is _MARKED and not found["sep"] and not UNSPACED.search(text) and text[0].isascii() and text[0].isalpha():
            continue
        read = _read_head(found["head"])
        if read is not None:
            return _found(text, found.end(), read, found["agency"].strip())
    return None


def _eastern(text: str) -> Found | None:
    if found := _XINHUA.match(text):
        place = _after_title(found["head"])
        return _found(text, found.end(), ((place,), found["date"]), found["agency"])
    if (found := _BRACKETED.match(text)) and UNSPACED.search(found["inner"]) and not found["inner"].startswith(("写真", "사진")):
        return _bracketed(text, found.end(), found["inner"])
    return None


def _after_title(head: str) -> str:
    """The place in "記者王揚宇台北": what the list knows at the end, else the whole."""
    cities = phrasebook().cities
    return next((head[-size:] for size in (4, 3, 2) if head[-size:] in cities), head)


def _bracketed(text: str, end: int, inner: str) -> Found | None:
    parts = [part for part in pattern(r"[=＝\s\u3000]+").split(inner) if part]
    agency = next((part for part in parts if fold(part) in phrasebook().agencies), None)
    date = next((part for part in parts if _FIGURE.search(part)), None)
    places = tuple(part for part in parts if part not in (agency, date) and not _REPORTER.search(part))[:1]
    if agency is None and not (places and is_city(places[0])):
        return None
    return _found(text, end, (places, date), agency)


def _unmarked(text: str) -> Found | None:
    if (found := _DATED.match(text)) and _FIGURE.search(found["head"]) and (read := _read_dated(found["head"])):
        return _found(text, found.end(), read[0], read[1])
    for form in (_DASHED, _HYPHENED, _COLON, _STOPPED):
        found = form.match(text)
        if found and _is_place(found["head"]) and text[found.end() : found.end() + 1].strip():
            places = tuple(part.strip() for part in found["head"].split("/"))
            return Found(Dateline(places, None, None, text[: found.end()]), found.end(), False)
    return None


def _read_dated(head: str) -> tuple[tuple[tuple[str, ...], str | None], str | None] | None:
    """Place and date of a head without parentheses, and the agency that may close it: "SEOUL, Nov 26 AFP"."""
    words = head.split()
    agency = words[-1] if len(words) > 2 and fold(words[-1]) in phrasebook().agencies else None
    read = _read_head(" ".join(words[:-1]) if agency else head)
    if read is None or not read[1] or not read[0]:
        return None
    date_words = [word for word in WORD.findall(read[1].casefold()) if not word[0].isdecimal()]
    is_date = bool(date_words) and all(word in phrasebook().date_words for word in date_words)
    return (read, agency) if is_date and _FIGURE.search(read[1]) else None


def _read_head(head: str) -> tuple[tuple[str, ...], str | None] | None:
    """Places and date of what stands before the mark; None if it is neither."""
    bare = head.strip().strip(",").strip()
    if not bare:
        return (), None
    figure = _FIGURE.search(bare)
    if not figure:
        return (tuple(part.strip() for part in bare.split("/")), None) if _is_place(bare) else None
    before = bare[: figure.start()].rstrip()
    words = before.split()
    while words and fold(words[-1]) in phrasebook().date_words and not (len(words) == 1 and is_city(words[0])):
        words.pop()
    place = before[: len(before) - len(before[len(" ".join(words)) :])] if words else ""
    date = bare[len(place) :].strip(" ,")
    place = place.rstrip(" ,.").strip() if not place.endswith(".") or "," not in place else place.strip(" ,")
    if len(date) > 40 or (place and not _is_place(place)):
        return None
    return tuple(part.strip() for part in place.split("/")) if place else (), date or None


def _is_agency(mark: str) -> bool:
    agencies = phrasebook().agencies
    return any(fold(part) in agencies for part in (mark, *mark.replace("-", "/").split("/")))


def _is_place(name: str) -> bool:
    """Whether it can be the name of a place: few words, each with a capital or a particle, no sentence in it."""
    words = name.replace("/", " ").replace("-", " ").split()
    if not 0 < len(words) <= 7 or len(name) > 60:
        return False
    bare = [word.strip(",.'’") for word in words]
    return all(word in _PARTICLE or not word or _has_capital(word) for word in bare) and _has_capital(bare[0])


def _has_capital(word: str) -> bool:
    return word[:1].isupper() or (word[:1].isalpha() and not word[:1].islower())


def _found(text: str, end: int, read: tuple[tuple[str, ...], str | None], agency: str | None) -> Found:
    places = tuple(place for place in read[0] if place)
    return Found(Dateline(places, agency, read[1], text[:end]), end, agency is not None or read[1] is not None)
