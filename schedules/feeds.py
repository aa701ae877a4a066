"""Feeds in a run: asks those that it claimed and keeps what they bring, then splits all that is kept.

    claimed | fetch | keep_turns ... unsplit | split in a worker | keep_split

The second half takes up what the run took over from others, kept and not split, too.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Protocol, TypeVar

from ingest.answers import FetchRequest, Outcome
from ingest.errors import IngestError, UnreadableFeed
from ingest.raw import Delivery, RawCopy
from ingest.registry import FEED
from ingest.rhythm import FetchState
from ingest.source_address import shown
from ingest.sources import AnySource, FeedSource
from ingest.worker import Workers
from schedules.claiming import Claimed
from schedules.desk import Desk
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


@dataclass(frozen=True, slots=True)
class Asked:
    """A source whose turn it is: under which lease, and its state before the turn."""

    source: FeedSource
    lease: Lease
    before: FetchState


class FeedRound:
    """One run's work on feeds. `failed` names those that could not be taken in, `report` counts them all.

    `asked` holds the sources whose turn is not over, by name. A round that relieves another one gets those of that one.
    """

    def __init__(
        self, desk: Desk, run_id: int, tally: Tally, attempt: Attempt, asked: "dict[str, Asked] | None" = None
    ) -> None:
        self.report = FeedsReport()
        self.failed: list[str] = []
        self.asked: dict[str, Asked] = {} if asked is None else asked
        self._desk = desk
        self._run_id = run_id
        self._tally = tally
        self._attempt = attempt
        self._waiting: dict[int, Turn] = {}

    def use(self, desk: Desk) -> None:
        """Go on with other settings."""
        self._desk = desk

    def fetch(self, claimed: Claimed) -> None:
        """Ask the sources that were claimed, and keep what they bring, batch by batch."""
        self.report.not_due = claimed.not_due
        left = dict(claimed.plan.sources)
        for answers in self._answers(claimed):
            self.keep(answers)
            for one in answers:
                del left[one.source]
        self.report.left = len(left)
        if left:
            release(self._desk.database, self._run_id, [self.asked.pop(name).lease for name in left])
            self._desk.log.warning("feeds_left", run=self._run_id, number=len(left))

    def ask(self, claimed: Claimed) -> dict[str, FetchRequest]:
        """What is to be fetched for the sources that were claimed; each turn is over when it has been kept or split."""
        plan = claimed.plan
        new = {name: Asked(one, claimed.leases[name], plan.states[name]) for name, one in plan.sources.items()}
        self.asked.update(new)
        return {name: one.source.request(one.before) for name, one in new.items()}

    def keep(self, answers: "Sequence[Answer]") -> None:
        """Keep what came of fetches; an answer that nobody waits for any more is dropped."""
        asked = [(one, self.asked[one.source]) for one in answers if one.source in self.asked]
        turns = [self._turn(one.source, self._attempt(about.source, one.outcome)) for one, about in asked]
        kept = keep_turns(self._desk.database, turns, self._run_id)
        self._tally.count_turns(kept)
        self._waiting.update(kept.waiting)
        for turn in turns:
            self._count(turn, is_stale=turn.source in kept.stale)
        for name in {turn.source for turn in turns} - {turn.source for turn in kept.waiting.values()}:
            del self.asked[name]

    def split(self, workers: Workers) -> None:
        """Split every delivery that is the run's, chunk by chunk; those that it took over are among them."""
        after = 0
        while chunk := unsplit(self._desk.database, self._run_id, CHUNK, CHUNK_BYTES, after):
            if self._desk.is_stopping():
                return
            after = chunk[-1].id
            splits = [*self._split(workers, chunk)]
            self._tally.count_split(keep_split(self._desk.database, splits, self._run_id, self._desk.now()))
            for split in splits:
                if split.turn is not None:
                    del self.asked[split.source]
        self._forget_waiting()

    def _forget_waiting(self) -> None:
        """Give back the sources of turns whose delivery became another run's: their own turn is over, too."""
        if self._waiting:
            release(self._desk.database, self._run_id, [turn.lease for turn in self._waiting.values()])
        for turn in self._waiting.values():
            self.asked.pop(turn.source, None)
        self._waiting.clear()

    def _answers(self, claimed: Claimed) -> "Iterator[Sequence[Answer]]":
        """The answers of the hosts as they come; after `round_s` seconds nothing more is waited for."""
        if not claimed.plan.sources:
            return
        # Loading aiohttp takes longer than a run that has nothing to fetch.
        from schedules.fetching import Fetcher  # noqa: PLC0415

        settings = self._desk.config.settings
        with Fetcher(settings.http, self._desk.now) as fetcher:
            fetcher.submit(self.ask(claimed), claimed.plan.held)
            ends_at = monotonic() + settings.http.round_s
            while fetcher.load and (answers := fetcher.take(settings.run.batch, max(0, ends_at - monotonic()))):
                yield answers

    def _turn(self, name: str, outcome: Outcome | IngestError) -> Turn:
        about = self.asked[name]
        return turn_of(about.source, about.lease, about.before, outcome, self._desk.now(), self._desk.chance())

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
        pieces = self._in_worker(workers, tuple(delivery for _, delivery in whole))
        for (one, _), came in zip(whole, pieces, strict=True):
            if came is None:
                continue
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

    def _in_worker(self, workers: Workers, deliveries: tuple[Delivery, ...]) -> "tuple[_Pieces | None, ...]":
        """The pieces of each delivery. Where one call can't do them all, each gets a call of its own.

        None for those that were broken off because the desk is to end: they are left for the next run.
        """
        if not deliveries:
            return ()
        try:
            return workers.call(FEED.split, deliveries, shown(deliveries[0].address))
        except UnreadableFeed as error:
            if self._desk.is_stopping():
                return (None,) * len(deliveries)
            if len(deliveries) == 1:
                return (error,)
            return tuple(pieces for one in deliveries for pieces in self._in_worker(workers, (one,)))
