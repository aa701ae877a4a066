"""Tests of runs beside each other: the living keep their work, a dead one's goes to another, and it is refused."""

from collections.abc import Callable
from copy import copy
from dataclasses import replace
from datetime import timedelta

import pytest

from ingest.raw import Delivery
from ingest.rhythm import FetchState
from normalize.article import Article
from storage.check import check
from storage.database import Database
from storage.deliveries import keep, pending
from storage.errors import RunClosed
from storage.feeds import Split, Turn, keep_split, keep_turns, unsplit
from storage.fetch_states import Ending
from storage.leases import Lease, claim, holders, release, renew
from storage.liveness import Holder
from storage.quarantine import Failure, quarantine, retry
from storage.queries import articles, list_runs
from storage.runs import Started, Taken, Tally, close_dead, finish_run, give_up, start_run
from storage.states import RunState
from storage.writer import write
from tests.storage.conftest import NOON, Desk

NOBODY_IS_DEAD = Holder("beside", lambda _: False)
EVERYBODY_IS_DEAD = Holder("last", lambda _: True)
YEAR = timedelta(days=365)
DELIVERY = Delivery("wire", "wire", "https://wire.example/feed", "text/xml", NOON, b"<rss/>", {})


def begin(
    store: Database, holder: Holder = NOBODY_IS_DEAD, after: timedelta = timedelta(0), length_s: float = 60
) -> Started:
    return start_run(store, "once", holder, NOON + after, length_s)


def state_of(store: Database, run_id: int) -> RunState:
    return next(line.state for line in list_runs(store) if line.id == run_id)


def turn(lease: Lease) -> Turn:
    url = DELIVERY.address
    return Turn(lease, FetchState(url, url), Ending("fetched", NOON), delivery=DELIVERY)


def test_two_runs_at_work_do_each_its_own_and_both_books_balance(desk, story):
    mine = desk.keep(b"mine")
    other = copy(desk)
    other.run_id, other.tally = begin(desk.store).id, Tally(0)
    theirs = other.keep(b"theirs")
    assert [waits.id for waits in pending(desk.store, desk.run_id, 9)] == [mine]
    assert [waits.id for waits in pending(desk.store, other.run_id, 9)] == [theirs]
    desk.write(desk.made(mine, story(guid="urn:1")))
    other.write(desk.made(theirs, story("More.", guid="urn:1")))
    for one, made in ((desk, "new"), (other, "revision")):
        books = finish_run(desk.store, one.run_id, one.tally.books(), desk.now)
        assert (books.received, books.carried_over, getattr(books, made)) == (1, 0, 1)


REFUSED: dict[str, Callable[[Desk, int, Lease, Article], object]] = {
    "keep": lambda desk, _, lease, __: keep(desk.store, [DELIVERY], desk.run_id, lease),
    "keep_turns": lambda desk, _, lease, __: keep_turns(desk.store, [turn(lease)], desk.run_id),
    "keep_split": lambda desk, _, lease, __: keep_split(
        desk.store, [Split(1, "wire", (DELIVERY.whole(),), turn(lease))], desk.run_id, NOON
    ),
    "write": lambda desk, number, _, story: write(desk.store, [desk.made(number, story)], desk.run_id, NOON),
    "quarantine": lambda desk, number, *_: quarantine(
        desk.store, Failure("wire", "/drop", "c", "s", "a", number), desk.run_id, NOON
    ),
    "claim": lambda desk, *_: claim(desk.store, desk.run_id, ["new"], 1, 60, NOON),
    "renew": lambda desk, *_: renew(desk.store, desk.run_id, 60, NOON),
    "release": lambda desk, _, lease, __: release(desk.store, desk.run_id, [lease], NOON),
    "close_dead": lambda desk, *_: close_dead(desk.store, desk.run_id, EVERYBODY_IS_DEAD, NOON),
    "finish_run": lambda desk, *_: finish_run(desk.store, desk.run_id, desk.tally.books(), NOON),
}


@pytest.mark.parametrize("work", REFUSED.values(), ids=REFUSED.keys())
def test_a_run_that_was_taken_over_is_refused_at_every_write_and_its_work_is_anothers(desk, story, work):
    number = desk.keep(b"copy")
    (lease,) = claim(desk.store, desk.run_id, ["wire"], 1, 60, NOON)
    late = begin(desk.store, EVERYBODY_IS_DEAD)
    assert late == Started(late.id, 1, (desk.run_id,))
    before = count_rows(desk.store)
    with pytest.raises(RunClosed, match="it is interrupted already"):
        work(desk, number, lease, story())
    assert count_rows(desk.store) == before
    assert [waits.id for waits in pending(desk.store, late.id, 9)] == [number]
    assert holders(desk.store, ["wire"], NOON) == {}
    assert state_of(desk.store, desk.run_id) is RunState.INTERRUPTED


def count_rows(store: Database) -> list[object]:
    tables = ("delivery", "raw_copy", "fetch_state", "lease", "article", "change", "quarantine", "run")
    with store.reading() as connection:
        return [connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one() for table in tables]


def test_a_run_that_gives_no_sign_of_life_is_taken_over_though_its_process_lives(store):
    silent = begin(store, length_s=0)
    assert begin(store).interrupted == (silent.id,)


def test_a_run_that_gives_signs_of_life_is_left_at_work(store):
    first = begin(store, length_s=0)
    renew(store, first.id, 60, NOON)
    assert begin(store).interrupted == ()


