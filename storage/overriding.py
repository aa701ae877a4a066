"""An operator's word on a block: laid or withdrawn, with the article made again, in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, select, update

from normalize.overrides import Override
from storage.actions import Action, note
from storage.database import Database
from storage.desk_tables import block_override
from storage.dialect import alone
from storage.errors import ArticleMoved
from storage.overrides import standing_override
from storage.replays import Became, Remade, Rewritten, Rows, rewrite_in, rows_of
from storage.runs import insert_act
from storage.storable import legible, refuse_unstorable

_NO_RUN = 0
"""What changes nothing needs no run."""


@dataclass(frozen=True, slots=True)
class Laid:
    """An override that holds from now on: its number, those of the same block that it replaces, what became of it."""

    number: int
    replaced: tuple[int, ...]
    rewritten: Rewritten


def lay_override(database: Database, override: Override, remade: Remade, action: Action) -> Laid:
    """Let an override hold in place of one of the same block, and store what the article becomes under it.

    Raises ArticleMoved, and changes nothing, if the article is not what was made again any more; Unstorable for a
    reason that no database keeps.
    """
    article_id = remade.head.article_id
    refuse_unstorable(f"article {article_id}", (override.who, override.why))
    rows = rows_of([remade])
    with database.writing() as connection:
        alone(connection)
        replaced = _withdraw_same(connection, article_id, override, action.at)
        number = _insert(connection, article_id, override, action.at)
        told = replace(action, subject=f"article {article_id}, override {number}")
        why = f"override {number}: {override.place.value} by {override.who}: {override.why}"
        rewritten = _rewrite(connection, replace(remade, why=why), rows, told)
    return Laid(number, replaced, rewritten)


def withdraw_override(database: Database, number: int, remade: Remade | None, action: Action) -> Rewritten | None:
    """Let an override hold no more, and store what its article becomes without it, if it could be made again.

    Raises NotInStore if none of that number holds, ArticleMoved as `lay_override` does.
    """
    rows = rows_of([remade] if remade else [])
    with database.writing() as connection:
        alone(connection)
        line = standing_override(connection, number)
        ends = update(block_override).where(block_override.c.id == number)
        connection.execute(ends.values(withdrawn_at=action.at))
        told = replace(action, subject=f"article {line.article_id}, override {number}")
        if remade is None:
            note(connection, told)
            return None
        why = f"override {number} withdrawn by {action.who}: {action.why}"
        return _rewrite(connection, replace(remade, why=why), rows, told)


def _rewrite(connection: Connection, remade: Remade, rows: Rows, action: Action) -> Rewritten:
    note(connection, action)
    run_id = insert_act(connection, action.verb, action.at) if remade.is_changed else _NO_RUN
    (rewritten,) = rewrite_in(connection, [remade], rows, run_id, action.at)
    if rewritten.error is not None:
        raise rewritten.error
    if rewritten.became is Became.MOVED:
        raise ArticleMoved(f"article {remade.head.article_id}", "it has become another while it was made again")
    return rewritten


def _withdraw_same(connection: Connection, article_id: int, override: Override, now: datetime) -> tuple[int, ...]:
    """End the overrides of the same block of an article; return their numbers."""
    same = (
        block_override.c.article_id == article_id,
        block_override.c.block == override.block,
        block_override.c.occurrence.is_not_distinct_from(override.occurrence),
        block_override.c.withdrawn_at.is_(None),
    )
    numbers = tuple(connection.scalars(select(block_override.c.id).where(*same).order_by(block_override.c.id)))
    connection.execute(update(block_override).where(*same).values(withdrawn_at=now))
    return numbers


def _insert(connection: Connection, article_id: int, override: Override, now: datetime) -> int:
    row = {
        "article_id": article_id,
        "block": override.block,
        "place": override.place.value,
        "occurrence": override.occurrence,
        "who": override.who,
        "at": now,
        "why": override.why,
        "text": legible(override.text),
    }
    number: int = connection.execute(block_override.insert().returning(block_override.c.id), row).scalar_one()
    return number


def overrides_with(standing: Sequence[Override], new: Override) -> tuple[Override, ...]:
    """The overrides of an article once a new one holds beside them, or in place of one of the same block."""
    kept = (one for one in standing if (one.block, one.occurrence) != (new.block, new.occurrence))
    return (*kept, new)
