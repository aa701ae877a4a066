"""Timetables: cron expressions in a time zone, on the days when clocks change above all."""

from datetime import UTC, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.timetable import Timetable


def times(cron: str, zone: str, start: datetime, number: int) -> list[str]:
    timetable, at, told = Timetable(cron, zone), start, []
    for _ in range(number):
        at = timetable.after(at)
        told.append(at.astimezone(ZoneInfo(zone)).strftime("%a %d %H:%M %z"))
    return told


BERLIN = "Europe/Berlin"
FORWARD, BACK = datetime(2026, 3, 28, 22, tzinfo=UTC), datetime(2026, 10, 24, 21, tzinfo=UTC)
MIDNIGHT_FORWARD, ELEVEN_BACK = datetime(2026, 3, 29, 0, tzinfo=UTC), datetime(2026, 10, 24, 23, tzinfo=UTC)
FRIDAY, NEW_YEAR = datetime(2026, 1, 2, 21, 54, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
"""The evenings before clocks in Berlin skip from 02:00 to 03:00, and show 02:00 to 03:00 twice."""


@pytest.mark.parametrize(
    ("cron", "zone", "start", "expected"),
    [
        pytest.param(
            "30 2 * * *",
            BERLIN,
            FORWARD,
            ["Sun 29 03:00 +0200", "Mon 30 02:30 +0200"],
            id="a skipped time comes when it is skipped",
        ),
        pytest.param(
            "30 2 * * *",
            BERLIN,
            BACK,
            ["Sun 25 02:30 +0200", "Mon 26 02:30 +0100"],
            id="a time that is shown twice comes once",
        ),
        pytest.param(
            "*/30 1-3 * * *",
            BERLIN,
            FORWARD,
            ["Sun 29 01:00 +0100", "Sun 29 01:30 +0100", "Sun 29 03:00 +0200"],
            id="two skipped times come once",
        ),
        pytest.param(
            "30 1-3 * * *",
            BERLIN,
            BACK,
            ["Sun 25 01:30 +0200", "Sun 25 02:30 +0200", "Sun 25 03:30 +0100"],
            id="a range of hours is no every hour",
        ),
        pytest.param(
            "0 * * * *",
            BERLIN,
            ELEVEN_BACK,
            ["Sun 25 02:00 +0200", "Sun 25 02:00 +0100"],
            id="every hour comes in the second one too",
        ),
        pytest.param(
            "0 * * * *",
            BERLIN,
            MIDNIGHT_FORWARD,
            ["Sun 29 03:00 +0200", "Sun 29 04:00 +0200"],
            id="every hour skips none",
        ),
        pytest.param(
            "15 2 * * *",
            "Australia/Lord_Howe",
            datetime(2026, 10, 3, 12, tzinfo=UTC),
            ["Sun 04 02:30 +1100"],
            id="clocks that skip half an hour",
        ),
        pytest.param(
            "0 12 * * *",
            "Pacific/Apia",
            datetime(2011, 12, 30, 0, tzinfo=UTC),
            ["Sat 31 00:00 +1400"],
            id="a whole day is skipped",
        ),
        pytest.param(
            "*/5 6-22 * * mon-fri",
            BERLIN,
            FRIDAY,
            ["Fri 02 22:55 +0100", "Mon 05 06:00 +0100"],
            id="over a weekend",
        ),
        pytest.param(
            "0 0 * * 0",
            "UTC",
            NEW_YEAR,
            ["Sun 04 00:00 +0000"],
            id="0 is Sunday",
        ),
        pytest.param(
            "0 0 * * 5-7",
            "UTC",
            NEW_YEAR,
            ["Fri 02 00:00 +0000", "Sat 03 00:00 +0000", "Sun 04 00:00 +0000"],
            id="7 is Sunday too",
        ),
        pytest.param(
            "0 0 * * sat-mon/2",
            "UTC",
            NEW_YEAR,
            ["Sat 03 00:00 +0000", "Mon 05 00:00 +0000"],
            id="a range over the end of the week",
        ),
        pytest.param(
            "0 0 1 * 1",
            "UTC",
            datetime(2026, 1, 20, tzinfo=UTC),
            ["Mon 26 00:00 +0000", "Sun 01 00:00 +0000"],
            id="either of two days",
        ),
    ],
)
def test_when_a_timetable_comes(cron, zone, start, expected):
    assert times(cron, zone, start, len(expected)) == expected


@given(
    st.sampled_from(["*/7 * * * *", "5 */2 * * *", "30 2 * * *", "*/20 1-3 * * 0"]),
    st.sampled_from([BERLIN, "America/New_York", "Australia/Lord_Howe", "UTC"]),
    st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)).map(lambda at: at.replace(tzinfo=UTC)),
)
def test_times_only_go_forward_and_a_time_is_found_from_just_before_it(cron, zone, start):
    timetable = Timetable(cron, zone)
    found = [start]
    for _ in range(5):
        found.append(timetable.after(found[-1]))
    assert all(early < late for early, late in pairwise(found))
    assert [timetable.at_or_after(at) for at in found[1:]] == found[1:]


@pytest.mark.parametrize(
    ("cron", "zone", "told"),
    [
        ("* * * *", "UTC", "has 4 fields and needs 5"),
        ("61 * * * *", "UTC", "higher than the maximum value"),
        ("x * * * *", "UTC", "Unrecognized expression"),
        ("* * * * fry", "UTC", "'fry' is no weekday"),
        ("* * * * 1/0", "UTC", "no step between weekdays"),
        ("0 0 30 2 *", "UTC", "there is no such day"),
        ("* * * * *", "Mars/Base", "no time zone"),
        ("* * * * *", "../etc/passwd", "no time zone"),
    ],
)
def test_what_is_no_timetable_is_refused_in_a_sentence(cron, zone, told):
    with pytest.raises(ValueError, match=told):
        Timetable(cron, zone)
