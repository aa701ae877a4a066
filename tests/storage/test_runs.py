"""Tests of runs and their books."""

from dataclasses import replace

import pytest

from storage.errors import BooksUnbalanced, NotInStore, RunClosed
from storage.liveness import Holder
from storage.quarantine import Failure, quarantine, retry
from storage.queries import list_runs
from storage.runs import Books, Started, finish_run, start_run
from storage.states import RunState

ANOTHER = Holder("another", lambda _: True)


def hold_up(desk, number):
    failure = Failure("wire", "/drop/a.txt", "not_text", "it is no text", "look at it", number)
    desk.tally.count_quarantined()
    return quarantine(desk.store, failure, desk.run_id, desk.now)


def test_the_books_of_a_full_run_balance(desk, story):
    desk.send(story(guid="urn:1"))
    desk.send(story(guid="urn:1"))
    desk.send(story("More.", guid="urn:1"))
    desk.send(story(), source="gazette")
    desk.keep(b"waits", address="/drop/w.txt")
    desk.keep(b"waits", address="/drop/w.txt")
    hold_up(desk, desk.keep(b"\0\xff"))
    books = finish_run(desk.store, desk.run_id, desk.tally.books(), desk.now)
    assert books == Books(
        deliveries=6,
        known=1,
        carried_over=0,
        received=6,
        new=1,
        revision=1,
        copy=1,
        unchanged=1,
        quarantined=1,
        pending=1,
    )
    assert list_runs(desk.store)[0].books == books
    assert list_runs(desk.store)[0].state is RunState.FINISHED


def test_an_empty_run_balances(desk):
    assert finish_run(desk.store, desk.run_id, desk.tally.books(), desk.now) == Books()


def test_what_a_run_leaves_is_carried_over_into_the_next(desk, story):
    number = desk.keep()
    finish_run(desk.store, desk.run_id, desk.tally.books(), desk.now)
    desk.start()
    desk.write(desk.made(number, story()))
    books = finish_run(desk.store, desk.run_id, desk.tally.books(), desk.now)
    assert (books.carried_over, books.received, books.new, books.pending) == (1, 0, 1, 0)


def test_a_killed_run_is_closed_by_the_next_which_takes_over_its_work(desk, story):
    done, left = desk.keep(b"1"), desk.keep(b"2")
    desk.write(desk.made(done, story()))
    killed = desk.run_id
    started = start_run(desk.store, "once", ANOTHER, desk.now, 60)
    old = list_runs(desk.store)[1]
    assert started == Started(killed + 1, 1, (killed,))
    assert (old.state, old.finished_at) == (RunState.INTERRUPTED, desk.now)
    assert (old.books.received, old.books.new, old.books.pending) == (2, 1, 1)
    assert old.books.is_balanced
    desk.run_id, desk.tally = started.id, replace(desk.tally, carried_over=1, received=0, deliveries=0, new=0)
    desk.write(desk.made(left, story(body=("Other.",))))
    assert finish_run(desk.store, desk.run_id, desk.tally.books(), desk.now).new == 1


def test_a_retried_copy_belongs_to_the_books_of_the_next_run(desk, story):
    """The retry may come while the run that met the failure is still at work."""
    number = desk.keep()
    entry = hold_up(desk, number)
    assert retry(desk.store, [entry], "ann", "new release", desk.now) == 1
    assert finish_run(desk.store, desk.run_id, desk.tally.books(), desk.now).quarantined == 1
    desk.start()
    desk.write(desk.made(number, story()))
    books = finish_run(desk.store, desk.run_id, desk.tally.books(), desk.now)
    assert (books.carried_over, books.new) == (1, 1)


def test_a_run_that_counted_otherwise_than_the_tables_is_an_error(desk, story):
    desk.send(story())
    with pytest.raises(BooksUnbalanced, match="new 2 by its own count, 1 in the tables"):
        finish_run(desk.store, desk.run_id, replace(desk.tally.books(), new=2), desk.now)
    assert list_runs(desk.store)[0].state is RunState.UNBALANCED


def test_a_run_whose_tables_do_not_balance_is_an_error(desk):
    desk.keep()
    with desk.store.writing() as connection:
        connection.exec_driver_sql("UPDATE run SET carried_over = 5")
    own = replace(desk.tally.books(), carried_over=5)
    with pytest.raises(BooksUnbalanced, match="do not balance"):
        finish_run(desk.store, desk.run_id, own, desk.now)


def test_a_run_closed_by_another_cannot_end(desk):
    start_run(desk.store, "once", ANOTHER, desk.now, 60)
    with pytest.raises(RunClosed, match="it is interrupted already"):
        finish_run(desk.store, desk.run_id, desk.tally.books(), desk.now)


def test_a_run_that_never_began_cannot_end(desk):
    with pytest.raises(NotInStore):
        finish_run(desk.store, 99, Books(), desk.now)
