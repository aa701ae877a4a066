"""The named readers of the feed, what each has acknowledged, and the deletion of changes that are old enough.

A named reader holds back the deletion of what it has not acknowledged, up to a limit: a reader that is gone must not
keep the feed for ever. Reading does not acknowledge: a reader that dies before it says so is told again.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, select, update

from storage.actions import Action, note
from storage.changes import Extent, extent_in, require_followable
from storage.database import Database
from storage.dialect import insert
from storage.errors import NotInStore
from storage.tables import change, change_head, change_reader

_DELETED_AT_ONCE = 10_000
"""Changes deleted in one transaction, so that none holds the store for long."""


@dataclass(frozen=True, slots=True)
class ReaderLine:
    """A named reader. `lag` counts the changes that it has not acknowledged, `waiting_since` is the oldest one's time.

    `has_expired`: some of them are deleted, so it must begin anew from a snapshot.
    """

    name: str
    acknowledged: int
    acknowledged_at: datetime
    lag: int
    waiting_since: datetime | None
    has_expired: bool


@dataclass(frozen=True, slots=True)
class Retention:
    """How long changes are kept: at least `keep`, and while a named reader has not read them at most `keep_unread`."""

    keep: timedelta
    keep_unread: timedelta


def acknowledge(database: Database, name: str, cursor: int, now: datetime) -> int:
    """Note that a reader has dealt with all changes up to the cursor; return where it stands, never further back.

    A reader that was not known is from now on. Raises CursorExpired and CursorAhead.
    """
    row = {"name": name, "acknowledged": cursor, "acknowledged_at": now}
    with database.writing() as connection:
        require_followable(extent_in(connection), cursor)
        statement = insert(connection, change_reader)
        new = statement.excluded
        goes_on = statement.on_conflict_do_update(
            index_elements=["name"],
            set_={"acknowledged": new.acknowledged, "acknowledged_at": new.acknowledged_at},
            where=change_reader.c.acknowledged <= new.acknowledged,
        )
        connection.execute(goes_on, row)
        return _cursor_of(connection, name)


def cursor_of(database: Database, name: str) -> int:
    """The number of the last change that a reader has acknowledged; raises NotInStore."""
    with database.reading() as connection:
        return _cursor_of(connection, name)


def readers(database: Database) -> list[ReaderLine]:
    """Every named reader and how far it lags behind, by name."""
    oldest_unread = select(change.c.at).where(change.c.seq > change_reader.c.acknowledged)
    since = oldest_unread.order_by(change.c.seq).limit(1).scalar_subquery()
    query = select(change_reader, since.label("waiting_since")).order_by(change_reader.c.name)
    with database.reading() as connection:
        reach = extent_in(connection)
        rows = connection.execute(query).mappings().all()
    return [
        ReaderLine(**row, lag=reach.newest - row["acknowledged"], has_expired=row["acknowledged"] < reach.oldest)
        for row in rows
    ]


def drop_reader(database: Database, action: Action, name: str) -> None:
    """Forget a reader, which then holds nothing back, and note who did it and why; raises NotInStore."""
    with database.writing() as connection:
        _cursor_of(connection, name)
        connection.execute(delete(change_reader).where(change_reader.c.name == name))
        note(connection, action)


def purge_changes(database: Database, retention: Retention, now: datetime) -> int:
    """Delete the changes that are old enough, oldest first, in several transactions; return how many."""
    deleted = 0
    while number := _purge_some(database, retention, now):
        deleted += number
    return deleted


def _purge_some(database: Database, retention: Retention, now: datetime) -> int:
    with database.reading() as connection:
        if _last_deletable(connection, retention, now) <= extent_in(connection).oldest:
            return 0  # as nearly always: without a look at the writers' lock
    with database.writing() as connection:
        reach = extent_in(connection)
        last = min(_last_deletable(connection, retention, now), reach.oldest + _DELETED_AT_ONCE)
        deleted = connection.execute(delete(change).where(change.c.seq <= last)).rowcount
        moves = update(change_head).where(change_head.c.purged_to < last)
        connection.execute(moves.values(purged_to=last))
        return deleted


def _last_deletable(connection: Connection, retention: Retention, now: datetime) -> int:
    reach = extent_in(connection)
    old = _last_before(connection, reach, now - retention.keep)
    slowest = connection.scalar(select(func.min(change_reader.c.acknowledged)))
    read = old if slowest is None else min(old, slowest)
    return max(read, _last_before(connection, reach, now - retention.keep_unread))


def _last_before(connection: Connection, reach: Extent, moment: datetime) -> int:
    """The last of the changes that are all older than the moment: one that the clock misdated stops the deletion."""
    younger = select(change.c.seq).where(change.c.at >= moment).order_by(change.c.seq).limit(1)
    first = connection.scalar(younger)
    return reach.newest if first is None else first - 1


def _cursor_of(connection: Connection, name: str) -> int:
    cursor: int | None = connection.scalar(select(change_reader.c.acknowledged).where(change_reader.c.name == name))
    if cursor is None:
        raise NotInStore(f"reader {name}", "no reader of that name has acknowledged anything")
    return cursor
