"""Alarms, each a row from when it is found until it is over, and the notices that are owed of them.

    found -> settle: open | keep open | close, and owe a notice of each opening and closing -> take_notice -> sent

A notice is owed in the transaction that opens or closes its alarm. Whoever takes one puts it off first, so that no
two processes send it; one that dies over it, or can't send it, leaves it to be taken again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, RowMapping, and_, select, update

from storage.actions import Action, note
from storage.database import Database
from storage.desk_tables import alarm as alarms
from storage.desk_tables import alarm_notice as notices
from storage.dialect import alone
from storage.errors import NotInStore
from storage.states import AlarmKind, NoticeEvent, NoticeWay, Severity
from storage.storable import legible


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that is wrong now, as it was found: its kind, with what, how bad, and a sentence for people."""

    kind: AlarmKind
    subject: str
    severity: Severity
    sentence: str


@dataclass(frozen=True, slots=True)
class AlarmLine:
    """An alarm as it is kept: open while `closed_at` is None. `owed` counts its notices that were not sent yet.

    `failure` is why the last of these could not be sent; empty where none was tried in vain.
    """

    id: int
    kind: AlarmKind
    subject: str
    severity: Severity
    sentence: str
    opened_at: datetime
    found_at: datetime
    closed_at: datetime | None
    acked_at: datetime | None
    owed: int = 0
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """What a look at the desk changed: the alarms that were opened and closed by it."""

    opened: tuple[AlarmLine, ...]
    closed: tuple[AlarmLine, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice that is owed, taken by this process until it is sent or put off; `failures` counts tries in vain."""

    id: int
    event: NoticeEvent
    way: NoticeWay
    failures: int
    alarm: AlarmLine


def settle(database: Database, found: Sequence[Alarm], ways: Sequence[NoticeWay], now: datetime) -> Settled:
    """Open what was found and is not open, keep open what was found again, close all else; owe notices by each way."""
    by_name = {(one.kind, one.subject): one for one in found}
    if not found and not list_alarms(database, limit=1):
        return Settled((), ())  # the usual case, which must not wait for writers
    with database.writing() as connection:
        alone(connection)
        standing = {(one.kind, one.subject): one for one in _open(connection)}
        over = [one for name, one in standing.items() if name not in by_name]
        if over:
            closing = update(alarms).where(alarms.c.id.in_([one.id for one in over])).values(closed_at=now)
            over = _lines(connection.execute(closing.returning(*alarms.c)).mappings().all())
        for name, one in by_name.items():
            if name in standing:
                again = update(alarms).where(alarms.c.id == standing[name].id)
                values = {"severity": one.severity.value, "sentence": legible(one.sentence), "found_at": now}
                connection.execute(again.values(values))
        new = [_open_one(connection, one, now) for name, one in by_name.items() if name not in standing]
        for event, lines in ((NoticeEvent.OPENED, new), (NoticeEvent.CLOSED, over)):
            for way in ways:
                _owe(connection, lines, event, way, now)
    return Settled(tuple(new), tuple(over))


def list_alarms(database: Database, *, closed: bool = False, limit: int = 1000) -> list[AlarmLine]:
    """The alarms that stand, or with `closed` those that are over; the newest first."""
    over = alarms.c.closed_at.is_not(None) if closed else alarms.c.closed_at.is_(None)
    with database.reading() as connection:
        rows = connection.execute(select(alarms).where(over).order_by(alarms.c.id.desc()).limit(limit))
        lines = rows.mappings().all()
        owed = _owed(connection, [row["id"] for row in lines])
    return [_line(row, *owed.get(row["id"], (0, ""))) for row in lines]


def acknowledge(database: Database, numbers: Sequence[int], who: str, why: str, now: datetime) -> None:
    """Note that an operator knows of these open alarms; they stand on, and are no longer told to monitors.

    Raises NotInStore, and acknowledges none, if one of them is not there or not open.
    """
    with database.writing() as connection:
        alone(connection)
        named = update(alarms).where(alarms.c.id.in_(numbers), alarms.c.closed_at.is_(None))
        known = set(connection.scalars(named.values(acked_at=now).returning(alarms.c.id)))
        if missing := sorted(set(numbers) - known):
            raise NotInStore(f"alarm {missing[0]}", "there is no such open alarm")
        for number in sorted(known):
            note(connection, Action(who, now, "alarm ack", f"alarm {number}", why))


def take_notice(database: Database, way: NoticeWay, now: datetime, for_s: float) -> Notice | None:
    """The next notice to send by this way, which nobody else will take for so many seconds; None if none is due.

    An alarm's closing is not told before its opening was.
    """
    earlier = notices.alias()
    is_behind = select(earlier.c.id).where(
        earlier.c.alarm_id == notices.c.alarm_id,
        earlier.c.way == notices.c.way,
        earlier.c.sent_at.is_(None),
        earlier.c.id < notices.c.id,
    )
    due = and_(notices.c.way == way.value, notices.c.sent_at.is_(None), notices.c.due_at <= now)
    with database.writing() as connection:
        alone(connection)
        query = select(notices).where(due, ~is_behind.exists()).order_by(notices.c.id).limit(1)
        row = connection.execute(query).mappings().one_or_none()
        if row is None:
            return None
        taken = update(notices).where(notices.c.id == row["id"])
        connection.execute(taken.values(due_at=now + timedelta(seconds=for_s)))
        told = connection.execute(select(alarms).where(alarms.c.id == row["alarm_id"])).mappings().one()
    return Notice(row["id"], NoticeEvent(row["event"]), way, row["failures"], _line(told))


def note_sent(database: Database, notice: Notice, now: datetime) -> None:
    """Note that a notice was taken by whom it was meant for."""
    with database.writing() as connection:
        values = {"sent_at": now, "code": "", "failure": ""}
        connection.execute(update(notices).where(notices.c.id == notice.id).values(values))


def note_failed(database: Database, notice: Notice, code: str, sentence: str, due_at: datetime) -> None:
    """Note why a notice could not be sent, and when it is tried again."""
    with database.writing() as connection:
        values = {"failures": notices.c.failures + 1, "code": code, "failure": legible(sentence), "due_at": due_at}
        connection.execute(update(notices).where(notices.c.id == notice.id).values(values))


def _open(connection: Connection) -> list[AlarmLine]:
    return _lines(connection.execute(select(alarms).where(alarms.c.closed_at.is_(None))).mappings().all())


def _open_one(connection: Connection, one: Alarm, now: datetime) -> AlarmLine:
    row = {
        "kind": one.kind.value,
        "subject": legible(one.subject),
        "severity": one.severity.value,
        "sentence": legible(one.sentence),
        "opened_at": now,
        "found_at": now,
    }
    return _line(connection.execute(alarms.insert().values(row).returning(*alarms.c)).mappings().one())


def _owe(connection: Connection, lines: Sequence[AlarmLine], event: NoticeEvent, way: NoticeWay, now: datetime) -> None:
    owed = {"event": event.value, "way": way.value, "due_at": now, "failures": 0, "code": "", "failure": ""}
    if lines:
        connection.execute(notices.insert(), [{"alarm_id": one.id, **owed} for one in lines])


def _owed(connection: Connection, numbers: Sequence[int]) -> dict[int, tuple[int, str]]:
    """How many notices of each alarm are owed, and why the last of them that was tried could not be sent."""
    query = select(notices.c.alarm_id, notices.c.failure).where(
        notices.c.sent_at.is_(None), notices.c.alarm_id.in_(numbers)
    )
    owed: dict[int, tuple[int, str]] = {}
    for number, failure in connection.execute(query.order_by(notices.c.id)):
        before, why = owed.get(number, (0, ""))
        owed[number] = (before + 1, failure or why)
    return owed


def _lines(rows: Sequence[RowMapping]) -> list[AlarmLine]:
    return [_line(row) for row in rows]


def _line(row: RowMapping, owed: int = 0, failure: str = "") -> AlarmLine:
    told = {**row, "kind": AlarmKind(row["kind"]), "severity": Severity(row["severity"])}
    return AlarmLine(**told, owed=owed, failure=failure)
