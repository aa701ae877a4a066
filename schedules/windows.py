"""What the windows of a backfill are worked with, whatever they are of: the run, a span of time, a pace."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol

from ingest.worker import Workers
from schedules.desk import Desk
from storage.runs import Tally
from storage.windows import Asked, Came, Planned, Window


@dataclass(frozen=True, slots=True)
class Span:
    """From a moment on, up to a moment: None is no bound."""

    since: datetime | None = None
    until: datetime | None = None

    def holds(self, moment: datetime) -> bool:
        """Whether the moment lies within."""
        return (self.since is None or moment >= self.since) and (self.until is None or moment < self.until)

    @property
    def is_bounded(self) -> bool:
        """Whether there is a bound."""
        return self.since is not None or self.until is not None

    def as_plain(self) -> dict[str, str]:
        """Its bounds as text, in UTC."""
        bounds = {"since": self.since, "until": self.until}
        return {name: at.astimezone(UTC).isoformat() for name, at in bounds.items() if at is not None}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an operator wants of a backfill: a span of time, at most so many pieces, at most so many a second."""

    span: Span = Span()
    limit: int | None = None
    rate: float | None = None

    def as_plain(self) -> dict[str, object]:
        """What makes it the same backfill again; the rate does not."""
        return {**self.span.as_plain(), **({} if self.limit is None else {"limit": self.limit})}

    def at_most(self, usual: int) -> int:
        """Pieces of one window: the usual number, or what the rate allows in a second."""
        return usual if self.rate is None else max(1, min(usual, int(self.rate)))


@dataclass(slots=True)
class Pace:
    """Keeps to at most `rate` pieces a second, on average over the pieces of one window; None is no bound."""

    rate: float | None
    now: Callable[[], datetime]
    wait: Callable[[float], object]
    _free_at: datetime | None = field(default=None, repr=False)

    def spend(self, pieces: int) -> None:
        """Wait until it is time for so many pieces more."""
        if self.rate is None:
            return
        start = self.now()
        if self._free_at is not None and self._free_at > start:
            self.wait((self._free_at - start).total_seconds())
            start = self._free_at
        self._free_at = start + timedelta(seconds=pieces / self.rate)


@dataclass(frozen=True, slots=True)
class Job:
    """The run that works on windows: its desk, number, own count, pace, and workers for what strangers sent."""

    desk: Desk
    run_id: int
    tally: Tally
    pace: Pace
    workers: Workers


class Kind(Protocol):
    """A kind of backfill: how it is named, cut into windows, and done."""

    asked: Asked

    def plan(self, desk: Desk) -> Sequence[Planned]:
        """The windows that are known before any is done; raises IngestError."""
        ...

    def work(self, job: Job, window: Window) -> Came:
        """Keep what a window covers; raises IngestError and Unstorable, which fail it."""
        ...
