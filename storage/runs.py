"""Runs and their books: what a run received must be what became of it, counted twice.

    carried_over + received = new + revision + copy + unchanged + quarantined + pending

Each raw copy stands in the books of one run: the one that kept it, or, when that one ended before it was done,
the one that took it over. `received` counts what the run kept itself, `carried_over` what it took over when it
started or met a dead run, `pending` what it leaves. A run counts as it works (Tally), and at its end the tables are
counted; the two must agree, and the equation must hold. Several runs may be at work at once: each has books of its own.
A copy retried from quarantine stays in the books that it ended in until a run takes it over: the same one, while it is
at work, then it counts there as not done; or another.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import Connection, func, or_, select, update

from storage.database import Database
from storage.deliveries import Kept
from storage.dialect import alone
from storage.errors import BooksUnbalanced, RunClosed
from storage.feeds import KeptCopies, KeptTurns
from storage.leases import give_back_all
from storage.liveness import Holder, end_of, has_run_out, moment_of, require_running
from storage.states import CopyOutcome, CopyState, DeliveryState, RunState
from storage.tables import delivery, raw_copy
from storage.tables import run as runs
from storage.unsplit import KeptUnsplit
from storage.writer import Outcome


@dataclass(frozen=True, slots=True)
class Books:
    """The counts of one run. Beside the equation: `deliveries` (kept), `known` (met again), `stale` (turns dropped)."""

    deliveries: int = 0
    known: int = 0
    stale: int = 0
    carried_over: int = 0
    received: int = 0
    new: int = 0
    revision: int = 0
    copy: int = 0
    unchanged: int = 0
    quarantined: int = 0
    pending: int = 0

    @property
    def is_balanced(self) -> bool:
        """Whether everything that came in is accounted for."""
        done = self.new + self.revision + self.copy + self.unchanged + self.quarantined
        return self.carried_over + self.received == done + self.pending


BOOKS_IN_WORDS = MappingProxyType(
    {
        "deliveries": "kept by this run",
        "known": "deliveries that were kept before",
        "stale": "turns of sources dropped: another run had the source by then",
        "carried_over": "left by earlier runs",
        "received": "raw copies in the deliveries of this run",
        "new": "made a new article",
        "revision": "made a new version of an article",
        "copy": "are another outlet's printing of an article",
        "unchanged": "say nothing new",
        "quarantined": "could not be read",
        "pending": "are left for the next run",
    }
)
"""What each count of the books means, for people, in the order in which they are shown."""


@dataclass(slots=True)
class Tally:
    """What a run counts while it works, from the answers that it gets."""

    carried_over: int
    deliveries: int = 0
    known: int = 0
    stale: int = 0
    received: int = 0
    new: int = 0
    revision: int = 0
    copy: int = 0
    unchanged: int = 0
    quarantined: int = 0

    def count_kept(self, kept: Kept) -> None:
        """Count what `deliveries.keep` answered."""
        self.deliveries += len(kept.deliveries)
        self.known += kept.known
        self.stale += kept.is_stale
        self.received += kept.copies

    def count_turns(self, kept: KeptTurns) -> None:
        """Count what `feeds.keep_turns` answered."""
        self.deliveries += kept.deliveries
        self.known += kept.known
        self.stale += len(kept.stale)

    def count_split(self, kept: KeptCopies) -> None:
        """Count what `feeds.keep_split` answered; what was kept before says nothing new."""
        self.received += kept.copies + kept.repeated
        self.unchanged += kept.repeated
        self.stale += len(kept.stale)

    def count_unsplit(self, kept: KeptUnsplit) -> None:
        """Count what `unsplit.keep_unsplit` answered."""
        self.deliveries += kept.is_new
        self.known += not kept.is_new

    def count_taken(self, taken: "Taken") -> None:
        """Count what `close_dead` answered: there is so much more to do."""
        self.carried_over += taken.copies
        self.quarantined -= taken.retried

    def count_outcomes(self, outcomes: Sequence[Outcome]) -> None:
        """Count what `writer.write` answered."""
        for outcome in outcomes:
            name = outcome.kind.value
            setattr(self, name, getattr(self, name) + 1)

    def count_quarantined(self) -> None:
        """Count one raw copy that was put into quarantine before it could be written."""
        self.quarantined += 1

    def books(self) -> Books:
        """The run's own books; what it has not seen done is pending."""
        done = self.new + self.revision + self.copy + self.unchanged + self.quarantined
        return Books(**asdict(self), pending=self.carried_over + self.received - done)


@dataclass(frozen=True, slots=True)
class Taken:
    """What a run took over: raw copies of others, its own that were retried, and the runs that it found dead."""

    copies: int
    retried: int
    interrupted: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Started:
    """A run that has begun: its number, what it took over, and the runs that it found dead."""

    id: int
    carried_over: int
    interrupted: tuple[int, ...]


def start_run(
    database: Database, command: str, holder: Holder, now: datetime, length_s: float, *, takes_over: bool = True
) -> Started:
    """Begin a run that is alive for so many seconds (see leases.renew), and take over what dead and ended ones left.

    A run that takes nothing in does not take over either.
    """
    with database.writing() as connection:
        alone(connection)
        row = {
            "command": command,
            "state": RunState.RUNNING.value,
            "started_at": now,
            "holder": holder.name,
            "alive_until": end_of(moment_of(connection, now), length_s),
        }
        number = connection.execute(runs.insert().returning(runs.c.id), row).scalar_one()
        taken = _take_over(connection, number, holder, now) if takes_over else Taken(0, 0, ())
    return Started(number, taken.copies, taken.interrupted)


