"""Rhythm: what no server is needed for. The norms themselves are in test_norms."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.answers import Fetched, NotModified
from ingest.errors import ConnectionFailed, Gone, Throttled
from ingest.rhythm import MOVE_AFTER, MOVE_ANSWERS, FetchState, Move, first_state, is_due, next_state
from ingest.validators import Validators

HOME = "https://wire.example/feed"
NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
TEN = timedelta(minutes=10)
DAY = timedelta(days=1)


def fetched(moved_to=None, fresh_for=None):
    return Fetched(b"a", "hash", NOW, HOME, "text/xml", None, Validators(HOME, '"1"'), fresh_for, moved_to)


def unchanged(moved_to=None, fresh_for=None):
    return NotModified(NOW, HOME, Validators(HOME), fresh_for, moved_to)


def throttled(retry_at=None, asked=True):
    pause = Throttled(HOME, "a pause")
    pause.retry_at, pause.asked = retry_at, asked
    return pause


OUTCOMES = st.one_of(
    st.builds(fetched, fresh_for=st.none() | st.timedeltas(timedelta(0), DAY)),
    st.builds(unchanged, fresh_for=st.none() | st.timedeltas(timedelta(0), DAY)),
    st.builds(throttled, retry_at=st.none() | st.datetimes().map(lambda at: min(at.replace(tzinfo=UTC), NOW + DAY))),
    st.just(ConnectionFailed(HOME, "no")),
)


@given(
    st.lists(OUTCOMES, min_size=1, max_size=30),
    st.timedeltas(timedelta(seconds=1), timedelta(days=30)),
    st.floats(0, 1, exclude_max=True),
)
def test_a_source_is_never_due_before_its_interval_and_never_lost(outcomes, interval, jitter):
    state = first_state(HOME)
    for outcome in outcomes:
        state = next_state(state, outcome, interval, NOW, jitter)
        assert state.next_due is not None
        assert interval <= state.next_due - NOW <= max(DAY, interval) * 1.1
        assert is_due(state, interval, state.next_due)
        assert not is_due(state, interval, NOW)


def test_a_new_source_is_due_at_once():
    assert is_due(first_state(HOME), TEN, NOW)


def test_a_clock_that_was_set_back_does_not_silence_a_source():
    state = next_state(first_state(HOME), fetched(), TEN, NOW, 0)
    assert is_due(state, TEN, NOW - timedelta(days=365))
    assert is_due(state, TEN, NOW + timedelta(days=365))


def test_the_longest_of_interval_and_freshness_counts():
    assert next_state(first_state(HOME), fetched(fresh_for=TEN / 2), TEN, NOW, 0).next_due == NOW + TEN
    assert next_state(first_state(HOME), fetched(fresh_for=TEN * 2), TEN, NOW, 0).next_due == NOW + TEN * 2


def test_a_304_may_end_the_freshness():
    state = next_state(first_state(HOME), fetched(fresh_for=TEN * 6), TEN, NOW, 0)
    assert next_state(state, unchanged(fresh_for=timedelta(0)), TEN, NOW, 0).next_due == NOW + TEN


def test_an_interval_of_more_than_a_day_is_not_doubled():
    state = FetchState(HOME, HOME, failures=7)
    assert next_state(state, ConnectionFailed(HOME, "no"), 7 * DAY, NOW, 0).next_due == NOW + 7 * DAY


def test_a_request_that_a_pause_kept_back_is_no_failure():
    state = next_state(first_state(HOME), throttled(NOW + TEN * 3, asked=False), TEN, NOW, 0)
    assert (state.failures, state.next_due) == (0, NOW + TEN * 3)


def test_gone_is_for_good_until_an_operator_resumes():
    state = next_state(first_state(HOME), Gone(HOME, "gone"), TEN, NOW, 0)
    assert (state.gone_at, is_due(state, TEN, NOW + 365 * DAY)) == (NOW, False)
    assert is_due(first_state(HOME), TEN, NOW)


NEW = "https://new.example/feed"
ALMOST = FetchState(HOME, HOME, move=Move(NEW, NOW - MOVE_AFTER, MOVE_ANSWERS - 1))


def test_a_304_behind_the_redirect_is_a_good_answer_too():
    assert next_state(ALMOST, unchanged(NEW), TEN, NOW, 0).address == NEW


@pytest.mark.parametrize(
    ("state", "outcome"),
    [
        (FetchState(HOME, HOME, move=Move(NEW, NOW - MOVE_AFTER, MOVE_ANSWERS - 2)), fetched(NEW)),
        (FetchState(HOME, HOME, move=Move(NEW, NOW - MOVE_AFTER / 2, 100)), fetched(NEW)),
        (ALMOST, fetched("https://third.example/")),
        (ALMOST, fetched()),
        (ALMOST, ConnectionFailed(HOME, "no")),
        (FetchState(HOME, HOME, move=Move("http://new.example/", NOW - DAY * 9, 9)), fetched("http://new.example/")),
    ],
    ids=["too few", "too soon", "elsewhere", "not redirected", "an error", "back to http"],
)
def test_the_address_stays(state, outcome):
    assert next_state(state, outcome, TEN, NOW, 0).address == HOME


def test_an_answer_without_the_redirect_starts_the_count_anew():
    assert next_state(ALMOST, fetched(), TEN, NOW, 0).move is None
    assert next_state(ALMOST, fetched("https://third.example/"), TEN, NOW, 0).move == Move(
        "https://third.example/", NOW
    )
    assert next_state(ALMOST, ConnectionFailed(HOME, "no"), TEN, NOW, 0).move == ALMOST.move


def test_a_source_that_begins_at_http_may_move_to_http_or_https():
    state = FetchState("http://a.example/", "http://a.example/", move=Move("http://b.example/", NOW - DAY * 9, 9))
    assert next_state(state, fetched("http://b.example/"), TEN, NOW, 0).former == ("http://a.example/",)
