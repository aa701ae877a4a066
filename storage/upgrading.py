"""Brings the tables up to a revision or down to one, all or nothing, by Alembic's migrations."""

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from storage import views
from storage.database import Database
from storage.dialect import alone, foreign_encoding
from storage.errors import StoreUnsupported
from storage.schema import MAIN_LINE, MIGRATIONS, RAW_LINE, Line, refuse_newer, revision_on, revisions_of


def upgrade(database: Database, to: str = "head") -> None:
    """Bring the tables to the newest revision, all or nothing; on a current store it changes nothing.

    Raises SchemaTooNew for tables of a newer copydesk, StoreUnsupported where the database can't hold every script,
    StoreForbidden for a role that may not make tables. `to` stops at an older revision, where there are no views.
    """
    with database.reading() as connection:
        if (encoding := foreign_encoding(connection)) is not None:
            raise StoreUnsupported(database.name, f"its encoding is {encoding}; copy needs UTF8")
    for line, revision in ((RAW_LINE, "head"), (MAIN_LINE, to)):
        with line.writing(database) as connection:
            alone(connection)
            _upgrade(database, connection, line, revision)


def downgrade(database: Database, to: str = "base") -> None:
    """Bring the tables down to an older revision; the views come back with that copydesk's own upgrade."""
    with database.writing() as connection:
        alone(connection)
        views.drop(connection)
        command.downgrade(_config(connection, MAIN_LINE), to)


def _upgrade(database: Database, connection: Connection, line: Line, to: str) -> None:
    present, newest = revision_on(connection, line), revisions_of(line)[-1]
    refuse_newer(database, line, present)
    if present == newest:
        return
    if line.has_views:
        views.drop(connection)
    command.upgrade(_config(connection, line), to)
    if line.has_views and revision_on(connection, line) == newest:
        views.create(connection)


def _config(connection: Connection, line: Line) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("version_locations", str(line.folder).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    config.attributes.update(connection=connection, metadata=line.metadata, version_table=line.version_table)
    return config
