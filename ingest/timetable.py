"""A timetable: the times of a cron expression, in the time zone that it is meant in.

Five fields as crontab(5) has them: minute, hour, day of month, month, day of week (0 and 7 are Sunday, names are taken
too); where both days are restricted, either will do. When clocks change the rule is that of Vixie cron: a time that the
clocks skip comes at the instant at which they skip it, one that they show twice comes once, and what is meant for
every hour ('*') comes in every hour that passes. APScheduler's trigger finds the times; which instant a time is,
is decided here: on its own it would let a repeated time come twice, and a skipped one not at all.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from apscheduler.triggers.cron import CronTrigger  # type: ignore[import-untyped]  # the library has no types

_FIELDS = 5
_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_TICK = timedelta(microseconds=1)
_LONG_AGO = datetime(2024, 1, 1, tzinfo=UTC)  # a year with a 29 February


def find_zone(name: str) -> ZoneInfo:
    """The IANA time zone of that name. Raises ValueError where there is none."""
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        raise ValueError(f"{name!r} is no time zone of the IANA database, like Europe/Lisbon") from None


class Timetable:
    """The times of `cron` in the IANA time zone `zone`. Raises ValueError, in a sentence, where either is wrong."""

    def __init__(self, cron: str, zone: str) -> None:
        self.cron = cron
        self.zone = find_zone(zone)
        if next(self._walls(_LONG_AGO), None) is None:
            raise ValueError("never comes: there is no such day")

    def after(self, instant: datetime) -> datetime:
        """The first time of the timetable that comes later than an instant."""
        if self._is_hourly:
            found = (_next(trigger, instant + _TICK) for trigger in self._in_zone)
            return min(at for at in found if at is not None).astimezone(UTC)
        local = instant.astimezone(self.zone).replace(tzinfo=UTC, fold=0)
        return next(at for wall in self._walls(local) if (at := self._instant(wall)) > instant)

    def at_or_after(self, instant: datetime) -> datetime:
        """The first time of the timetable that comes at an instant or later."""
        return self.after(instant - _TICK)

    @cached_property
    def _is_hourly(self) -> bool:
        return self.cron.split()[1] == "*"

    @cached_property
    def _on_wall(self) -> "tuple[CronTrigger, ...]":
        return _triggers(self.cron, UTC)

    @cached_property
    def _in_zone(self) -> "tuple[CronTrigger, ...]":
        return _triggers(self.cron, self.zone)

    def _walls(self, wall: datetime) -> Iterator[datetime]:
        """The times as a clock on the wall shows them, later than `wall`, labelled as if they were UTC."""
        while found := [at for trigger in self._on_wall if (at := _next(trigger, wall + _TICK)) is not None]:
            wall = min(found)
            yield wall

    def _instant(self, wall: datetime) -> datetime:
        """The instant at which a clock on the wall shows a time first, or at which it skips it."""
        local = wall.replace(tzinfo=self.zone)
        before, after = local.astimezone(UTC), local.replace(fold=1).astimezone(UTC)
        if before <= after:
            return before
        # Skipped: read by the old offset it lies behind the change, by the new one before it.
        early, late = after, before
        offset = early.astimezone(self.zone).utcoffset()
        while late - early > timedelta(seconds=1):
            middle = (early + (late - early) / 2).replace(microsecond=0)
            early, late = (middle, late) if middle.astimezone(self.zone).utcoffset() == offset else (early, middle)
        return late


def _next(trigger: "CronTrigger", instant: datetime) -> datetime | None:
    at: datetime | None = trigger.get_next_fire_time(None, instant)
    return at


def _triggers(cron: str, zone: tzinfo) -> "tuple[CronTrigger, ...]":
    """One trigger, or two where either of two restricted days will do."""
    # Loaded where a source has a timetable: it takes as long as a small run.
    from apscheduler.triggers.cron import CronTrigger  # noqa: PLC0415

    fields = cron.split()
    if len(fields) != _FIELDS:
        raise ValueError(f"has {len(fields)} fields and needs {_FIELDS}: minute, hour, day, month, day of week")
    minute, hour, day, month, weekday = fields
    days = [(day, "*"), ("*", weekday)] if "*" not in (day[0], weekday[0]) else [(day, weekday)]
    return tuple(
        CronTrigger(minute=minute, hour=hour, day=one, month=month, day_of_week=_weekdays(other), timezone=zone)
        for one, other in days
    )


def _weekdays(field: str) -> str:
    """The field of weekdays by their names: APScheduler counts from Monday, crontab from Sunday."""
    if field == "*":
        return field
    named = {_DAYS[number % 7] for part in field.split(",") for number in _range(part)}
    return ",".join(day for day in (*_DAYS[1:], _DAYS[0]) if day in named)


def _range(part: str) -> range:
    """The numbers of the weekdays that a part like `1-5`, `fri-mon` or `*/2` names; beyond 6 they begin anew."""
    ends, _, step = part.partition("/")
    first, _, last = ("sun-sat" if ends == "*" else ends).partition("-")
    start, end = _number(first), _number(last or first)
    if not (step or "1").isdecimal() or step == "0":
        raise ValueError(f"{part!r} is no step between weekdays")
    return range(start, end + 1 if start <= end else end + 8, int(step or 1))


def _number(day: str) -> int:
    if day.lower() in _DAYS:
        return _DAYS.index(day.lower())
    if day in ("0", "1", "2", "3", "4", "5", "6", "7"):
        return int(day)
    raise ValueError(f"{day!r} is no weekday: sun to sat, or 0 to 7")
