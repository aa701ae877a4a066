"""Opens the store and hands out its transactions.

On SQLite the raw bytes lie in a second file beside the first (docs/decisions/raw-bytes-in-their-own-file.md);
on PostgreSQL both are one database.
"""

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, make_url
from sqlalchemy.exc import ArgumentError

from storage.dialect import POSTGRESQL_CONNECT, prepare_postgresql, prepare_sqlite, typed_errors
from storage.errors import StoreUnreachable, StoreUnsupported

BUSY_TIMEOUT_S = 30.0
"""How long a transaction waits for another writer before StoreLocked, on both databases."""

_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


class WrittenJson(str):
    """Values that are written as JSON already: a column of JSON takes the text as it is."""

    __slots__ = ()


def to_json(values: object) -> str:
    """How values without columns of their own are written."""
    return values if isinstance(values, WrittenJson) else _encode(values)


@dataclass(frozen=True, slots=True)
class Database:
    """An open store. `name` is its address without password; `raw_engine` leads to the raw bytes."""

    name: str
    engine: Engine
    raw_engine: Engine

    def reading(self) -> AbstractContextManager[Connection]:
        """A transaction that sees one state of the tables and changes nothing; raises the transient errors."""
        return _transaction(self.name, self.engine, writes=False)

    def writing(self) -> AbstractContextManager[Connection]:
        """A transaction that may write: committed at the end, or undone as a whole by any error."""
        return _transaction(self.name, self.engine, writes=True)

    def reading_raw(self) -> AbstractContextManager[Connection]:
        """As `reading`, for the raw bytes."""
        return _transaction(self.name, self.raw_engine, writes=False)

    def writing_raw(self) -> AbstractContextManager[Connection]:
        """As `writing`, for the raw bytes."""
        return _transaction(self.name, self.raw_engine, writes=True)

    @property
    def folder(self) -> Path | None:
        """The folder of a SQLite store's files; None where the files are a server's."""
        url = self.engine.url
        return Path(url.database).parent if url.get_backend_name() == "sqlite" and url.database else None

    def close(self) -> None:
        """Give up every connection."""
        self.engine.dispose()
        self.raw_engine.dispose()


@contextmanager
def _transaction(name: str, engine: Engine, *, writes: bool) -> Iterator[Connection]:
    with typed_errors(name), engine.connect() as connection, connection.execution_options(writes=writes).begin():
        yield connection


def connect(url: str, busy_timeout_s: float = BUSY_TIMEOUT_S) -> Database:
    """Open a store whose tables may be of any revision, or not be there: for `upgrade` and `check`.

    Raises StoreUnsupported for an address of another kind, StoreUnreachable where the folder is missing.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):  # neither the address nor what its reader says of it is told: a password
        raise StoreUnsupported("database.url", "this is no database address") from None
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(parsed, busy_timeout_s)
    if parsed.get_backend_name() == "postgresql":
        return _postgresql(parsed, busy_timeout_s)
    raise StoreUnsupported(_name(parsed), f"{parsed.get_backend_name()} is not supported")


def _sqlite(url: URL, busy_timeout_s: float) -> Database:
    if not url.database or url.database == ":memory:":
        raise StoreUnsupported(_name(url), "a store in memory would be gone with the run")
    path = Path(url.database)
    if not path.parent.is_dir():
        raise StoreUnreachable(_name(url), f"the folder {path.parent} is not there")
    engines = [
        create_engine(url.set(drivername="sqlite+pysqlite", database=str(file)), json_serializer=to_json)
        for file in (path, raw_path(path))
    ]
    for engine in engines:
        prepare_sqlite(engine, busy_timeout_s)
    return Database(_name(url), *engines)


def _postgresql(url: URL, busy_timeout_s: float) -> Database:
    ours = {name: value for name, value in POSTGRESQL_CONNECT.items() if name not in url.query}
    address = url.set(drivername="postgresql+psycopg")
    try:
        engine = create_engine(address, json_serializer=to_json, pool_pre_ping=True, connect_args=ours)
    except ModuleNotFoundError as error:
        raise StoreUnsupported(_name(url), f"the package {error.name} is not installed") from error
    prepare_postgresql(engine, busy_timeout_s)
    return Database(_name(url), engine, engine)


def file_of(database: Database) -> Path | None:
    """The file of a SQLite store; None on PostgreSQL."""
    url = database.engine.url
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def raw_path(path: Path) -> Path:
    """The file of raw bytes that belongs to a SQLite store: `copydesk.raw.db` beside `copydesk.db`."""
    return path.with_name(f"{path.stem}.raw{path.suffix}")


def _name(url: URL) -> str:
    """The address as it may be shown; what follows a `?` can hold a password too."""
    return url.set(query={}).render_as_string(hide_password=True)
