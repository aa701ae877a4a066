"""The feed of changes: numbers them as they are made, and reads them from a cursor or from a snapshot on.

    transaction: articles, revisions... -> UPDATE change_head (locks it) -> INSERT change -> commit

The lock makes the order of commits the order of numbers, without gaps: a reader that asks for what lies behind its
cursor misses nothing, however many write. Old changes go by age (storage/change_readers.py); a cursor that they
have left behind is refused.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, case, func, select, update

from storage.database import Database
from storage.errors import CursorAhead, CursorExpired
from storage.states import ChangeKind
from storage.tables import article, change, change_head, revision
from storage.views import VIEWS

_SNAPSHOT_ROWS = 500
"""Articles of a snapshot held in memory at once."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a transaction did to one article; `revision_id` is its head since."""

    kind: ChangeKind
    article_id: int
    revision_id: int


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One change as the feed tells it."""

    seq: int
    kind: ChangeKind
    article_id: int
    copy_of: int | None
    revision_id: int
    at: datetime
    headline: str | None


@dataclass(frozen=True, slots=True)
class Extent:
    """How far the feed reaches: a cursor below `oldest` has expired, `newest` is the last change's number."""

    oldest: int
    newest: int


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Every row of v1_articles, in the order of `id`, and the cursor from which the feed goes on after them."""

    cursor: int
    articles: Iterator[Mapping[str, object]]


def number_changes(connection: Connection, changes: Sequence[Change], run_id: int, now: datetime) -> None:
    """Number the changes of a transaction, in their order: its last statements, since others wait from here on."""
    if not changes:
        return
    advance = update(change_head).values(seq=change_head.c.seq + len(changes)).returning(change_head.c.seq)
    first = connection.execute(advance).scalar_one() - len(changes) + 1
    rows = [
        {
            "seq": seq,
            "kind": one.kind.value,
            "article_id": one.article_id,
            "revision_id": one.revision_id,
            "run_id": run_id,
            "at": now,
        }
        for seq, one in enumerate(changes, first)
    ]
    connection.execute(change.insert(), rows)
    last = select(func.max(change.c.seq)).where(change.c.article_id == article.c.id).scalar_subquery()
    touched = select(change.c.article_id).where(change.c.seq >= first)
    connection.execute(update(article).where(article.c.id.in_(touched)).values(seq=last))


def extent(database: Database) -> Extent:
    """How far the feed reaches now."""
    with database.reading() as connection:
        return extent_in(connection)


def extent_in(connection: Connection) -> Extent:
    """As `extent`, inside a transaction."""
    return Extent(*connection.execute(select(*change_head.c["purged_to", "seq"])).one())


def require_followable(reach: Extent, cursor: int) -> None:
    """Raise CursorExpired or CursorAhead for a cursor from which the feed cannot be followed without a gap."""
    if cursor < reach.oldest:
        raise CursorExpired(f"cursor {cursor}", f"the changes up to {reach.oldest} are deleted")
    if cursor > reach.newest:
        raise CursorAhead(f"cursor {cursor}", f"the last change is number {reach.newest}")


def changes_since(
    database: Database, cursor: int, limit: int = 1000, kinds: Sequence[ChangeKind] = ()
) -> list[ChangeLine]:
    """The changes numbered above the cursor, in order, of these kinds or all; the last one's number is the next cursor.

    The headline of an article whose embargo runs is left out. Raises CursorExpired and CursorAhead.
    """
    headline = case((article.c.released_at.is_not(None), revision.c.headline)).label("headline")
    columns = (*change.c["seq", "kind", "article_id"], article.c.copy_of, *change.c["revision_id", "at"], headline)
    joined = change.join(article, article.c.id == change.c.article_id)
    joined = joined.join(revision, revision.c.id == change.c.revision_id)
    query = select(*columns).select_from(joined).where(change.c.seq > cursor).order_by(change.c.seq).limit(limit)
    if kinds:
        query = query.where(change.c.kind.in_([kind.value for kind in kinds]))
    with database.reading() as connection:
        require_followable(extent_in(connection), cursor)
        rows = connection.execute(query).mappings().all()
    return [ChangeLine(**{**row, "kind": ChangeKind(row["kind"])}) for row in rows]


@contextmanager
def snapshot(database: Database) -> Iterator[Snapshot]:
    """All articles that may be used and the cursor that they stand at, as one moment sees both.

    Read the articles inside the block; they come in pieces, so that memory does not grow with the store.
    """
    query = VIEWS["v1_articles"].subquery()
    with database.reading() as connection:
        cursor = extent_in(connection).newest
        streaming = connection.execution_options(yield_per=_SNAPSHOT_ROWS)
        rows = streaming.execute(select(query).order_by(query.c.id)).mappings()
        yield Snapshot(cursor, (dict(row) for row in rows))
