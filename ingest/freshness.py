"""How long a host asks us to wait: Cache-Control, Expires and Retry-After, read with the clock as an argument.

A hostile or misconfigured host may ask for years, so every wait is capped at a day.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST_WAIT = timedelta(days=1)
"""No host silences a source for longer, whatever it sends."""

_LONGEST_DATE = 64
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?([0-9]+)", re.IGNORECASE)  # public, max-age=7200
_NOT_FRESH = re.compile(r"(?:^|[\s,])no-(?:cache|store)\b(?!=)", re.IGNORECASE)  # no-cache, must-revalidate
_SECONDS = re.compile(r"\s*([0-9]+)(?:\.[0-9]*)?\s*")  # 120


def fresh_for(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """How long an answer stays fresh, at most a day; None where the host says nothing (RFC 9111, 4.2).

    `headers` finds names in any case. Dates count from the host's own `Date`, so that its clock need not be right.
    """
    control = headers.get("Cache-Control", "")
    if _NOT_FRESH.search(control):
        return timedelta(0)
    if told := _MAX_AGE.search(control):
        return _between(_seconds(told[1]) - _seconds(headers.get("Age", "0")))
    if "Expires" not in headers:
        return None
    expires = read_http_date(headers["Expires"])
    # RFC 9111, 5.3: an Expires that is no date ("0", "-1") means already stale.
    return _between(expires - _sent_at(headers, now)) if expires else timedelta(0)


def retry_at(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """When a Retry-After, in seconds or as a date, lets us ask again: within a day. None where it says nothing."""
    value = headers.get("Retry-After", "")
    if told := _SECONDS.fullmatch(value):
        return now + _between(_seconds(told[1]))
    date = read_http_date(value)
    return now + _between(date - _sent_at(headers, now)) if date else None


def read_http_date(text: str) -> datetime | None:
    """The instant in an HTTP date, aware UTC; None for whatever is none (RFC 9110, 5.6.7)."""
    if len(text) > _LONGEST_DATE:
        return None
    try:
        date = parsedate_to_datetime(text)
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _sent_at(headers: Mapping[str, str], now: datetime) -> datetime:
    """The host's own clock as the answer gives it; ours where it gives none."""
    return read_http_date(headers.get("Date", "")) or now


def _seconds(digits: str) -> timedelta:
    """Seconds from a header's digits; a number of any length is at most ten days, and no number is none."""
    digits = digits.strip()
    if not (digits.isascii() and digits.isdigit()):
        return timedelta(0)
    return timedelta(seconds=min(int(digits[:12]), 864_000))


def _between(wait: timedelta) -> timedelta:
    return max(timedelta(0), min(wait, LONGEST_WAIT))