def insert_act(connection: Connection, command: str, now: datetime) -> int:
    """Note a run that is one transaction, and over with it: an operator's act that makes changes; return its number."""
    row = {"command": command, "state": RunState.FINISHED.value, "started_at": now, "finished_at": now}
    number: int = connection.execute(runs.insert().returning(runs.c.id), row).scalar_one()
    return number


def close_dead(database: Database, run_id: int, holder: Holder, now: datetime) -> Taken:
    """Close the runs that are dead, and let a run that is at work take over what they and ended runs left.

    For a run that works for long: what was retried from quarantine comes to it by this, too. Raises RunClosed.
    """
    with database.writing() as connection:
        alone(connection)
        require_running(connection, run_id)
        return _take_over(connection, run_id, holder, now)


def _take_over(connection: Connection, run_id: int, holder: Holder, now: datetime) -> Taken:
    dead = _dead(connection, run_id, holder, now)
    for number in dead:
        _close(connection, number, RunState.INTERRUPTED, _count(connection, number), now)
    at_work = select(runs.c.id).where(runs.c.state == RunState.RUNNING.value)
    waits = raw_copy.c.state == CopyState.PENDING.value
    takes = update(raw_copy).where(waits, raw_copy.c.run_id.not_in(at_work))
    copies = connection.execute(takes.values(run_id=run_id, outcome=None)).rowcount
    retries = update(raw_copy).where(waits, raw_copy.c.run_id == run_id, raw_copy.c.outcome.is_not(None))
    retried = connection.execute(retries.values(outcome=None)).rowcount
    nobodys = or_(delivery.c.split_by.is_(None), delivery.c.split_by.not_in(at_work))
    unsplit = update(delivery).where(delivery.c.state == DeliveryState.KEPT.value, nobodys)
    connection.execute(unsplit.values(split_by=run_id))
    carried = {"carried_over": runs.c.carried_over + copies}
    connection.execute(update(runs).where(runs.c.id == run_id).values(carried))
    return Taken(copies, retried, tuple(dead))


def _dead(connection: Connection, run_id: int, holder: Holder, now: datetime) -> list[int]:
    """The runs that count as running and are not alive: their heartbeat ran out, or their process is gone."""
    over = has_run_out(runs.c.alive_until, moment_of(connection, now)).label("is_over")
    others = select(runs.c.id, runs.c.holder, over).where(runs.c.state == RunState.RUNNING.value, runs.c.id != run_id)
    # locked, so that what a run is just keeping is in its books before they are counted
    rows = connection.execute(others.order_by(runs.c.id).with_for_update())
    return [number for number, name, is_over in rows if is_over or name is None or holder.is_gone(name)]


def give_up(database: Database, run_id: int, now: datetime) -> None:
    """Close a run that can't go on as interrupted, so that another takes over its work at once; if it is not closed."""
    with database.writing() as connection:
        alone(connection)
        try:
            require_running(connection, run_id)
        except RunClosed:
            return
        _close(connection, run_id, RunState.INTERRUPTED, _count(connection, run_id), now)


def finish_run(database: Database, run_id: int, own: Books, now: datetime) -> Books:
    """End a run and return its books, counted from the tables.

    Raises BooksUnbalanced, after noting the run as unbalanced, if they differ from the run's own or do not
    balance; RunClosed if another run has closed it; NotInStore if there is no such run.
    """
    with database.writing() as connection:
        alone(connection)
        require_running(connection, run_id)
        books = _count(connection, run_id)
        sound = books == own and books.is_balanced
        _close(connection, run_id, RunState.FINISHED if sound else RunState.UNBALANCED, books, now)
    if not sound:
        raise BooksUnbalanced(f"run {run_id}", _difference(own, books))
    return books


def _count(connection: Connection, run_id: int) -> Books:
    """Count the run's books from the tables; what cannot be counted again stands in the run's own row."""
    noted = connection.execute(
        select(*runs.c["known", "stale", "carried_over", "repeated"]).where(runs.c.id == run_id)
    ).one()
    ends = select(raw_copy.c.outcome, func.count()).where(raw_copy.c.run_id == run_id).group_by(raw_copy.c.outcome)
    became: dict[str | None, int] = {row[0]: row[1] for row in connection.execute(ends)}
    kept = select(func.count()).select_from(raw_copy).where(raw_copy.c.kept_run_id == run_id)
    came = select(func.count()).select_from(delivery).where(delivery.c.run_id == run_id)
    ended = {outcome.value: became.get(outcome.value, 0) for outcome in CopyOutcome}
    ended[CopyOutcome.UNCHANGED] += noted.repeated
    return Books(
        deliveries=connection.scalar(came) or 0,
        known=noted.known,
        stale=noted.stale,
        carried_over=noted.carried_over,
        received=(connection.scalar(kept) or 0) + noted.repeated,
        pending=became.get(None, 0),
        **ended,
    )


def _close(connection: Connection, run_id: int, state: RunState, books: Books, now: datetime) -> None:
    values = {**asdict(books), "state": state.value, "finished_at": now}
    connection.execute(update(runs).where(runs.c.id == run_id).values(values))
    give_back_all(connection, run_id)


def _difference(own: Books, counted: Books) -> str:
    """Name the counts in which the run and the tables differ, or say that the equation does not hold."""
    names = [field.name for field in fields(Books)]
    unlike = [name for name in names if getattr(own, name) != getattr(counted, name)]
    if not unlike:
        return f"its books do not balance: {counted}"
    told = (f"{name} {getattr(own, name)} by its own count, {getattr(counted, name)} in the tables" for name in unlike)
    return "; ".join(told)
