"""Tests of the quarantine and of what operators do with it."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from storage.deliveries import pending
from storage.desk_tables import operator_action
from storage.errors import NotInStore
from storage.quarantine import Failure, close_source, quarantine, retry
from storage.queries import explanation_of_copy, list_quarantine, quarantine_by_id
from storage.states import CopyOutcome, CopyState

FAILURE = Failure("wire", "/drop", "source_unreachable", "the folder is not there", "mount it")


def test_a_failure_of_a_source_is_listed(desk):
    number = quarantine(desk.store, FAILURE, desk.run_id, desk.now)
    (entry,) = list_quarantine(desk.store)
    assert entry == quarantine_by_id(desk.store, number)
    assert (entry.source, entry.code, entry.raw_copy_id) == ("wire", "source_unreachable", None)
    assert (entry.sentence, entry.advice, entry.times) == ("the folder is not there", "mount it", 1)


def test_the_same_failure_again_is_counted_not_listed_again(desk, later):
    first = quarantine(desk.store, FAILURE, desk.run_id, later(0))
    again = quarantine(desk.store, replace(FAILURE, sentence="still not there"), desk.run_id, later(1))
    (entry,) = list_quarantine(desk.store)
    assert first == again
    assert (entry.times, entry.first_at, entry.last_at) == (2, later(0), later(1))
    assert entry.sentence == "still not there"


@pytest.mark.parametrize("fields", [{"source": "other"}, {"address": "/b"}, {"code": "file_too_large"}], ids=str)
def test_another_failure_is_another_entry(desk, fields):
    quarantine(desk.store, FAILURE, desk.run_id, desk.now)
    quarantine(desk.store, replace(FAILURE, **fields), desk.run_id, desk.now)
    assert len(list_quarantine(desk.store)) == 2


def test_a_source_that_works_again_closes_its_own_entries_only(desk):
    quarantine(desk.store, FAILURE, desk.run_id, desk.now)
    held = quarantine(desk.store, replace(FAILURE, raw_copy_id=desk.keep()), desk.run_id, desk.now)
    assert close_source(desk.store, "wire", "/drop", desk.now) == 1
    assert close_source(desk.store, "wire", "/drop", desk.now) == 0
    assert [entry.id for entry in list_quarantine(desk.store)] == [held]
    assert [entry.resolved_at for entry in list_quarantine(desk.store, resolved=True)] == [desk.now]


def test_after_it_was_closed_the_same_failure_is_a_new_entry(desk):
    first = quarantine(desk.store, FAILURE, desk.run_id, desk.now)
    close_source(desk.store, "wire", "/drop", desk.now)
    assert quarantine(desk.store, FAILURE, desk.run_id, desk.now) != first


def test_addresses_and_sentences_that_no_database_keeps_are_written_out(desk):
    odd = replace(FAILURE, address="/drop/\udce4\0", sentence="no \udce4")
    quarantine(desk.store, odd, desk.run_id, desk.now)
    quarantine(desk.store, odd, desk.run_id, desk.now)
    (entry,) = list_quarantine(desk.store)
    assert (entry.address, entry.sentence, entry.times) == ("/drop/\\udce4\\x00", "no \\udce4", 2)
    assert close_source(desk.store, "wire", "/drop/\udce4\0", desk.now) == 1


def test_a_raw_copy_in_quarantine_waits_no_longer(desk):
    number = desk.keep()
    quarantine(desk.store, replace(FAILURE, raw_copy_id=number), desk.run_id, desk.now)
    seen = explanation_of_copy(desk.store, number)
    assert (seen.state, seen.outcome) == (CopyState.QUARANTINED, CopyOutcome.QUARANTINED)
    assert pending(desk.store, desk.run_id, 9) == []


def test_a_copy_that_is_done_stays_done(desk, story):
    number = desk.send(story()).raw_copy_id
    quarantine(desk.store, replace(FAILURE, raw_copy_id=number), desk.run_id, desk.now)
    assert explanation_of_copy(desk.store, number).state is CopyState.DONE


def test_a_retry_lets_the_next_run_do_the_copy_and_notes_who_and_why(desk):
    number = desk.keep()
    entry = quarantine(desk.store, replace(FAILURE, raw_copy_id=number), desk.run_id, desk.now)
    source = quarantine(desk.store, FAILURE, desk.run_id, desk.now)
    assert retry(desk.store, [entry, source], "ann", "a new release reads it", desk.now) == 1
    assert pending(desk.store, desk.run_id, 9) == [], "this run has it in its books already"
    desk.start()
    assert [one.id for one in pending(desk.store, desk.run_id, 9)] == [number]
    with desk.store.reading() as connection:
        noted = connection.execute(select(operator_action.c["who", "at", "verb", "subject", "why"])).all()
    assert sorted(noted) == sorted(
        ("ann", desk.now, "quarantine retry", f"quarantine {one}", "a new release reads it") for one in (entry, source)
    )


def test_a_retry_of_what_is_not_open_changes_nothing(desk):
    entry = quarantine(desk.store, FAILURE, desk.run_id, desk.now)
    with pytest.raises(NotInStore, match="quarantine 99"):
        retry(desk.store, [entry, 99], "ann", "why not", desk.now)
    assert quarantine_by_id(desk.store, entry).resolved_at is None


def test_the_list_can_be_of_one_source(desk):
    quarantine(desk.store, FAILURE, desk.run_id, desk.now)
    assert list_quarantine(desk.store, source="other") == []


def test_an_entry_that_is_not_there(desk):
    with pytest.raises(NotInStore):
        quarantine_by_id(desk.store, 99)
