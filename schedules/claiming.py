"""Claims the sources that a run is to fetch: wanted and due, and not another run's.

    how they stand | who is due | claim | how they stand now | who is due still

The second look is under the lease: between the first and the claim another run may have had the source.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ingest.sources import AnySource, FeedSource
from schedules.desk import Desk
from schedules.due import Plan, Wish, plan_round
from storage.fetch_states import standings
from storage.leases import Lease, claim, holders, release


@dataclass(frozen=True, slots=True)
class Claimed:
    """What a run has to fetch: leases of all its sources by name, and the plan for the feeds among them.

    `busy`: the sources that were wanted and are another run's, with that run; `not_due` feeds were left alone.
    """

    leases: Mapping[str, Lease]
    plan: Plan
    busy: Mapping[str, int]
    not_due: int


def claim_wanted(desk: Desk, run_id: int, sources: Sequence[AnySource], wish: Wish) -> Claimed:
    """Lease what is due among the sources; raises RunClosed."""
    feeds = [source for source in sources if isinstance(source, FeedSource)]
    due = _plan(desk, feeds, feeds, wish).sources
    wanted = [source.name for source in sources if source.name in due or not isinstance(source, FeedSource)]
    claimed = claim(desk.database, run_id, wanted, len(wanted), desk.lease_s, desk.now())
    leases = {one.source: one for one in claimed}
    plan = _plan(desk, [feed for feed in feeds if feed.name in leases], feeds, wish)
    idle = [leases.pop(feed.name) for feed in feeds if feed.name in leases and feed.name not in plan.sources]
    if idle:
        release(desk.database, run_id, idle)
    busy = holders(desk.database, [name for name in wanted if name not in leases], desk.now())
    not_due = sum(feed.name not in leases and feed.name not in busy for feed in feeds)
    return Claimed(leases, plan, busy, not_due)


def _plan(desk: Desk, chosen: Sequence[FeedSource], feeds: Sequence[FeedSource], wish: Wish) -> Plan:
    """The plan for the chosen feeds; hosts that asked for a pause are known from all feeds of the run."""
    stand = standings(desk.database, [feed.name for feed in feeds]) if chosen else {}
    return plan_round(chosen, stand, wish, desk.now())
