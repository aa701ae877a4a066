"""What happens to articles by the clock alone: embargoes run out, and so do articles themselves."""

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Update, and_, exists, or_, select, update

from normalize.article import Status
from storage.changes import Change, number_changes
from storage.database import Database
from storage.dialect import alone
from storage.states import ChangeKind
from storage.tables import article

_USABLE = article.c.status == Status.USABLE.value


def release_due(database: Database, run_id: int, now: datetime) -> int:
    """Release the articles whose embargo has run out, and tell of those that expired; return how many changes.

    Both in one transaction with their changes, so each is told once: a second call finds nothing to do. An article
    that was killed or withheld meanwhile, or expired under its embargo, is not released.
    """
    with database.reading() as connection:
        if not connection.scalar(select(or_(exists().where(_is_free(now)), exists().where(_is_over(now))))):
            return 0  # as nearly always: without a turn at the writers' lock
    with database.writing() as connection:
        alone(connection)
        expires = update(article).where(_is_over(now)).values(expired_at=now)
        releases = update(article).where(_is_free(now)).values(released_at=now)
        changes = _made(connection, expires, ChangeKind.EXPIRED) + _made(connection, releases, ChangeKind.RELEASED)
        number_changes(connection, changes, run_id, now)
    return len(changes)


def _is_free(now: datetime) -> ColumnElement[bool]:
    not_over = or_(article.c.expires_at.is_(None), article.c.expires_at > now)
    not_told_over = article.c.expired_at.is_(None)  # by a clock that was ahead of this one: it stays over
    return and_(_USABLE, article.c.released_at.is_(None), article.c.embargo_until <= now, not_over, not_told_over)


def _is_over(now: datetime) -> ColumnElement[bool]:
    return and_(_USABLE, article.c.expired_at.is_(None), article.c.expires_at <= now)


def _made(connection: Connection, statement: Update, kind: ChangeKind) -> list[Change]:
    rows = connection.execute(statement.returning(article.c.id, article.c.head_revision_id))
    return [Change(kind, number, head) for number, head in sorted(tuple[int, int](row) for row in rows)]
