"""When something is wrong enough to alarm an operator: a pure function from facts to alarms.

An alarm that stands is over a little later than it began, so that what wavers at a limit is not told again and again.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from types import MappingProxyType

from schedules.settings import AlarmSettings
from storage.alarms import Alarm
from storage.health import Lag, Queue
from storage.states import AlarmKind, Severity

DESK = "desk"
"""The subject of alarms that are about no source and no run."""

QUARANTINE_OVER = timedelta(days=1)
"""Entries of the quarantine that were opened within so long are new."""

BOOKS_OVER = timedelta(days=7)
"""A run whose books are off is told of for so long."""

FEWEST_ARRIVALS = 6
"""A source that brought something less often has no rhythm yet, and can't fall out of it."""

FEWEST_COPIES = 5
"""The lag of fewer copies says nothing."""

EASE = 0.9
"""A number that stood above its limit has to fall to this share of it before its alarm is over."""

SEVERITIES = MappingProxyType(
    {
        AlarmKind.SOURCE_SILENT: Severity.WARNING,
        AlarmKind.SOURCE_FAILING: Severity.WARNING,
        AlarmKind.QUARANTINE_GROWING: Severity.WARNING,
        AlarmKind.LAG_HIGH: Severity.WARNING,
        AlarmKind.DISK_LOW: Severity.CRITICAL,
        AlarmKind.BOOKS_OFF: Severity.CRITICAL,
        AlarmKind.DESK_SILENT: Severity.CRITICAL,
    }
)

ADVICE = MappingProxyType(
    {
        AlarmKind.SOURCE_SILENT: "look whether it still publishes: copydesk sources show NAME",
        AlarmKind.SOURCE_FAILING: "do what its last error advises, or pause it: copydesk sources show NAME",
        AlarmKind.QUARANTINE_GROWING: "see what they have in common: copydesk quarantine list",
        AlarmKind.LAG_HIGH: "see what waits, and how often sources are asked: copydesk status",
        AlarmKind.DISK_LOW: "make room, or move the database: fetching stops when the disk is full",
        AlarmKind.BOOKS_OFF: "copydesk db check, and report it: a defect of copydesk",
        AlarmKind.DESK_SILENT: "see that the daemon or cron runs, and what it logs",
    }
)
"""What to do about an alarm, in a line; docs/operate.md has a section for each."""


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """What is known of a source that should be working: turns that failed in a row, and what it brought when.

    `looked_at` is when it was last looked at in vain or with success: a source that nobody asks is not silent.
    `usual_pause_s` is None where it has no rhythm yet, or brought something so lately that nobody needs to know.
    """

    name: str
    failures: int = 0
    trouble: str = ""
    is_gone: bool = False
    looked_at: datetime | None = None
    last_arrival: datetime | None = None
    usual_pause_s: float | None = None

    @property
    def quiet_s(self) -> float:
        """Seconds for which it was looked at and had nothing new; 0 where it never brought anything."""
        if self.last_arrival is None or self.looked_at is None:
            return 0.0
        return (self.looked_at - self.last_arrival).total_seconds()


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is judged, as it was at one moment. `last_at_work` is when a run was last known to be at work."""

    now: datetime
    sources: tuple[SourceFacts, ...]
    queue: Queue
    lag: Lag | None
    free_bytes: int
    unbalanced: tuple[int, ...]
    last_at_work: datetime | None


Standing = Collection[tuple[AlarmKind, str]]
"""The alarms that are open, by kind and subject."""


def judge(facts: Facts, limits: AlarmSettings, standing: Standing = ()) -> tuple[Alarm, ...]:
    """Every alarm that the facts give cause for, those of sources first."""
    found = [*_sources(facts, limits), *_desk(facts, limits, standing)]
    return tuple(Alarm(kind, subject, SEVERITIES[kind], sentence) for kind, subject, sentence in found)


def usual_pause(arrivals: Sequence[datetime]) -> float | None:
    """The longest pause, in seconds, that is usual between arrivals, newest first; None where they are too few.

    It is the second longest of all: nights and weekends are among the usual ones, a single outage is not.
    """
    if len(arrivals) < FEWEST_ARRIVALS:
        return None
    pauses = sorted((later - earlier).total_seconds() for later, earlier in pairwise(arrivals))
    return pauses[-2]


def silent_after_s(usual_pause_s: float, limits: AlarmSettings) -> float:
    """Seconds without anything new after which a source with this usual pause is silent."""
    return max(limits.silent_floor_s, limits.silent_factor * usual_pause_s)


def in_words(seconds: float) -> str:
    """A span of time for people, in its two largest units: `3 d 4 h`, `12 min`."""
    left = int(max(seconds, 0))
    told: list[str] = []
    for unit, size in (("d", 86_400), ("h", 3600), ("min", 60), ("s", 1)):
        number, left = divmod(left, size)
        if number:
            told.append(f"{number} {unit}")
    return " ".join(told[:2]) or "0 s"


def _sources(facts: Facts, limits: AlarmSettings) -> Iterator[tuple[AlarmKind, str, str]]:
    for one in facts.sources:
        if one.is_gone:
            yield (
                AlarmKind.SOURCE_FAILING,
                one.name,
                "its host says that it is gone for good, so it is not asked any more",
            )
        elif one.failures >= limits.failing_after:
            yield AlarmKind.SOURCE_FAILING, one.name, f"failed {one.failures} times in a row: {one.trouble}"
        elif one.usual_pause_s is not None and one.quiet_s > silent_after_s(one.usual_pause_s, limits):
            quiet, usual = in_words(one.quiet_s), in_words(one.usual_pause_s)
            yield AlarmKind.SOURCE_SILENT, one.name, f"nothing new for {quiet}; usual are {usual} at most"


def _desk(facts: Facts, limits: AlarmSettings, standing: Standing) -> Iterator[tuple[AlarmKind, str, str]]:
    eased = {kind: EASE for kind, subject in standing if subject == DESK}
    new = facts.queue.quarantine_new
    if new >= limits.quarantine_new * eased.get(AlarmKind.QUARANTINE_GROWING, 1):
        yield AlarmKind.QUARANTINE_GROWING, DESK, f"{new} entries of the last day are open in quarantine"
    if sentence := _lag(facts, limits.lag_s * eased.get(AlarmKind.LAG_HIGH, 1)):
        yield AlarmKind.LAG_HIGH, DESK, sentence
    if facts.free_bytes < limits.disk_low_bytes / eased.get(AlarmKind.DISK_LOW, 1):
        yield AlarmKind.DISK_LOW, DESK, f"{facts.free_bytes / 1e9:.1f} GB are free on the disk"
    for run in facts.unbalanced:
        yield AlarmKind.BOOKS_OFF, f"run {run}", "its books do not balance"
    if limits.desk_silent_s is not None and facts.last_at_work is not None:
        quiet_s = (facts.now - facts.last_at_work).total_seconds()
        if quiet_s > limits.desk_silent_s:
            yield AlarmKind.DESK_SILENT, DESK, f"no run has been at work for {in_words(quiet_s)}"


def _lag(facts: Facts, limit_s: float) -> str:
    """What is wrong with how long copy takes; empty where nothing is."""
    since = facts.queue.waiting_since
    if since is not None and (waited_s := (facts.now - since).total_seconds()) > limit_s:
        return f"copy has waited {in_words(waited_s)} to be stored"
    lag = facts.lag
    if lag is not None and lag.copies >= FEWEST_COPIES and lag.median_s > limit_s:
        return f"half of the copy took over {in_words(lag.median_s)} from published to stored"
    return ""
