"""Tests of the feed of changes: its kinds, numbers, cursors and snapshot, and what readers make of it."""

from contextlib import suppress
from dataclasses import asdict
from threading import Barrier, Thread

import pytest
from sqlalchemy import text

from normalize.article import Status
from storage.changes import Change, changes_since, extent, number_changes, snapshot
from storage.check import check
from storage.clock import release_due
from storage.errors import CursorAhead, CursorExpired
from storage.states import ChangeKind
from tests.bench.change_flow import flow

GUID = {"guid": "urn:1"}


def kinds(store):
    return [change.kind.value for change in changes_since(store, 0)]


def shown(store):
    with store.reading() as connection:
        return [row.id for row in connection.execute(text("SELECT id FROM v1_articles ORDER BY id"))]


@pytest.fixture
def clock(desk, later):
    """Moves the desk's clock to so many hours after noon and lets what is due happen; answers how many changes."""

    def move(hours: float) -> int:
        desk.now = later(hours)
        return release_due(desk.store, desk.run_id, desk.now)

    return move


def test_changes_are_numbered_from_one_without_gaps_and_read_by_cursor(desk, story):
    sent = [desk.send(story(headline=name, body=(f"{name} is reported.",))).article_id for name in ("A", "B", "C")]
    seen = changes_since(desk.store, 0)
    assert [(change.seq, change.article_id) for change in seen] == list(zip((1, 2, 3), sent, strict=True))
    assert [change.seq for change in changes_since(desk.store, 1, limit=1)] == [2]
    assert changes_since(desk.store, 3) == []


def test_only_the_kinds_that_are_asked_for_are_read(desk, story, later):
    desk.send(story(**GUID), later(0))
    desk.send(story("More.", **GUID), later(1))
    assert [change.seq for change in changes_since(desk.store, 0, kinds=[ChangeKind.UPDATED])] == [2]


def test_a_cursor_that_the_feed_has_not_reached_is_refused(desk, story):
    """As after a backup was put back: to wait for it would miss what is numbered again."""
    desk.send(story())
    with pytest.raises(CursorAhead, match="the last change is number 1"):
        changes_since(desk.store, 2)


def test_a_cursor_whose_next_changes_are_deleted_is_refused(desk, story):
    desk.send(story())
    with desk.store.writing() as connection:
        connection.exec_driver_sql("DELETE FROM change")
        connection.exec_driver_sql("UPDATE change_head SET purged_to = 1")
    with pytest.raises(CursorExpired, match="changes snapshot"):
        changes_since(desk.store, 0)
    assert changes_since(desk.store, 1) == []
    assert all(finding.is_sound for finding in check(desk.store))


def test_an_embargoed_story_is_withheld_and_released_once_at_its_time(desk, story, later, clock):
    number = desk.send(story(embargo=later(2))).article_id
    assert (clock(1), shown(desk.store)) == (0, [])
    assert (clock(2), shown(desk.store)) == (1, [number])
    assert clock(3) == 0
    assert kinds(desk.store) == ["withheld", "released"]
    with desk.store.reading() as connection:
        row = connection.execute(text("SELECT a.seq, c.at FROM v1_articles a JOIN v1_changes c ON c.seq = a.seq")).one()
    assert row.seq == 2


def test_the_headline_of_an_embargoed_story_is_not_told_before_its_time(desk, story, later, clock):
    desk.send(story(embargo=later(2)))
    assert [change.headline for change in changes_since(desk.store, 0)] == [None]
    clock(2)
    assert {change.headline for change in changes_since(desk.store, 0)} == {"Council to rebuild breakwater"}


def test_an_embargo_that_has_run_out_when_the_copy_comes_holds_nothing_back(desk, story, later, clock):
    desk.send(story(embargo=later(0)))
    assert (kinds(desk.store), clock(1)) == (["new"], 0)


