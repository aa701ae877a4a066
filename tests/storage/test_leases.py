"""Tests of leases: one holder of a source at a time, and late work told from the work of the new holder."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from threading import Barrier

import pytest

from ingest.raw import Delivery
from ingest.rhythm import FetchState
from storage.actions import Action
from storage.database import Database, connect
from storage.deliveries import keep
from storage.errors import RunClosed
from storage.feeds import Split, Turn, keep_split, keep_turns, unsplit
from storage.fetch_states import Ending, pause, standings
from storage.leases import Lease, claim, due, hand_on, holders, next_dues, release, renew
from storage.liveness import Holder
from storage.runs import Tally, finish_run, start_run
from tests.storage.conftest import NOON

NOBODY_IS_DEAD = Holder("beside", lambda _: False)
URL = "https://wire.example/feed"


@dataclass
class Run:
    """A run beside others."""

    store: Database
    id: int = 0

    def __post_init__(self) -> None:
        self.id = start_run(self.store, "once", NOBODY_IS_DEAD, NOON, 60).id

    def claim(self, *sources: str, limit: int = 100, length_s: float = 60) -> list[Lease]:
        return claim(self.store, self.id, sources, limit, length_s, NOON)


@pytest.fixture
def runs(store: Database) -> tuple[Run, Run]:
    return Run(store), Run(store)


def delivery(source: str, raw: bytes = b"<rss/>") -> Delivery:
    return Delivery(source, source, URL, "text/xml", NOON, raw, {})


def turn(lease: Lease, hours: int = 1, **more: object) -> Turn:
    state = FetchState(URL, URL, next_due=NOON + timedelta(hours=hours))
    return Turn(lease, state, Ending("fetched", NOON), **more)  # type: ignore[arg-type]


def test_a_source_has_one_holder_and_the_others_are_told_who(store, runs):
    one, two = runs
    assert sorted(lease.source for lease in one.claim("a", "b")) == ["a", "b"]
    assert [lease.source for lease in two.claim("a", "b", "c")] == ["c"]
    assert holders(store, ["a", "b", "c", "d"], NOON) == {"a": one.id, "b": one.id, "c": two.id}


def test_a_source_that_is_given_back_is_anyones_with_a_new_fence(store, runs):
    one, two = runs
    (first,) = one.claim("a")
    release(store, one.id, [first])
    assert two.claim("a") == [Lease("a", first.fence + 1)]
    release(store, one.id, [first])  # late: it is the other's by now
    assert holders(store, ["a"], NOON) == {"a": two.id}


def test_those_due_longest_are_claimed_first_and_no_more_than_asked_for(store, runs):
    one, two = runs
    for name, hours in (("late", 3), ("early", 1), ("middle", 2)):
        release(store, one.id, one.claim(name), NOON + timedelta(hours=hours))
    assert {lease.source for lease in two.claim("late", "middle", "early", "new", limit=2)} == {"new", "early"}
    assert {lease.source for lease in two.claim("late", "middle", "early", "new", limit=1)} == {"middle"}


def test_what_may_be_due_is_told_and_what_rests_or_is_held_is_not(store, runs):
    one, two = runs
    names = ["held", "later", "past", "paused", "gone", "set_back", "never"]
    leases = {lease.source: lease for lease in one.claim(*names)}
    beyond = NOON + timedelta(days=2)
    for name, at in (("later", 1), ("past", -1), ("set_back", 24 * 365)):
        release(store, one.id, [leases[name]], NOON + timedelta(hours=at))
    release(store, one.id, [leases[name] for name in ("paused", "never")])
    pause(store, "paused", URL, Action("ann", NOON, "sources pause", "source paused", "asked to"))
    gone = FetchState(URL, URL, gone_at=NOON)
    keep_turns(store, [Turn(leases["gone"], gone, Ending("gone", NOON, is_well=False))], one.id)
    assert due(store, NOON, beyond) == ["never", "past", "set_back"]
    two.claim("past")
    assert due(store, NOON, beyond) == ["never", "set_back"]


def test_a_turn_gives_its_source_back_and_says_when_it_is_due(store, runs):
    one, two = runs
    (lease,) = one.claim("a")
    keep_turns(store, [turn(lease)], one.id)
    assert standings(store)["a"].state.next_due == NOON + timedelta(hours=1)
    assert [lease.source for lease in two.claim("a")] == ["a"]


def test_a_turn_whose_lease_is_anothers_is_dropped_and_the_others_of_its_batch_are_kept(store, runs):
    one, two = runs
    (lost,) = one.claim("a", length_s=0)
    (good,) = one.claim("b")
    (new,) = two.claim("a")
    turns = [turn(lost, delivery=delivery("a", b"late")), turn(good, delivery=delivery("b"))]
    kept = keep_turns(store, turns, one.id)
    assert (kept.deliveries, kept.stale, len(kept.waiting)) == (1, frozenset({"a"}), 1)
    assert [waits.source for waits in unsplit(store, one.id, 9, 999)] == ["b"]
    assert holders(store, ["a"], NOON) == {"a": two.id}
    assert keep_turns(store, [turn(new, delivery=delivery("a"))], two.id).deliveries == 1
    tally = Tally(0)
    tally.count_turns(kept)
    assert finish_run(store, one.id, tally.books(), NOON).stale == 1


def test_copy_that_was_acknowledged_is_split_though_its_source_is_anothers_by_then(store, runs):
    """Its state is dropped: the new holder writes one of its own."""
    one, two = runs
    (lease,) = one.claim("a", length_s=0)
    ((number, waiting),) = keep_turns(store, [turn(lease, hours=5, delivery=delivery("a"))], one.id).waiting.items()
    two.claim("a")
    kept = keep_split(store, [Split(number, "a", (delivery("a").whole(),), waiting)], one.id, NOON)
    assert (kept.copies, kept.stale) == (1, frozenset({"a"}))
    assert standings(store) == {}
    assert unsplit(store, one.id, 9, 999) == []


def test_a_folder_whose_lease_is_anothers_is_left_to_that_one(store, runs):
    one, two = runs
    (lost,) = one.claim("a", length_s=0)
    two.claim("a")
    kept = keep(store, [delivery("a")], one.id, lost)
    assert (kept.deliveries, kept.known, kept.is_stale) == ((), 0, True)
    tally = Tally(0)
    tally.count_kept(kept)
    assert finish_run(store, one.id, tally.books(), NOON).stale == 1


def test_a_lease_that_ran_out_still_serves_the_run_until_another_takes_it(store, runs):
    one, _ = runs
    (lease,) = one.claim("a", length_s=0)
    assert keep_turns(store, [turn(lease)], one.id).stale == frozenset()


def test_a_heartbeat_puts_off_all_that_a_run_holds(store, runs):
    one, two = runs
    one.claim("a", "b", length_s=0)
    renew(store, one.id, 60, NOON)
    assert two.claim("a", "b") == []


@pytest.mark.parametrize("years", [1, 50])
def test_a_lease_from_a_clock_that_was_set_back_counts_as_run_out(store, runs, years):
    one, two = runs
    one.claim("a")
    with store.writing() as connection:
        connection.exec_driver_sql(f"UPDATE lease SET leased_until = '{2026 + years}-12-02T12:00:00.000000Z'")
    assert [lease.source for lease in two.claim("a")] == ["a"]


@pytest.mark.parametrize("length_s", [-1, 601])
def test_a_lease_has_a_sane_length(runs, length_s):
    with pytest.raises(ValueError, match="at most 600 seconds"):
        runs[0].claim("a", length_s=length_s)


def test_a_run_that_ended_holds_nothing_and_claims_nothing(store, runs):
    one, two = runs
    one.claim("a")
    finish_run(store, one.id, Tally(0).books(), NOON)
    assert holders(store, ["a"], NOON) == {}
    assert [lease.source for lease in two.claim("a")] == ["a"]
    with pytest.raises(RunClosed):
        one.claim("b")


def test_four_that_claim_at_once_never_share_a_source(store, url):
    names = [f"source-{number:03}" for number in range(400)]
    start = Barrier(4)

    def work(_: int) -> list[Lease]:
        database = connect(url)
        run = Run(database)
        start.wait()
        claimed: list[Lease] = []
        while more := run.claim(*names, limit=7):
            claimed += more
        database.close()
        return claimed

    with ThreadPoolExecutor(4) as pool:
        claimed = [lease for some in pool.map(work, range(4)) for lease in some]
    assert sorted(lease.source for lease in claimed) == names
    assert {lease.fence for lease in claimed} == {1}


def test_what_a_run_holds_goes_on_under_the_next_run_and_its_work_is_taken(store, runs):
    """A daemon closes the books of a long run while fetches are under way."""
    old, new = runs
    (lease,) = old.claim("a")
    hand_on(store, old.id, new.id)
    finish_run(store, old.id, Tally(0).books(), NOON)
    assert holders(store, ["a"], NOON) == {"a": new.id}
    assert keep_turns(store, [turn(lease)], new.id).stale == frozenset()
    assert next_dues(store) == {"a": NOON + timedelta(hours=1)}


def test_nothing_is_handed_on_by_a_run_that_was_closed(store, runs):
    old, new = runs
    old.claim("a")
    finish_run(store, old.id, Tally(0).books(), NOON)
    with pytest.raises(RunClosed):
        hand_on(store, old.id, new.id)


def test_when_sources_are_due_is_known_of_those_that_were_claimed(store, runs):
    one, _ = runs
    release(store, one.id, one.claim("a"), NOON)
    one.claim("b")
    assert next_dues(store) == {"a": NOON, "b": None}
    assert next_dues(store, ["b", "c"]) == {"b": None}
