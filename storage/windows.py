"""Backfills as rows: what was asked, cut into windows that runs lease one by one.

    begin -> claim | work on it | finish or fail ... -> end

A lease lasts as long as its run is at work: that of a run which ended, or was found dead, is taken over by the next
claim, under a higher fence. What a window brings is kept before the window is finished, and is known again when the
window is done twice. So whatever dies, and wherever, nothing is lost and nothing doubled.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Update, exists, func, or_, select, update

from storage.actions import Action, note
from storage.database import Database, to_json
from storage.desk_tables import backfill as backfills
from storage.desk_tables import backfill_window as windows
from storage.dialect import alone
from storage.errors import BackfillStands, LeaseLost, NotInStore
from storage.liveness import require_running
from storage.raw_bytes import hash_of
from storage.states import BackfillState, RunState, WindowState
from storage.storable import legible
from storage.tables import run


@dataclass(frozen=True, slots=True)
class Asked:
    """What an operator asked for: the same again names the same backfill. `kind`: drop, feed or lines."""

    source: str
    provider: str
    kind: str
    what: Mapping[str, object]

    @property
    def name(self) -> str:
        """The hash of all of it."""
        return hash_of(to_json([self.source, self.provider, self.kind, sorted(self.what.items())]).encode())


@dataclass(frozen=True, slots=True)
class Planned:
    """A window to come: the files, page or bytes that it covers, as JSON values; how many pieces, where it is known."""

    what: Mapping[str, object]
    expected: int | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """A window that a run has leased; `fence` tells this lease from earlier ones."""

    id: int
    backfill_id: int
    position: int
    fence: int
    what: Mapping[str, object]
    expected: int | None


@dataclass(frozen=True, slots=True)
class Trouble:
    """What went wrong with a window: the code, sentence and advice of an error."""

    code: str
    sentence: str
    advice: str


@dataclass(frozen=True, slots=True)
class Came:
    """What a window brought: raw copies, what was kept before, and what was not asked for or could not be taken.

    `trouble` is what went wrong on the way without making the window fail, `then` the window that it leads to.
    """

    taken: int = 0
    repeated: int = 0
    left_out: int = 0
    trouble: Trouble | None = None
    then: Planned | None = None


def find_open(database: Database, asked: Asked) -> int | None:
    """The number of the backfill of this name that is open or failed, the newest first."""
    with database.reading() as connection:
        return _found(connection, asked)


def begin(database: Database, asked: Asked, planned: Sequence[Planned], who: str, now: datetime) -> int:
    """Begin a backfill with the windows that are known, or go on with the one of the same name; return its number.

    In one that goes on, windows that failed wait again.
    """
    with database.writing() as connection:
        alone(connection)
        if (found := _found(connection, asked)) is not None:
            _open_again(connection, found)
            return found
        row = {
            "source": asked.source,
            "provider": asked.provider,
            "kind": asked.kind,
            "state": BackfillState.OPEN.value,
            "asked_hash": asked.name,
            "who": who,
            "started_at": now,
            "asked": dict(asked.what),
        }
        number: int = connection.execute(backfills.insert().returning(backfills.c.id), row).scalar_one()
        rows = [_row(number, position, one) for position, one in enumerate(planned, 1)]
        if rows:
            connection.execute(windows.insert(), rows)
    return number


def add_done(database: Database, backfill_id: int, run_id: int, what: Planned, came: Came, now: datetime) -> None:
    """Add a window that is done already: of a stream, which can't be read again. Raises RunClosed."""
    with database.writing() as connection:
        alone(connection)
        require_running(connection, run_id)
        row = _row(backfill_id, _last(connection, backfill_id) + 1, what) | _counts(came)
        over = {"state": WindowState.DONE.value, "leased_by": run_id, "finished_at": now}
        connection.execute(windows.insert(), row | over)


def claim(database: Database, backfill_id: int, run_id: int) -> Window | None:
    """Lease the next window that waits, or whose run is at work no more.

    None where there is none, or the backfill was canceled. Raises RunClosed.
    """
    is_free = or_(
        windows.c.state == WindowState.WAITING.value,
        (windows.c.state == WindowState.LEASED.value)
        & ~exists().where(run.c.id == windows.c.leased_by, run.c.state == RunState.RUNNING.value),
    )
    is_open = exists().where(backfills.c.id == backfill_id, backfills.c.state == BackfillState.OPEN.value)
    free = select(windows.c.id).where(windows.c.backfill_id == backfill_id, is_free, is_open)
    first = free.order_by(windows.c.position).limit(1).with_for_update(skip_locked=True)
    leases = {"state": WindowState.LEASED.value, "leased_by": run_id, "fence": windows.c.fence + 1}
    columns = windows.c["id", "backfill_id", "position", "fence", "what", "expected"]
    with database.writing() as connection:
        require_running(connection, run_id)
        statement = update(windows).where(windows.c.id == first.scalar_subquery()).values(leases).returning(*columns)
        row = connection.execute(statement).mappings().one_or_none()
    return None if row is None else Window(**row)


def finish(database: Database, window: Window, run_id: int, came: Came, now: datetime) -> None:
    """Note what a window brought, and with it the window that it leads to. Raises LeaseLost and RunClosed."""
    values = {**_counts(came), "state": WindowState.DONE.value, "finished_at": now}
    with database.writing() as connection:
        alone(connection)
        _write(connection, window, run_id, values)
        if came.then is not None:
            position = _last(connection, window.backfill_id) + 1
            connection.execute(windows.insert(), _row(window.backfill_id, position, came.then))


