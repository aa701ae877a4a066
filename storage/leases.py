"""Leases: who fetches a source now. A source has one lease whatever its kind, and at most one living run holds it.

    due -> claim (fence + 1) ... renew ... -> the turn's own transaction, or release

A lease that ran out is anyone's. Its fence was counted up when it was claimed, so work that comes late under an older
number is told from the work of the new holder, and refused (storage.feeds, storage.deliveries).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, or_, select, tuple_, update

from storage.database import Database
from storage.dialect import insert, slices
from storage.liveness import end_of, has_run_out, moment_of, require_running
from storage.tables import fetch_state, run
from storage.tables import lease as leases


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to fetch one source, until it is given back or runs out; `fence` tells it from earlier ones."""

    source: str
    fence: int


def due(database: Database, now: datetime, beyond: datetime) -> list[str]:
    """The sources that may be due and that no living run holds, those due longest first: for one cheap look a second.

    A due time after `beyond` was written by a clock that was set back. Sources that were never claimed have no lease
    and are not among them; whether one of these is asked is decided under its lease, by its standing.
    """
    at_rest = or_(fetch_state.c.paused_at.is_not(None), fetch_state.c.gone_at.is_not(None))
    resting = select(fetch_state.c.source).where(fetch_state.c.source == leases.c.source, at_rest)
    comes = or_(leases.c.next_due.is_(None), leases.c.next_due <= now, leases.c.next_due > beyond)
    with database.reading() as connection:
        query = select(leases.c.source).where(comes, _is_free(moment_of(connection, now)), ~resting.exists())
        return list(connection.scalars(query.order_by(leases.c.next_due.nulls_first(), leases.c.source)))


def claim(
    database: Database, run_id: int, sources: Sequence[str], limit: int, length_s: float, now: datetime
) -> list[Lease]:
    """Lease at most so many of these sources, those due longest first; one that a living run holds is left out.

    Raises RunClosed, and the transient errors of the store.
    """
    claimed: list[Lease] = []
    with database.writing() as connection:
        require_running(connection, run_id)
        moment = moment_of(connection, now)
        for names in slices(sorted(sources)):
            _add_missing(connection, names)
        for names in slices(sources):
            free = select(leases.c.source).where(leases.c.source.in_(names), _is_free(moment))
            first = free.order_by(leases.c.next_due.nulls_first()).limit(limit - len(claimed))
            # a table expression is read once; a subselect may be read again for each row, past its limit
            chosen = first.with_for_update(skip_locked=True).cte("chosen")
            takes = update(leases).where(leases.c.source.in_(select(chosen.c.source)))
            values = {"leased_by": run_id, "leased_until": end_of(moment, length_s), "fence": leases.c.fence + 1}
            rows = connection.execute(takes.values(values).returning(leases.c.source, leases.c.fence))
            claimed += [Lease(source, fence) for source, fence in rows]
    return claimed


def renew(database: Database, run_id: int, length_s: float, now: datetime) -> None:
    """One heartbeat: the run and all that it has leased are good for so many seconds more. Raises RunClosed."""
    with database.writing() as connection:
        require_running(connection, run_id)
        end = end_of(moment_of(connection, now), length_s)
        connection.execute(update(run).where(run.c.id == run_id).values(alive_until=end))
        connection.execute(update(leases).where(leases.c.leased_by == run_id).values(leased_until=end))


def release(database: Database, run_id: int, given: Iterable[Lease], next_due: datetime | None = None) -> None:
    """Give sources back without a turn; where `next_due` is given they are due then, else when they were.

    A lease that is another run's by now is left alone. Raises RunClosed.
    """
    due_then = {} if next_due is None else {"next_due": next_due}
    with database.writing() as connection:
        require_running(connection, run_id)
        for some in slices(list(given)):
            own = tuple_(leases.c.source, leases.c.fence).in_([(one.source, one.fence) for one in some])
            gives = update(leases).where(leases.c.leased_by == run_id, own)
            connection.execute(gives.values(leased_by=None, leased_until=None, **due_then))


def holders(database: Database, sources: Sequence[str], now: datetime) -> dict[str, int]:
    """The living runs that hold these sources, by the source's name; one that nobody holds is left out."""
    found: dict[str, int] = {}
    with database.reading() as connection:
        held = ~_is_free(moment_of(connection, now))
        for names in slices(sources):
            query = select(leases.c.source, leases.c.leased_by).where(leases.c.source.in_(names), held)
            found.update((source, run_id) for source, run_id in connection.execute(query))
    return found


def held(connection: Connection, run_id: int, given: Iterable[Lease]) -> set[Lease]:
    """Those of the leases that are the run's still, and stay so until the transaction ends; ran out or not."""
    wanted = set(given)
    found: set[Lease] = set()
    for names in slices(sorted(one.source for one in wanted)):
        query = select(leases.c.source, leases.c.fence).where(leases.c.source.in_(names), leases.c.leased_by == run_id)
        rows = connection.execute(query.order_by(leases.c.source).with_for_update())
        found.update(Lease(source, fence) for source, fence in rows)
    return found & wanted


def give_back_all(connection: Connection, run_id: int) -> None:
    """Give back all that a run holds, in the transaction that closes it."""
    gives = update(leases).where(leases.c.leased_by == run_id)
    connection.execute(gives.values(leased_by=None, leased_until=None))


def _is_free(moment: datetime) -> ColumnElement[bool]:
    return or_(leases.c.leased_by.is_(None), has_run_out(leases.c.leased_until, moment))


def _add_missing(connection: Connection, names: Sequence[str]) -> None:
    known = set(connection.scalars(select(leases.c.source).where(leases.c.source.in_(names))))
    rows = [{"source": name, "fence": 0} for name in names if name not in known]
    if rows:
        connection.execute(insert(connection, leases).on_conflict_do_nothing(), rows)