def test_a_version_that_lifts_the_embargo_releases_the_story_and_the_clock_does_not_again(desk, story, later, clock):
    desk.send(story(embargo=later(5), **GUID), later(0))
    desk.send(story("More.", **GUID), later(1))
    assert (clock(6), kinds(desk.store)) == (0, ["withheld", "released"])


def test_a_version_after_the_embargo_ran_out_releases_the_story_where_the_clock_has_not_yet(desk, story, later, clock):
    desk.send(story(embargo=later(1), **GUID), later(0))
    desk.now = later(2)
    desk.send(story("More.", embargo=later(1), **GUID), later(2))
    desk.send(story("More still.", embargo=later(1), **GUID), later(3))
    assert (clock(4), kinds(desk.store)) == (0, ["withheld", "released", "updated"])


def test_a_story_can_be_put_under_embargo_again_and_is_released_at_the_later_time(desk, story, later, clock):
    number = desk.send(story(**GUID), later(0)).article_id
    desk.send(story("More.", embargo=later(5), **GUID), later(1))
    assert shown(desk.store) == []
    desk.send(story("More still.", embargo=later(8), **GUID), later(2))
    assert (clock(6), clock(8), shown(desk.store)) == (0, 1, [number])
    assert kinds(desk.store) == ["new", "withheld", "withheld", "released"]


@pytest.mark.parametrize(
    ("last", "kind"), [({"wire_move": "KILL"}, "killed"), ({"status": Status.WITHHELD}, "withheld")]
)
def test_a_story_taken_back_under_embargo_is_never_released(desk, story, later, clock, last, kind):
    desk.send(story(embargo=later(2), **GUID), later(0))
    desk.send(story(embargo=later(2), **last, **GUID), later(1))
    assert (clock(3), shown(desk.store), kinds(desk.store)) == (0, [], ["withheld", kind])


def test_a_withheld_story_that_may_be_used_again_is_released(desk, story, later):
    desk.send(story(status=Status.WITHHELD, **GUID), later(0))
    desk.send(story("More.", **GUID), later(1))
    assert kinds(desk.store) == ["withheld", "released"]


def test_a_story_that_expires_is_told_of_once(desk, story, later, clock):
    desk.send(story(expires=later(2)))
    assert (clock(1), clock(2), clock(3)) == (0, 1, 0)
    assert (kinds(desk.store), shown(desk.store)) == (["new", "expired"], [])


def test_expiry_hides_at_the_instant_and_waits_for_no_change(desk, story, later):
    """The tests' day is long over for the database's own clock."""
    desk.send(story(expires=later(-9000)))
    desk.now = later(-9100)
    desk.send(story(headline="Barley", body=("Farmers report barley.",), expires=later(-9000)))
    assert (kinds(desk.store), shown(desk.store)) == (["expired", "new"], [])


def test_a_story_that_expires_under_its_embargo_is_not_released(desk, story, later, clock):
    desk.send(story(embargo=later(2), expires=later(1)))
    assert (clock(3), kinds(desk.store)) == (1, ["withheld", "expired"])
    assert clock(4) == 0


def test_a_story_that_expired_by_a_clock_that_is_set_back_stays_expired(desk, story, later, clock):
    """Hosts do not agree to the second: what one has told, another must not take back."""
    desk.send(story(embargo=later(1), expires=later(3)))
    assert (clock(4), clock(2)) == (1, 0)
    assert (kinds(desk.store), shown(desk.store)) == (["withheld", "expired"], [])


def test_a_version_with_a_later_expiry_brings_an_expired_story_back(desk, story, later, clock):
    far = later(24 * 365 * 70)
    number = desk.send(story(expires=later(1), **GUID), later(0)).article_id
    clock(2)
    desk.send(story("More.", expires=later(1), **GUID), later(2))
    desk.send(story("More still.", expires=far, **GUID), later(3))
    assert (kinds(desk.store), shown(desk.store)) == (["new", "expired", "expired", "released"], [number])


