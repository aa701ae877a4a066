"""Tests of the migrations: they make what is declared, keep what is there, and refuse what they do not know."""

import ast
import re
from threading import Thread

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import MetaData, inspect, text

from storage.database import connect
from storage.desk_tables import ALL_TABLES
from storage.errors import SchemaTooNew, SchemaTooOld
from storage.schema import MIGRATIONS, open_database, require_current, revision_of
from storage.tables import RAW
from storage.upgrading import downgrade, upgrade
from storage.views import VIEWS

FILES = sorted(MIGRATIONS.glob("*versions/*.py"))
NOW = "2026-03-02T12:00:00.000000Z"


@pytest.fixture
def made(empty):
    """A store at the newest revision."""
    upgrade(empty)
    return empty


def difference(opening, metadata: MetaData, version_table: str):
    def is_ours(name, kind, _):
        return kind != "table" or name in metadata.tables

    opts = {
        "compare_type": True,
        "compare_server_default": True,
        "include_name": is_ours,
        "version_table": version_table,
    }
    with opening() as connection:
        return compare_metadata(MigrationContext.configure(connection, opts=opts), metadata)


def test_the_migrations_make_what_is_declared(made):
    assert difference(made.reading, ALL_TABLES, "alembic_version") == []
    assert difference(made.reading_raw, RAW, "alembic_version_raw") == []


def test_comments_are_the_same_in_migrations_and_declarations():
    """SQLite keeps no comments, so the files are read."""
    calls = [node for file in FILES for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.keyword)]
    given = [call for call in calls if isinstance(call.value, ast.Constant)]
    told = {call.value.value for call in given if call.arg in {"comment", "new_comment"}}
    told -= {call.value.value for call in given if call.arg == "old_comment"}
    declared = {column.comment for one in (ALL_TABLES, RAW) for table in one.sorted_tables for column in table.columns}
    assert told == declared


def test_a_second_upgrade_changes_nothing(made):
    before = revision_of(made)
    upgrade(made)
    assert revision_of(made) == before
    require_current(made)


def test_all_views_are_there_and_can_be_read(made):
    with made.reading() as connection:
        assert set(inspect(connection).get_view_names()) == set(VIEWS)
        read = {name: connection.execute(text(f"SELECT * FROM {name}")).all() for name in VIEWS}
    assert read.pop("v1_cursor") == [(0, 0)]
    assert set(map(len, read.values())) == {0}


def test_rows_survive_the_way_down_and_up(made):
    with made.writing() as connection:
        connection.exec_driver_sql(
            "INSERT INTO run (command, state, started_at, deliveries, known, carried_over, received, new, revision,"
            f" copy, unchanged, quarantined, pending) VALUES ('once', 'finished', '{NOW}', 1,2,3,4,5,6,7,8,9,10)"
        )
        connection.exec_driver_sql("UPDATE change_head SET seq = 41")
        before = connection.exec_driver_sql("SELECT * FROM run").all()
    downgrade(made, "0001")
    assert revision_of(made) == "0001"
    upgrade(made)
    with made.reading() as connection:
        assert connection.exec_driver_sql("SELECT * FROM run").all() == before
        assert connection.exec_driver_sql("SELECT id, seq FROM change_head").all() == [(1, 41)]
        assert set(inspect(connection).get_view_names()) == set(VIEWS)


