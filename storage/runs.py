"""Runs and their books: what a run received must be what became of it, counted twice.

    carried_over + received = new + revision + copy + unchanged + quarantined + pending

Each raw copy stands in the books of one run: the one that kept it, or, when that one ended before it was done,
the one that took it over. `received` counts what the run kept itself, `carried_over` what it took over when it
started, `pending` what it leaves. A run counts as it works (Tally), and at its end the tables are counted; the two
must agree, and the equation must hold. A copy retried from quarantine stays in the books that it ended in until
the next run takes it over.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import Connection, func, select, update

from storage.database import Database
from storage.deliveries import Kept
from storage.dialect import alone
from storage.errors import BooksUnbalanced, NotInStore, RunClosed
from storage.feeds import KeptCopies, KeptTurns
from storage.states import CopyOutcome, CopyState, RunState
from storage.tables import delivery, raw_copy
from storage.tables import run as runs
from storage.writer import Outcome


@dataclass(frozen=True, slots=True)
class Books:
    """The counts of one run; `deliveries` (kept) and `known` (met again) stand beside the equation."""

    deliveries: int = 0
    known: int = 0
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
        self.received += kept.copies

    def count_turns(self, kept: KeptTurns) -> None:
        """Count what `feeds.keep_turns` answered."""
        self.deliveries += kept.deliveries
        self.known += kept.known

    def count_split(self, kept: KeptCopies) -> None:
        """Count what `feeds.keep_split` answered; what was kept before says nothing new."""
        self.received += kept.copies + kept.repeated
        self.unchanged += kept.repeated

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
class Started:
    """A run that has begun: its number, what it took over, and the runs that it found dead."""

    id: int
    carried_over: int
    interrupted: tuple[int, ...]


def start_run(database: Database, command: str, now: datetime) -> Started:
    """Begin a run. Runs that never ended are closed as interrupted; all copy still pending is taken over.

    So two runs must not overlap: the first would find itself closed (RunClosed).
    """
    with database.writing() as connection:
        alone(connection)
        dead = connection.scalars(select(runs.c.id).where(runs.c.state == RunState.RUNNING.value)).all()
        for number in dead:
            _close(connection, number, RunState.INTERRUPTED, _count(connection, number), now)
        row = {"command": command, "state": RunState.RUNNING.value, "started_at": now}
        number = connection.execute(runs.insert().returning(runs.c.id), row).scalar_one()
        takes = update(raw_copy).where(raw_copy.c.state == CopyState.PENDING.value)
        taken = connection.execute(takes.values(run_id=number, outcome=None)).rowcount
        connection.execute(update(runs).where(runs.c.id == number).values(carried_over=taken))
    return Started(number, taken, tuple(dead))


def finish_run(database: Database, run_id: int, own: Books, now: datetime) -> Books:
    """End a run and return its books, counted from the tables.

    Raises BooksUnbalanced, after noting the run as unbalanced, if they differ from the run's own or do not
    balance; RunClosed if another run has closed it; NotInStore if there is no such run.
    """
    with database.writing() as connection:
        alone(connection)
        _require_running(connection, run_id)
        books = _count(connection, run_id)
        sound = books == own and books.is_balanced
        _close(connection, run_id, RunState.FINISHED if sound else RunState.UNBALANCED, books, now)
    if not sound:
        raise BooksUnbalanced(f"run {run_id}", _difference(own, books))
    return books


def _require_running(connection: Connection, run_id: int) -> None:
    state = connection.scalar(select(runs.c.state).where(runs.c.id == run_id))
    if state is None:
        raise NotInStore(f"run {run_id}", "there is no such run")
    if state != RunState.RUNNING.value:
        raise RunClosed(f"run {run_id}", f"it is {state} already")


def _count(connection: Connection, run_id: int) -> Books:
    """Count the run's books from the tables; what cannot be counted again stands in the run's own row."""
    noted = connection.execute(select(*runs.c["known", "carried_over", "repeated"]).where(runs.c.id == run_id)).one()
    ends = select(raw_copy.c.outcome, func.count()).where(raw_copy.c.run_id == run_id).group_by(raw_copy.c.outcome)
    became: dict[str | None, int] = {row[0]: row[1] for row in connection.execute(ends)}
    kept = select(func.count()).select_from(raw_copy).where(raw_copy.c.kept_run_id == run_id)
    came = select(func.count()).select_from(delivery).where(delivery.c.run_id == run_id)
    ended = {outcome.value: became.get(outcome.value, 0) for outcome in CopyOutcome}
    ended[CopyOutcome.UNCHANGED] += noted.repeated
    return Books(
        deliveries=connection.scalar(came) or 0,
        known=noted.known,
        carried_over=noted.carried_over,
        received=(connection.scalar(kept) or 0) + noted.repeated,
        pending=became.get(None, 0),
        **ended,
    )


def _close(connection: Connection, run_id: int, state: RunState, books: Books, now: datetime) -> None:
    values = {**asdict(books), "state": state.value, "finished_at": now}
    connection.execute(update(runs).where(runs.c.id == run_id).values(values))


def _difference(own: Books, counted: Books) -> str:
    """Name the counts in which the run and the tables differ, or say that the equation does not hold."""
    names = [field.name for field in fields(Books)]
    unlike = [name for name in names if getattr(own, name) != getattr(counted, name)]
    if not unlike:
        return f"its books do not balance: {counted}"
    told = (f"{name} {getattr(own, name)} by its own count, {getattr(counted, name)} in the tables" for name in unlike)
    return "; ".join(told)
