"""The revision of the tables: tells it, and refuses tables that this copydesk cannot work on.

What brings them to another revision is `storage.upgrading`, apart from here: Alembic is slow to load, and most commands
only look.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, MetaData, inspect

from storage.database import BUSY_TIMEOUT_S, Database, connect
from storage.desk_tables import ALL_TABLES
from storage.errors import SchemaTooNew, SchemaTooOld
from storage.tables import RAW

MIGRATIONS = Path(__file__).parent / "migrations"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of migrations; the raw bytes have their own, because they may lie in a file of their own.

    Its files are named after their revisions, `0004_leases.py`, which `prefix` makes unlike those of the other line.
    """

    what: str
    folder: Path
    prefix: str
    version_table: str
    metadata: MetaData
    has_views: bool
    writing: Callable[[Database], AbstractContextManager[Connection]]
    reading: Callable[[Database], AbstractContextManager[Connection]]


MAIN_LINE = Line(
    "the tables",
    MIGRATIONS / "versions",
    "",
    "alembic_version",
    ALL_TABLES,
    has_views=True,
    writing=Database.writing,
    reading=Database.reading,
)
RAW_LINE = Line(
    "the table of raw bytes",
    MIGRATIONS / "raw_versions",
    "raw_",
    "alembic_version_raw",
    RAW,
    has_views=False,
    writing=Database.writing_raw,
    reading=Database.reading_raw,
)


def open_database(url: str, busy_timeout_s: float = BUSY_TIMEOUT_S) -> Database:
    """Open a store to work on. Raises SchemaTooOld or SchemaTooNew if its tables are not of this copydesk."""
    with ExitStack() as closing:
        database = connect(url, busy_timeout_s)
        closing.callback(database.close)
        require_current(database)
        closing.pop_all()
    return database


def require_current(database: Database) -> None:
    """Raise SchemaTooOld or SchemaTooNew if the tables are not of the revision that this copydesk works on."""
    for line in (MAIN_LINE, RAW_LINE):
        with line.reading(database) as connection:
            present = revision_on(connection, line)
        _compare(database, line, present)


def revision_of(database: Database) -> str | None:
    """The revision of the store's tables, None where there are none yet."""
    with database.reading() as connection:
        return revision_on(connection, MAIN_LINE)


def revision_on(connection: Connection, line: Line) -> str | None:
    """The revision of one line's tables, None where there are none yet."""
    if not inspect(connection).has_table(line.version_table):
        return None
    return connection.exec_driver_sql(f"SELECT version_num FROM {line.version_table}").scalar()  # noqa: S608 - our own


def refuse_newer(database: Database, line: Line, present: str | None) -> None:
    """Raise SchemaTooNew for a revision that this copydesk does not know."""
    if present is not None and present not in revisions_of(line):
        told = f"{line.what} at revision {present}, which this copydesk does not know"
        raise SchemaTooNew(database.name, told)


@cache
def revisions_of(line: Line) -> tuple[str, ...]:
    """The revisions of a line, the newest last, as the names of their files tell them."""
    names = sorted(path.name for path in line.folder.glob("[0-9]*_*.py"))
    return tuple(line.prefix + name.partition("_")[0] for name in names)


def _compare(database: Database, line: Line, present: str | None) -> None:
    newest = revisions_of(line)[-1]
    if present is None:
        raise SchemaTooOld(database.name, f"{line.what} missing, revision {newest} is wanted")
    refuse_newer(database, line, present)
    if present != newest:
        raise SchemaTooOld(database.name, f"{line.what} at revision {present}, this copydesk wants {newest}")
