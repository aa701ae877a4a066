"""Tests of what only PostgreSQL has: roles, packing, encodings, locales, and a server that goes away."""

from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Engine, make_url, text
from sqlalchemy.exc import DBAPIError, ProgrammingError

from storage.database import Database, connect
from storage.desk_tables import ALL_TABLES
from storage.errors import StoreForbidden, StoreLocked, StoreUnreachable, StoreUnsupported
from storage.queries import search
from storage.schema import open_database
from storage.upgrading import downgrade, upgrade
from storage.views import VIEWS

on_postgresql = pytest.mark.parametrize("url", ["postgresql"], indirect=True)
on_empty_postgresql = pytest.mark.parametrize("empty_url", ["postgresql"], indirect=True)


def as_role(url: str, role: str) -> Database:
    """The store as one of its roles sees it: the session takes the role as it begins."""
    address = make_url(url).update_query_dict({"options": f"-c role={role}"})
    return connect(address.render_as_string(hide_password=False))


@pytest.fixture
def roles(empty_url: str, root: Path):
    """A database with the documented roles, whose tables its migrator has made."""
    owner = connect(empty_url)
    with owner.writing() as connection:
        connection.exec_driver_sql((root / "docs" / "postgresql-roles.sql").read_text().replace("%", "%%"))
    opened = {name: as_role(empty_url, f"copydesk_{name}") for name in ("migrator", "writer", "reader")}
    upgrade(opened["migrator"])
    yield opened
    for one in (owner, *opened.values()):
        one.close()


def refused(database: Database, statement: str) -> bool:
    with pytest.raises(StoreForbidden), database.writing() as connection:
        connection.exec_driver_sql(statement)
    return True


@on_empty_postgresql
def test_the_writer_does_a_whole_run_and_makes_no_table(roles, desk_on, story):
    desk = desk_on(roles["writer"])
    desk.send(story())
    assert search(roles["writer"], "harbour council")
    assert refused(roles["writer"], "CREATE TABLE another (id integer)")
    assert refused(roles["writer"], "ALTER TABLE article ADD COLUMN more text")
    assert refused(roles["writer"], "DROP VIEW v1_articles")
    assert refused(roles["writer"], "TRUNCATE article CASCADE")


@on_empty_postgresql
def test_the_reader_reads_the_views_and_nothing_else(roles, desk_on, story):
    desk_on(roles["writer"]).send(story())
    with roles["reader"].reading() as connection:
        read = {name: len(connection.exec_driver_sql(f"SELECT * FROM {name}").all()) for name in VIEWS}
    assert read["v1_articles"] == 1
    for table in ALL_TABLES.tables:
        assert refused(roles["reader"], f"SELECT 1 FROM {table}")
    assert refused(roles["reader"], "SELECT 1 FROM raw_bytes")
    assert refused(roles["reader"], "DELETE FROM article")
    assert refused(roles["reader"], "INSERT INTO change_head (id, seq) VALUES (1, 1)")
    assert refused(roles["reader"], "UPDATE article SET source = 'forged'")
    assert refused(roles["reader"], "CREATE TABLE another (id integer)")
    assert refused(roles["reader"], "CREATE TEMPORARY TABLE another (id integer)")


@on_empty_postgresql
def test_readers_keep_their_views_over_an_upgrade(roles):
    downgrade(roles["migrator"], "0001")
    upgrade(roles["migrator"])
    with roles["reader"].reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM v1_articles").scalar_one() == 0


@on_empty_postgresql
def test_the_roles_can_be_given_twice(roles, empty_url, root):
    owner = connect(empty_url)
    with owner.writing() as connection:
        connection.exec_driver_sql((root / "docs" / "postgresql-roles.sql").read_text().replace("%", "%%"))
    owner.close()


@on_empty_postgresql
def test_a_writer_on_an_empty_database_is_told_to_use_the_migrator(roles):
    downgrade(roles["migrator"])
    with pytest.raises(StoreForbidden, match="Roles on PostgreSQL"):
        upgrade(roles["writer"])