def test_a_late_version_that_does_not_become_the_head_changes_neither_embargo_nor_expiry(desk, story, later, clock):
    number = desk.send(story("More.", version=2, **GUID), later(1)).article_id
    desk.send(story(version=1, embargo=later(9), expires=later(1), **GUID), later(2))
    assert (clock(10), kinds(desk.store), shown(desk.store)) == (0, ["new"], [number])


def test_the_same_copy_twice_under_embargo_changes_nothing(desk, story, later, clock):
    desk.send(story(embargo=later(2), **GUID), later(0))
    desk.send(story(embargo=later(2), **GUID), later(1))
    clock(2)
    desk.send(story(embargo=later(2), **GUID), later(3))
    assert kinds(desk.store) == ["withheld", "released"]


def test_several_versions_in_one_batch_are_told_one_by_one(desk, story, later):
    told = [story(embargo=later(9), **GUID), story("More.", **GUID), story("Again.", wire_move="CORRECTED", **GUID)]
    numbers = [desk.keep(f"{place}".encode(), later(place)) for place in range(3)]
    desk.write(*(desk.made(number, one) for number, one in zip(numbers, told, strict=True)))
    assert kinds(desk.store) == ["withheld", "released", "corrected"]


def test_the_clock_may_be_read_by_several_at_once(desk, story, later):
    """Each embargo that ran out is told of once, whoever was first."""
    for n in range(20):
        desk.send(story(headline=f"Story {n}", body=(f"Story {n} is told.",), embargo=later(1)))
    start, told = Barrier(4), []

    def release():
        start.wait()
        told.append(release_due(desk.store, desk.run_id, later(2)))

    threads = [Thread(target=release) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == [0, 0, 0, 20]
    assert kinds(desk.store) == ["withheld"] * 20 + ["released"] * 20


class Undone(Exception):
    pass


@pytest.mark.parametrize("undo", [True, False], ids=["first-undone", "first-committed"])
def test_a_number_is_taken_by_the_transaction_that_commits(desk, story, undo):
    """The second has to wait for the first, and gets its number where that one is undone."""
    article = desk.send(story())
    change = Change(ChangeKind.UPDATED, article.article_id, article.revision_id)
    begun = Barrier(2)

    def second():
        begun.wait()
        with desk.store.writing() as connection:
            number_changes(connection, [change], desk.run_id, desk.now)

    thread = Thread(target=second)
    thread.start()
    with suppress(Undone), desk.store.writing() as connection:
        number_changes(connection, [change, change], desk.run_id, desk.now)
        begun.wait()
        if undo:
            raise Undone
    thread.join()
    assert [one.seq for one in changes_since(desk.store, 0)] == ([1, 2] if undo else [1, 2, 3, 4])
    assert extent(desk.store).newest == (2 if undo else 4)


def test_a_snapshot_names_its_cursor_and_does_not_see_what_comes_while_it_is_read(desk, story):
    for n in range(3):
        desk.send(story(headline=f"Story {n}", body=(f"Story {n} is told.",)))
    with snapshot(desk.store) as taken:
        first = next(taken.articles)
        desk.send(story(headline="Late", body=("Late copy.",)))
        rest = list(taken.articles)
    assert (taken.cursor, [row["headline"] for row in (first, *rest)]) == (3, ["Story 0", "Story 1", "Story 2"])
    assert [change.seq for change in changes_since(desk.store, taken.cursor)] == [4]


def test_readers_of_a_flow_by_many_writers_hold_what_the_views_hold(url):
    """Four writers with failing and held-up commits, two readers; `./run bench changes` does it with 50,000."""
    report = flow(url, 1500)
    told = asdict(report)
    assert {name: told[name] for name in ("missed", "repeated", "gaps", "unlike", "strange")} == {
        "missed": 0,
        "repeated": 0,
        "gaps": 0,
        "unlike": [],
        "strange": [],
    }
    assert set(report.kinds) == set(ChangeKind)
    assert report.changes >= 1500
