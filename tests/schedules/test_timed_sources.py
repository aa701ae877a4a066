"""Sources with a timetable, and the hindrances of fetching, in a run on a real store."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from ingest.answers import NotModified
from ingest.errors import ConnectionFailed, Throttled
from ingest.rhythm import FetchState, first_state
from ingest.sources import DropSource, FeedSource
from ingest.validators import Validators
from schedules.due import is_feed_due
from schedules.hindrance import Hindrance
from schedules.once import run_once
from schedules.turns import turn_of
from storage.actions import PAUSE, RESUME, Action, act, paused_at
from storage.leases import Lease, next_dues
from tests.schedules.conftest import NOW

URL = "https://wire.example/feed"
AT_SIX = FeedSource(name="wire", url=URL, cron="0 6 * * mon-fri", timezone="Europe/Lisbon")
FRIDAY = datetime(2026, 3, 6, 6, tzinfo=UTC)  # the time in Lisbon, too
MONDAY = FRIDAY + timedelta(days=3)


def turn(outcome, before: FetchState, now: datetime) -> FetchState:
    return turn_of(AT_SIX, Lease("wire", 1), before, outcome, now, 0.99).state


def well(fresh_for: timedelta | None = None) -> NotModified:
    return NotModified(FRIDAY, URL, Validators(URL), fresh_for)


def throttled(until: datetime) -> Throttled:
    pause = Throttled(URL, "a pause")
    pause.retry_at = until
    return pause


@pytest.mark.parametrize(
    ("outcome", "due"),
    [
        (well(), MONDAY),
        (well(timedelta(hours=20)), MONDAY),
        (ConnectionFailed(URL, "no"), MONDAY),
        (throttled(FRIDAY + timedelta(hours=1)), MONDAY),
    ],
    ids=["well", "fresh for long", "failed", "throttled"],
)
def test_the_next_turn_is_one_of_the_timetable_and_not_spread(outcome, due):
    after = turn(outcome, first_state(URL), FRIDAY)
    assert after.next_due == due
    assert not is_feed_due(AT_SIX, after, due - timedelta(seconds=1))
    assert is_feed_due(AT_SIX, after, due)


def test_a_source_with_a_timetable_that_fails_is_asked_less_often():
    hourly = FeedSource(name="wire", url=URL, cron="0 * * * *")
    state, now, waits = first_state(URL), FRIDAY, []
    for _ in range(4):
        state = turn_of(hourly, Lease("wire", 1), state, ConnectionFailed(URL, "no"), now, 0.5).state
        assert state.next_due is not None
        waits.append((state.next_due - now) // timedelta(hours=1))
        now = state.next_due
    assert waits == [1, 2, 4, 8]


def test_a_due_time_that_no_wait_leads_to_is_the_mark_of_a_clock_that_was_set_back():
    after = turn(well(), first_state(URL), FRIDAY)
    assert is_feed_due(AT_SIX, after, FRIDAY - timedelta(days=365))
    assert is_feed_due(AT_SIX, first_state(URL), FRIDAY)


def test_a_folder_with_a_timetable_is_looked_into_at_its_times_by_once_too(desk_at, folder):
    with desk_at() as desk:
        timed = DropSource(name="timed", path=folder / "wire", settle_s=0, cron="0 9 * * *")
        config = desk.config.model_copy(update={"sources": (timed,)})
        came = []
        for number, minutes in enumerate((0, 0, 59, 60)):
            (folder / "wire" / f"{number}.txt").write_text(
                f"Story {number}\n\nCITY - Words of day {number} are here.\n"
            )
            at = NOW + timedelta(minutes=minutes)
            came.append(run_once(replace(desk, config=config, now=lambda at=at: at)).books.received)
        assert came == [1, 0, 0, 3]
        assert next_dues(desk.database, ["timed"]) == {"timed": NOW + timedelta(days=1, hours=1)}


def test_a_paused_desk_fetches_nothing_but_what_is_named_now(desk_at, folder):
    (folder / "wire" / "a.txt").write_text("Ferry runs\n\nCITY - The ferry will run again on Monday.\n")
    with desk_at() as desk:
        act(desk.database, Action("desk", NOW, PAUSE, "desk", "a move"))
        held = run_once(desk)
        assert (held.hindrance, held.books.received) == (Hindrance.PAUSED, 0)
        assert run_once(desk, ["wire"], now=True).books.new == 1
        assert paused_at(desk.database) == NOW
        act(desk.database, Action("desk", NOW, RESUME, "desk", "it is over"))
        assert (run_once(desk).hindrance, paused_at(desk.database)) == (None, None)


def test_a_disk_without_room_holds_fetching_and_not_what_is_kept(desk_at, folder):
    (folder / "wire" / "a.txt").write_text("Ferry runs\n\nCITY - The ferry will run again on Monday.\n")
    with desk_at() as desk:
        settings = desk.config.settings
        for floor, expected in ((10**9, Hindrance.DISK_LOW), (0, None)):
            daemon = settings.daemon.model_copy(update={"free_disk_mb": floor})
            changed = settings.model_copy(update={"daemon": daemon})
            report = run_once(replace(desk, config=desk.config.model_copy(update={"settings": changed})))
            assert (report.hindrance, report.books.new) == (expected, int(expected is None))


def test_where_nobody_waits_a_young_file_is_left_for_the_next_look(desk_at, folder):
    (folder / "wire" / "a.txt").write_text("Ferry runs\n\nCITY - The ferry will run again on Monday.\n")
    young = DropSource(name="wire", path=folder / "wire", settle_s=3600)
    with desk_at() as desk:
        config = desk.config.model_copy(update={"sources": (young,)})
        left = run_once(replace(desk, config=config, wait=None, now=lambda: datetime.now(UTC)))
        assert left.books.received == 0
        later = run_once(replace(desk, config=config, wait=None, now=lambda: datetime.now(UTC) + timedelta(hours=2)))
        assert later.books.new == 1