@on_postgresql
def test_bodies_are_packed_by_lz4(store, desk_on, story):
    """Where the server can: the tests' own is asked, so that an old server is seen to be left alone."""
    desk_on(store).send(story(body=("The council voted again. " * 4000,)))
    with store.reading() as connection:
        can = connection.scalar(text("SELECT 'lz4' = ANY(enumvals) FROM pg_settings WHERE name = :name"),
                                {"name": "default_toast_compression"})  # fmt: skip
        (packed,) = connection.execute(text("SELECT pg_column_compression(body) FROM revision")).one()
    assert packed == ("lz4" if can else "pglz")


def made_with(server: Engine, options: str) -> Database:
    name = f"copydesk_{uuid4().hex}"
    with server.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE template0 {options}")
    return connect(server.url.set(drivername="postgresql", database=name).render_as_string(hide_password=False))


def dropped(server: Engine, database: Database) -> None:
    database.close()
    with server.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {database.engine.url.database} WITH (FORCE)")


def test_a_database_that_does_not_hold_every_script_is_refused(server):
    database = made_with(server, "ENCODING 'LATIN1' LOCALE 'C'")
    with pytest.raises(StoreUnsupported, match="its encoding is LATIN1"):
        upgrade(database)
    dropped(server, database)


@pytest.mark.parametrize("words", ["ÅPNER HAVNEN", "МОСКВА", "ΟΔΌΣ", "ŞEHİR"])
def test_search_knows_every_script_whatever_the_locale(server, desk_on, story, words):
    """In "C", PostgreSQL's own lower() knows ASCII alone."""
    database = made_with(server, "ENCODING 'UTF8' LOCALE 'C'")
    upgrade(database)
    desk = desk_on(database)
    desk.send(story(headline=f"Om {words.lower()} i dag"))
    desk.send(story(headline=f"Og {words} i morgen", body=("En annen sak om noe helt annet.",)))
    assert len(search(database, words)) == 2
    assert len(search(database, words.lower())) == 2
    dropped(server, database)


def test_a_server_that_does_not_answer_is_unreachable_and_its_password_is_not_told():
    dead = connect("postgresql://ann:hunter2@127.0.0.1:1/copydesk?password=hunter2")
    with pytest.raises(StoreUnreachable) as caught, dead.reading():
        pass
    assert "hunter2" not in str(caught.value)
    assert "127.0.0.1:1" in str(caught.value)
    dead.close()


@pytest.mark.parametrize("address", ["postgresql://ann:hunter2@db:port/copydesk", "postgresql:ann:hunter2@"])
def test_an_address_that_cannot_be_read_is_not_told(address):
    with pytest.raises(StoreUnsupported) as caught:
        connect(address)
    assert "hunter2" not in str(caught.value)
    assert caught.value.__cause__ is None


@on_postgresql
def test_a_connection_that_is_lost_is_unreachable_and_the_next_transaction_gets_a_new_one(store):
    """Cut in the middle of a transaction, and again between two."""
    with pytest.raises(StoreUnreachable), store.writing() as connection:
        cut(store, connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one())
        connection.exec_driver_sql("UPDATE change_head SET seq = 5")
    with store.reading() as connection:
        pid = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        assert connection.exec_driver_sql("SELECT seq FROM change_head").scalar_one() == 0
    cut(store, pid)
    with store.reading() as connection:
        assert connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one() != pid


def cut(store: Database, pid: int) -> None:
    """End a session from another one, and wait until it is gone."""
    other = connect(store.engine.url.render_as_string(hide_password=False))
    with other.writing() as connection:
        assert connection.exec_driver_sql(f"SELECT pg_terminate_backend({pid}, 10000)").scalar_one()
    other.close()


@on_postgresql
def test_a_writer_waits_no_longer_than_it_was_told(url):
    patient = connect(url)
    upgrade(patient)
    hasty = open_database(url, busy_timeout_s=0.05)
    with patient.writing() as connection:
        connection.exec_driver_sql("LOCK TABLE change_head IN ACCESS EXCLUSIVE MODE")
        with pytest.raises(StoreLocked), hasty.writing() as other:
            other.exec_driver_sql("UPDATE change_head SET seq = 1")
    patient.close()
    hasty.close()


@on_postgresql
def test_a_value_that_the_driver_refuses_is_no_trouble_with_the_server(store):
    with pytest.raises(DBAPIError), store.reading() as connection:
        connection.execute(text("SELECT :value"), {"value": "a\0b"})
    with pytest.raises(ProgrammingError), store.reading() as connection:
        connection.execute(text("SELECT nonsense"))
