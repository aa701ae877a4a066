"""A backfill: windows of work, each kept before it is normalized, one after the other until none is left.

    begin or go on | lease a window | keep its copy | finish it ... | normalize and write what is pending | books

A backfill is a run of its own. Whatever ends it before its time, the same command goes on with the windows that are not
done; what was kept of them is known. Several processes may work on one backfill, each on windows of its own.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from ingest.errors import IngestError
from ingest.worker import Workers
from ingest.worker_limits import WorkerLimits
from schedules.at_work import at_work, give_way
from schedules.backfill_lines import StreamBackfill
from schedules.desk import Desk
from schedules.feeds import FeedRound
from schedules.once import attempt
from schedules.pending import do_pending, makers
from schedules.windows import Job, Kind, Pace
from storage.backfills import BackfillLine, backfill
from storage.errors import LeaseLost, Unstorable
from storage.runs import Books, Started, Tally, finish_run
from storage.states import BackfillState
from storage.windows import Planned, Trouble, Window, begin, claim, end, fail, find_open, finish

COMMAND = "backfill"


@dataclass(frozen=True, slots=True)
class Way:
    """How a backfill is worked: by whom, how many pieces a second, with how many processes, and whether to stop."""

    who: str
    rate: float | None = None
    workers: int = 1
    is_to_stop: Callable[[], bool] = lambda: False


@dataclass(slots=True)
class Watch:
    """How far a backfill has come, for whoever shows it from another thread. `expected` is None where nobody knows."""

    number: int = 0
    expected: int | None = None
    met: int = 0
    tally: Tally = field(default_factory=lambda: Tally(0))


@dataclass(frozen=True, slots=True)
class BackfillReport:
    """How a backfill stands after a run, and the run's balanced books. `is_stopped`: it was told to stop."""

    backfill: BackfillLine
    run_id: int
    books: Books
    is_stopped: bool


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a backfill would do: the one that it would go on with, its windows that are known, and pieces in them."""

    goes_on_with: int | None
    windows: int
    expected: int | None
    first: Planned | None
    last: Planned | None


def forecast(desk: Desk, kind: Kind) -> Forecast:
    """Say what a backfill would do, and do nothing of it. Raises IngestError."""
    number = find_open(desk.database, kind.asked)
    if number is not None:
        line = backfill(desk.database, number)
        return Forecast(number, line.windows - line.done, line.expected - line.met or None, None, None)
    planned = kind.plan(desk)
    expected = sum(one.expected or 0 for one in planned) or None
    return Forecast(None, len(planned), expected, planned[0] if planned else None, planned[-1] if planned else None)


def run_backfill(desk: Desk, kind: Kind, way: Way, watch: Watch | None = None) -> BackfillReport:
    """Begin what was asked, or go on with it, and work until nothing is left to lease.

    Raises IngestError where it can't be cut into windows, RunClosed if another run took over from this one, and the
    errors of storage.errors where the store itself fails: then the same call goes on.
    """
    found = find_open(desk.database, kind.asked)
    planned: Sequence[Planned] = () if found is not None else kind.plan(desk)
    number = begin(desk.database, kind.asked, planned, way.who, desk.now())
    with at_work(desk, COMMAND) as started:
        return _Round(desk, kind, way, watch or Watch(), number, started).run()


class _Round:
    """One run's work on one backfill."""

    def __init__(self, desk: Desk, kind: Kind, way: Way, watch: Watch, number: int, started: Started) -> None:
        self._desk = desk
        self._kind = kind
        self._way = way
        self._watch = watch
        self._number = number
        self._run_id = started.id
        self._tally = watch.tally = Tally(started.carried_over)
        self._is_over = False
        line = backfill(desk.database, number)
        watch.number, watch.met, watch.expected = number, line.met, line.expected or None

    def run(self) -> BackfillReport:
        """Do what `run_backfill` says."""
        desk = self._desk
        with makers(desk, self._way.workers) as by, Workers(WorkerLimits()) as workers:
            FeedRound(desk, self._run_id, self._tally, partial(attempt, desk, self._run_id)).split(
                workers
            )  # taken over
            pace = Pace(self._way.rate, desk.now, desk.wait)
            job = Job(desk, self._run_id, self._tally, pace, workers)
            do_pending(desk, self._run_id, self._tally, by, partial(self._more, job))
        if self._is_over or not isinstance(self._kind, StreamBackfill):
            state = end(desk.database, self._number, desk.now())
            desk.log.info("backfill_stands", backfill=self._number, run=self._run_id, state=state.value)
        books = finish_run(desk.database, self._run_id, self._tally.books(), desk.now())
        line = backfill(desk.database, self._number)
        is_stopped = line.state is BackfillState.OPEN and self._way.is_to_stop()
        return BackfillReport(line, self._run_id, books, is_stopped)

    def _more(self, job: Job) -> bool:
        """Keep what the next window covers; False where there is none."""
        if self._way.is_to_stop():
            return False
        give_way(self._desk, COMMAND)
        if isinstance(self._kind, StreamBackfill):
            return self._more_of_stream(self._kind, job)
        window = claim(self._desk.database, self._number, self._run_id)
        if window is None:
            return False
        try:
            self._do(job, window)
        except LeaseLost as error:
            self._desk.log.warning("window_stale", backfill=self._number, window=window.position, sentence=str(error))
        return True

    def _do(self, job: Job, window: Window) -> None:
        try:
            came = self._kind.work(job, window)
        except (IngestError, Unstorable) as error:
            trouble = Trouble(error.code, error.sentence, error.advice)
            self._desk.log.warning("window_failed", backfill=self._number, window=window.position, code=error.code)
            fail(self._desk.database, window, self._run_id, trouble, self._desk.now())
            return
        finish(self._desk.database, window, self._run_id, came, self._desk.now())
        self._watch.met += window.expected or came.taken + came.repeated

    def _more_of_stream(self, stream: StreamBackfill, job: Job) -> bool:
        if backfill(self._desk.database, self._number).state is not BackfillState.OPEN:
            return False
        came = stream.next(job, self._number)
        self._is_over = came is None
        if came is not None:
            self._watch.met += came.taken + came.repeated + came.left_out
        return came is not None
