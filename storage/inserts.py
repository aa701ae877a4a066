"""Puts a decided batch into the tables: each table in one statement, the numbering of the changes last."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Executable, bindparam, update

from normalize.facts import Facts
from normalize.versions import Candidate, Decision, DecisionKind, Version, head_of
from storage import tables
from storage.bulk import insert_many
from storage.changes import Change, number_changes
from storage.dialect import insert
from storage.normalized import Row
from storage.standing import Standing, stand, standings, told_as
from storage.states import ChangeKind, CopyOutcome, CopyState


@dataclass(frozen=True, slots=True)
class Stored:
    """What a piece of copy that says something new adds: its version, its row of `revision` and its teasers."""

    version: Version
    is_head: bool
    embargo: datetime | None
    expires: datetime | None
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
    moved = sorted({one.article_id for one, stored in grown if stored.is_head} - {one.article_id for one in born})
    stand_now = standings(connection, moved)
    changes = [_change(one, stored, stand_now, now) for one, stored in grown if stored.is_head]
    insert_many(connection, tables.article, [_article_row(one, articles, stand_now, now) for one in born])
    heads = {number: head_of(articles[number].versions).revision_id for number in moved}
    move_heads(connection, heads, stand_now, now)
    insert_versions(connection, batch, run_id, now)
    _many(connection, _see(connection), (_sighting_row(one) for one in batch))
    _many(connection, _FINISH, (_finish_row(one) for one in batch))
    number_changes(connection, changes, run_id, now)


def insert_versions(connection: Connection, batch: Sequence[Decided], run_id: int, now: datetime) -> None:
    """Insert the revisions, keys and teasers that a batch adds."""
    grown = [(one, one.stored) for one in batch if one.stored is not None]
    insert_many(connection, tables.revision, [_revision_row(one, stored, run_id, now) for one, stored in grown])
    insert_many(connection, tables.article_key, [row for one in batch for row in one.keys])
    insert_many(connection, tables.teaser, [row for _, stored in grown for row in _teaser_rows(stored)])


def move_heads(
    connection: Connection, heads: Mapping[int, int], stand_now: Mapping[int, Standing], now: datetime
) -> None:
    """Let these articles stand on these revisions, as `stand_now` says; both by the article's number."""
    _many(connection, _MOVE_HEAD, (_head_row(number, heads[number], stand_now[number], now) for number in heads))


_MOVE_HEAD = (
    update(tables.article)
    .where(tables.article.c.id == bindparam("of_id"))
    .values(head_revision_id=bindparam("head"), updated_at=bindparam("now_at"), remade_by=None)
    .values({name: bindparam(f"now_{name}") for name in Standing.__dataclass_fields__})
)
_FINISH = (
    update(tables.raw_copy)
    .where(tables.raw_copy.c.id == bindparam("of_id"))
    .values(state=CopyState.DONE.value, outcome=bindparam("became"), article_id=bindparam("of_article"))
)


def _many(connection: Connection, statement: Executable, rows: Iterator[Row]) -> None:
    listed = list(rows)
    if listed:
        connection.execute(statement, listed)


def _change(one: Decided, stored: Stored, stand_now: dict[int, Standing], now: datetime) -> Change:
    """The change that a new head makes; notes how its article stands from then on."""
    before = stand_now.get(one.article_id)
    after = stand(before, one.facts.status, stored.embargo, stored.expires, now)
    stand_now[one.article_id] = after
    kind = told_as(before, after, one.decision.revision_class)
    if one.decision.kind is DecisionKind.COPY:
        kind = ChangeKind.COPY
    return Change(kind, one.article_id, stored.version.revision_id)


def _article_row(
    one: Decided, articles: Mapping[int, Candidate], stand_now: Mapping[int, Standing], now: datetime
) -> Row:
    return {
        **stand_now[one.article_id].columns(),
        "id": one.article_id,
        "source": one.facts.source,
        "provider": one.facts.provider,
        "first_seen": one.received_at,
        "updated_at": now,
        "head_revision_id": head_of(articles[one.article_id].versions).revision_id,
        "copy_of": one.decision.copy_of,
    }


def _head_row(article_id: int, head: int, stand_now: Standing, now: datetime) -> Row:
    told = {f"now_{name}": value for name, value in stand_now.columns().items()}
    return {**told, "of_id": article_id, "head": head, "now_at": now}


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
