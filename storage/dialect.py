"""Every difference between SQLite and PostgreSQL that the rest of the package does not want to know.

SQLite   file:  WAL, synchronous FULL, foreign keys on, one writer by BEGIN IMMEDIATE; `lower` knows every script.
PostgreSQL:     one decider at a time by an advisory lock that ends with the transaction.
"""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import count
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Engine, Table, collate, event, func, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from storage.columns import UtcTime
from storage.errors import StorageError, StoreCorrupt, StoreForbidden, StoreFull, StoreLocked, StoreUnreachable

_ICU = "und-x-icu"
_ONE_WRITER = 0x636F7079  # "copy": any number of our own will do
_WAL_LIMIT = 64 * 1024 * 1024  # bytes that the write-ahead log keeps after a checkpoint
_WAL_NET = 16_384  # pages, as many bytes: whoever writes checkpoints a log that has grown so long (storage.upkeep)
_IN_AT_MOST = 1000  # SQLite takes 32,766 parameters in one statement, a key takes three
_SQLITE_ERRORS: dict[int, type[StorageError]] = {
    sqlite3.SQLITE_BUSY: StoreLocked,
    sqlite3.SQLITE_LOCKED: StoreLocked,
    sqlite3.SQLITE_FULL: StoreFull,
    sqlite3.SQLITE_CORRUPT: StoreCorrupt,
    sqlite3.SQLITE_NOTADB: StoreCorrupt,
    sqlite3.SQLITE_CANTOPEN: StoreUnreachable,
    sqlite3.SQLITE_IOERR: StoreUnreachable,
    sqlite3.SQLITE_READONLY: StoreUnreachable,
    sqlite3.SQLITE_PERM: StoreUnreachable,
}
# The first characters of an SQLSTATE (PostgreSQL manual, appendix A); the longest that fits decides.
_POSTGRESQL_ERRORS: dict[str, type[StorageError]] = {
    "42501": StoreForbidden,
    "25006": StoreForbidden,
    "53100": StoreFull,
    "53": StoreUnreachable,
    "55P03": StoreLocked,
    "40": StoreLocked,
    "57": StoreUnreachable,
    "58": StoreUnreachable,
    "08": StoreUnreachable,
    "28": StoreUnreachable,
    "3D": StoreUnreachable,
    "XX": StoreCorrupt,
}

POSTGRESQL_CONNECT: Mapping[str, object] = {
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
"""libpq's own defaults wait hours for a server that has gone without a word (power, cable); these, about a minute."""

_Value = TypeVar("_Value")
Insert = sqlite.Insert | postgresql.Insert


class utc_now(FunctionElement[Any]):  # noqa: N801 - written like the SQL function that it stands for
    """The moment at which a view is read, comparable with a UtcTime column."""

    type = UtcTime()
    inherit_cache = True


@compiles(utc_now, "sqlite")
def _sqlite_now(_element: utc_now, _compiler: SQLCompiler, **_: object) -> str:
    return "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')"


@compiles(utc_now, "postgresql")
def _postgresql_now(_element: utc_now, _compiler: SQLCompiler, **_: object) -> str:
    return "now()"


def prepare_sqlite(engine: Engine, busy_timeout_s: float) -> None:
    """Make every connection of a SQLite engine safe: its pragmas, and transactions that begin where we say.

    The driver's own habit (BEGIN before the first write only) let a SELECT run outside the transaction that
    acts on it: 96-152 of 300 concurrent updates were lost. Here each transaction begins by itself, and one
    that writes begins IMMEDIATE, because a lock cannot be waited for once a snapshot has been read.
    """

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _: object) -> None:
        connection.isolation_level = None
        connection.create_function("lower", 1, _lower, deterministic=True)
        connection.execute(f"PRAGMA busy_timeout = {int(busy_timeout_s * 1000)}")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(f"PRAGMA journal_size_limit = {_WAL_LIMIT}")
        connection.execute(f"PRAGMA wal_autocheckpoint = {_WAL_NET}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _writes(connection) else "BEGIN")


def checkpoint(engine: Engine) -> None:
    """Move what the write-ahead log of a SQLite file holds into the file, as far as no reader is in the way."""
    if engine.dialect.name == "sqlite":
        with typed_errors(str(engine.url.database)), engine.connect() as connection:
            connection.exec_driver_sql(
                "COMMIT"
            )  # a log is not checkpointed inside the transaction that begins by itself
            connection.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)")


