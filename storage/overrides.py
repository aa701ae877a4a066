"""Reads of overrides: what operators said of blocks of articles, in force or withdrawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, RowMapping, Select, select

from normalize.document import Place
from normalize.overrides import Override, Overrides
from storage.database import Database
from storage.desk_tables import block_override
from storage.dialect import slices
from storage.errors import NotInStore


@dataclass(frozen=True, slots=True)
class OverrideLine:
    """An override with its number and its article; in force while `withdrawn_at` is None."""

    id: int
    article_id: int
    block: str
    place: Place
    occurrence: int | None
    who: str
    at: datetime
    withdrawn_at: datetime | None
    why: str
    text: str

    @property
    def override(self) -> Override:
        """What a chain takes of it."""
        return Override(self.block, self.text, self.place, self.who, self.why, self.occurrence)


def in_force(connection: Connection, articles: Sequence[int]) -> dict[int, Overrides]:
    """The overrides that hold for these articles, by article; one that has none is left out."""
    found: dict[int, list[Override]] = {}
    for numbers in slices(articles):
        query = _lines().where(block_override.c.article_id.in_(numbers), _HOLDS).order_by(block_override.c.id)
        for line in map(_line, connection.execute(query).mappings()):
            found.setdefault(line.article_id, []).append(line.override)
    return {number: tuple(overrides) for number, overrides in found.items()}


def overrides_of(connection: Connection, article_id: int) -> tuple[OverrideLine, ...]:
    """The overrides that hold for one article, the newest first."""
    query = _lines().where(block_override.c.article_id == article_id, _HOLDS).order_by(block_override.c.id.desc())
    return tuple(map(_line, connection.execute(query).mappings()))


def list_overrides(
    database: Database, article_id: int | None = None, *, withdrawn: bool = False, limit: int = 1000
) -> list[OverrideLine]:
    """The overrides in force, of one article or of all, or with `withdrawn` those that are not; the newest first."""
    query = _lines().where(~_HOLDS if withdrawn else _HOLDS)
    if article_id is not None:
        query = query.where(block_override.c.article_id == article_id)
    with database.reading() as connection:
        rows = connection.execute(query.order_by(block_override.c.id.desc()).limit(limit)).mappings()
        return [_line(row) for row in rows]


def override_by_id(database: Database, number: int) -> OverrideLine:
    """One override that is in force; raises NotInStore."""
    with database.reading() as connection:
        return standing_override(connection, number)


def standing_override(connection: Connection, number: int) -> OverrideLine:
    """As `override_by_id`, inside a transaction."""
    row = connection.execute(_lines().where(block_override.c.id == number, _HOLDS)).mappings().one_or_none()
    if row is None:
        raise NotInStore(f"override {number}", "there is no such override in force")
    return _line(row)


_HOLDS = block_override.c.withdrawn_at.is_(None)


def _lines() -> Select[*tuple[object, ...]]:
    return select(*block_override.c)


def _line(row: RowMapping) -> OverrideLine:
    return OverrideLine(**{**row, "place": Place(row["place"])})
