"""Transmission frames: where IPTC 7901 and ANPA 1312 marks stand in a text, and what their header lines say.

Both standards wrap a story alike: SOH, header lines, STX, the text, ETX, a trailer, EOT. ANPA copy adds lines that
open with `^` and close with `<` or `=`; IPTC 7901 copy closes the lines over the text with `=`. Copy that went
through SGML (Reuters 1987) has the marks as character references: `&#2;`, `&#3;`.
"""

import html
import re
from collections.abc import Iterator
from datetime import UTC, datetime

from normalize.document import Field
from normalize.unprintable import printable
from normalize.values import value

_MARK = re.compile(r"[\x01-\x08\x0e-\x1f\x7f]|&#(?:[1-8]|1[4-9]|2\d|3[01]|127);")
_CONTROL = re.compile(r"[\x01-\x08\x0e-\x1f\x7f]")
_OPENING = re.compile(r"[\x01\x05\x16]|&#(?:1|5|22);")
_STX = re.compile(r"\x02|&#2;")
_ETX = re.compile(r"\x03|&#3;")

_LONGEST_HEADER = 2_000
_LONGEST_TRAILER = 500
"""In characters. IPTC 7901 and ANPA 1312 headers are two to four lines; a mark further away is a stray one."""

# "eca062 4 i 211 ccccb   dpa 061": service, number, urgency, category, words (IPTC 7901 sections 2 and 3).
_IPTC_LINE = re.compile(
    r"(?P<service>[a-z]{2,4})(?P<number>\d{3,4}) (?P<urgency>[1-9]) (?P<category>\w{1,3}) +(?P<words>\d{1,5})\b",
    re.IGNORECASE,
)
# "W2870 asian": service level and transmission number (ANPA 1312 section 4).
_ANPA_FIRST = re.compile(r"(?P<service>[a-z])(?P<number>\d{4})\b", re.IGNORECASE)
# "b f BC-MONY-FUNDING-ISSUES-1   03-03 0087": priority, category, version and keyword, date, words.
_ANPA_SECOND = re.compile(
    r"(?P<priority>[a-z]) (?P<category>[a-z]) +(?P<slug>\S[^\n]{0,80}?) +\d{1,2}-\d{1,2} +(?P<words>\d{4})\b",
    re.IGNORECASE,
)
# "AP-WF-08-29-16 1626GMT": month, day, year, time.
_AP_TRAILER = re.compile(
    r"\bAP-[A-Z]{2}-(?P<month>\d\d)-(?P<day>\d\d)-(?P<year>\d\d) (?P<hour>\d\d)(?P<minute>\d\d)GMT"
)
# "131137 GMT Nov 13": day, time, month, year (IPTC 7901 section 5).
_IPTC_TRAILER = re.compile(
    r"\b(?P<day>\d\d)(?P<hour>\d\d)(?P<minute>\d\d)(?: GMT)? (?P<name>[A-Za-zä]{3}) (?P<year>\d\d)\b"
)
_MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "mär": 3, "apr": 4, "may": 5, "mai": 5, "jun": 6, "jul": 7,
    "aug": 8, "sep": 9, "oct": 10, "okt": 10, "nov": 11, "dec": 12, "dez": 12,
}  # fmt: skip


@value()
class Frame:
    """The story lies at start..end of the text; before it stands the header, after it the trailer."""

    start: int
    end: int


def find_frame(text: str) -> Frame:
    """The text's transmission frame; the whole text where there is none."""
    start, end = 0, len(text)
    if "&#" not in text and _CONTROL.search(text) is None:
        return Frame(start, end)
    opening = _STX.search(text, 0, _LONGEST_HEADER)
    if opening and (not text[: opening.start()].strip() or _OPENING.search(text, 0, opening.start())):
        start = opening.end()
    elif (heading := _OPENING.search(text, 0, 80)) and not text[: heading.start()].strip():
        start = _end_of_line(text, heading.end())
    closings = [found.start() for found in _ETX.finditer(text, max(start, len(text) - _LONGEST_TRAILER))]
    return Frame(start, closings[0] if closings else end)


def _end_of_line(text: str, at: int) -> int:
    found = text.find("\n", at)
    return len(text) if found < 0 else found


def frame_fields(text: str, frame: Frame) -> Iterator[tuple[str, Field]]:
    """What header and trailer say, as named fields: number, words, urgency, keyword, time sent."""
    header = _MARK.sub(" ", text[: frame.start])
    if found := _IPTC_LINE.search(header):
        yield from _named(found, "iptc7901.header", number="service_number", category="category")
        yield "urgency", Field(int(found["urgency"]), "iptc7901.header")
        yield "word_count", Field(int(found["words"]), "iptc7901.header")
        if keyword := _keyword_line(header[found.end() :]):
            yield "slugline", Field(keyword, "iptc7901.keyword")
    elif found := _ANPA_SECOND.search(header):
        if first := _ANPA_FIRST.search(header, 0, found.start()):
            yield from _named(first, "anpa1312.header", number="service_number")
        yield from _named(found, "anpa1312.header", priority="priority", category="category", slug="slugline")
        yield "word_count", Field(int(found["words"]), "anpa1312.header")
    if sent := _time_sent(text[frame.end :]):
        yield "version_created", Field(sent, "transmission.trailer")


def _named(found: re.Match[str], origin: str, **names: str) -> Iterator[tuple[str, Field]]:
    for group, name in names.items():
        yield name, Field(_folded(found[group]), origin)


def _folded(raw: str) -> str:
    """A header's words with single spaces between them and entities read."""
    return printable(html.unescape(" ".join(raw.split())))


def _keyword_line(rest: str) -> str | None:
    """The line between the first header line and STX: "Germany-politics/"."""
    lines = [_folded(line).rstrip("/") for line in rest.split("\n")[1:]]
    return next((line for line in lines if line), None)


def _time_sent(trailer: str) -> datetime | None:
    found = _AP_TRAILER.search(trailer)
    if found:
        month = int(found["month"])
    elif found := _IPTC_TRAILER.search(trailer):
        month = _MONTHS.get(found["name"].lower(), 0)
    else:
        return None
    try:
        return datetime(
            2000 + int(found["year"]), month, int(found["day"]), int(found["hour"]), int(found["minute"]), tzinfo=UTC
        )
    except ValueError:  # a slip of the sender's: no such day, month or hour
        return None