def test_copy_of_a_feed_survives_the_way_down_and_up_without_what_is_remembered_of_its_source(made):
    with made.writing() as connection:
        connection.exec_driver_sql(
            f"INSERT INTO run (id, command, state, started_at, repeated{_COUNTS}) "
            f"VALUES (1, 'once', 'finished', '{NOW}', 5{', 0' * _COUNTS.count(',')})"
        )
        connection.exec_driver_sql(
            "INSERT INTO delivery (id, source, provider, run_id, state, address, media_type, received_at, bytes_hash,"
            f" size, envelope) VALUES (1, 's', 'p', 1, 'broken', 'a', 'm', '{NOW}', 'h', 1, '{{}}')"
        )
        connection.exec_driver_sql(
            "INSERT INTO raw_copy (id, delivery_id, position, state, kept_run_id, run_id, bytes_hash, address,"
            " media_type, envelope, known_as) VALUES (1, 1, 0, 'pending', 1, 1, 'h', 'a', 'm', '{}', 'k')"
        )
        connection.exec_driver_sql(
            "INSERT INTO fetch_state (source, home, address, validators_of, failures, former, last_outcome,"
            " last_sentence, last_advice) VALUES ('s', 'h', 'a', 'a', 0, '[]', 'fetched', '', '')"
        )
    downgrade(made, "0002")
    upgrade(made)
    with made.reading() as connection:
        assert connection.exec_driver_sql("SELECT id, known_as FROM raw_copy").all() == [(1, None)]
        assert connection.exec_driver_sql("SELECT state FROM delivery").all() == [("broken",)]
        assert connection.exec_driver_sql("SELECT repeated FROM run").all() == [(0,)]
        assert connection.exec_driver_sql("SELECT count(*) FROM fetch_state").scalar_one() == 0


def test_due_times_and_what_waits_to_be_split_survive_the_way_down_and_up(made):
    with made.writing() as connection:
        connection.exec_driver_sql(
            f"INSERT INTO run (id, command, state, started_at{_COUNTS}) "
            f"VALUES (1, 'once', 'running', '{NOW}'{', 0' * _COUNTS.count(',')})"
        )
        connection.exec_driver_sql(
            "INSERT INTO fetch_state (source, home, address, validators_of, failures, former, last_outcome,"
            " last_sentence, last_advice) VALUES ('s', 'h', 'a', 'a', 0, '[]', 'fetched', '', '')"
        )
        connection.exec_driver_sql(
            f"INSERT INTO lease (source, next_due, leased_by, leased_until, fence) VALUES ('s', '{NOW}', 1, '{NOW}', 9)"
        )
        connection.exec_driver_sql(
            "INSERT INTO delivery (id, source, provider, run_id, state, address, media_type, received_at, bytes_hash,"
            f" size, envelope) VALUES (1, 's', 'p', 1, 'kept', 'a', 'm', '{NOW}', 'h', 1, '{{}}')"
        )
        before = connection.exec_driver_sql("SELECT next_due FROM lease").scalar_one()
    downgrade(made, "0003")
    with made.reading() as connection:
        assert connection.exec_driver_sql("SELECT next_due FROM fetch_state").scalar_one() == before
    upgrade(made)
    with made.reading() as connection:
        assert connection.exec_driver_sql("SELECT * FROM lease").all() == [("s", before, None, None, 0)]
        assert connection.exec_driver_sql("SELECT split_by FROM delivery").scalar_one() == 1
        assert connection.exec_driver_sql("SELECT state, alive_until FROM run").all() == [("running", None)]


def test_what_was_shown_before_changes_were_kept_for_a_time_is_shown_after(empty):
    """A story whose embargo runs waits for its release; each article takes over the number of its last change."""
    upgrade(empty, "0003")
    with empty.writing() as connection:
        connection.exec_driver_sql(
            f"INSERT INTO run (id, command, state, started_at{_COUNTS}) "
            f"VALUES (1, 'once', 'finished', '{NOW}'{', 0' * _COUNTS.count(',')})"
        )
        connection.exec_driver_sql(
            "INSERT INTO delivery (id, source, provider, run_id, state, address, media_type, received_at, bytes_hash,"
            f" size, envelope) VALUES (1, 's', 'p', 1, 'split', 'a', 'm', '{NOW}', 'h', 1, '{{}}')"
        )
        connection.exec_driver_sql(
            "INSERT INTO raw_copy (id, delivery_id, position, state, kept_run_id, run_id, bytes_hash, address,"
            " media_type, envelope) VALUES (1, 1, 0, 'done', 1, 1, 'h', 'a', 'm', '{}')"
        )
        for number, embargo in ((1, "NULL"), (2, "'2999-01-01T00:00:00.000000Z'")):
            connection.exec_driver_sql(
                "INSERT INTO article (id, source, provider, status, first_seen, updated_at, head_revision_id)"
                f" VALUES ({number}, 's', 'p', 'usable', '{NOW}', '{NOW}', {number})"
            )
            connection.exec_driver_sql(
                "INSERT INTO revision (id, article_id, raw_copy_id, run_id, chain_version, class, status, is_moved,"
                " received_at, stored_at, embargo, printed_hash, body_hash, fields, body, trace) VALUES"
                f" ({number}, {number}, 1, 1, '1', 'first', 'usable', false, '{NOW}', '{NOW}', {embargo}, 'p', 'b',"
                " '{}', '', '')"
            )
            connection.exec_driver_sql(
                "INSERT INTO change (seq, kind, article_id, revision_id, run_id, at)"
                f" VALUES ({number}, 'new', {number}, {number}, 1, '{NOW}')"
            )
        connection.exec_driver_sql("UPDATE change_head SET seq = 2")
    upgrade(empty)
    with empty.reading() as connection:
        assert connection.exec_driver_sql("SELECT id, seq FROM v1_articles").all() == [(1, 1)]
        assert connection.exec_driver_sql("SELECT seq FROM article ORDER BY id").all() == [(1,), (2,)]


