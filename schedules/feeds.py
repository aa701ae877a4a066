"""Feeds in a run: asks those that it claimed and keeps what they bring, then splits all that is kept.

    claimed | fetch | keep_turns ... unsplit | split in a worker | keep_split

The second half takes up what the run took over from others, kept and not split, too.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

from ingest.answers import Outcome
from ingest.errors import IngestError, UnreadableFeed
from ingest.raw import Delivery, RawCopy
from ingest.registry import FEED
from ingest.rhythm import FetchState
from ingest.source_address import shown
from ingest.sources import AnySource, FeedSource
from ingest.worker import Workers
from ingest.worker_limits import WorkerLimits
from schedules.claiming import Claimed
from schedules.desk import Desk
from schedules.due import Plan
from schedules.failures import tell
from schedules.turns import NEW, turn_of
from storage.errors import RawCopyLost
from storage.feeds import KeptDelivery, Split, Turn, keep_split, keep_turns, unsplit
from storage.leases import Lease, release
from storage.quarantine import Failure
from storage.runs import Tally

if TYPE_CHECKING:
    from schedules.fetching import Answer

CHUNK = 50
CHUNK_BYTES = 4_000_000
"""So many deliveries, or bytes of them, are split by one call of a worker and kept in one transaction."""

_Value = TypeVar("_Value")
_Pieces = tuple[RawCopy, ...] | UnreadableFeed


class Attempt(Protocol):
    """Does a piece of one source's work; what goes wrong with it comes back as a value."""

    def __call__(self, source: AnySource, work: Callable[[], _Value]) -> "_Value | IngestError":
        """Return what `work` returns, or the error that it ended in."""
        ...


@dataclass(slots=True)
class FeedsReport:
    """How the feeds of a run fared, in numbers of sources; `left` were due and had no answer when time was up.

    `stale` became another run's before their answer could be kept.
    """

    asked: int = 0
    fetched: int = 0
    unchanged: int = 0
    throttled: int = 0
    failed: int = 0
    left: int = 0
    not_due: int = 0
    stale: int = 0


class FeedRound:
    """One run's work on feeds. `failed` names those that could not be taken in, `report` counts them all."""

    def __init__(self, desk: Desk, run_id: int, tally: Tally, attempt: Attempt) -> None:
        self.report = FeedsReport()
        self.failed: list[str] = []
        self._desk = desk
        self._run_id = run_id
        self._tally = tally
        self._attempt = attempt
        self._waiting: dict[int, Turn] = {}
        self._asked: dict[str, tuple[FeedSource, Lease, FetchState]] = {}

    def fetch(self, claimed: Claimed) -> None:
        """Ask the sources that were claimed, and keep what they bring, batch by batch."""
        plan = claimed.plan
        self._asked = {name: (source, claimed.leases[name], plan.states[name]) for name, source in plan.sources.items()}
        self.report.not_due = claimed.not_due
        left = dict(self._asked)
        for answers in self._answers(plan):
            self._keep(
                [self._turn(one.source, self._attempt(plan.sources[one.source], one.outcome)) for one in answers]
            )
            for one in answers:
                del left[one.source]
        self.report.left = len(left)
        if left:
            release(self._desk.database, self._run_id, [lease for _, lease, _ in left.values()])
            self._desk.log.warning("feeds_left", run=self._run_id, number=len(left))

    def split(self) -> None:
        """Split every delivery that is the run's, chunk by chunk; those that it took over are among them."""
        after = 0
        with Workers(WorkerLimits()) as workers:
            while chunk := unsplit(self._desk.database, self._run_id, CHUNK, CHUNK_BYTES, after):
                after = chunk[-1].id
                splits = [*self._split(workers, chunk)]
                self._tally.count_split(keep_split(self._desk.database, splits, self._run_id, self._desk.now()))

    def _answers(self, plan: Plan) -> "Iterator[Sequence[Answer]]":
        if not plan.sources:
            return iter(())
        # Loading aiohttp takes longer than a run that has nothing to fetch.
        from schedules.fetching import Round, fetch_round  # noqa: PLC0415

        requests = {name: source.request(plan.states[name]) for name, source in plan.sources.items()}
        settings = self._desk.config.settings
        return fetch_round(Round(requests, plan.held), settings.http, self._desk.now, settings.run.batch)

    def _turn(self, name: str, outcome: Outcome | IngestError) -> Turn:
        source, lease, before = self._asked[name]
        return turn_of(source, lease, before, outcome, self._desk.now(), self._desk.chance())

    def _keep(self, turns: Sequence[Turn]) -> None:
        kept = keep_turns(self._desk.database, turns, self._run_id)
        self._tally.count_turns(kept)
        self._waiting.update(kept.waiting)
        for turn in turns:
            self._count(turn, is_stale=turn.source in kept.stale)

    def _count(self, turn: Turn, *, is_stale: bool) -> None:
        self.report.asked += 1
        if is_stale:
            self.report.stale += 1
            self._desk.log.warning("turn_stale", source=turn.source, run=self._run_id)
        elif turn.failure is not None:
            self._fail(turn.failure)
        elif not turn.ending.is_well:
            self.report.throttled += 1
        elif turn.ending.code == NEW:
            self.report.fetched += 1
        else:
            self.report.unchanged += 1

    def _fail(self, failure: Failure) -> None:
        self.report.failed += 1
        self.failed.append(failure.source)
        tell(self._desk, failure, self._run_id)

    def _split(self, workers: Workers, chunk: Sequence[KeptDelivery]) -> Iterator[Split]:
        """What splitting each delivery of a chunk came to."""
        whole: list[tuple[KeptDelivery, Delivery]] = []
        for one in chunk:
            try:
                whole.append((one, one.delivery()))
            except RawCopyLost as error:
                yield self._broken(one, None, error)
        pieces = _in_worker(workers, tuple(delivery for _, delivery in whole))
        for (one, _), came in zip(whole, pieces, strict=True):
            turn = self._waiting.pop(one.id, None)
            if isinstance(came, UnreadableFeed):
                yield self._broken(one, turn, came)
            else:
                yield Split(one.id, one.source, came, turn)

    def _broken(self, one: KeptDelivery, turn: Turn | None, error: UnreadableFeed | RawCopyLost) -> Split:
        """A delivery that can't be split. The turn that brought it ends in the error: its old validators stay."""
        if turn is not None and isinstance(error, UnreadableFeed):
            self.report.fetched -= turn.ending.code == NEW
            turn = self._turn(one.source, error)
            failure = turn.failure
        else:
            turn, failure = None, Failure(one.source, shown(one.address), error.code, error.sentence, error.advice)
        if failure is not None:
            self._fail(failure)
        return Split(one.id, one.source, None, turn, failure)


def _in_worker(workers: Workers, deliveries: tuple[Delivery, ...]) -> tuple[_Pieces, ...]:
    """The pieces of each delivery. Where one call can't do them all, each gets a call of its own."""
    if not deliveries:
        return ()
    try:
        return workers.call(FEED.split, deliveries, shown(deliveries[0].address))
    except UnreadableFeed as error:
        if len(deliveries) == 1:
            return (error,)
        return tuple(pieces for one in deliveries for pieces in _in_worker(workers, (one,)))
