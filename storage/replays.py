"""Replays: articles made again from their raw copy, by another chain or under other overrides.

    heads -> (make again, compare) -> rewrite: lock | is it still what was made again | revision + change, or a mark

A version that was made again is a revision beside the one before, which it supersedes; of one raw copy the last one
counts. What is made the same gets no revision, only a mark on its article, by which the next replay passes it over. An
article that has moved on in the meantime is left as it is. So a replay may stand beside any run, and may be killed
anywhere: done again, it goes on with the articles that are left.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select, update

from normalize.article import Status
from normalize.facts import Facts, KeyKind, facts_of
from normalize.overrides import Overrides, override_version, overrides_in
from normalize.versions import Decision, DecisionKind, RevisionClass, Version, class_again, head_of, version_of
from storage.changes import Change, number_changes
from storage.database import Database
from storage.deliveries import KeptCopy, kept_copies
from storage.dialect import alone, reserve, slices
from storage.errors import NotInStore, Unstorable
from storage.inserts import Decided, Stored, insert_versions, move_heads
from storage.known import standing_versions, stored_keys
from storage.liveness import require_running
from storage.normalized import Normalized, Row, row_of, teasers_of
from storage.overrides import in_force
from storage.standing import Standing, stand, standings, told_again_as
from storage.states import ChangeKind
from storage.tables import article, article_key, revision

Rows = Mapping[int, Row | Unstorable]
"""By article, the row of what was made again, or why it can't be kept."""

_COUNTS = "~"
"""In a chain's version, before how often that chain has made the version, from the second time on."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Which articles are to be made again: those that fit everything that is set.

    `since` and `until` are of when an article was first seen, the latter left out. `made_by` is a chain's version,
    `not_made_by` too: then those are left out that this chain made, or made the same of.
    """

    articles: tuple[int, ...] = ()
    source: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    made_by: str | None = None
    not_made_by: str | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """The standing version of an article, with its raw copy and its overrides: all that is needed to make it again."""

    article_id: int
    revision_id: int
    revision_class: RevisionClass
    chain_version: str
    headline: str | None
    fields: Mapping[str, object]
    overrides: Overrides
    copy: KeptCopy


@dataclass(frozen=True, slots=True)
class Remade:
    """A head and what was made of it again; whether that tells readers anything else, and if so why it was made."""

    head: Head
    made: Normalized
    is_changed: bool
    why: str


class Became(StrEnum):
    """What became of an article that was made again."""

    RENORMALIZED = "renormalized"
    UNCHANGED = "unchanged"
    MOVED = "moved"
    UNSTORABLE = "unstorable"


@dataclass(frozen=True, slots=True)
class Rewritten:
    """What became of one article; its new revision and the change that it made, where it got one."""

    article_id: int
    became: Became
    revision_id: int | None = None
    change: ChangeKind | None = None
    error: Unstorable | None = None


def heads(database: Database, selection: Selection, limit: int, after: int = 0) -> list[Head]:
    """The next articles of a selection, numbered above `after`, at most so many, by number."""
    query = _heads().where(article.c.id > after, *_fits(selection)).order_by(article.c.id).limit(limit)
    with database.reading() as connection:
        rows = connection.execute(query).mappings().all()
        overrides = in_force(connection, [row["article_id"] for row in rows])
    copies = kept_copies(database, [row["raw_copy_id"] for row in rows])
    return [_head(dict(row), overrides, copies) for row in rows]


def head_of_article(database: Database, number: int) -> Head:
    """The standing version of one article; raises NotInStore."""
    found = heads(database, Selection(articles=(number,)), 1)
    if not found:
        raise NotInStore(f"article {number}", "there is no such article")
    return found[0]


def _heads() -> Select[*tuple[Any, ...]]:
    columns = revision.c["raw_copy_id", "chain_version", "headline", "fields"]
    own = (article.c.id.label("article_id"), revision.c.id.label("revision_id"), revision.c["class"])
    return select(*own, *columns).join(revision, revision.c.id == article.c.head_revision_id)


