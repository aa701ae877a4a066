"""Dates as feeds print them: the instant they name, or none; never one that is not printed."""

from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.feed_dates import LONGEST_DATE, read_date, read_printed_time
from ingest.feed_months import _NAMES, _fold, month_of
from ingest.feed_zones import zone_of

READ = {
    "rfc-822": ("Tue, 06 Feb 2024 09:00:00 +0100", "2024-02-06T08:00:00+00:00"),
    "rfc-822-named-zone": ("Wed, 17 Jan 2018 15:50:00 EST", "2018-01-17T20:50:00+00:00"),
    "two-digit-year": ("6 Feb 24 9:00 GMT", "2024-02-06T09:00:00+00:00"),
    "two-digit-year-last-century": ("6 Feb 97 9:00 GMT", "1997-02-06T09:00:00+00:00"),
    "no-zone-is-utc": ("Tue, 06 Feb 2024 09:00:00", "2024-02-06T09:00:00+00:00"),
    "no-clock": ("6 February 2024", "2024-02-06T00:00:00+00:00"),
    "iso": ("2024-02-06T09:00:00-05:00", "2024-02-06T14:00:00+00:00"),
    "iso-naive": ("2024-02-06T09:00:00.5", "2024-02-06T09:00:00+00:00"),
    "iso-nanoseconds": ("2024-02-06T09:00:00.123456789-05:00", "2024-02-06T14:00:00+00:00"),
    "iso-zone-cut-off": ("2017-06-13T03:18:00+00:0", "2017-06-13T03:18:00+00:00"),
    "iso-minutes": ("2024-02-06T09:00Z", "2024-02-06T09:00:00+00:00"),
    "iso-midnight-after": ("2019-12-31T24:00:00Z", "2020-01-01T00:00:00+00:00"),
    "iso-with-space": ("2024-02-06 09:00:00 UTC", "2024-02-06T09:00:00+00:00"),
    "compact": ("20240206T090000Z", "2024-02-06T09:00:00+00:00"),
    "slashes-year-first": ("2016/6/29", "2016-06-29T00:00:00+00:00"),
    "year-and-month": ("1999-02", "1999-02-01T00:00:00+00:00"),
    "asctime": ("Tue Feb  6 09:00:00 CET 2024", "2024-02-06T08:00:00+00:00"),
    "month-first": ("February 6, 2024 9:00 pm EST", "2024-02-07T02:00:00+00:00"),
    "noon-and-midnight": ("February 6, 2024 12:05 am GMT", "2024-02-06T00:05:00+00:00"),
    "dash-before-clock": ("Tuesday, 6 February 2024 - 09:00", "2024-02-06T09:00:00+00:00"),
    "javascript": ("Thu, 20 Nov 2025 08:00:00 GMT+0000 (Coordinated Universal Time)", "2025-11-20T08:00:00+00:00"),
    "leap-second": ("2 Mar 2024 10:00:60 GMT", "2024-03-02T10:00:59+00:00"),
    "german-numbers": ("06.02.2024 09:00", "2024-02-06T09:00:00+00:00"),
    "japanese": ("2024年2月6日 09:00", "2024-02-06T09:00:00+00:00"),
    "day-that-cannot-be-a-month": ("13/02/2024", "2024-02-13T00:00:00+00:00"),
    "month-that-must-be-first": ("02/13/2024", "2024-02-13T00:00:00+00:00"),
    "same-either-way": ("05/05/2024", "2024-05-05T00:00:00+00:00"),
    "epoch": ("1707210000", "2024-02-06T09:00:00+00:00"),
    "epoch-milliseconds": ("1707210000000", "2024-02-06T09:00:00+00:00"),
    "portuguese": ("Seg, 05 Set 2022 10:00:00 -0300", "2022-09-05T13:00:00+00:00"),
    "portuguese-with-de": ("5 de setembro de 2022", "2022-09-05T00:00:00+00:00"),
    "italian": ("mar, 05 mar 2024 10:00:00 +0100", "2024-03-05T09:00:00+00:00"),
    "french": ("lun., 5 févr. 2024 10:00:00 +0000", "2024-02-05T10:00:00+00:00"),
    "russian": ("вт, 06 фев 2024 09:00:00 +0300", "2024-02-06T06:00:00+00:00"),
    "german": ("Di, 05 Mrz 2024 10:00:00 +0100", "2024-03-05T09:00:00+00:00"),
}


@pytest.mark.parametrize(("printed", "meant"), READ.values(), ids=READ)
def test_a_printed_date_is_read_as_the_instant_it_names(printed, meant):
    found = read_date(printed)
    assert found is not None
    assert found.isoformat() == meant


NOT_READ = {
    "zone-beyond-the-earth": "Mon, 1 Jan 2024 10:00:00 +3000",
    "zone-beyond-the-earth-iso": "2024-01-01T10:00:00+23:00",
    "zone-of-no-place": "Mon, 1 Jan 2024 10:00:00 QQQ",
    "minutes-beyond-the-hour": "Mon, 1 Jan 2024 10:00:00 +0199",
    "year-9999": "Fri, 31 Dec 9999 23:59:59 -2400",
    "year-0": "Sat, 01 Jan 0000 00:00:00 GMT",
    "clock-never-set": "1904-01-01T00:00:00Z",
    "no-such-day": "Wed, 31 Feb 2024 10:00:00 GMT",
    "no-such-hour": "Wed, 07 Feb 2024 25:00:00 GMT",
    "no-such-half-day": "February 6, 2024 13:00 pm",
    "no-such-month": "6 Foo 2024",
    "june-or-july": "6 jui 2024",
    "boston-or-london": "02/03/2024",
    "digits-without-end": "9" * 400,
    "epoch-out-of-range": "9999999999",
    "dashes-without-end": "10-" * 30,
    "words": "yesterday",
    "nothing": "  ",
}


@pytest.mark.parametrize("printed", NOT_READ.values(), ids=NOT_READ)
def test_what_names_no_possible_time_is_none_and_keeps_its_words(printed):
    found = read_printed_time(printed)
    assert found.utc is None
    assert found.printed == printed.strip()[:200]


@given(st.text(max_size=LONGEST_DATE))
def test_no_text_makes_the_reading_of_dates_fail(printed):
    found = read_date(printed)
    assert found is None or found.tzinfo is UTC


def test_every_name_of_a_month_means_one_month_only():
    meant: dict[str, int] = {}
    for line in _NAMES.strip().splitlines():
        names = line.split()
        assert len(names) == 12, line
        for number, name in enumerate(names, 1):
            assert meant.setdefault(_fold(name), number) == number, name


@pytest.mark.parametrize(
    ("word", "number"), [("tammikuuta", 1), ("Kwi", 4), ("kasım", 11), ("ma", None), ("xyz", None)]
)
def test_months_are_known_by_name_or_by_a_beginning_that_is_theirs_alone(word, number):
    assert month_of(word) == number


@pytest.mark.parametrize(
    ("printed", "hours"), [("+02", 2), ("GMT-3", -3), ("IST", 5.5), ("−05:30", -5.5), ("(CET)", 1)]
)
def test_zones_are_read_from_numbers_and_names(printed, hours):
    zone = zone_of(printed)
    assert zone is not None
    assert zone.utcoffset(None).total_seconds() == hours * 3600
