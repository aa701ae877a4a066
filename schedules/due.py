"""Which feeds a run asks: those that are due, unless an operator or a host wants them left alone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from ingest.errors import Throttled
from ingest.freshness import LONGEST_WAIT
from ingest.rhythm import FetchState, first_state, is_due
from ingest.sources import DropSource, FeedSource
from ingest.timetable import Timetable
from storage.fetch_states import Standing


@dataclass(frozen=True, slots=True)
class Wish:
    """What the operator wants beside the rhythm: feeds `now`, before their time; and whether they are named.

    `now` does not reach a feed that the operator paused, that is gone, or whose host asked for a pause, unless it
    is named too: then it is asked whatever stands.
    """

    now: bool = False
    named: bool = False

    @property
    def is_command(self) -> bool:
        """Whether the feeds are asked whatever stands."""
        return self.now and self.named


@dataclass(frozen=True, slots=True)
class Plan:
    """The feeds to ask, by name, each with its state; and hosts that want no request before an instant."""

    sources: Mapping[str, FeedSource]
    states: Mapping[str, FetchState]
    held: Mapping[str, datetime]


def plan_round(sources: Sequence[FeedSource], standings: Mapping[str, Standing], wish: Wish, now: datetime) -> Plan:
    """Choose among the sources of a run by how they stand."""
    wanted = [source for source in sources if _is_wanted(source, standings.get(source.name), wish, now)]
    return Plan(
        sources={source.name: source for source in wanted},
        states={source.name: _state(source, standings.get(source.name)) for source in wanted},
        held={} if wish.is_command else held_hosts(standings.values(), now),
    )


def _state(source: FeedSource, standing: Standing | None) -> FetchState:
    """The source's state; a new one where its address in the settings has changed."""
    if standing is None or standing.state.home != source.url:
        return first_state(source.url)
    return standing.state


def _is_wanted(source: FeedSource, standing: Standing | None, wish: Wish, now: datetime) -> bool:
    if standing is None or wish.is_command:
        return True
    if standing.paused_at is not None:
        return False
    state = _state(source, standing)
    if wish.now and state is standing.state:
        return state.gone_at is None and not _is_held(standing, now)
    return is_feed_due(source, state, now)


def is_feed_due(source: FeedSource, state: FetchState, now: datetime) -> bool:
    """Whether a feed's next turn has come, by its interval or its timetable."""
    if source.timetable is None:
        return is_due(state, source.interval(now), now)
    return state.gone_at is None and _has_come(source.timetable, state.next_due, now)


def is_folder_due(source: DropSource, next_due: datetime | None, now: datetime) -> bool:
    """Whether the time has come to look into a folder; one without a timetable is looked into at any time."""
    return source.timetable is None or _has_come(source.timetable, next_due, now)


def _has_come(timetable: Timetable, next_due: datetime | None, now: datetime) -> bool:
    """Whether a due time has come. One that no wait leads to is the mark of a clock that was set back."""
    if next_due is None or next_due <= now:
        return True
    # Nobody asks for a longer wait, but the timetable may have nothing to offer right after it.
    return next_due > timetable.at_or_after(now + LONGEST_WAIT)


def _is_held(standing: Standing, now: datetime) -> bool:
    """Whether the host asked for a pause that is not over."""
    due = standing.state.next_due
    return standing.last_outcome == Throttled.code and due is not None and due > now


def held_hosts(standings: Iterable[Standing], now: datetime) -> dict[str, datetime]:
    """Hosts that asked for a pause of all that is fetched there, with the end of the longest."""
    held: dict[str, datetime] = {}
    for standing in standings:
        host = urlsplit(standing.state.address).hostname or ""
        if standing.held_until is not None and standing.held_until > now:
            held[host] = max(standing.held_until, held.get(host, now))
    return held