def _fits(selection: Selection) -> Iterator[ColumnElement[bool]]:
    if selection.articles:
        yield article.c.id.in_(selection.articles)
    if selection.source is not None:
        yield article.c.source == selection.source
    if selection.since is not None:
        yield article.c.first_seen >= selection.since
    if selection.until is not None:
        yield article.c.first_seen < selection.until
    made_last = func.coalesce(article.c.remade_by, revision.c.chain_version)
    if selection.made_by is not None:
        yield made_last.startswith(selection.made_by, autoescape=True)
    if selection.not_made_by is not None:
        yield ~made_last.startswith(selection.not_made_by, autoescape=True)


def _head(row: dict[str, Any], overrides: Mapping[int, Overrides], copies: Mapping[int, KeptCopy]) -> Head:
    copy = copies[row.pop("raw_copy_id")]
    revision_class = RevisionClass(row.pop("class"))
    return Head(**row, revision_class=revision_class, overrides=overrides.get(row["article_id"], ()), copy=copy)


def rewrite(database: Database, batch: Sequence[Remade], run_id: int, now: datetime) -> list[Rewritten]:
    """Store what was made again of different articles, in one transaction; return what became of each, in order.

    Raises RunClosed if another run has closed this one, and the transient errors of the store.
    """
    rows = rows_of(batch)
    with database.writing() as connection:
        alone(connection)
        require_running(connection, run_id)
        return rewrite_in(connection, batch, rows, run_id, now)


def rows_of(batch: Sequence[Remade]) -> Rows:
    """The rows of those that are changed; nothing of it holds the lock."""
    rows: dict[int, Row | Unstorable] = {}
    for one in batch:
        if one.is_changed:
            try:
                rows[one.head.article_id] = row_of(one.made)
            except Unstorable as error:
                rows[one.head.article_id] = error
    return rows


def rewrite_in(
    connection: Connection, batch: Sequence[Remade], rows: Rows, run_id: int, now: datetime
) -> list[Rewritten]:
    """As `rewrite`, inside a transaction that has its turn already; `rows` are those of `rows_of`."""
    standing = _standing(connection, batch)
    became: dict[int, Rewritten] = {}
    fit: list[tuple[Remade, Row]] = []
    for one in batch:
        number = one.head.article_id
        row = rows.get(number)
        if standing.get(number) != (one.head.revision_id, overrides_in(one.made.chain_version)):
            became[number] = Rewritten(number, Became.MOVED)
        elif isinstance(row, Unstorable):
            became[number] = Rewritten(number, Became.UNSTORABLE, error=row)
        elif row is not None:
            fit.append((one, row))
        else:
            became[number] = Rewritten(number, Became.UNCHANGED)
            marks = update(article).where(article.c.id == number)
            connection.execute(marks.values(remade_by=one.made.chain_version))
    became |= {told.article_id: told for told in _supersede(connection, fit, run_id, now)}
    return [became[one.head.article_id] for one in batch]


def _standing(connection: Connection, batch: Sequence[Remade]) -> dict[int, tuple[int, str]]:
    """The head of each article, and the version of its overrides."""
    numbers = [one.head.article_id for one in batch]
    overrides = in_force(connection, numbers)
    found: dict[int, tuple[int, str]] = {}
    for some in slices(numbers):
        query = select(article.c.id, article.c.head_revision_id).where(article.c.id.in_(some))
        for number, head in connection.execute(query):
            found[number] = head, override_version(overrides.get(number, ()))
    return found


