"""The agenda: which of the daemon's sources may be due, found by one cheap look a second.

Whether they are is decided under their lease (schedules.claiming). No host gets more than a few of the places, so that
the many sources of a slow one do not keep the others waiting.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from yarl import URL

from ingest.freshness import LONGEST_WAIT
from ingest.rhythm import SPREAD
from ingest.sources import AnySource, FeedSource
from schedules.settings import Config
from storage.database import Database
from storage.fetch_states import Standing
from storage.leases import due

MOST = 1000
"""So many sources at most are claimed at a time: under way, or waiting for their host or a slot."""

PER_TURN = 10
"""So many of one host for each request that it takes at once: enough until the next look."""

_HOUR = timedelta(hours=1)


class Agenda:
    """The sources of the settings that are enabled, and which of them were never claimed under this address."""

    def __init__(self, config: Config, standings: dict[str, Standing], known: Collection[str]) -> None:
        """`standings` are those of all feeds, `known` the sources that were claimed before."""
        self._sources = {source.name: source for source in config.sources if source.enabled}
        self._hosts = {name: URL(one.url).host for name, one in self._sources.items() if isinstance(one, FeedSource)}
        self._per_host = config.settings.http.per_host * PER_TURN
        self._fresh = {name for name, one in self._sources.items() if _is_fresh(one, standings.get(name), known)}
        self._longest: tuple[datetime, timedelta] | None = None

    def candidates(self, database: Database, now: datetime, busy: Collection[str]) -> list[AnySource]:
        """Sources that may be due, those due longest first; `busy` are under way already."""
        at_host = Counter(self._hosts.get(name) for name in busy)
        chosen: list[AnySource] = []
        for source in self._due(database, now):
            host = self._hosts.get(source.name)
            if source.name in busy or (host is not None and at_host[host] >= self._per_host):
                continue
            if len(chosen) + len(busy) >= MOST:
                break
            at_host[host] += 1
            chosen.append(source)
        return chosen

    def claimed(self, names: Collection[str]) -> None:
        """These have been claimed: from now on their lease says when they are due."""
        self._fresh.difference_update(names)

    def _due(self, database: Database, now: datetime) -> Iterator[AnySource]:
        names = [*sorted(self._fresh), *due(database, now, now + self._longest_wait(now))]
        return (self._sources[name] for name in dict.fromkeys(names) if name in self._sources)

    def _longest_wait(self, now: datetime) -> timedelta:
        """No source is due later than that from now, unless the clock was set back. Worked out once an hour."""
        if self._longest is None or not self._longest[0] <= now < self._longest[0] + _HOUR:
            waits = (_longest_wait(source, now) for source in self._sources.values())
            self._longest = now, max(waits, default=LONGEST_WAIT) * (1 + SPREAD) + _HOUR
        return self._longest[1]


def _longest_wait(source: AnySource, now: datetime) -> timedelta:
    timetable = source.timetable
    if timetable is None:
        return max(LONGEST_WAIT, source.interval(now))
    return timetable.at_or_after(now + LONGEST_WAIT) - now


def _is_fresh(source: AnySource, standing: Standing | None, known: Collection[str]) -> bool:
    has_moved = isinstance(source, FeedSource) and standing is not None and standing.state.home != source.url
    return source.name not in known or has_moved
