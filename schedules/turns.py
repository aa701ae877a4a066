"""One source's turn: from what its host answered to its next state, what is delivered, and what failed."""

from dataclasses import replace
from datetime import datetime

from ingest.answers import Fetched, Outcome
from ingest.errors import IngestError, Throttled
from ingest.raw import Delivery
from ingest.rhythm import FetchState, is_unchanged, next_state
from ingest.sources import FeedSource
from schedules.failures import source_failure
from storage.feeds import Turn
from storage.fetch_states import Ending
from storage.leases import Lease
from storage.storable import MAX_ADDRESS, legible

NEW, SAME, NOT_MODIFIED = "fetched", "unchanged", "not_modified"
"""What a turn that went well can bring: a body, the same body again, or none."""


def turn_of(
    source: FeedSource, lease: Lease, before: FetchState, outcome: Outcome | IngestError, now: datetime, jitter: float
) -> Turn:
    """The turn that an outcome makes of the state before it, under a lease. `jitter` is from 0 to below 1.

    A pause that the host asked for is no failure: nobody has to act.
    """
    after = _next_state(source, before, outcome, now, jitter)
    if isinstance(outcome, IngestError):
        ending = Ending(
            outcome.code,
            now,
            is_well=False,
            sentence=outcome.sentence,
            advice=outcome.advice,
            held_until=_held_until(outcome),
        )
        failure = None if isinstance(outcome, Throttled) else source_failure(source, outcome)
        return Turn(lease, after, ending, failure=failure)
    if not isinstance(outcome, Fetched):
        return Turn(lease, after, Ending(NOT_MODIFIED, now))
    if is_unchanged(before, outcome):
        return Turn(lease, after, Ending(SAME, now), is_known=True)
    return Turn(lease, after, Ending(NEW, now), delivery=delivery_of(source, outcome))


def _next_state(
    source: FeedSource, before: FetchState, outcome: Outcome | IngestError, now: datetime, jitter: float
) -> FetchState:
    """The state after an outcome. What is due by a timetable comes at one of its times, and is not spread."""
    timetable = source.timetable
    if timetable is None:
        return next_state(before, outcome, source.interval(now), now, jitter)
    after = next_state(before, outcome, source.interval(now), now, jitter=0)
    return after if after.next_due is None else replace(after, next_due=timetable.at_or_after(after.next_due))


def _held_until(error: IngestError) -> datetime | None:
    return error.retry_at if isinstance(error, Throttled) and error.whole_host else None


def delivery_of(source: FeedSource, fetched: Fetched) -> Delivery:
    """What was fetched. Headers are the host's words: what no database keeps of them is written out."""
    is_short = len(fetched.address.encode()) <= MAX_ADDRESS
    return Delivery(
        source=source.name,
        provider=source.scope,
        address=fetched.address if is_short else source.url,
        media_type=legible(fetched.media_type),
        received_at=fetched.received_at,
        raw=fetched.body,
        envelope={"charset": legible(fetched.charset)} if fetched.charset else {},
    )
