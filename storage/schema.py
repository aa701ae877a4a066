"""The revision of the tables: brings them up or down, and refuses those that this copydesk cannot work on."""

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData

from storage import views
from storage.database import BUSY_TIMEOUT_S, Database, connect
from storage.desk_tables import ALL_TABLES
from storage.dialect import alone, foreign_encoding
from storage.errors import SchemaTooNew, SchemaTooOld, StoreUnsupported
from storage.tables import RAW

_MIGRATIONS = Path(__file__).parent / "migrations"


@dataclass(frozen=True, slots=True)
class _Chain:
    """One line of migrations; the raw bytes have their own, because they may lie in a file of their own."""

    what: str
    folder: str
    version_table: str
    metadata: MetaData
    has_views: bool
    writing: Callable[[Database], AbstractContextManager[Connection]]
    reading: Callable[[Database], AbstractContextManager[Connection]]


_MAIN = _Chain(
    "the tables",
    "versions",
    "alembic_version",
    ALL_TABLES,
    has_views=True,
    writing=Database.writing,
    reading=Database.reading,
)
_RAW = _Chain(
    "the table of raw bytes",
    "raw_versions",
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
    for chain in (_MAIN, _RAW):
        with chain.reading(database) as connection:
            present = _revision(connection, chain)
        _compare(database, chain, present)


def revision_of(database: Database) -> str | None:
    """The revision of the store's tables, None where there are none yet."""
    with database.reading() as connection:
        return _revision(connection, _MAIN)


def upgrade(database: Database, to: str = "head") -> None:
    """Bring the tables to the newest revision, all or nothing; on a current store it changes nothing.

    Raises SchemaTooNew for tables of a newer copydesk, StoreUnsupported where the database can't hold every script,
    StoreForbidden for a role that may not make tables. `to` stops at an older revision, where there are no views.
    """
    with database.reading() as connection:
        if (encoding := foreign_encoding(connection)) is not None:
            raise StoreUnsupported(database.name, f"its encoding is {encoding}; copy needs UTF8")
    for chain, revision in ((_RAW, "head"), (_MAIN, to)):
        with chain.writing(database) as connection:
            alone(connection)
            _upgrade(database, connection, chain, revision)


def downgrade(database: Database, to: str = "base") -> None:
    """Bring the tables down to an older revision; the views come back with that copydesk's own upgrade."""
    with database.writing() as connection:
        alone(connection)
        views.drop(connection)
        command.downgrade(_config(connection, _MAIN), to)


def _upgrade(database: Database, connection: Connection, chain: _Chain, to: str) -> None:
    present = _revision(connection, chain)
    if present is not None and not _knows(chain, present):
        raise _too_new(database, chain, present)
    if present == _newest(chain):
        return
    if chain.has_views:
        views.drop(connection)
    command.upgrade(_config(connection, chain), to)
    if chain.has_views and _revision(connection, chain) == _newest(chain):
        views.create(connection)


def _compare(database: Database, chain: _Chain, present: str | None) -> None:
    newest = _newest(chain)
    if present == newest:
        return
    if present is None:
        raise SchemaTooOld(database.name, f"{chain.what} missing, revision {newest} is wanted")
    if _knows(chain, present):
        raise SchemaTooOld(database.name, f"{chain.what} at revision {present}, this copydesk wants {newest}")
    raise _too_new(database, chain, present)


def _too_new(database: Database, chain: _Chain, present: str) -> SchemaTooNew:
    return SchemaTooNew(database.name, f"{chain.what} at revision {present}, which this copydesk does not know")


def _revision(connection: Connection, chain: _Chain) -> str | None:
    opts = {"version_table": chain.version_table}
    return MigrationContext.configure(connection, opts=opts).get_current_revision()


def _newest(chain: _Chain) -> str | None:
    return _scripts(chain).get_current_head()


def _knows(chain: _Chain, revision: str) -> bool:
    return any(script.revision == revision for script in _scripts(chain).walk_revisions())


def _scripts(chain: _Chain) -> ScriptDirectory:
    return ScriptDirectory(str(_MIGRATIONS), version_locations=[str(_MIGRATIONS / chain.folder)])


def _config(connection: Connection, chain: _Chain) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("version_locations", str(_MIGRATIONS / chain.folder).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    config.attributes.update(connection=connection, metadata=chain.metadata, version_table=chain.version_table)
    return config