def fail(database: Database, window: Window, run_id: int, trouble: Trouble, now: datetime) -> None:
    """Note that a window could not be done: it waits for `retry`. Raises LeaseLost and RunClosed."""
    values = {**_told(trouble), "state": WindowState.FAILED.value, "finished_at": now}
    with database.writing() as connection:
        alone(connection)
        _write(connection, window, run_id, values)


def pages_before(database: Database, window: Window) -> set[str]:
    """The pages of a feed's archive that earlier windows of the backfill cover."""
    query = select(windows.c.what).where(_is_of(window.backfill_id), windows.c.position < window.position)
    with database.reading() as connection:
        return {str(what.get("page")) for what in connection.scalars(query)}


def end(database: Database, backfill_id: int, now: datetime) -> BackfillState:
    """Close a backfill whose windows are all over, and say how it stands."""
    with database.writing() as connection:
        alone(connection)
        stands = _state(connection, backfill_id)
        if stands is not BackfillState.OPEN or _count(connection, backfill_id, _UNDONE):
            return stands
        failed = _count(connection, backfill_id, (WindowState.FAILED,))
        state = BackfillState.FAILED if failed else BackfillState.DONE
        connection.execute(_of(backfill_id).values(state=state.value, ended_at=now))
    return state


def cancel(database: Database, number: int, action: Action) -> None:
    """End an open or failed backfill before its time; what it brought stays. Raises NotInStore and BackfillStands."""
    with database.writing() as connection:
        alone(connection)
        stands = _state(connection, number)
        if stands not in (BackfillState.OPEN, BackfillState.FAILED):
            raise BackfillStands(f"backfill {number}", f"it is {stands} already")
        connection.execute(_of(number).values(state=BackfillState.CANCELED.value, ended_at=action.at))
        note(connection, action)


def retry(database: Database, number: int, action: Action) -> None:
    """Let a backfill that was canceled, or whose windows failed, go on. Raises NotInStore and BackfillStands."""
    with database.writing() as connection:
        alone(connection)
        stands = _state(connection, number)
        name = select(backfills.c.asked_hash).where(backfills.c.id == number).scalar_subquery()
        twin = select(backfills.c.id).where(backfills.c.asked_hash == name, backfills.c.id != number)
        other = connection.scalar(twin.where(backfills.c.state == BackfillState.OPEN.value))
        if other is not None:
            raise BackfillStands(f"backfill {number}", f"backfill {other} of the same is open")
        if not _count(connection, number, (*_UNDONE, WindowState.FAILED)):
            raise BackfillStands(f"backfill {number}", f"it is {stands}, and none of its windows failed")
        _open_again(connection, number)
        note(connection, action)


_UNDONE = (WindowState.WAITING, WindowState.LEASED)


def _found(connection: Connection, asked: Asked) -> int | None:
    stands = backfills.c.state.in_([BackfillState.OPEN.value, BackfillState.FAILED.value])
    query = select(backfills.c.id).where(backfills.c.asked_hash == asked.name, stands)
    open_first = backfills.c.state.desc()
    return connection.scalar(query.order_by(open_first, backfills.c.id.desc()).limit(1))


def _open_again(connection: Connection, number: int) -> None:
    connection.execute(_of(number).values(state=BackfillState.OPEN.value, ended_at=None))
    failed = update(windows).where(_is_of(number), windows.c.state == WindowState.FAILED.value)
    connection.execute(failed.values(state=WindowState.WAITING.value))


def _write(connection: Connection, window: Window, run_id: int, values: Mapping[str, object]) -> None:
    is_ours = (windows.c.id == window.id) & (windows.c.fence == window.fence) & (windows.c.leased_by == run_id)
    is_leased = windows.c.state == WindowState.LEASED.value
    require_running(connection, run_id)
    if not connection.execute(update(windows).where(is_ours, is_leased).values(values)).rowcount:
        raise LeaseLost(f"window {window.position} of backfill {window.backfill_id}", "its lease was taken over")


def _last(connection: Connection, number: int) -> int:
    return connection.scalar(select(func.max(windows.c.position)).where(_is_of(number))) or 0


def _counts(came: Came) -> dict[str, object]:
    return {"taken": came.taken, "repeated": came.repeated, "left_out": came.left_out, **_told(came.trouble)}


def _told(trouble: Trouble | None) -> dict[str, str | None]:
    if trouble is None:
        return {"code": None, "sentence": None, "advice": None}
    return {"code": trouble.code, "sentence": legible(trouble.sentence), "advice": trouble.advice}


def _row(backfill_id: int, position: int, planned: Planned) -> dict[str, object]:
    return {
        "backfill_id": backfill_id,
        "position": position,
        "state": WindowState.WAITING.value,
        "fence": 0,
        "expected": planned.expected,
        "taken": 0,
        "repeated": 0,
        "left_out": 0,
        "what": dict(planned.what),
    }


def _of(number: int) -> Update:
    return update(backfills).where(backfills.c.id == number)


def _is_of(number: int) -> ColumnElement[bool]:
    return windows.c.backfill_id == number


def _state(connection: Connection, number: int) -> BackfillState:
    state = connection.scalar(select(backfills.c.state).where(backfills.c.id == number))
    if state is None:
        raise NotInStore(f"backfill {number}", "there is no such backfill")
    return BackfillState(state)


def _count(connection: Connection, number: int, states: Iterable[WindowState]) -> int:
    wanted = windows.c.state.in_([state.value for state in states])
    return connection.scalar(select(func.count()).select_from(windows).where(_is_of(number), wanted)) or 0
