"""Whether a run is alive, and the refusal of one that is not.

A run is alive while its heartbeat is fresh. One whose heartbeat ran out, or whose process is provably dead, is closed
by whoever notices; what it then tries to write is refused in the same transaction that would have written it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, func, or_, select

from storage.columns import UtcTime
from storage.database import Database
from storage.dialect import is_postgresql
from storage.errors import NotInStore, RunClosed
from storage.states import RunState
from storage.tables import run as runs

LEASE_S = 60.0
"""Seconds for which a heartbeat is good: four beats, one of which may wait for another writer as long as it may."""

LONGEST_LEASE_S = 600.0
"""No heartbeat is good for longer, so a time further ahead is the mark of a clock that was set back."""


@dataclass(frozen=True, slots=True)
class Holder:
    """The process that works a run: its name, and whether the process of another's name is provably dead."""

    name: str
    is_gone: Callable[[str], bool]


def moment_of(connection: Connection, now: datetime) -> datetime:
    """The time by which leases run: the server's on PostgreSQL, because clocks of hosts differ; else `now`."""
    if is_postgresql(connection):
        return connection.execute(select(func.clock_timestamp(type_=UtcTime()))).scalar_one()
    return now


def end_of(moment: datetime, length_s: float) -> datetime:
    """When a heartbeat or a lease that begins now runs out; raises ValueError for more than LONGEST_LEASE_S."""
    if not 0 <= length_s <= LONGEST_LEASE_S:
        raise ValueError(f"a lease lasts at most {LONGEST_LEASE_S:g} seconds, not {length_s:g}")
    return moment + timedelta(seconds=length_s)


def has_run_out(until: ColumnElement[datetime | None], moment: datetime) -> ColumnElement[bool]:
    """Whether a lease or a heartbeat is over; one impossibly far ahead was written by a clock that was set back."""
    return or_(until.is_(None), until <= moment, until > moment + timedelta(seconds=LONGEST_LEASE_S))


def require_running(connection: Connection, run_id: int) -> None:
    """Raise RunClosed if another run has closed this one, and keep it from being closed until the transaction ends."""
    state = connection.scalar(select(runs.c.state).where(runs.c.id == run_id).with_for_update())
    if state is None:
        raise NotInStore(f"run {run_id}", "there is no such run")
    if state != RunState.RUNNING.value:
        raise RunClosed(f"run {run_id}", f"it is {state} already")


def others_at_work(database: Database, command: str, now: datetime) -> bool:
    """Whether a run of another command than this is alive."""
    with database.reading() as connection:
        is_alive = ~has_run_out(runs.c.alive_until, moment_of(connection, now))
        others = select(runs.c.id).where(runs.c.state == RunState.RUNNING.value, runs.c.command != command, is_alive)
        return connection.scalar(others.limit(1)) is not None