def prepare_postgresql(engine: Engine, busy_timeout_s: float) -> None:
    """Let a reading transaction see one state from end to end; one that writes sees what others committed.

    A writer waits for a lock as long as on SQLite, and not for ever.
    """

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _: object) -> None:
        # 0 would be for ever, and is what SQLite takes for "not at all"
        connection.execute("SELECT set_config('lock_timeout', %s, false)", [f"{max(1, int(busy_timeout_s * 1000))}ms"])
        connection.commit()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if not _writes(connection):
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


def _writes(connection: Connection) -> bool:
    return bool(connection.get_execution_options().get("writes", False))


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


def insert(connection: Connection, table: Table) -> Insert:
    """An INSERT into the table that knows ON CONFLICT."""
    return postgresql.insert(table) if is_postgresql(connection) else sqlite.insert(table)


def is_postgresql(connection: Connection) -> bool:
    """Whether the connection leads to PostgreSQL; else it is SQLite."""
    return connection.dialect.name == "postgresql"


def has_role(connection: Connection, name: str) -> bool:
    """Whether PostgreSQL has a role of that name."""
    return bool(connection.scalar(text("SELECT count(*) FROM pg_roles WHERE rolname = :name"), {"name": name}))


def foreign_encoding(connection: Connection) -> str | None:
    """The encoding of a PostgreSQL database that can't hold every script; None where it can."""
    if not is_postgresql(connection):
        return None
    encoding = connection.scalar(text("SELECT pg_encoding_to_char(encoding) FROM pg_database "
                                      "WHERE datname = current_database()"))  # fmt: skip
    return None if encoding == "UTF8" else str(encoding)


def caseless(connection: Connection, column: ColumnElement[Any]) -> ColumnElement[str]:
    """The column in lower case, in every script, whatever locale the database was made with.

    PostgreSQL's own `lower` knows only what the database's locale knows (ASCII alone in "C"); ICU's knows what Python
    knows, which SQLite asks. A server built without ICU is left to its locale.
    """
    if is_postgresql(connection):
        has_icu = connection.scalar(text("SELECT count(*) FROM pg_collation WHERE collname = :name"), {"name": _ICU})
        return func.lower(collate(column, _ICU) if has_icu else column)
    return func.lower(column)


def alone(connection: Connection) -> None:
    """Wait until no other transaction decides or upgrades; the turn ends with the transaction.

    On SQLite, BEGIN IMMEDIATE has done it.
    """
    if is_postgresql(connection):
        connection.execute(select(func.pg_advisory_xact_lock(_ONE_WRITER)))


def reserve(connection: Connection, table: Table, number: int) -> Iterator[int]:
    """The row numbers that the next `number` rows of the table may take; the transaction must be `alone`."""
    if is_postgresql(connection):
        sequence = text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :number)")
        return iter(connection.scalars(sequence, {"name": table.name, "number": number}).all())
    last = connection.scalar(text("SELECT seq FROM sqlite_sequence WHERE name = :name"), {"name": table.name})
    return count((last or 0) + 1)


def file_findings(connection: Connection) -> Sequence[str]:
    """What SQLite finds wrong with its file, a sentence each; PostgreSQL checks itself."""
    if is_postgresql(connection):
        return []
    broken = [row[0] for row in connection.exec_driver_sql("PRAGMA integrity_check") if row[0] != "ok"]
    orphans = [
        f"{row[0]} {row[1]} points to no {row[2]}" for row in connection.exec_driver_sql("PRAGMA foreign_key_check")
    ]
    return broken + orphans


@contextmanager
def typed_errors(subject: str) -> Iterator[None]:
    """Turn what the driver raises for reasons outside the program into errors of ours; defects pass unchanged."""
    try:
        yield
    except DBAPIError as error:
        kind = _kind_of(error)
        if kind is None:
            raise
        raise kind(subject, str(error.orig).strip().splitlines()[0]) from error


def _kind_of(error: DBAPIError) -> type[StorageError] | None:
    if isinstance(error.orig, sqlite3.Error):
        # the low byte is the primary code: SQLITE_BUSY_SNAPSHOT is a SQLITE_BUSY
        return _SQLITE_ERRORS.get(getattr(error.orig, "sqlite_errorcode", 0) & 0xFF)
    state = getattr(error.orig, "sqlstate", "")
    if state is None:  # no word from the server: it does not answer, or the driver itself refused a value
        return StoreUnreachable if isinstance(error, OperationalError | InterfaceError) else None
    return next((_POSTGRESQL_ERRORS[state[:n]] for n in (5, 2) if state[:n] in _POSTGRESQL_ERRORS), None)


def slices(values: Sequence[_Value]) -> Iterator[Sequence[_Value]]:
    """The values in pieces small enough for one IN of either database."""
    for start in range(0, len(values), _IN_AT_MOST):
        yield values[start : start + _IN_AT_MOST]
