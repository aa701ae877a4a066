"""A shift: one run of the daemon. It claims, takes in, splits, normalizes and writes, and counts what came of it.

All is done by the functions of `once`. `claim` is called by the scheduler's tick, everything else by the main thread.
"""

from collections import deque
from collections.abc import Callable, Sequence
from time import monotonic
from typing import TypeVar

from ingest.errors import IngestError
from ingest.sources import AnySource, DropSource
from ingest.worker import Workers
from schedules.agenda import Agenda
from schedules.claiming import claim_wanted
from schedules.desk import Desk
from schedules.due import Wish
from schedules.feeds import FeedRound
from schedules.fetching import Answer, Fetcher
from schedules.folders import give_back
from schedules.once import attempt, take_in_folder
from schedules.pending import do_pending
from storage.errors import BooksUnbalanced
from storage.leases import Lease
from storage.runs import Books, Started, Tally, close_dead, finish_run

_Value = TypeVar("_Value")


class Shift:
    """One run. `before` is the shift that it relieves: what that one had claimed and not taken in is this one's.

    `folders` are claimed and wait to be looked into, `feeds` are fetched and taken in.
    """

    def __init__(self, desk: Desk, started: Started, before: "Shift | None" = None) -> None:
        self.desk = desk
        self.run_id = started.id
        self.began_at = monotonic()
        self._tally = Tally(started.carried_over)
        self.folders: deque[tuple[DropSource, Lease]] = before.folders if before else deque()
        asked = before.feeds.asked if before else None
        self.feeds: FeedRound = FeedRound(desk, started.id, self._tally, self._attempt, asked)

    @property
    def busy(self) -> set[str]:
        """The sources that are claimed and not taken in yet."""
        return {*self.feeds.asked, *(source.name for source, _ in [*self.folders])}

    def use(self, desk: Desk) -> None:
        """Go on with other settings; what was asked under the old ones is taken in by the old ones."""
        self.desk = desk
        self.feeds.use(desk)

    def claim(self, agenda: Agenda, fetcher: Fetcher) -> bool:
        """Claim what is due: feeds go to the fetcher, folders wait for the main thread. Whether any folder does."""
        candidates = agenda.candidates(self.desk.database, self.desk.now(), self.busy)
        if not candidates:
            return False
        claimed = claim_wanted(self.desk, self.run_id, candidates, Wish())
        agenda.claimed(claimed.leases)
        fetcher.submit(self.feeds.ask(claimed), claimed.plan.held)
        folders = [source for source in candidates if isinstance(source, DropSource) and source.name in claimed.leases]
        self.folders.extend((source, claimed.leases[source.name]) for source in folders)
        return bool(folders)

    def keep(self, answers: Sequence[Answer]) -> None:
        """Keep what hosts answered."""
        if answers:
            self.feeds.keep(answers)

    def take_over(self) -> bool:
        """Take over what dead runs left, and what was retried from quarantine; whether there was any."""
        taken = close_dead(self.desk.database, self.run_id, self.desk.holder, self.desk.now())
        self._tally.count_taken(taken)
        for dead in taken.interrupted:
            self.desk.log.warning("run_taken_over", run=dead, by=self.run_id)
        return bool(taken.copies or taken.retried or taken.interrupted)

    def look_into_folders(self) -> bool:
        """Keep what is new in the folders that were claimed, and give them back; whether there was any folder."""
        looked: list[tuple[DropSource, Lease]] = []
        while self.folders and not self.desk.is_stopping():
            source, lease = self.folders.popleft()
            take_in_folder(self.desk, source, lease, self.run_id, self._tally)
            looked.append((source, lease))
        give_back(self.desk, looked, self.run_id)
        return bool(looked)

    def work(self, workers: Workers) -> None:
        """Split, normalize and write all that is the run's and not yet done."""
        self.feeds.split(workers)
        do_pending(self.desk, self.run_id, self._tally)

    def finish(self) -> Books:
        """Close the books; raises BooksUnbalanced where they do not balance, RunClosed where another run took over."""
        try:
            books = finish_run(self.desk.database, self.run_id, self._tally.books(), self.desk.now())
        except BooksUnbalanced:
            self.desk.log.exception("books_unbalanced", run=self.run_id)
            raise
        self.desk.log.info("run_finished", run=self.run_id, new=books.new, quarantined=books.quarantined)
        return books

    def _attempt(self, source: AnySource, work: Callable[[], _Value]) -> _Value | IngestError:
        return attempt(self.desk, self.run_id, source, work)
