"""Tests of the reads by which the desk's health is judged."""

from datetime import timedelta

import pytest

from storage import health
from storage.health import FolderFailure, Lag, Queue
from storage.quarantine import Failure, quarantine, retry
from storage.replays import Remade, head_of_article, rewrite
from storage.runs import finish_run


def test_an_empty_store_has_nothing_to_tell(store, later):
    assert health.queue(store, later(0)) == Queue(0, 0, None, 0, 0)
    assert health.lag(store, later(0)) is None
    assert health.last_arrivals(store, ["wire"]) == {}
    assert health.arrivals(store, "wire") == []
    assert health.last_at_work(store, later(0)) is None


def test_what_waits_is_counted_from_when_it_was_received(desk, story, later):
    desk.keep(b"one", later(2))
    desk.keep(b"two", later(1))
    assert health.queue(desk.store, later(0)) == Queue(2, 0, later(1), 0, 0)


def test_what_was_let_out_of_quarantine_waits_since_then(desk, later):
    number = desk.keep(b"one", later(0))
    failure = Failure("wire", "a.txt", "not_text", "no text", "look at it", number)
    entry = quarantine(desk.store, failure, desk.run_id, later(1))
    assert health.queue(desk.store, later(0)) == Queue(0, 0, None, 1, 1)
    assert health.queue(desk.store, later(2)) == Queue(0, 0, None, 1, 0)
    retry(desk.store, [entry], "ann", "mended", later(9))
    assert health.queue(desk.store, later(0)) == Queue(1, 0, None, 0, 0)


def test_lag_is_told_of_copy_that_came_fresh(desk, story, later):
    """Not of what lay at the source when it was first asked, of archives, or of copy without a time."""
    sent = [(0, 0.1, "old stock"), (1, 0.5, "fast"), (2, 1.0, "slow"), (3, 40, "archive"), (4, None, "no time")]
    for hour, lag_h, words in sent:
        created = None if lag_h is None else later(hour - lag_h)
        desk.now = later(hour)
        desk.send(
            story(headline=words, body=(f"{words} {hour} is another story.",), version_created=created), later(hour)
        )
    assert health.lag(desk.store, later(5)) == Lag(0.75 * 3600, 3600, 2)
    assert health.lag(desk.store, later(50)) is None


def test_lag_is_not_told_of_what_was_made_again(desk, story, later):
    desk.send(story(headline="first"), later(0))
    desk.now = later(1)
    sent = desk.send(story(headline="x", body=("Another story.",), version_created=later(0.5)), later(1))
    desk.now = later(3)
    head = head_of_article(desk.store, sent.article_id)
    made = desk.made(head.copy.id, story(headline="x", body=("Made again.",), version_created=later(0.5)))
    rewrite(desk.store, [Remade(head, made, is_changed=True, why="another chain")], desk.run_id, desk.now)
    assert health.lag(desk.store, later(3)) == Lag(0.5 * 3600, 0.5 * 3600, 1)


def test_copy_from_the_future_has_no_lag(desk, story, later):
    desk.send(story(headline="first"), later(0))
    desk.now = later(1)
    desk.send(story(headline="x", body=("Another story.",), version_created=later(3)), later(1))
    assert health.lag(desk.store, later(2)) == Lag(0, 0, 1)


def test_arrivals_are_the_moments_at_which_new_copy_came(desk, later):
    for hour in (0, 24 * 40, 24 * 40 + 1, 24 * 40 + 5):
        desk.keep(f"{hour}".encode(), later(hour), source="wire")
    desk.keep(b"other", later(24 * 40 + 9), source="paper")
    assert health.arrivals(desk.store, "wire") == [later(24 * 40 + hour) for hour in (5, 1, 0)]
    assert health.last_arrivals(desk.store, ["wire", "paper", "never"]) == {
        "wire": later(24 * 40 + 5),
        "paper": later(24 * 40 + 9),
    }


def test_a_folder_that_fails_is_told_with_how_often(desk, later):
    for hour in range(3):
        failure = Failure("wire", "wire", "source_unreachable", f"gone for {hour} h", "mount it")
        quarantine(desk.store, failure, desk.run_id, later(hour))
    quarantine(desk.store, Failure("wire", "a.txt", "not_text", "no text", ""), desk.run_id, later(0))
    assert health.folder_failures(desk.store) == {"wire": FolderFailure(3, "gone for 2 h")}


def test_unbalanced_runs_are_told_for_a_time(desk, later):
    with desk.store.writing() as connection:
        connection.exec_driver_sql("UPDATE run SET state = 'unbalanced'")
    assert health.unbalanced_runs(desk.store, later(-1)) == (desk.run_id,)
    assert health.unbalanced_runs(desk.store, later(1)) == ()


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_a_run_is_at_work_while_its_heartbeat_is_good(desk, later):
    """By the machine's clock; PostgreSQL's heartbeats go by the server's."""
    seconds = lambda number: later(0) + timedelta(seconds=number)  # noqa: E731
    assert health.last_at_work(desk.store, seconds(59)) == seconds(59)
    assert health.last_at_work(desk.store, seconds(900)) == seconds(60)
    finish_run(desk.store, desk.run_id, desk.tally.books(), seconds(30))
    assert health.last_at_work(desk.store, seconds(900)) == seconds(30)
