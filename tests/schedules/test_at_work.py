"""Tests that a run at work stays alive, and that one whose work fails is given up at once."""

import time
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from schedules.at_work import at_work
from schedules.desk import Desk, utc_now
from schedules.settings import RunSettings
from storage.errors import RunClosed, StoreFull
from storage.leases import claim, holders
from storage.liveness import Holder
from storage.queries import list_runs
from storage.runs import Tally, finish_run, start_run
from storage.states import RunState
from storage.tables import lease as leases
from storage.tables import run as runs

PATIENCE_S = 60


@pytest.fixture
def desk(desk_at):
    with desk_at() as opened:
        yield with_lease(replace(opened, now=utc_now), 1)


def with_lease(desk: Desk, lease_s: float) -> Desk:
    settings = desk.config.settings.model_copy(update={"run": RunSettings(lease_s=lease_s)})
    return replace(desk, config=desk.config.model_copy(update={"settings": settings}))


def good_until(desk: Desk, run_id: int) -> set[datetime]:
    """Until when the run and what it has leased are good: one moment, if all were put off together."""
    with desk.database.reading() as connection:
        run = connection.scalars(select(runs.c.alive_until).where(runs.c.id == run_id))
        return {*run, *connection.scalars(select(leases.c.leased_until).where(leases.c.leased_by == run_id))}


def test_a_run_that_works_on_one_thing_for_longer_than_its_lease_stays_alive(desk):
    with at_work(desk, "once") as started:
        claim(desk.database, started.id, ["wire"], 1, desk.lease_s, desk.now())
        past_the_first = max(good_until(desk, started.id)) + timedelta(seconds=desk.lease_s)
        ends_at = time.monotonic() + PATIENCE_S
        while min(good_until(desk, started.id)) <= past_the_first:
            assert time.monotonic() < ends_at
        assert len(good_until(desk, started.id)) == 1
        finish_run(desk.database, started.id, Tally(0).books(), desk.now())


def test_a_run_whose_work_fails_is_given_up_and_the_next_need_not_wait(desk):
    with pytest.raises(StoreFull), at_work(desk, "once") as started:
        claim(desk.database, started.id, ["wire"], 1, desk.lease_s, desk.now())
        raise StoreFull("store", "no room")
    assert list_runs(desk.database)[0].state is RunState.INTERRUPTED
    assert holders(desk.database, ["wire"], desk.now()) == {}


def test_a_heartbeat_ends_with_a_run_that_was_taken_over(desk):
    with pytest.raises(RunClosed), at_work(desk, "once") as started:
        start_run(desk.database, "once", Holder("last", lambda _: True), desk.now(), 60)
        finish_run(desk.database, started.id, Tally(0).books(), desk.now())
    assert list_runs(desk.database)[1].state is RunState.INTERRUPTED
