"""Reads of backfills: each with the sums of its windows, and the windows of one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, case, func, select

from storage.database import Database
from storage.desk_tables import backfill as backfills
from storage.desk_tables import backfill_window as windows
from storage.errors import NotInStore
from storage.states import BackfillState, WindowState


@dataclass(frozen=True, slots=True)
class BackfillLine:
    """A backfill: what was asked, how it stands, its windows by state, and what they brought.

    `expected` counts the files or lines of all windows that are known, `met` those of the windows that are done.
    """

    id: int
    source: str
    provider: str
    kind: str
    state: BackfillState
    who: str
    started_at: datetime
    ended_at: datetime | None
    asked: Mapping[str, object]
    windows: int
    waiting: int
    leased: int
    done: int
    failed: int
    expected: int
    met: int
    taken: int
    repeated: int
    left_out: int


@dataclass(frozen=True, slots=True)
class WindowLine:
    """One window of a backfill, and what went wrong with it."""

    position: int
    state: WindowState
    run_id: int | None
    expected: int | None
    taken: int
    repeated: int
    left_out: int
    code: str | None
    sentence: str | None
    advice: str | None
    finished_at: datetime | None
    what: Mapping[str, object]


def list_backfills(database: Database, limit: int = 20) -> list[BackfillLine]:
    """The newest backfills first."""
    with database.reading() as connection:
        rows = connection.execute(_lines().order_by(backfills.c.id.desc()).limit(limit)).mappings().all()
    return [BackfillLine(**{**row, "state": BackfillState(row["state"])}) for row in rows]


def backfill(database: Database, number: int) -> BackfillLine:
    """One backfill; raises NotInStore."""
    with database.reading() as connection:
        row = connection.execute(_lines().where(backfills.c.id == number)).mappings().one_or_none()
    if row is None:
        raise NotInStore(f"backfill {number}", "there is no such backfill")
    return BackfillLine(**{**row, "state": BackfillState(row["state"])})


def windows_of(database: Database, number: int, states: tuple[WindowState, ...], limit: int | None) -> list[WindowLine]:
    """The first windows of a backfill that stand in one of the states, or all of them."""
    columns = (
        *windows.c["position", "state", "expected", "taken", "repeated", "left_out", "code", "sentence", "advice"],
        *windows.c["finished_at", "what"],
        windows.c.leased_by.label("run_id"),
    )
    query = select(*columns).where(windows.c.backfill_id == number, windows.c.state.in_([one.value for one in states]))
    with database.reading() as connection:
        rows = connection.execute(query.order_by(windows.c.position).limit(limit)).mappings().all()
    return [WindowLine(**{**row, "state": WindowState(row["state"])}) for row in rows]


def _lines() -> Select[tuple[object, ...]]:
    own = backfills.c["id", "source", "provider", "kind", "state", "who", "started_at", "ended_at", "asked"]
    done = windows.c.state == WindowState.DONE.value
    sums = select(
        windows.c.backfill_id,
        func.count().label("windows"),
        *(_number(windows.c.state == state.value).label(state.value) for state in WindowState),
        func.coalesce(func.sum(windows.c.expected), 0).label("expected"),
        func.coalesce(func.sum(case((done, windows.c.expected), else_=0)), 0).label("met"),
        *(func.sum(windows.c[name]).label(name) for name in ("taken", "repeated", "left_out")),
    ).group_by(windows.c.backfill_id)
    summed = sums.subquery()
    counted = [func.coalesce(summed.c[name], 0).label(name) for name in summed.c.keys() if name != "backfill_id"]  # noqa: SIM118
    return select(*own, *counted).outerjoin(summed, summed.c.backfill_id == backfills.c.id)


def _number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))