def _supersede(
    connection: Connection, batch: Sequence[tuple[Remade, Row]], run_id: int, now: datetime
) -> Iterator[Rewritten]:
    """Insert a revision for each, and let its article stand on the version that comes first by then."""
    if not batch:
        return
    numbers = [one.head.article_id for one, _ in batch]
    versions = standing_versions(connection, numbers)
    makings = _makings(connection, [one.made.raw_copy_id for one, _ in batch])
    ids = reserve(connection, revision, len(batch))
    facts = [_facts(one) for one, _ in batch]
    held = _held_keys(connection, facts)
    decided: list[Decided] = []
    for (one, row), told in zip(batch, facts, strict=True):
        number = one.head.article_id
        version = version_of(told, next(ids))
        versions[number] = (*(other for other in versions[number] if other.raw_copy_id != told.raw_copy_id), version)
        counted = row | {"why": one.why, "chain_version": _counted(one.made.chain_version, makings[told.raw_copy_id])}
        decided.append(_decided(one, told, version, counted, held))
    insert_versions(connection, decided, run_id, now)
    changes = _stand_anew(connection, versions, now)
    number_changes(connection, [*changes.values()], run_id, now)
    for (one, _), made in zip(batch, decided, strict=True):
        number = one.head.article_id
        revision_id = made.stored.version.revision_id if made.stored else None
        yield Rewritten(number, Became.RENORMALIZED, revision_id, changes[number].kind)


def _facts(one: Remade) -> Facts:
    copy = one.head.copy
    return facts_of(
        one.made.article,
        raw_copy_id=copy.id,
        source=copy.source,
        provider=copy.provider,
        address=copy.address,
        received_at=copy.received_at,
        body_hash=one.made.body_hash,
    )


def _makings(connection: Connection, copies: Sequence[int]) -> dict[int, list[str]]:
    """By which chains each raw copy was made before."""
    found: dict[int, list[str]] = {number: [] for number in copies}
    for some in slices(copies):
        query = select(revision.c.raw_copy_id, revision.c.chain_version).where(revision.c.raw_copy_id.in_(some))
        for number, version in connection.execute(query):
            found[number].append(version)
    return found


def _counted(chain_version: str, before: Sequence[str]) -> str:
    """The version with how often it is, if this chain has made something else of the copy before."""
    times = sum(version.partition(_COUNTS)[0] == chain_version for version in before)
    return f"{chain_version}{_COUNTS}{times + 1}" if times else chain_version


def _held_keys(connection: Connection, facts: Sequence[Facts]) -> dict[str, set[int]]:
    """Which articles hold the keys that the copies have now."""
    found: dict[str, set[int]] = {}
    for told in slices([key for one in facts for key in stored_keys(one)]):
        query = select(article_key.c.key, article_key.c.article_id).where(article_key.c.key.in_(told))
        for key, number in connection.execute(query):
            found.setdefault(key, set()).add(number)
    return found


def _decided(one: Remade, facts: Facts, version: Version, row: Row, held: dict[str, set[int]]) -> Decided:
    number = one.head.article_id
    keys: list[Row] = []
    for key, kind in stored_keys(facts).items():
        holders = held.setdefault(key, set())
        if number in holders or (kind is KeyKind.GUID and holders):  # a guid is one article's: its first holder's
            continue
        holders.add(number)
        keys.append({"key": key, "article_id": number, "kind": kind.value})
    decision = Decision(DecisionKind.REVISION, class_again(facts, one.head.revision_class), article_id=number)
    article_made = one.made.article
    stored = Stored(
        version, is_head=True, embargo=article_made.embargo, expires=article_made.expires, row=row,
        teasers=teasers_of(one.made),
    )  # fmt: skip
    return Decided(facts, one.head.copy.received_at, decision, number, tuple(keys), stored)


def _stand_anew(
    connection: Connection, versions: Mapping[int, tuple[Version, ...]], now: datetime
) -> dict[int, Change]:
    """Move the heads of these articles to the versions that come first now; return the changes, by article."""
    heads_now = {number: head_of(told).revision_id for number, told in versions.items()}
    before = standings(connection, list(versions))
    after: dict[int, Standing] = {}
    for some in slices(list(heads_now.values())):
        columns = revision.c["article_id", "status", "embargo", "expires"]
        for row in connection.execute(select(*columns).where(revision.c.id.in_(some))):
            number, status, embargo, expires = tuple[Any, ...](row)
            after[number] = stand(before[number], Status(status), embargo, expires, now)
    move_heads(connection, heads_now, after, now)
    kinds = {number: told_again_as(before[number], after[number]) for number in heads_now}
    return {number: Change(kinds[number], number, head) for number, head in heads_now.items()}
