"""An empty place for a store, on each database."""

import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, make_url

from storage.database import Database, connect

SERVER = os.environ.get("COPYDESK_TEST_POSTGRESQL", "")
DATABASES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.skipif(not SERVER, reason="no server named"))]


@pytest.fixture(params=DATABASES)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A place for a store in which nothing was made yet."""
    if request.param == "sqlite":
        database = connect(f"sqlite:///{tmp_path / 'copydesk.db'}")
        yield database
        database.close()
        return
    name = f"copydesk_{uuid4().hex}"
    server = create_engine(SERVER, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    database = connect(make_url(SERVER).set(database=name).render_as_string(hide_password=False))
    yield database
    database.close()
    with server.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    server.dispose()
