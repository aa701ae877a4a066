"""What all tests share: where the project and the kits lie, and an empty place on each database.

COPYDESK_TEST_POSTGRES names the PostgreSQL server on which tests make and drop databases of their own, by default one
on this machine. Where none answers, PostgreSQL's share of the tests is skipped, saying so; in CI it fails.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copytree
from uuid import uuid4

import pytest
from hypothesis import settings
from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import OperationalError

from storage.database import connect
from storage.upgrading import upgrade

settings.register_profile("same every time", derandomize=True, database=None)
settings.load_profile("same every time")

ROOT = Path(__file__).resolve().parent.parent
SERVER = os.environ.get("COPYDESK_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/postgres")


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's own folder."""
    return ROOT


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The development kits, which lie beside the project and are never part of it."""
    folder = ROOT.parent / "shared" / "corpus"
    if not folder.is_dir():
        pytest.skip(f"the development kits are not at {folder}")
    return folder


@pytest.fixture(scope="session")
def server() -> Iterator[Engine]:
    """The PostgreSQL server; a test that wants it is skipped where none answers."""
    address = SERVER.replace("postgresql://", "postgresql+psycopg://", 1)
    engine = create_engine(address, isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 5})
    try:
        engine.connect().close()
    except OperationalError as error:
        missing = f"no PostgreSQL server answers at {engine.url}: {error.orig}"
        pytest.fail(missing) if os.environ.get("CI") else pytest.skip(missing)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the two files of an empty SQLite store that has all its tables, to be copied."""
    folder = tmp_path_factory.mktemp("made")
    _make(f"sqlite:///{folder / 'copydesk.db'}")
    return folder


@pytest.fixture(scope="session")
def template(server: Engine) -> Iterator[str]:
    """The name of a PostgreSQL database with all tables, to be copied."""
    with _database(server) as name:
        _make(_address(server, name))
        yield name


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty place for a store, gone after the test."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'copydesk.db'}"
        return
    server: Engine = request.getfixturevalue("server")
    with _database(server) as name:
        yield _address(server, name)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty store with all its tables, gone after the test. (A copy: to make one takes a second.)"""
    if request.param == "sqlite":
        copytree(request.getfixturevalue("made"), tmp_path, dirs_exist_ok=True)
        yield f"sqlite:///{tmp_path / 'copydesk.db'}"
        return
    server: Engine = request.getfixturevalue("server")
    with _database(server, request.getfixturevalue("template")) as name:
        yield _address(server, name)


@contextmanager
def _database(server: Engine, template: str = "template1") -> Iterator[str]:
    """The name of a new database on the server, dropped at the end."""
    name = f"copydesk_{uuid4().hex}"
    with server.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield name
    finally:
        with server.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


def _address(server: Engine, name: str) -> str:
    return server.url.set(drivername="postgresql", database=name).render_as_string(hide_password=False)


def _make(url: str) -> None:
    database = connect(url)
    upgrade(database)
    database.close()
