"""Reads the dates of feeds: an instant in UTC, or None; never a date that is not printed.

Tried in order: ISO 8601 as the standard library reads it, RFC 822 and its relatives, numbers with the year first,
C's asctime, words with the month first, numbers with the day first.
A date without a zone counts as UTC. An impossible day, hour or zone makes the whole date None. What is longer
than 64 characters is not a date. (dateutil and dateparser were measured: seconds on hostile texts, and guesses.)
"""

import re
from datetime import UTC, datetime, timedelta, timezone

from ingest.feed_entry import PrintedTime
from ingest.feed_months import month_of
from ingest.feed_zones import zone_of

LONGEST_DATE = 64
_YEARS = range(1970, 2101)
"""What feeds date before 1970 is a clock that was never set, and after 2100 a typing error."""

_MIDNIGHT_AFTER, _LEAP, _HALF_DAY, _MONTHS, _CENTURY_TURNS = 24, 60, 12, 12, 50

_CLOCK = (
    r"(?P<hour>\d{1,2})[:.h](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,]\d{1,12})?)?\s*(?P<half>[AaPp]\.?[Mm]\.?)?"
)
_ZONE = r"\s*(?P<zone>[A-Za-z]{0,5}\s?[+\-−]\d{1,2}:?\d{0,2}(?::00)?|\(?[A-Za-z]{1,5}\)?)?(?:\s*\([^()]*\))?"
_WEEKDAY = r"(?:[^\W\d]{2,}(?:-[^\W\d]+)?(?:\.?\s*,\s*|\.?\s+))?"

_NAME = r"(?P<name>[^\W\d]{3,})"
_DAY = r"(?P<day>\d{1,2})"
_TO_MONTH = r"(?:st|nd|rd|th|er|º|\.)?[\s\-/]*(?:de |of )?\s*"
_TO_YEAR = r"\.?,?[\s\-/]*(?:de |del )?\s*"
_YEAR = r"(?P<year>\d{4})"
_THEN_CLOCK = rf"(?:,?(?:\s+at)?\s+(?:-\s+)?{_CLOCK}{_ZONE})?"
_COMPACT_CLOCK = r"(?P<hour>\d{2}):?(?P<minute>\d{2}):?(?P<second>\d{2})?"

_FORMS = (
    # Tue, 06 Feb 2024 09:00:00 +0100, Seg, 5 de Set. de 2022 10:00, 6-Feb-24 9:00
    rf"{_WEEKDAY}{_DAY}{_TO_MONTH}{_NAME}{_TO_YEAR}(?P<year>\d{{4}}|\d{{2}}){_THEN_CLOCK}",
    # 2024-02-06T09:00:00.123+01:00, 2024-02-06 09:00, 2024/2/6 9:00 GMT
    rf"{_YEAR}[-/.](?P<month>\d{{1,2}})[-/.]{_DAY}(?:[Tt\s,]\s*{_CLOCK}{_ZONE})?",
    # 20240206T090000Z, 20240206
    rf"{_YEAR}(?P<month>\d{{2}})(?P<day>\d{{2}})(?:[Tt\s]?{_COMPACT_CLOCK}{_ZONE})?",
    # Tue Feb  6 09:00:00 CET 2024
    rf"{_WEEKDAY}{_NAME}\s+{_DAY}\s+{_CLOCK}{_ZONE}\s+{_YEAR}",
    # February 6, 2024, 9:00 am EST
    rf"{_WEEKDAY}{_NAME}\.?\s+{_DAY}(?:st|nd|rd|th)?,?\s+{_YEAR}{_THEN_CLOCK}",
    # 2024年2月6日 09:00
    rf"{_YEAR}\s*[年년]\s*(?P<month>\d{{1,2}})\s*[月월]\s*{_DAY}\s*[日일](?:\s*{_CLOCK}{_ZONE})?",
    # 06.02.2024 09:00
    rf"{_WEEKDAY}{_DAY}\.(?P<month>\d{{1,2}})\.{_YEAR}{_THEN_CLOCK}",
    # 13/02/2024 or 02/13/2024: only where the numbers leave one reading
    rf"(?P<either>\d{{1,2}})[/-](?P<other>\d{{1,2}})[/-]{_YEAR}{_THEN_CLOCK}",
    # 1707210000, and in milliseconds
    r"(?P<epoch>\d{10}|\d{13})(?:\.0+)?",
    # 2024-02
    rf"{_YEAR}-(?P<month>\d{{2}})",
)
_PATTERNS = tuple(re.compile(form) for form in _FORMS)


