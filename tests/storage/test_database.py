"""Tests of opening the store, of its transactions, and of what becomes of the driver's errors."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from threading import Barrier, Thread

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError, OperationalError

from storage.database import connect, raw_path
from storage.dialect import typed_errors
from storage.errors import StoreCorrupt, StoreFull, StoreLocked, StoreUnreachable, StoreUnsupported
from storage.queries import articles, status
from storage.schema import open_database
from storage.tables import change_head


def test_the_raw_bytes_lie_beside_the_store():
    assert raw_path(Path("/srv/copydesk.db")) == Path("/srv/copydesk.raw.db")
    assert raw_path(Path("store")) == Path("store.raw")


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("no address", "this is no database address"),
        ("sqlite://", "in memory"),
        ("sqlite:///:memory:", "in memory"),
        ("mysql://db/copydesk", "mysql is not supported"),
    ],
)
def test_an_address_of_another_kind_is_refused(url, sentence):
    with pytest.raises(StoreUnsupported, match=sentence):
        connect(url)


def test_a_missing_folder_is_told_before_anything_is_made(tmp_path):
    with pytest.raises(StoreUnreachable, match=r"the folder .* is not there"):
        connect(f"sqlite:///{tmp_path / 'no' / 'copydesk.db'}")


def test_passwords_are_not_told():
    with pytest.raises(StoreUnsupported) as caught:
        connect("oracle://ann:secret@db/copydesk")
    assert "secret" not in str(caught.value)


def test_each_connection_is_safe(sqlite_store):
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 200}
    for opening in (sqlite_store.reading, sqlite_store.reading_raw):
        with opening() as connection:
            found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in wanted}
        assert found == wanted


def test_an_error_undoes_the_whole_transaction(store):
    with pytest.raises(KeyError), store.writing() as connection:
        connection.execute(change_head.update().values(seq=5))
        raise KeyError
    with store.reading() as connection:
        assert connection.scalar(select(change_head.c.seq)) == 0


def test_a_reading_transaction_sees_one_state(store):
    with store.reading() as reader:
        before = reader.scalar(select(change_head.c.seq))
        with store.writing() as writer:
            writer.execute(change_head.update().values(seq=5))
        assert reader.scalar(select(change_head.c.seq)) == before


def test_two_writers_lose_no_update(store):
    """Each reads, then writes what it read plus one: what a transaction begun late would lose."""
    start = Barrier(2)

    def add(times):
        start.wait()
        for _ in range(times):
            with store.writing() as connection:
                seq = connection.scalar(select(change_head.c.seq).with_for_update())
                connection.execute(change_head.update().values(seq=seq + 1))

    writers = [Thread(target=add, args=(60,)) for _ in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    with store.reading() as connection:
        assert connection.scalar(select(change_head.c.seq)) == 120


def test_a_store_held_by_another_writer_is_locked_and_fine_afterwards(sqlite_store, desk_on):
    desk = desk_on(sqlite_store)
    with sqlite_store.writing(), pytest.raises(StoreLocked) as caught:
        desk.keep(b"copy")
    assert caught.value.transient
    assert desk.keep(b"copy") == 1


def test_readers_are_not_locked_out_by_a_writer(sqlite_store):
    with sqlite_store.writing():
        assert articles(sqlite_store) == []


@pytest.mark.parametrize("which", ["main", "raw"])
def test_a_full_disk_costs_nothing_that_was_acknowledged(sqlite_store, desk_on, story, which):
    desk = desk_on(sqlite_store)
    acknowledged = desk.send(story())
    engine = sqlite_store.engine if which == "main" else sqlite_store.raw_engine
    with engine.connect() as connection:  # the limit holds for the pooled connection, which all of these take
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreFull) as caught:
        for number in range(50):
            raw = os.urandom(20_000)
            desk.write(desk.made(desk.keep(raw), story(body=(f"{number} {raw.hex()}",))))
    assert caught.value.transient
    assert articles(sqlite_store)[-1].id == acknowledged.article_id
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    assert desk.send(story(body=("There is room again.",))).article_id > acknowledged.article_id


@pytest.mark.parametrize("name", ["copydesk.db", "copydesk.raw.db"])
def test_a_file_that_is_no_database_is_corrupt(sqlite_store, tmp_path, name):
    sqlite_store.close()
    (tmp_path / name).write_bytes(b"this is no database" * 100)
    with pytest.raises(StoreCorrupt):
        open_database(f"sqlite:///{tmp_path / 'copydesk.db'}")


def test_a_folder_in_place_of_the_file_is_unreachable(tmp_path):
    (tmp_path / "copydesk.db").mkdir()
    with pytest.raises(StoreUnreachable):
        status(connect(f"sqlite:///{tmp_path / 'copydesk.db'}"))


def test_a_defect_of_ours_is_not_taken_for_trouble_with_the_disk(store):
    with pytest.raises(IntegrityError), store.writing() as connection:
        connection.exec_driver_sql("INSERT INTO change_head (id, seq) VALUES (2, 0)")


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        ("53100", StoreFull),
        ("53300", StoreUnreachable),
        ("55P03", StoreLocked),
        ("40P01", StoreLocked),
        ("57P01", StoreUnreachable),
        ("XX001", StoreCorrupt),
        (None, StoreUnreachable),
    ],
)
def test_the_states_of_postgresql_have_their_errors(state, kind):
    error = RuntimeError("the server says so\nDETAIL: at length")
    error.sqlstate = state
    with pytest.raises(kind) as caught, typed_errors("copydesk"):
        raise OperationalError("SELECT 1", {}, error)
    assert caught.value.sentence == "the server says so"


@pytest.mark.parametrize("state", ["23505", "42601"])
def test_states_of_postgresql_that_are_defects_of_ours_pass(state):
    error = RuntimeError("a defect")
    error.sqlstate = state
    with pytest.raises(OperationalError), typed_errors("copydesk"):
        raise OperationalError("SELECT 1", {}, error)


def test_postgresql_without_its_driver_is_told_how_to_get_it():
    """In a process of its own, in which the driver cannot be found."""
    program = (
        "import sys; sys.modules['psycopg'] = None\n"
        "from storage.database import connect\n"
        "from storage.errors import StoreUnsupported\n"
        "try: connect('postgresql://ann:secret@db/copydesk')\n"
        "except StoreUnsupported as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=_path())
    assert "psycopg" in done.stdout
    assert "'postgres' extra" in done.stdout
    assert "secret" not in done.stdout


def test_lower_knows_every_script(store):
    with store.reading() as connection:
        assert connection.scalar(text("SELECT lower('ØÆ Москва')")) == "øæ москва"
        assert connection.scalar(text("SELECT lower(NULL)")) is None


def test_sqlite_has_the_error_codes_that_are_told_apart():
    assert sqlite3.SQLITE_BUSY_SNAPSHOT & 0xFF == sqlite3.SQLITE_BUSY


def _path():
    return {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
