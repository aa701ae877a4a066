"""Which feeds a run asks: by their rhythm, what the host wants, and what the operator wants."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from ingest.rhythm import FetchState
from ingest.sources import FeedSource
from schedules.due import Wish, plan_round
from storage.fetch_states import Standing

NOW = datetime(2026, 3, 6, 8, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=10)
URL = "https://wire.example/feed"
SOURCE = FeedSource(name="wire", url=URL)
WELL = Standing("wire", FetchState(URL, URL, next_due=LATER), None, None, "fetched", "", "", NOW, NOW)
DUE = replace(WELL, state=replace(WELL.state, next_due=NOW))
PAUSED = replace(DUE, paused_at=NOW)
GONE = replace(WELL, state=replace(WELL.state, next_due=None, gone_at=NOW), last_outcome="gone")
THROTTLED = replace(WELL, last_outcome="throttled", held_until=LATER)
MOVED_HOME = replace(GONE, state=replace(GONE.state, home="https://old.example/feed"))

PLAIN, SOON, COMMAND, NAMED = Wish(), Wish(now=True), Wish(now=True, named=True), Wish(named=True)


@pytest.mark.parametrize(
    ("standing", "asked_by"),
    [
        (None, {PLAIN, NAMED, SOON, COMMAND}),
        (DUE, {PLAIN, NAMED, SOON, COMMAND}),
        (WELL, {SOON, COMMAND}),
        (PAUSED, {COMMAND}),
        (GONE, {COMMAND}),
        (THROTTLED, {COMMAND}),
        (MOVED_HOME, {PLAIN, NAMED, SOON, COMMAND}),
    ],
    ids=["never fetched", "due", "not due", "paused", "gone", "its host wants a pause", "its address was changed"],
)
def test_who_is_asked(standing, asked_by):
    stand = {"wire": standing} if standing else {}
    asking = {wish for wish in (PLAIN, SOON, COMMAND, NAMED) if plan_round([SOURCE], stand, wish, NOW).sources}
    assert asking == asked_by


def test_a_pause_holds_the_whole_host_over_runs_until_it_is_over():
    other = FeedSource(name="other", url="https://wire.example/other")
    assert plan_round([other], {"wire": THROTTLED}, PLAIN, NOW).held == {"wire.example": LATER}
    assert plan_round([other], {"wire": THROTTLED}, PLAIN, LATER).held == {}
    assert plan_round([other], {"wire": THROTTLED}, COMMAND, NOW).held == {}


def test_a_changed_address_forgets_what_was_known_of_the_old_one():
    assert plan_round([SOURCE], {"wire": MOVED_HOME}, PLAIN, NOW).states == {"wire": FetchState(URL, URL)}
