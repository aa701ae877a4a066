"""Puts a decided batch into the tables: each table in one statement, the numbering of the changes last."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Executable, bindparam, update

from normalize.facts import Facts
from normalize.versions import Candidate, Decision, DecisionKind, RevisionClass, Version, head_of
from storage import tables
from storage.bulk import insert_many
from storage.dialect import insert
from storage.normalized import Row
from storage.states import ChangeKind, CopyOutcome, CopyState


@dataclass(frozen=True, slots=True)
class Stored:
    """What a piece of copy that says something new adds: its version, its row of `revision` and its teasers."""

    version: Version
    is_head: bool
    row: Row
    teasers: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Decided:
    """One piece of copy, its article, the keys that are new to that article, and what it adds, if anything."""

    facts: Facts
    received_at: datetime
    decision: Decision
    article_id: int
    keys: tuple[Row, ...]
    stored: Stored | None


_REVISED = {
    RevisionClass.FIRST: ChangeKind.NEW,
    RevisionClass.UPDATE: ChangeKind.UPDATED,
    RevisionClass.CORRECTION: ChangeKind.CORRECTED,
    RevisionClass.KILL: ChangeKind.KILLED,
    RevisionClass.WITHHELD: ChangeKind.WITHHELD,
}
OUTCOMES = {
    DecisionKind.NEW: CopyOutcome.NEW,
    DecisionKind.REVISION: CopyOutcome.REVISION,
    DecisionKind.COPY: CopyOutcome.COPY,
    DecisionKind.UNCHANGED: CopyOutcome.UNCHANGED,
}


def insert_decided(
    connection: Connection, batch: Sequence[Decided], articles: Mapping[int, Candidate], run_id: int, now: datetime
) -> None:
    """Insert and update what the decisions ask for; `articles` are the articles as they stand after the batch."""
    born = [one for one in batch if one.decision.article_id is None]
    grown = [(one, one.stored) for one in batch if one.stored is not None]
    moved = {one.article_id for one, stored in grown if stored.is_head} - {one.article_id for one in born}
    insert_many(connection, tables.article, [_article_row(one, articles[one.article_id], now) for one in born])
    _many(connection, _MOVE_HEAD, (_head_row(articles[number], now) for number in sorted(moved)))
    insert_many(connection, tables.revision, [_revision_row(one, stored, run_id, now) for one, stored in grown])
    insert_many(connection, tables.article_key, [row for one in batch for row in one.keys])
    insert_many(connection, tables.teaser, [row for _, stored in grown for row in _teaser_rows(stored)])
    _many(connection, _see(connection), (_sighting_row(one) for one in batch))
    _many(connection, _FINISH, (_finish_row(one) for one in batch))
    changes = [_change_row(one, stored, run_id, now) for one, stored in grown if stored.is_head]
    _number(connection, changes)


_MOVE_HEAD = (
    update(tables.article)
    .where(tables.article.c.id == bindparam("of_id"))
    .values(head_revision_id=bindparam("head"), status=bindparam("now_status"), updated_at=bindparam("now_at"))
)
_FINISH = (
    update(tables.raw_copy)
    .where(tables.raw_copy.c.id == bindparam("of_id"))
    .values(state=CopyState.DONE.value, outcome=bindparam("became"), article_id=bindparam("of_article"))
)
_ADVANCE = update(tables.change_head).returning(tables.change_head.c.seq)


def _many(connection: Connection, statement: Executable, rows: Iterator[Row]) -> None:
    listed = list(rows)
    if listed:
        connection.execute(statement, listed)


def _number(connection: Connection, changes: Sequence[Row]) -> None:
    """Number the changes, last of all, without gaps.

    The row of `change_head` stays locked until the commit, so the order of numbers is the order of commits.
    """
    if not changes:
        return
    advance = _ADVANCE.values(seq=tables.change_head.c.seq + len(changes))
    last = connection.execute(advance).scalar_one()
    first = last - len(changes) + 1
    insert_many(connection, tables.change, [{**row, "seq": seq} for seq, row in enumerate(changes, first)])


def _article_row(one: Decided, stands: Candidate, now: datetime) -> Row:
    head = head_of(stands.versions)
    return {
        "id": one.article_id,
        "source": one.facts.source,
        "provider": one.facts.provider,
        "status": head.status.value,
        "first_seen": one.received_at,
        "updated_at": now,
        "head_revision_id": head.revision_id,
        "copy_of": one.decision.copy_of,
    }


def _head_row(stands: Candidate, now: datetime) -> Row:
    head = head_of(stands.versions)
    return {"of_id": stands.article_id, "head": head.revision_id, "now_status": head.status.value, "now_at": now}


def _revision_row(one: Decided, stored: Stored, run_id: int, now: datetime) -> Row:
    facts = one.facts
    return {
        **stored.row,
        "id": stored.version.revision_id,
        "article_id": one.article_id,
        "run_id": run_id,
        "class": one.decision.revision_class.value,
        "status": facts.status.value,
        "is_moved": facts.is_moved,
        "wire_version": facts.number,
        "received_at": one.received_at,
        "stored_at": now,
        "printed_hash": facts.printed_hash,
    }


def _teaser_rows(stored: Stored) -> Iterator[Row]:
    return ({**row, "revision_id": stored.version.revision_id} for row in stored.teasers)


def _see(connection: Connection) -> Any:
    statement = insert(connection, tables.sighting)
    seen_later = statement.excluded.last_seen
    return statement.on_conflict_do_update(
        index_elements=["article_id", "source", "address"],
        set_={"last_seen": seen_later},
        where=tables.sighting.c.last_seen < seen_later,
    )


def _sighting_row(one: Decided) -> Row:
    return {
        "article_id": one.article_id,
        "source": one.facts.source,
        "address": one.facts.address,
        "first_seen": one.received_at,
        "last_seen": one.received_at,
    }


def _finish_row(one: Decided) -> Row:
    return {
        "of_id": one.facts.raw_copy_id,
        "became": OUTCOMES[one.decision.kind].value,
        "of_article": one.article_id,
    }


def _change_row(one: Decided, stored: Stored, run_id: int, now: datetime) -> Row:
    kind = _REVISED[one.decision.revision_class]
    if one.decision.kind is DecisionKind.COPY:
        kind = ChangeKind.COPY
    return {
        "kind": kind.value,
        "article_id": one.article_id,
        "revision_id": stored.version.revision_id,
        "run_id": run_id,
        "at": now,
    }
