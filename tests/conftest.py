"""What all tests share: where the project and the kits lie, and an empty place on each database.

COPYDESK_TEST_POSTGRES names the PostgreSQL server on which tests make and drop databases of their own, by default one
on this machine. Where none answers, PostgreSQL's share of the tests is skipped, saying so; in CI it fails.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import settings
from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import OperationalError

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


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty place for a store, gone after the test."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'copydesk.db'}"
        return
    server: Engine = request.getfixturevalue("server")
    name = f"copydesk_{uuid4().hex}"
    with server.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    yield server.url.set(drivername="postgresql", database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