_COUNTS = "".join(
    f", {name}"
    for name in (
        "deliveries", "known", "carried_over", "received", "new", "revision", "copy", "unchanged", "quarantined",
        "pending",
    )
)  # fmt: skip


def test_the_way_down_to_nothing_leaves_no_table_and_the_way_up_starts_afresh(made):
    downgrade(made)
    with made.reading() as connection:
        assert set(inspect(connection).get_table_names()) <= {"alembic_version", "alembic_version_raw", "raw_bytes"}
    upgrade(made)
    require_current(made)


def test_an_older_revision_has_no_views_and_is_not_worked_on(empty):
    upgrade(empty, "0001")
    with empty.reading() as connection:
        assert inspect(connection).get_view_names() == []
    with pytest.raises(SchemaTooOld, match="at revision 0001, this copydesk wants 0008"):
        require_current(empty)


def test_a_place_without_tables_is_not_worked_on(tmp_path):
    with pytest.raises(SchemaTooOld, match="copydesk db upgrade"):
        open_database(f"sqlite:///{tmp_path / 'copydesk.db'}")


def test_a_store_at_the_newest_revision_is_opened(tmp_path):
    url = f"sqlite:///{tmp_path / 'copydesk.db'}"
    first = connect(url)
    upgrade(first)
    first.close()
    database = open_database(url)
    assert revision_of(database) == "0008"
    database.close()


@pytest.mark.parametrize("work", [require_current, upgrade])
def test_tables_of_a_newer_copydesk_are_left_alone(made, work):
    with made.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(SchemaTooNew, match="at revision 9999"):
        work(made)
    assert revision_of(made) == "9999"


def test_a_lost_file_of_raw_bytes_is_told(tmp_path):
    url = f"sqlite:///{tmp_path / 'copydesk.db'}"
    database = connect(url)
    upgrade(database)
    database.close()
    for file in tmp_path.glob("copydesk.raw.db*"):
        file.unlink()
    with pytest.raises(SchemaTooOld, match="the table of raw bytes missing"):
        open_database(url)


def test_an_upgrade_that_fails_leaves_the_store_as_it_was(empty):
    upgrade(empty, "0001")
    with empty.writing() as connection:
        connection.exec_driver_sql("CREATE TABLE operator_action (id INTEGER)")  # in the way of 0002
    with pytest.raises(Exception, match="operator_action"):
        upgrade(empty)
    assert revision_of(empty) == "0001"
    with empty.reading() as connection:
        assert "quarantine" not in inspect(connection).get_table_names()


def test_two_upgrades_at_once_end_well(empty):
    both = [Thread(target=upgrade, args=(empty,)) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    require_current(empty)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_each_migration_says_why_and_when_it_goes_live(file):
    told = file.read_text()
    assert re.search(r"^Why: \w", told, re.MULTILINE)
    assert re.search(r"^Goes live: (before|after) the new code", told, re.MULTILINE)
