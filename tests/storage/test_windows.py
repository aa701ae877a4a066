"""Windows of backfills on both databases: leases, fences, what ends a backfill, and what opens it again."""

from dataclasses import replace

import pytest

from storage.actions import Action
from storage.backfills import backfill, list_backfills, windows_of
from storage.errors import BackfillStands, LeaseLost, NotInStore, RunClosed
from storage.runs import finish_run, give_up
from storage.states import BackfillState, WindowState
from storage.windows import (
    Asked,
    Came,
    Planned,
    Trouble,
    add_done,
    begin,
    cancel,
    claim,
    end,
    fail,
    find_open,
    finish,
    pages_before,
    retry,
)

ASKED = Asked("wire", "agency", "feed", {"url": "https://wire.example/feed", "limit": 10})
PAGES = [Planned({"page": f"https://wire.example/{number}"}, number) for number in (1, 2, 3)]
TROUBLE = Trouble("http_error", "it answered 404", "look for it")


@pytest.fixture
def number(store, desk) -> int:
    return begin(store, ASKED, PAGES, "ada", desk.now)


def action(desk, verb: str = "backfill retry") -> Action:
    return Action("ada", desk.now, verb, "backfill 1", "it is mended")


def do_all(store, desk, number: int) -> None:
    while window := claim(store, number, desk.run_id):
        finish(store, window, desk.run_id, Came(taken=2, repeated=1), desk.now)


def test_windows_are_leased_in_order_and_each_once(store, desk, number):
    leased = [claim(store, number, desk.run_id) for _ in range(4)]
    assert [window and window.position for window in leased] == [1, 2, 3, None]
    assert [window.what for window in leased[:2]] == [PAGES[0].what, PAGES[1].what]


def test_a_backfill_whose_windows_are_done_is_done_and_knows_what_they_brought(store, desk, number):
    assert end(store, number, desk.now) is BackfillState.OPEN
    do_all(store, desk, number)
    assert end(store, number, desk.now) is BackfillState.DONE
    line = backfill(store, number)
    assert (line.windows, line.done, line.taken, line.repeated) == (3, 3, 6, 3)
    assert (line.expected, line.met, line.state, line.who) == (6, 6, BackfillState.DONE, "ada")


def test_the_same_question_goes_on_with_an_open_backfill_and_begins_anew_when_it_is_done(store, desk, number):
    assert begin(store, ASKED, [], "bob", desk.now) == number == find_open(store, ASKED)
    do_all(store, desk, number)
    end(store, number, desk.now)
    assert find_open(store, ASKED) is None
    assert begin(store, ASKED, PAGES, "bob", desk.now) == number + 1
    assert [line.id for line in list_backfills(store)] == [number + 1, number]


def test_another_question_is_another_backfill(store, desk, number):
    other = replace(ASKED, what={"url": "https://wire.example/feed", "limit": 11})
    assert begin(store, other, [], "ada", desk.now) != number


def test_windows_of_a_run_that_is_dead_are_leased_again_and_its_late_work_is_refused(store, desk, number, desk_on):
    late = claim(store, number, desk.run_id)
    assert late is not None
    first_run = desk.run_id
    give_up(store, first_run, desk.now)
    next_desk = desk_on(store)
    again = claim(store, number, next_desk.run_id)
    assert again is not None
    assert (again.position, again.fence) == (1, late.fence + 1)
    with pytest.raises(RunClosed):
        finish(store, late, first_run, Came(1), desk.now)
    with pytest.raises(LeaseLost):
        finish(store, late, next_desk.run_id, Came(1), desk.now)
    finish(store, again, next_desk.run_id, Came(5), desk.now)
    assert backfill(store, number).taken == 5
    with pytest.raises(LeaseLost):
        fail(store, again, next_desk.run_id, TROUBLE, desk.now)


def test_a_run_that_is_over_leases_nothing(store, desk, number):
    finish_run(store, desk.run_id, desk.tally.books(), desk.now)
    with pytest.raises(RunClosed):
        claim(store, number, desk.run_id)


def test_a_window_leads_to_the_next_one(store, desk):
    number = begin(store, ASKED, PAGES[:1], "ada", desk.now)
    first = claim(store, number, desk.run_id)
    assert first is not None
    finish(store, first, desk.run_id, Came(1, then=Planned({"page": "https://wire.example/old"})), desk.now)
    second = claim(store, number, desk.run_id)
    assert second is not None
    assert (second.position, second.what, second.expected) == (2, {"page": "https://wire.example/old"}, None)
    assert pages_before(store, second) == {PAGES[0].what["page"]}


def test_a_window_that_fails_fails_its_backfill_and_waits_again_when_it_is_retried(store, desk, number):
    window = claim(store, number, desk.run_id)
    assert window is not None
    fail(store, window, desk.run_id, TROUBLE, desk.now)
    do_all(store, desk, number)
    assert end(store, number, desk.now) is BackfillState.FAILED
    (failed,) = windows_of(store, number, (WindowState.FAILED,), 5)
    assert (failed.position, failed.code, failed.sentence) == (1, TROUBLE.code, TROUBLE.sentence)
    retry(store, number, action(desk))
    assert backfill(store, number).state is BackfillState.OPEN
    do_all(store, desk, number)
    assert end(store, number, desk.now) is BackfillState.DONE
    assert [one.code for one in windows_of(store, number, tuple(WindowState), None)] == [None] * 3


def test_the_same_command_tries_windows_that_failed_again(store, desk, number):
    window = claim(store, number, desk.run_id)
    assert window is not None
    fail(store, window, desk.run_id, TROUBLE, desk.now)
    do_all(store, desk, number)
    end(store, number, desk.now)
    assert begin(store, ASKED, [], "ada", desk.now) == number
    assert claim(store, number, desk.run_id) is not None


def test_a_canceled_backfill_leases_nothing_until_it_is_retried(store, desk, number):
    window = claim(store, number, desk.run_id)
    assert window is not None
    cancel(store, number, action(desk, "backfill cancel"))
    assert claim(store, number, desk.run_id) is None
    finish(store, window, desk.run_id, Came(1), desk.now)
    assert end(store, number, desk.now) is BackfillState.CANCELED
    with pytest.raises(BackfillStands):
        cancel(store, number, action(desk, "backfill cancel"))
    retry(store, number, action(desk))
    assert claim(store, number, desk.run_id) is not None


def test_what_is_done_has_nothing_to_retry_and_no_twin_may_be_open(store, desk, number):
    cancel(store, number, action(desk, "backfill cancel"))
    twin = begin(store, ASKED, PAGES, "ada", desk.now)
    with pytest.raises(BackfillStands, match=f"backfill {twin} of the same is open"):
        retry(store, number, action(desk))
    do_all(store, desk, twin)
    end(store, twin, desk.now)
    with pytest.raises(BackfillStands, match="none of its windows failed"):
        retry(store, twin, action(desk))


def test_a_window_of_a_stream_is_noted_when_it_is_done(store, desk, number):
    add_done(store, number, desk.run_id, Planned({"line": 1}, 9), Came(8, left_out=1, trouble=TROUBLE), desk.now)
    (line,) = windows_of(store, number, (WindowState.DONE,), 5)
    assert (line.position, line.expected, line.taken, line.left_out, line.code) == (4, 9, 8, 1, TROUBLE.code)


def test_a_number_that_is_no_backfills_is_told(store, desk):
    with pytest.raises(NotInStore):
        backfill(store, 7)
    with pytest.raises(NotInStore):
        retry(store, 7, action(desk))
