"""How long a host asks us to wait, from its headers."""

from datetime import UTC, datetime, timedelta

import pytest
from multidict import CIMultiDict

from ingest.freshness import fresh_for, read_http_date, retry_at

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, None),
        ({"Cache-Control": "max-age=3600"}, HOUR),
        ({"Cache-Control": 'private, MAX-AGE = "3600"'}, HOUR),
        ({"Cache-Control": "max-age=3600", "Age": "600"}, timedelta(minutes=50)),
        ({"Cache-Control": "max-age=3600", "Age": "99999"}, timedelta(0)),
        ({"Cache-Control": "max-age=3600", "Age": "old"}, HOUR),
        ({"Cache-Control": "max-age=0"}, timedelta(0)),
        ({"Cache-Control": "max-age=" + "9" * 10_000}, DAY),
        ({"Cache-Control": "s-maxage=3600"}, None),
        ({"Cache-Control": "max-age=-5"}, None),
        ({"Cache-Control": "no-cache, max-age=3600"}, timedelta(0)),
        ({"Cache-Control": "no-store"}, timedelta(0)),
        ({"Cache-Control": 'no-cache="Set-Cookie", max-age=3600'}, HOUR),
        ({"Cache-Control": "max-age=3600", "Expires": "0"}, HOUR),
        ({"Expires": "Mon, 05 Jan 2026 13:00:00 GMT"}, HOUR),
        ({"Expires": "Mon, 05 Jan 2026 13:00:00 GMT", "Date": "Mon, 05 Jan 2026 12:30:00 GMT"}, HOUR / 2),
        ({"Expires": "Mon, 05 Jan 2026 11:00:00 GMT"}, timedelta(0)),
        ({"Expires": "Fri, 31 Dec 9999 23:59:59 GMT"}, DAY),
        ({"Expires": "0"}, timedelta(0)),
        ({"Expires": "-1"}, timedelta(0)),
    ],
)
def test_freshness(headers, expected):
    assert fresh_for(CIMultiDict(headers), NOW) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("120", timedelta(seconds=120)),
        (" 120 ", timedelta(seconds=120)),
        ("1.5", timedelta(seconds=1)),
        ("0", timedelta(0)),
        ("999999999999999999", DAY),
        ("Mon, 05 Jan 2026 12:10:00 GMT", timedelta(minutes=10)),
        ("Monday, 05-Jan-26 12:10:00 GMT", timedelta(minutes=10)),
        ("Mon Jan  5 12:10:00 2026", timedelta(minutes=10)),
        ("Mon, 05 Jan 2026 11:00:00 GMT", timedelta(0)),
        ("Mon, 05 Jan 2099 11:00:00 GMT", DAY),
        ("-5", None),
        ("soon; DROP TABLE", None),
        ("", None),
        ("\u0661\u0662", None),
    ],
)
def test_retry_after(value, expected):
    assert retry_at(CIMultiDict({"Retry-After": value}), NOW) == (None if expected is None else NOW + expected)


def test_retry_after_that_was_not_sent():
    assert retry_at(CIMultiDict(), NOW) is None


def test_a_date_is_read_by_the_hosts_own_clock():
    told = {"Date": "Thu, 01 Jan 2015 00:00:00 GMT", "Retry-After": "Thu, 01 Jan 2015 01:00:00 GMT"}
    assert retry_at(CIMultiDict(told), NOW) == NOW + HOUR


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mon, 05 Jan 2026 13:00:00 +0100", NOW),
        ("Mon, 05 Jan 2026 12:00:00 -0000", NOW),
        ("Mon, 05 Jan 2026 12:00:00", NOW),
        ("Mon, 99 Jan 2026 12:00:00 GMT", None),
        ("Fri, 31 Dec 9999 23:59:59 -2300", None),
        ("Mon, 05 Jan 2026 12:00:00 +9999999999", None),
        ("yesterday", None),
        ("9" * 100_000, None),
        ("", None),
    ],
)
def test_http_dates(text, expected):
    assert read_http_date(text) == expected
