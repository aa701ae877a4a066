"""The second transaction: stores a batch of articles, decides what each is, and numbers the changes.

    lock -> which copies still wait -> what is known under their keys -> decide one by one -> insert -> number changes

The batch is committed as a whole or not at all, and may be written again after a kill: a copy that is done
stays as it is. Which article a copy is of is decided here, and so whether it was made with that article's overrides: a
copy that was not is left pending, to be made again with them and written at once. So no version of it ever stands
that did not heed them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, RowMapping, select

from normalize.facts import Facts, facts_of
from normalize.overrides import Overrides, override_version, overrides_in
from normalize.versions import Candidate, Decision, DecisionKind, decide, decide_version, head_of, version_of
from storage.database import Database
from storage.deliveries import received_at
from storage.dialect import alone, reserve, slices
from storage.errors import NotInStore, Unstorable
from storage.inserts import OUTCOMES, Decided, Stored, insert_decided
from storage.known import Known, StoredKeys, load, stored_keys, with_version
from storage.liveness import require_running
from storage.normalized import Normalized, Row, row_of, teasers_of
from storage.quarantine import Failure, put_in
from storage.states import CopyOutcome
from storage.tables import article, delivery, raw_copy, revision


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one raw copy. `is_repeated`: it was done before this call, which changed nothing."""

    raw_copy_id: int
    kind: CopyOutcome
    article_id: int | None = None
    revision_id: int | None = None
    error: Unstorable | None = None
    is_repeated: bool = False


@dataclass(frozen=True, slots=True)
class Overridden:
    """A raw copy of an article with other overrides than it was made with: nothing was stored, it waits for them."""

    raw_copy_id: int
    article_id: int
    overrides: Overrides


@dataclass(frozen=True, slots=True)
class _Ready:
    """One article ready to be decided: when its copy came, its facts, its keys and its row."""

    one: Normalized
    received_at: datetime
    facts: Facts
    keys: StoredKeys
    row: Row


def write(database: Database, batch: Sequence[Normalized], run_id: int, now: datetime) -> list[Outcome | Overridden]:
    """Store a batch in one transaction; return what became of each, in the order given.

    An article that no database keeps is put into quarantine, alone. Raises RunClosed if another run has closed this
    one, NotInStore for a raw copy that was never kept, and the transient errors of the store: then nothing is stored.
    """
    rows, unfit = _rows(batch)
    with database.writing() as connection:
        alone(connection)
        require_running(connection, run_id)
        places = _places(connection, batch)
        outcomes: dict[int, Outcome | Overridden] = {
            number: _repeated(place) for number, place in places.items() if place["outcome"] is not None
        }
        for number, error in unfit.items():
            if number not in outcomes:
                outcomes[number] = _refuse(connection, places[number], error, run_id, now)
        waiting = {one.raw_copy_id: one for one in batch if one.raw_copy_id not in outcomes}
        ready = [_ready(one, places[number], rows) for number, one in waiting.items()]
        for decided in _store(connection, ready, run_id, now):
            one = decided if isinstance(decided, Overridden) else _outcome(decided)
            outcomes[one.raw_copy_id] = one
    return [outcomes[one.raw_copy_id] for one in batch]


def _rows(batch: Sequence[Normalized]) -> tuple[dict[int, Row], dict[int, Unstorable]]:
    """The rows of those that can be kept, the errors of the others; nothing of it holds the lock."""
    rows: dict[int, Row] = {}
    unfit: dict[int, Unstorable] = {}
    for one in batch:
        try:
            rows[one.raw_copy_id] = row_of(one)
        except Unstorable as error:
            unfit[one.raw_copy_id] = error
    return rows, unfit


