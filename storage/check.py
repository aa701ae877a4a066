"""Looks a store over, changes nothing, and says what it finds: for `copydesk db check`."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass

from sqlalchemy import Connection, and_, func, or_, select

from storage.changes import extent_in
from storage.database import Database
from storage.desk_tables import lease
from storage.dialect import file_findings
from storage.errors import SchemaTooNew, SchemaTooOld
from storage.raw_bytes import missing
from storage.runs import Books
from storage.schema import require_current
from storage.states import CopyState, RunState
from storage.tables import article, article_key, change, delivery, raw_copy, revision
from storage.tables import quarantine as entries
from storage.tables import run as runs


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at, by name, and each fault that was found there, as a sentence."""

    name: str
    faults: tuple[str, ...]

    @property
    def is_sound(self) -> bool:
        """Whether no fault was found."""
        return not self.faults


def check(database: Database) -> tuple[Finding, ...]:
    """Look at the revision, the files and the laws that the tables must keep; at the revision alone if it is wrong."""
    try:
        require_current(database)
    except (SchemaTooOld, SchemaTooNew) as error:
        return (Finding("revision", (str(error),)),)
    with database.reading_raw() as connection:
        raw_file = tuple(file_findings(connection))
    with database.reading() as connection:
        found = {name: tuple(look(connection)) for name, look in _LOOKS.items()}
        named = {*connection.scalars(select(raw_copy.c.bytes_hash)), *connection.scalars(select(delivery.c.bytes_hash))}
    lost = tuple(f"raw bytes {name} are not in the store" for name in sorted(missing(database, named)))
    looked: dict[str, tuple[str, ...]] = {"revision": (), "raw file": raw_file, **found, "raw bytes": lost}
    return tuple(Finding(name, faults) for name, faults in looked.items())


def _outcomes(connection: Connection) -> Iterator[str]:
    """A raw copy is done with an article, in quarantine with an open entry, or waits."""
    done = and_(raw_copy.c.state == CopyState.DONE.value, raw_copy.c.article_id.is_(None))
    held = raw_copy.c.state == CopyState.QUARANTINED.value
    opened = select(entries.c.id).where(entries.c.raw_copy_id == raw_copy.c.id, entries.c.resolved_at.is_(None))
    unlisted = and_(held, ~opened.exists())
    strange = raw_copy.c.state.not_in([state.value for state in CopyState])
    query = select(raw_copy.c.id, raw_copy.c.state).where(or_(done, unlisted, strange)).order_by(raw_copy.c.id)
    for number, state in connection.execute(query):
        yield f"raw copy {number} is {state}, and nothing says of what"


def _books(connection: Connection) -> Iterator[str]:
    """The books of every run that ended balance."""
    names = list(asdict(Books()))
    query = select(runs.c.id, runs.c.state, *(runs.c[name] for name in names))
    ended = query.where(runs.c.state != RunState.RUNNING.value).order_by(runs.c.id)
    for row in connection.execute(ended).mappings():
        balanced = Books(**{name: row[name] for name in names}).is_balanced
        if row["state"] == RunState.UNBALANCED.value or not balanced:
            yield f"the books of run {row['id']} do not balance"


def _heads(connection: Connection) -> Iterator[str]:
    """Every article stands on a revision of its own."""
    own = and_(revision.c.id == article.c.head_revision_id, revision.c.article_id == article.c.id)
    query = select(article.c.id).outerjoin(revision, own).where(revision.c.id.is_(None)).order_by(article.c.id)
    for number in connection.scalars(query):
        yield f"article {number} stands on no revision of its own"


def _copies(connection: Connection) -> Iterator[str]:
    """A copy names an original, never another copy."""
    original = article.alias()
    chained = article.join(original, original.c.id == article.c.copy_of)
    query = select(article.c.id).select_from(chained).where(original.c.copy_of.is_not(None))
    for number in connection.scalars(query.order_by(article.c.id)):
        yield f"article {number} is a copy of a copy"


def _changes(connection: Connection) -> Iterator[str]:
    """Changes are numbered without gaps, from behind those that were deleted up to the head."""
    reach = extent_in(connection)
    counted = select(func.count(), func.coalesce(func.max(change.c.seq), reach.oldest))
    number, last = connection.execute(counted).one()
    if not number + reach.oldest == last == reach.newest:
        yield f"{number} changes are numbered from {reach.oldest + 1} up to {last}, and the head says {reach.newest}"


def _embargoes(connection: Connection) -> Iterator[str]:
    """What is held back has an embargo, or nothing would ever release it."""
    held = and_(article.c.released_at.is_(None), article.c.embargo_until.is_(None))
    for number in connection.scalars(select(article.c.id).where(held).order_by(article.c.id)):
        yield f"article {number} is held back, and no embargo says until when"


def _keys(connection: Connection) -> Iterator[str]:
    """Every article can be found again by some key."""
    held = select(article_key.c.article_id).where(article_key.c.article_id == article.c.id)
    for number in connection.scalars(select(article.c.id).where(~held.exists()).order_by(article.c.id)):
        yield f"article {number} has no key"


def _leases(connection: Connection) -> Iterator[str]:
    """A source is held by a run that is at work, or by none."""
    holder = lease.join(runs, runs.c.id == lease.c.leased_by)
    query = select(lease.c.source, runs.c.id).select_from(holder).where(runs.c.state != RunState.RUNNING.value)
    for source, number in connection.execute(query.order_by(lease.c.source)):
        yield f"source {source} is leased to run {number}, which has ended"


_LOOKS: dict[str, Callable[[Connection], Iterator[str]]] = {
    "file": lambda connection: iter(file_findings(connection)),
    "outcomes": _outcomes,
    "books": _books,
    "heads": _heads,
    "copies": _copies,
    "keys": _keys,
    "changes": _changes,
    "leases": _leases,
    "embargoes": _embargoes,
}
