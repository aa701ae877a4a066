"""The one line of `copydesk status --check`, in the manner of monitoring plugins: word, reasons, numbers, exit code.

    COPYDESK WARNING - source_silent wire: nothing new for 9 h; usual are 2 h at most | alarms=1 pending=0 ...

It judges the desk afresh, because a desk that is not at work finds no alarms by itself.
"""

import typer

from schedules.alarm_rules import Facts, judge
from schedules.alarms import gather
from schedules.cli.exit_codes import MonitorCode
from schedules.cli.invocation import Invocation
from schedules.cli.show import Shower
from schedules.desk import open_store, utc_now
from schedules.errors import DeskError
from schedules.settings import AlarmSettings
from storage.alarms import Alarm, AlarmLine, list_alarms
from storage.errors import StorageError
from storage.states import Severity

_MOST_TOLD = 3
"""Alarms that are told in full: the line goes into messages to telephones."""


def check_status(invocation: Invocation) -> None:
    """Write the line and end the command with its code."""
    code, line = _checked(invocation)
    Shower(as_json=False).line(f"COPYDESK {code.name} - {line}")
    raise typer.Exit(code)


def _checked(invocation: Invocation) -> tuple[MonitorCode, str]:
    try:
        config = invocation.config()
        with open_store(config) as database:
            facts = gather(config, database, utc_now())
            kept = list_alarms(database)
    except StorageError as error:
        return MonitorCode.CRITICAL, str(error)
    except DeskError as error:
        return MonitorCode.UNKNOWN, str(error)
    return told(facts, config.settings.alarms, kept)


def told(facts: Facts, limits: AlarmSettings, kept: list[AlarmLine]) -> tuple[MonitorCode, str]:
    """The code and the line for these facts; alarms that an operator acknowledged are counted and not told."""
    acked = {(one.kind, one.subject) for one in kept if one.acked_at is not None}
    found = judge(facts, limits, {(one.kind, one.subject) for one in kept})
    fresh = [one for one in found if (one.kind, one.subject) not in acked]
    fresh.sort(key=lambda one: one.severity is not Severity.CRITICAL)
    numbers = {
        "alarms": len(fresh),
        "acknowledged": len(found) - len(fresh),
        "pending": facts.queue.pending,
        "quarantine": facts.queue.quarantine,
        "lag_s": round(facts.lag.median_s) if facts.lag else 0,
        "free_bytes": facts.free_bytes,
    }
    told_numbers = " ".join(f"{name}={number}" for name, number in numbers.items())
    return _code(fresh), f"{_reasons(fresh)} | {told_numbers}"


def _code(fresh: list[Alarm]) -> MonitorCode:
    if any(one.severity is Severity.CRITICAL for one in fresh):
        return MonitorCode.CRITICAL
    return MonitorCode.WARNING if fresh else MonitorCode.OK


def _reasons(fresh: list[Alarm]) -> str:
    """The alarms in one line; a `|` would begin the numbers."""
    reasons = [f"{one.kind.value} {one.subject}: {one.sentence}".replace("|", "/") for one in fresh[:_MOST_TOLD]]
    more = [f"and {len(fresh) - _MOST_TOLD} more"] if len(fresh) > _MOST_TOLD else []
    return "; ".join([*reasons, *more]) or "nothing to do"
