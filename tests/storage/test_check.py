"""Tests of looking a store over."""

import pytest

from storage.check import check
from storage.database import connect
from storage.runs import finish_run


@pytest.fixture
def filled(desk, story):
    """A store with a story, a copy, a copy that waits, and a run that ended."""
    desk.send(story())
    desk.send(story(), source="gazette")
    desk.keep(b"waits")
    finish_run(desk.store, desk.run_id, desk.tally.books(), desk.now)
    return desk.store


def test_a_good_store_is_sound(filled):
    findings = check(filled)
    assert all(finding.is_sound for finding in findings), findings
    assert {"revision", "file", "raw file", "books", "raw bytes"} <= {finding.name for finding in findings}


def test_an_empty_place_is_told_to_be_upgraded(empty_url):
    database = connect(empty_url)
    (finding,) = check(database)
    database.close()
    assert finding.name == "revision"
    assert "copydesk db upgrade" in finding.faults[0]


@pytest.mark.parametrize(
    ("statement", "name", "fault"),
    [
        ("UPDATE raw_copy SET article_id = NULL WHERE id = 1", "outcomes", "raw copy 1 is done"),
        ("UPDATE raw_copy SET state = 'quarantined' WHERE id = 3", "outcomes", "raw copy 3 is quarantined"),
        ("UPDATE raw_copy SET state = 'lost' WHERE id = 3", "outcomes", "raw copy 3 is lost"),
        ("UPDATE run SET new = 7", "books", "run 1 do not balance"),
        ("UPDATE run SET state = 'unbalanced'", "books", "run 1 do not balance"),
        ("UPDATE article SET head_revision_id = 2 WHERE id = 1", "heads", "article 1 stands on no revision"),
        ("UPDATE article SET copy_of = 2 WHERE id = 1", "copies", "article 1 is a copy of a copy"),
        ("DELETE FROM article_key WHERE article_id = 1", "keys", "article 1 has no key"),
        ("UPDATE change_head SET seq = 9", "changes", "the head says 9"),
        ("DELETE FROM change WHERE seq = 1", "changes", "1 changes are numbered from 1 up to 2"),
        ("INSERT INTO lease (source, leased_by, fence) VALUES ('a', 1, 1)", "leases", "source a is leased to run 1"),
        ("UPDATE article SET released_at = NULL WHERE id = 1", "embargoes", "article 1 is held back"),
        ("UPDATE raw_copy SET bytes_hash = 'none' WHERE id = 3", "raw bytes", "none are not in the store"),
    ],
)
def test_each_breach_is_found_and_named(filled, statement, name, fault):
    with filled.writing() as connection:
        connection.exec_driver_sql(statement)
    faults = {finding.name: finding.faults for finding in check(filled) if not finding.is_sound}
    assert fault in faults[name][0]


def test_a_row_that_points_nowhere_is_found(sqlite_store, desk_on, story):
    desk_on(sqlite_store).send(story())
    with sqlite_store.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.exec_driver_sql("UPDATE sighting SET article_id = 77")
        connection.exec_driver_sql("PRAGMA foreign_keys = ON")
        connection.exec_driver_sql("BEGIN")
    (finding,) = [finding for finding in check(sqlite_store) if not finding.is_sound]
    assert (finding.name, finding.faults) == ("file", ("sighting None points to no article",))