@pytest.mark.parametrize("jump", [YEAR, -YEAR, timedelta(hours=1), timedelta(hours=-1)], ids=str)
def test_a_clock_that_jumps_leaves_no_run_in_the_way(sqlite_store, jump):
    """Which runs are dead can't be told by such a clock: the later one goes on alone, nothing is written by both."""
    before = begin(sqlite_store)
    after = begin(sqlite_store, after=jump)
    assert after.interrupted == (before.id,)
    with pytest.raises(RunClosed):
        keep(sqlite_store, [DELIVERY], before.id)
    assert len(keep(sqlite_store, [DELIVERY], after.id).deliveries) == 1
    back = begin(sqlite_store)
    assert (back.interrupted, back.carried_over) == ((after.id,), 1)


def test_a_run_of_a_clock_far_ahead_is_dead_on_a_server_too(store):
    ahead = begin(store)
    with store.writing() as connection:
        connection.exec_driver_sql("UPDATE run SET alive_until = '2099-12-02T12:00:00.000000Z'")
    assert begin(store).interrupted == (ahead.id,)


def test_copy_that_waits_to_be_split_is_split_by_one_run_only(store):
    first = begin(store)
    (lease,) = claim(store, first.id, ["wire"], 1, 60, NOON)
    ((number, waiting),) = keep_turns(store, [turn(lease)], first.id).waiting.items()
    beside = begin(store)
    assert unsplit(store, beside.id, 9, 999) == []
    assert close_dead(store, beside.id, EVERYBODY_IS_DEAD, NOON) == Taken(0, 0, (first.id,))
    assert [one.id for one in unsplit(store, beside.id, 9, 999)] == [number]
    with pytest.raises(RunClosed):
        keep_split(store, [Split(number, "wire", (DELIVERY.whole(),), waiting)], first.id, NOON)
    kept = keep_split(store, [Split(number, "wire", (DELIVERY.whole(),))], beside.id, NOON)
    assert (kept.copies, unsplit(store, beside.id, 9, 999)) == (1, [])


def test_a_delivery_that_another_met_again_is_that_ones_to_split(store):
    """It came again under a lease that the first run had lost: one of the two splits it."""
    first, beside = begin(store), begin(store)
    (lost,) = claim(store, first.id, ["wire"], 1, 0, NOON)
    ((number, waiting),) = keep_turns(store, [turn(lost)], first.id).waiting.items()
    (lease,) = claim(store, beside.id, ["wire"], 1, 60, NOON)
    kept = keep_turns(store, [turn(lease)], beside.id)
    assert (list(kept.waiting), kept.known) == ([number], 1)
    split = Split(number, "wire", (DELIVERY.whole(),), waiting)
    late = keep_split(store, [split], first.id, NOON)
    assert (late.copies, late.stale) == (0, frozenset({"wire"}))
    assert keep_split(store, [replace(split, turn=turn(lease))], beside.id, NOON).copies == 1


def test_a_run_at_work_takes_over_from_a_dead_one_and_its_books_balance(desk, story):
    left = desk.keep(b"left")
    beside = copy(desk)
    beside.run_id, beside.tally = begin(desk.store).id, Tally(0)
    taken = close_dead(desk.store, beside.run_id, EVERYBODY_IS_DEAD, NOON)
    assert taken == Taken(1, 0, (desk.run_id,))
    beside.tally.count_taken(taken)
    beside.write(desk.made(left, story()))
    books = finish_run(desk.store, beside.run_id, beside.tally.books(), NOON)
    assert (books.carried_over, books.received, books.new) == (1, 0, 1)
    assert all(finding.is_sound for finding in check(desk.store))


def test_what_was_retried_comes_back_to_the_run_that_met_it_while_that_is_at_work(desk, story):
    number = desk.keep(b"odd")
    entry = quarantine(desk.store, Failure("wire", "/drop", "c", "s", "a", number), desk.run_id, NOON)
    desk.tally.count_quarantined()
    retry(desk.store, [entry], "ann", "mended", NOON)
    assert begin(desk.store).carried_over == 0
    taken = close_dead(desk.store, desk.run_id, NOBODY_IS_DEAD, NOON)
    assert taken == Taken(0, 1, ())
    desk.tally.count_taken(taken)
    assert [waits.id for waits in pending(desk.store, desk.run_id, 9)] == [number]
    desk.write(desk.made(number, story()))
    books = finish_run(desk.store, desk.run_id, desk.tally.books(), NOON)
    assert (books.received, books.carried_over, books.new, books.quarantined) == (1, 0, 1, 0)


def test_what_an_ended_run_left_is_taken_by_one_of_those_that_come(desk):
    desk.keep(b"left")
    finish_run(desk.store, desk.run_id, desk.tally.books(), NOON)
    assert [begin(desk.store).carried_over for _ in range(3)] == [1, 0, 0]


def test_a_run_that_gives_up_leaves_its_work_to_the_next_at_once(desk):
    desk.keep(b"left")
    claim(desk.store, desk.run_id, ["wire"], 1, 60, NOON)
    give_up(desk.store, desk.run_id, NOON)
    assert state_of(desk.store, desk.run_id) is RunState.INTERRUPTED
    assert holders(desk.store, ["wire"], NOON) == {}
    assert begin(desk.store).carried_over == 1


def test_a_run_that_has_ended_can_not_be_given_up(desk):
    finish_run(desk.store, desk.run_id, desk.tally.books(), NOON)
    give_up(desk.store, desk.run_id, NOON)
    assert state_of(desk.store, desk.run_id) is RunState.FINISHED
    assert articles(desk.store) == []
