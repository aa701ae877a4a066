"""Reads from which the desk's health is judged: what waits, how long copy takes, when sources last brought some."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from sqlalchemy import ColumnElement, Select, exists, func, literal, or_, select

from storage.database import Database
from storage.dialect import slices
from storage.states import CopyState, DeliveryState, RunState
from storage.tables import delivery, raw_copy, revision
from storage.tables import quarantine as entries
from storage.tables import run as runs

LAG_OVER = timedelta(hours=6)
"""Lag is told of the copy that was stored within so long."""

LAG_WITHIN = timedelta(days=1)
"""Copy that was older than this when it came says nothing of lag: an archive, a backfill, a late correction."""

_LAG_COPIES = 1000
_RECENT_RUNS = 100
_ARRIVALS = 2000
_ARRIVALS_OVER = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits: raw copies, deliveries that are not split yet, since when; open quarantine, and what of it is new."""

    pending: int
    unsplit: int
    waiting_since: datetime | None
    quarantine: int
    quarantine_new: int


@dataclass(frozen=True, slots=True)
class Lag:
    """How long copy took from its publication until it was stored: the median, the longest, of how many."""

    median_s: float
    longest_s: float
    copies: int


@dataclass(frozen=True, slots=True)
class FolderFailure:
    """A source that is no feed and can't be read: how often in a row, and the last reason."""

    times: int
    sentence: str


def queue(database: Database, since: datetime) -> Queue:
    """What waits now; entries of the quarantine that were opened after `since` count as new."""
    pending = raw_copy.c.state == CopyState.PENDING.value
    copies = raw_copy.join(delivery, delivery.c.id == raw_copy.c.delivery_id)
    # one that was let out of quarantine has waited since then, not since it was received
    received = func.min(delivery.c.received_at).filter(raw_copy.c.outcome.is_(None))
    waits = select(func.count(), received).select_from(copies).where(pending)
    kept = select(func.count(), func.min(delivery.c.received_at)).where(delivery.c.state == DeliveryState.KEPT.value)
    is_open = entries.c.resolved_at.is_(None)
    with database.reading() as connection:
        number, oldest = connection.execute(waits).one()
        unsplit, oldest_unsplit = connection.execute(kept).one()
        opened = connection.scalar(select(func.count()).select_from(entries).where(is_open)) or 0
        new = select(func.count()).select_from(entries).where(is_open, entries.c.first_at > since)
        return Queue(
            pending=number,
            unsplit=unsplit,
            waiting_since=min((one for one in (oldest, oldest_unsplit) if one is not None), default=None),
            quarantine=opened,
            quarantine_new=connection.scalar(new) or 0,
        )


def lag(database: Database, now: datetime) -> Lag | None:
    """How long the copy stored lately took from publication; None if none of it says when it was published.

    The first delivery of a source is left out: what it holds was published before anybody asked. So is what was made
    again: it was stored before.
    """
    earlier = delivery.alias()
    first = select(func.min(earlier.c.received_at)).where(earlier.c.source == delivery.c.source).scalar_subquery()
    joined = revision.join(raw_copy, raw_copy.c.id == revision.c.raw_copy_id)
    joined = joined.join(delivery, delivery.c.id == raw_copy.c.delivery_id)
    query = select(*revision.c["wire_created", "stored_at"]).select_from(joined)
    before = revision.alias()
    again = exists().where(before.c.raw_copy_id == revision.c.raw_copy_id, before.c.id < revision.c.id)
    query = query.where(revision.c.wire_created.is_not(None), delivery.c.received_at > first, ~again)
    with database.reading() as connection:
        newest = connection.scalar(select(func.max(revision.c.id))) or 0
        rows = connection.execute(query.where(revision.c.id > newest - _LAG_COPIES)).all()
    took = [row.stored_at - row.wire_created for row in rows if row.stored_at > now - LAG_OVER]
    seconds = [max(one.total_seconds(), 0.0) for one in took if one < LAG_WITHIN]
    return Lag(median(seconds), max(seconds), len(seconds)) if seconds else None


def last_arrivals(database: Database, sources: Sequence[str]) -> dict[str, datetime]:
    """When each source last brought copy that was not kept before; one that never did is left out."""
    found: dict[str, datetime] = {}
    with database.reading() as connection:
        for names in slices(sources):
            known = select(delivery.c.source).where(delivery.c.source.in_(names)).distinct().subquery()
            newest = _brought(known.c.source).limit(1).scalar_subquery()
            rows = connection.execute(select(known.c.source, newest)).all()
            found.update({source: at for source, at in rows if at is not None})
    return found


def arrivals(database: Database, source: str) -> list[datetime]:
    """When a source brought copy that was not kept before, in its last thirty days at work; the newest first."""
    with database.reading() as connection:
        found = list(connection.scalars(_brought(literal(source)).limit(_ARRIVALS)))
    return [at for at in found if at > found[0] - _ARRIVALS_OVER]


def _brought(source: ColumnElement[str]) -> Select[datetime]:
    """The moments at which a source brought a raw copy that was not kept before, the newest first."""
    piece = select(raw_copy.c.id).where(raw_copy.c.delivery_id == delivery.c.id)
    query = select(delivery.c.received_at).where(delivery.c.source == source, piece.exists())
    return query.order_by(delivery.c.received_at.desc())


def folder_failures(database: Database) -> dict[str, FolderFailure]:
    """The sources whose own failure, at their own name, stands open in quarantine."""
    own = (entries.c.raw_copy_id.is_(None), entries.c.resolved_at.is_(None), entries.c.address == entries.c.source)
    with database.reading() as connection:
        rows = connection.execute(select(*entries.c["source", "times", "sentence"]).where(*own).order_by(entries.c.id))
        return {row.source: FolderFailure(row.times, row.sentence) for row in rows}


def unbalanced_runs(database: Database, since: datetime) -> tuple[int, ...]:
    """The runs begun after `since` whose books did not balance."""
    off = runs.c.state == RunState.UNBALANCED.value
    with database.reading() as connection:
        query = select(runs.c.id).where(off, runs.c.started_at > since).order_by(runs.c.id)
        return tuple(connection.scalars(query))


def last_at_work(database: Database, now: datetime) -> datetime | None:
    """When any run was last known to be at work, `now` where one is; None if there was none yet."""
    columns = runs.c["state", "started_at", "finished_at", "alive_until"]
    with database.reading() as connection:
        newest = connection.scalar(select(func.max(runs.c.id))) or 0
        recent = or_(runs.c.id > newest - _RECENT_RUNS, runs.c.state == RunState.RUNNING.value)
        by_process = runs.c.holder.is_not(None)  # an operator's act that made changes is a run too, and no desk at work
        rows = connection.execute(select(*columns).where(recent, by_process)).all()
    signs = [row.alive_until if row.state == RunState.RUNNING.value else row.finished_at for row in rows]
    return max((min(sign or row.started_at, now) for sign, row in zip(signs, rows, strict=True)), default=None)
