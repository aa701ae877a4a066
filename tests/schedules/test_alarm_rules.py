"""The rules by which operators are alarmed: what gives cause, what does not, and when it is over."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from schedules.alarm_rules import (
    ADVICE,
    SEVERITIES,
    Facts,
    SourceFacts,
    in_words,
    judge,
    silent_after_s,
    usual_pause,
)
from schedules.settings import AlarmSettings
from storage.health import Lag, Queue
from storage.states import AlarmKind

NOW = datetime(2026, 3, 6, 8, 0, tzinfo=UTC)
LIMITS = AlarmSettings()
WELL = Facts(
    now=NOW,
    sources=(SourceFacts("wire"),),
    queue=Queue(0, 0, None, 0, 0),
    lag=None,
    free_bytes=10**12,
    unbalanced=(),
    last_at_work=NOW,
)
HOUR = 3600.0


def ago(hours: float) -> datetime:
    return NOW - timedelta(hours=hours)


def found(facts: Facts, limits: AlarmSettings = LIMITS, standing=()) -> list[tuple[str, str]]:
    return [(one.kind.value, one.subject) for one in judge(facts, limits, standing)]


def with_source(**facts) -> Facts:
    return replace(WELL, sources=(SourceFacts("wire", **facts),))


def test_a_desk_that_is_well_gives_no_cause():
    assert judge(WELL, LIMITS) == ()


SOURCES = {
    "four failures": ({"failures": 4}, []),
    "five failures": ({"failures": 5, "trouble": "no answer"}, [("source_failing", "wire")]),
    "gone": ({"is_gone": True}, [("source_failing", "wire")]),
    "quiet for less than the floor": ({"looked_at": NOW, "last_arrival": ago(5.9), "usual_pause_s": 60}, []),
    "quiet beyond the floor": (
        {"looked_at": NOW, "last_arrival": ago(6.1), "usual_pause_s": 60},
        [("source_silent", "wire")],
    ),
    "a weekly that is a day late": (
        {"looked_at": NOW, "last_arrival": ago(8 * 24), "usual_pause_s": 7 * 24 * HOUR},
        [],
    ),
    "a weekly that has missed two": (
        {"looked_at": NOW, "last_arrival": ago(15 * 24), "usual_pause_s": 7 * 24 * HOUR},
        [("source_silent", "wire")],
    ),
    "no rhythm yet": ({"looked_at": NOW, "last_arrival": ago(500)}, []),
    "not asked for long": ({"looked_at": ago(99), "last_arrival": ago(100), "usual_pause_s": 60}, []),
    "never asked": ({"last_arrival": ago(100), "usual_pause_s": 60}, []),
    "failing is not silent too": (
        {"failures": 9, "looked_at": NOW, "last_arrival": ago(100), "usual_pause_s": 60},
        [("source_failing", "wire")],
    ),
}


@pytest.mark.parametrize("case", SOURCES)
def test_sources(case):
    facts, expected = SOURCES[case]
    assert found(with_source(**facts)) == expected


DESK = {
    "a little in quarantine": ({"queue": Queue(0, 0, None, 500, 19)}, []),
    "much of it new": ({"queue": Queue(0, 0, None, 20, 20)}, [("quarantine_growing", "desk")]),
    "copy waits": ({"queue": Queue(3, 0, ago(1.1), 0, 0)}, [("lag_high", "desk")]),
    "copy waits a moment": ({"queue": Queue(3, 0, ago(0.9), 0, 0)}, []),
    "slow": ({"lag": Lag(4000, 9000, 5)}, [("lag_high", "desk")]),
    "slow by too few": ({"lag": Lag(4000, 9000, 4)}, []),
    "one slow copy": ({"lag": Lag(300, 80_000, 50)}, []),
    "disk low": ({"free_bytes": 1_999_999_999}, [("disk_low", "desk")]),
    "books off": ({"unbalanced": (7, 9)}, [("books_off", "run 7"), ("books_off", "run 9")]),
    "dead": ({"last_at_work": ago(1.1)}, [("desk_silent", "desk")]),
    "no run yet": ({"last_at_work": None}, []),
}


@pytest.mark.parametrize("case", DESK)
def test_the_desk(case):
    facts, expected = DESK[case]
    assert found(replace(WELL, **facts)) == expected


def test_where_no_run_is_expected_nobody_misses_it():
    assert found(replace(WELL, last_at_work=ago(1000)), AlarmSettings(desk_silent_s=None)) == []


WAVERING = {
    AlarmKind.QUARANTINE_GROWING: ({"queue": Queue(0, 0, None, 19, 19)}, {"queue": Queue(0, 0, None, 17, 17)}),
    AlarmKind.LAG_HIGH: ({"lag": Lag(3500, 9000, 9)}, {"lag": Lag(3200, 9000, 9)}),
    AlarmKind.DISK_LOW: ({"free_bytes": 2_100_000_000}, {"free_bytes": 2_300_000_000}),
}


@pytest.mark.parametrize("kind", WAVERING)
def test_an_alarm_that_stands_is_over_only_well_within_its_limit(kind):
    within, well_within = (replace(WELL, **facts) for facts in WAVERING[kind])
    standing = {(kind, "desk")}
    assert found(within) == []
    assert found(within, standing=standing) == [(kind.value, "desk")]
    assert found(well_within, standing=standing) == []


def arrivals(*pauses_h: float) -> list[datetime]:
    """Moments with these pauses between them, in hours, the newest first."""
    at = [NOW]
    for pause in pauses_h:
        at.append(at[-1] - timedelta(hours=pause))
    return at


@pytest.mark.parametrize(
    ("moments", "expected"),
    [
        ([], None),
        (arrivals(1, 1, 1, 1), None),
        (arrivals(1, 1, 1, 1, 1), 1 * HOUR),
        (arrivals(1, 9, 1, 1, 9, 1, 1, 9), 9 * HOUR),  # nights
        (arrivals(1, 1, 72, 1, 1, 1), 1 * HOUR),  # one outage
    ],
    ids=["none", "too few", "steady", "nights", "one outage"],
)
def test_the_usual_pause(moments, expected):
    assert usual_pause(moments) == expected


def test_the_floor_holds_for_busy_sources_and_the_factor_for_slow_ones():
    assert (silent_after_s(60, LIMITS), silent_after_s(100 * HOUR, LIMITS)) == (6 * HOUR, 200 * HOUR)


@pytest.mark.parametrize(
    ("seconds", "expected"), [(0, "0 s"), (59, "59 s"), (3725, "1 h 2 min"), (2 * 86_400 + 5, "2 d 5 s"), (-3, "0 s")]
)
def test_spans_in_words(seconds, expected):
    assert in_words(seconds) == expected


def test_every_kind_has_its_advice_its_severity_and_its_section_for_operators(root):
    page = (root / "docs" / "operate.md").read_text(encoding="utf-8")
    assert set(ADVICE) == set(SEVERITIES) == set(AlarmKind)
    assert [kind.value for kind in AlarmKind if f"### `{kind.value}`" not in page] == []
