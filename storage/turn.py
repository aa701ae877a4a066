"""One run at a time: who works on a store holds its turn, and the system gives it back when the process dies."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text

from storage.database import Database
from storage.errors import RunInProgress

_LOCK_NUMBER = 7_063_927
"""Of PostgreSQL's advisory locks, the one that is copydesk's turn; any number that no other program takes."""


@contextmanager
def take_turn(database: Database) -> Iterator[None]:
    """Hold the store's turn for the length of a block; raises RunInProgress while another process holds it.

    On SQLite the turn is a lock on an empty file beside the database, on PostgreSQL an advisory lock of a session.
    """
    holding = _holding_server_lock if database.engine.dialect.name == "postgresql" else _holding_file_lock
    with holding(database):
        yield


@contextmanager
def _holding_file_lock(database: Database) -> Iterator[None]:
    path = Path(f"{database.engine.url.database}.turn")
    with path.open("w", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise _in_progress(database) from None
        yield


@contextmanager
def _holding_server_lock(database: Database) -> Iterator[None]:
    with database.engine.connect() as connection:
        connection.detach()  # the lock belongs to the session, which must end with the block and not go to the pool
        got = connection.scalar(text("SELECT pg_try_advisory_lock(:number)"), {"number": _LOCK_NUMBER})
        connection.commit()
        if not got:
            raise _in_progress(database)
        yield


def _in_progress(database: Database) -> RunInProgress:
    return RunInProgress(database.name, "another run is at work on it")