def _places(connection: Connection, batch: Sequence[Normalized]) -> dict[int, RowMapping]:
    """Where each raw copy came from, and what became of it already."""
    columns = (*raw_copy.c["id", "outcome", "article_id", "address"], *delivery.c["source", "provider"], received_at())
    found: dict[int, RowMapping] = {}
    for numbers in slices([one.raw_copy_id for one in batch]):
        query = select(*columns).join(delivery, delivery.c.id == raw_copy.c.delivery_id)
        rows = connection.execute(query.where(raw_copy.c.id.in_(numbers))).mappings()
        found.update((row["id"], row) for row in rows)
    for one in batch:
        if one.raw_copy_id not in found:
            raise NotInStore(f"raw copy {one.raw_copy_id}", "it was never kept, so nothing can be made of it")
    return found


def _repeated(place: RowMapping) -> Outcome:
    return Outcome(place["id"], CopyOutcome(place["outcome"]), place["article_id"], is_repeated=True)


def _refuse(connection: Connection, place: RowMapping, error: Unstorable, run_id: int, now: datetime) -> Outcome:
    number = place["id"]
    failure = Failure(place["source"], place["address"], error.code, error.sentence, error.advice, number)
    put_in(connection, failure, run_id, now)
    return Outcome(number, CopyOutcome.QUARANTINED, error=error)


def _ready(one: Normalized, place: RowMapping, rows: Mapping[int, Row]) -> _Ready:
    facts = facts_of(
        one.article,
        raw_copy_id=one.raw_copy_id,
        source=place["source"],
        provider=place["provider"],
        address=place["address"],
        received_at=place["received_at"],
        body_hash=one.body_hash,
    )
    return _Ready(one, place["received_at"], facts, stored_keys(facts), rows[one.raw_copy_id])


def _store(connection: Connection, ready: Sequence[_Ready], run_id: int, now: datetime) -> list[Decided | Overridden]:
    """Decide in the order in which the copy was received, then insert."""
    if not ready:
        return []
    named = {number for one in ready if (number := one.one.article_id) is not None}
    known = load(connection, [one.keys for one in ready], named)
    article_ids, revision_ids = reserve(connection, article, len(ready)), reserve(connection, revision, len(ready))
    in_order = sorted(ready, key=lambda one: (one.received_at, one.facts.raw_copy_id))
    decided = [_decide(one, known, article_ids, revision_ids) for one in in_order]
    insert_decided(connection, [one for one in decided if isinstance(one, Decided)], known.articles, run_id, now)
    return decided


def _decide(one: _Ready, known: Known, article_ids: Iterator[int], revision_ids: Iterator[int]) -> Decided | Overridden:
    """Decide about one piece of copy and let the next ones know."""
    of = one.one.article_id
    decision = (
        decide(one.facts, known.candidates(one.keys)) if of is None else decide_version(one.facts, known.articles[of])
    )
    if decision.article_id is not None:
        overrides = known.overrides.get(decision.article_id, ())
        if overrides_in(one.one.chain_version) != override_version(overrides):
            return Overridden(one.facts.raw_copy_id, decision.article_id, overrides)
    number = next(article_ids) if decision.article_id is None else decision.article_id
    stored = None
    if decision.kind is not DecisionKind.UNCHANGED:
        stored = _grow(one, known, decision, number, next(revision_ids))
    return Decided(one.facts, one.received_at, decision, number, tuple(_new_keys(one.keys, known, number)), stored)


def _grow(one: _Ready, known: Known, decision: Decision, number: int, revision_id: int) -> Stored:
    version = version_of(one.facts, revision_id)
    before = known.articles.get(number) or Candidate(number, None, "", "", decision.copy_of, ())
    known.put(after := with_version(before, one.facts, version))
    told = one.one.article
    is_head = head_of(after.versions) is version
    return Stored(version, is_head, told.embargo, told.expires, one.row, teasers_of(one.one))


def _new_keys(keys: StoredKeys, known: Known, number: int) -> Iterator[Row]:
    for told, kind in keys.items():
        if not known.holds(told, number):
            known.learn(told, number)
            yield {"key": told, "article_id": number, "kind": kind.value}


def _outcome(decided: Decided) -> Outcome:
    revision_id = decided.stored.version.revision_id if decided.stored else None
    return Outcome(decided.facts.raw_copy_id, OUTCOMES[decided.decision.kind], decided.article_id, revision_id)
