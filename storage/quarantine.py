"""Keeps what could not be used, with the reason, until it is tried again or goes away by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from storage.actions import Action, note
from storage.database import Database
from storage.dialect import alone, slices
from storage.errors import NotInStore
from storage.liveness import require_running
from storage.states import CopyOutcome, CopyState, DeliveryState
from storage.storable import legible
from storage.tables import delivery, raw_copy
from storage.tables import quarantine as entries


@dataclass(frozen=True, slots=True)
class Failure:
    """Something that could not be used: a raw copy, or with `raw_copy_id` None a source or one of its files."""

    source: str
    address: str
    code: str
    sentence: str
    advice: str
    raw_copy_id: int | None = None


def quarantine(database: Database, failure: Failure, run_id: int, now: datetime) -> int:
    """Open an entry for the failure, or count it again on the open one; return the entry's number.

    A raw copy that was pending counts as quarantined from now on. Raises RunClosed if another run has closed this one.
    """
    with database.writing() as connection:
        alone(connection)
        require_running(connection, run_id)
        return put_in(connection, failure, run_id, now)


def retry(database: Database, numbers: Sequence[int], who: str, why: str, now: datetime) -> int:
    """Close open entries and let their raw copies be done again, by the run that takes them; return how many wait.

    An entry without raw copy is closed, and what its source delivered broken is split again. Raises NotInStore,
    and closes none, if one of the numbers is no open entry.
    """
    with database.writing() as connection:
        alone(connection)
        is_open = entries.c.resolved_at.is_(None)
        columns = entries.c["id", "raw_copy_id", "source"]
        rows = connection.execute(select(*columns).where(entries.c.id.in_(numbers), is_open)).all()
        found = {row.id: row.raw_copy_id for row in rows}
        missing = next((number for number in numbers if number not in found), None)
        if missing is not None:
            raise NotInStore(f"quarantine {missing}", "there is no such open entry")
        copies = sorted({number for number in found.values() if number is not None})
        connection.execute(update(entries).where(entries.c.id.in_(found)).values(resolved_at=now))
        waits = update(raw_copy).where(raw_copy.c.id.in_(copies))
        connection.execute(waits.values(state=CopyState.PENDING.value))  # its outcome stands until a run takes it over
        own = [row.source for row in rows if row.raw_copy_id is None]
        broken = update(delivery).where(delivery.c.source.in_(own), delivery.c.state == DeliveryState.BROKEN.value)
        connection.execute(broken.values(state=DeliveryState.KEPT.value))
        for number in found:
            note(connection, Action(who, now, "quarantine retry", f"quarantine {number}", why))
    return len(copies)


def close_source(database: Database, source: str, address: str, now: datetime) -> int:
    """Close the open entries of a source's own failures at an address, because it works again; return how many."""
    with database.writing() as connection:
        is_own = entries.c.raw_copy_id.is_(None) & entries.c.resolved_at.is_(None)
        closes = update(entries).where(entries.c.source == source, entries.c.address == legible(address), is_own)
        return connection.execute(closes.values(resolved_at=now)).rowcount


def close_sources(connection: Connection, sources: Sequence[str], now: datetime) -> None:
    """Close the open entries of these sources' own failures, in the transaction that keeps what they brought."""
    is_own = entries.c.raw_copy_id.is_(None) & entries.c.resolved_at.is_(None)
    for names in slices(sources):
        connection.execute(update(entries).where(entries.c.source.in_(names), is_own).values(resolved_at=now))


def put_in(connection: Connection, failure: Failure, run_id: int, now: datetime) -> int:
    """As `quarantine`, inside a transaction that has its turn already."""
    number = _count_again(connection, failure, run_id, now) or _open(connection, failure, run_id, now)
    if failure.raw_copy_id is not None:
        waits = update(raw_copy).where(raw_copy.c.id == failure.raw_copy_id, raw_copy.c.state == CopyState.PENDING)
        ends = {"state": CopyState.QUARANTINED.value, "outcome": CopyOutcome.QUARANTINED.value}
        connection.execute(waits.values(ends))
    return number


def _count_again(connection: Connection, failure: Failure, run_id: int, now: datetime) -> int | None:
    same = (
        entries.c.source == failure.source,
        entries.c.address == legible(failure.address),
        entries.c.code == failure.code,
        entries.c.raw_copy_id.is_not_distinct_from(failure.raw_copy_id),
        entries.c.resolved_at.is_(None),
    )
    again = update(entries).where(*same)
    values = {
        "times": entries.c.times + 1,
        "last_at": now,
        "run_id": run_id,
        "sentence": legible(failure.sentence),
        "advice": failure.advice,
    }
    number: int | None = connection.execute(again.values(values).returning(entries.c.id)).scalar()
    return number


def _open(connection: Connection, failure: Failure, run_id: int, now: datetime) -> int:
    row = {
        "raw_copy_id": failure.raw_copy_id,
        "source": failure.source,
        "address": legible(failure.address),
        "code": failure.code,
        "sentence": legible(failure.sentence),
        "advice": failure.advice,
        "run_id": run_id,
        "first_at": now,
        "last_at": now,
        "times": 1,
    }
    number: int = connection.execute(entries.insert().returning(entries.c.id), row).scalar_one()
    return number
