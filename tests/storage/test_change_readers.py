"""Tests of named readers and of the deletion of changes by age."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from storage.actions import Action
from storage.change_readers import Retention, acknowledge, cursor_of, drop_reader, purge_changes, readers
from storage.changes import Change, changes_since, extent, number_changes, snapshot
from storage.check import check
from storage.errors import CursorAhead, CursorExpired, NotInStore
from storage.states import ChangeKind

RETENTION = Retention(timedelta(days=30), timedelta(days=90))
DAY = 24


@pytest.fixture
def five(desk, story, later):
    """A store with five changes, ten days apart, the first on day 0."""
    for n in range(5):
        desk.now = later(n * 10 * DAY)
        desk.send(story(headline=f"Story {n}", body=(f"Story {n} is told.",)))
    return desk.store


def test_an_acknowledgement_is_remembered_and_never_goes_back(five, later):
    assert acknowledge(five, "site", 2, later(1)) == 2
    assert acknowledge(five, "site", 4, later(2)) == 4
    assert acknowledge(five, "site", 3, later(3)) == 4
    assert cursor_of(five, "site") == 4


def test_what_was_never_told_cannot_be_acknowledged(five, later):
    with pytest.raises(CursorAhead, match="cursor 6"):
        acknowledge(five, "site", 6, later(0))
    assert readers(five) == []


def test_readers_are_listed_with_their_lag(five, later):
    acknowledge(five, "site", 5, later(1))
    acknowledge(five, "archive", 2, later(2))
    archive, site = readers(five)
    assert (archive.name, archive.acknowledged, archive.lag, archive.has_expired) == ("archive", 2, 3, False)
    assert (archive.acknowledged_at, archive.waiting_since) == (later(2), later(20 * DAY))
    assert (site.name, site.lag, site.waiting_since) == ("site", 0, None)


def test_a_reader_that_is_not_known_has_no_cursor(five):
    with pytest.raises(NotInStore, match="reader site"):
        cursor_of(five, "site")
    with pytest.raises(NotInStore, match="reader site"):
        drop_reader(five, Action("ann", five, "changes drop", "reader site", "gone"), "site")


def test_who_dropped_a_reader_is_noted(five, later):
    acknowledge(five, "site", 1, later(0))
    drop_reader(five, Action("ann", later(1), "changes drop", "reader site", "closed"), "site")
    assert readers(five) == []
    with five.reading() as connection:
        assert connection.execute(text("SELECT who, subject, why FROM operator_action")).one() == (
            "ann",
            "reader site",
            "closed",
        )


@pytest.mark.parametrize(
    ("day", "acknowledged", "kept"),
    [
        pytest.param(29, None, [1, 2, 3, 4, 5], id="none-is-old"),
        pytest.param(45, None, [3, 4, 5], id="by-age"),
        pytest.param(45, 1, [2, 3, 4, 5], id="a-reader-holds-back"),
        pytest.param(45, 5, [3, 4, 5], id="what-is-read-is-kept-as-long-as-for-all"),
        pytest.param(105, 0, [3, 4, 5], id="a-reader-holds-back-no-longer-than-the-limit"),
        pytest.param(500, None, [], id="all"),
    ],
)
def test_changes_are_deleted_by_age_as_far_as_readers_allow(five, later, day, acknowledged, kept):
    if acknowledged is not None:
        acknowledge(five, "site", acknowledged, later(0))
    assert purge_changes(five, RETENTION, later(day * DAY)) == 5 - len(kept)
    reach = extent(five)
    assert (reach.oldest, reach.newest) == (5 - len(kept), 5)
    assert [change.seq for change in changes_since(five, reach.oldest)] == kept
    assert all(finding.is_sound for finding in check(five))


def test_a_change_that_a_clock_misdated_stops_the_deletion(five, later):
    with five.writing() as connection:
        connection.execute(text("UPDATE change SET at = (SELECT at FROM change WHERE seq = 5) WHERE seq = 2"))
    assert purge_changes(five, RETENTION, later(45 * DAY)) == 1


def test_more_changes_than_one_transaction_deletes_are_deleted(desk, five, later):
    again = Change(ChangeKind.UPDATED, 1, 1)
    with five.writing() as connection:
        number_changes(connection, [again] * 10_000, desk.run_id, later(0))
    assert purge_changes(five, RETENTION, later(500 * DAY)) == 10_005
    assert purge_changes(five, RETENTION, later(500 * DAY)) == 0


def test_after_a_deletion_numbers_go_on_and_articles_keep_theirs(desk, five, story, later):
    purge_changes(five, RETENTION, later(500 * DAY))
    desk.send(story(headline="Late", body=("Late copy.",)))
    assert [change.seq for change in changes_since(five, 5)] == [6]
    with snapshot(five) as taken:
        assert (taken.cursor, [row["seq"] for row in taken.articles]) == (6, [1, 2, 3, 4, 5, 6])


def test_a_reader_left_behind_by_the_deletion_is_told_to_begin_anew(five, later):
    acknowledge(five, "site", 0, later(0))
    purge_changes(five, RETENTION, later(500 * DAY))
    (site,) = readers(five)
    assert (site.has_expired, site.lag) == (True, 5)
    with pytest.raises(CursorExpired, match="take 'copydesk changes snapshot'"):
        changes_since(five, cursor_of(five, "site"))
    with pytest.raises(CursorExpired):
        acknowledge(five, "site", 3, later(0))
    assert acknowledge(five, "site", 5, later(0)) == 5