def read_printed_time(printed: str) -> PrintedTime:
    """A date as printed (cut at 200 characters) with what it means."""
    return PrintedTime(printed.strip()[:200], read_date(printed))


def read_date(printed: str) -> datetime | None:
    """The instant that `printed` names, aware UTC, to the second; None where it names none."""
    text = " ".join(printed.split())
    if not text or len(text) > LONGEST_DATE:
        return None
    instant = _from_iso(text)
    if instant is not None:
        return instant
    for pattern in _PATTERNS:
        found = pattern.fullmatch(text)
        if found is not None:
            return _instant(found.groupdict())
    return None


def _from_iso(text: str) -> datetime | None:
    """The quick way for `2024-02-06T09:00:00+01:00` and its like."""
    if len(text) < len("2024-02-06T09:00:00Z") or text[10] != "T" or text[11:13] == "24":
        return None
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return None
    offset = instant.utcoffset()
    if instant.year not in _YEARS or (offset is not None and abs(offset) > timedelta(hours=14)):
        return None
    return (instant if instant.tzinfo else instant.replace(tzinfo=UTC)).astimezone(UTC).replace(microsecond=0)


def _instant(parts: dict[str, str | None]) -> datetime | None:
    if parts.get("epoch"):
        return _from_epoch(parts["epoch"] or "")
    zone = zone_of(parts["zone"] or "") if parts.get("zone") else UTC
    day, month = _day_and_month(parts)
    hour = _hour(parts)
    if zone is None or month is None or hour is None:
        return None
    return _at(_year(parts["year"] or ""), month, day, hour, parts, zone)


def _at(year: int, month: int, day: int, hour: int, parts: dict[str, str | None], zone: timezone) -> datetime | None:
    minute, second = int(parts.get("minute") or 0), int(parts.get("second") or 0)
    is_midnight_after = (hour, minute, second) == (_MIDNIGHT_AFTER, 0, 0)
    if year not in _YEARS:
        return None
    try:
        at = datetime(
            year, month, day, 0 if is_midnight_after else hour, minute, second - (second == _LEAP), tzinfo=zone
        )
    except ValueError:
        return None
    return (at + timedelta(days=is_midnight_after)).astimezone(UTC)


def _from_epoch(digits: str) -> datetime | None:
    instant = datetime.fromtimestamp(int(digits[:10]), UTC)
    return instant if instant.year in _YEARS else None


def _year(digits: str) -> int:
    """Two digits are read as RFC 2822 says: 00 to 49 are of this century."""
    year = int(digits)
    return year if len(digits) > len("99") else year + (2000 if year < _CENTURY_TURNS else 1900)


def _hour(parts: dict[str, str | None]) -> int | None:
    hour, half = int(parts.get("hour") or 0), (parts.get("half") or "").lower()
    if not half:
        return hour
    if not 1 <= hour <= _HALF_DAY:
        return None
    return hour % _HALF_DAY + (_HALF_DAY if half.startswith("p") else 0)


def _day_and_month(parts: dict[str, str | None]) -> tuple[int, int | None]:
    if parts.get("name"):
        return int(parts["day"] or 0), month_of(parts["name"] or "")
    if parts.get("either"):
        return _which_is_the_day(int(parts["either"] or 0), int(parts["other"] or 0))
    return int(parts.get("day") or 1), int(parts["month"] or 0)


def _which_is_the_day(first: int, second: int) -> tuple[int, int | None]:
    """Day and month of `13/02` and `02/13`; `02/03` is the one day in Boston and the other in London: none."""
    if first > _MONTHS or first == second:
        return first, second
    return (second, first) if second > _MONTHS else (first, None)
