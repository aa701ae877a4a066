"""Does what is pending: raw copies that a run has kept or taken over become articles.

    pending | normalize, here or in worker processes | write (second transaction)

With workers, a few batches are under way while the one before them is written; they are written in order all the same.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from itertools import takewhile

from ingest.errors import UnreadableFeed
from ingest.raw import RawCopy
from ingest.worker import Workers
from ingest.worker_limits import WorkerLimits
from normalize.errors import MachineGaveOut
from normalize.made import Made, Refused, Task, make, make_all
from schedules.desk import Desk
from schedules.errors import MachineFailed
from schedules.failures import DEFECT_ADVICE, Defect, hold
from storage.deliveries import KeptCopy, pending
from storage.errors import RawCopyLost
from storage.normalized import Normalized
from storage.quarantine import Failure
from storage.runs import Tally
from storage.writer import Outcome, Overridden, write

CHUNK = 50
"""Raw copies that one call of a worker normalizes: one by one, a third of the time would go into the calls."""

LIMITS = WorkerLimits(wall_s=120.0, cpu_s=100, address_space=2_000_000_000)
"""What one such call may take; what is beyond is tried copy by copy, and the one to blame is quarantined."""

_MakeResult = Made | Refused
Taker = Callable[[], Sequence[_MakeResult]]
"""Waits for what a chunk of copies became; raises MachineGaveOut."""


class Makers:
    """Those who normalize: the process itself, or others. `ahead`: batches under way beside the one that is written."""

    ahead = 0

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def start(self, tasks: Sequence[Task]) -> Taker:
        """Begin to normalize; the answer gives the results, in order: fewer where the desk is asked to end."""
        desk = self._desk
        going_on = takewhile(lambda _: not desk.is_stopping(), tasks)
        return lambda: [make(copy, desk.chain, overrides) for copy, overrides in going_on]


class WorkerMakers(Makers):
    """Worker processes under limits, which live from chunk to chunk."""

    ahead = 3

    def __init__(self, desk: Desk, workers: Workers, threads: ThreadPoolExecutor) -> None:
        super().__init__(desk)
        self._workers = workers
        self._threads = threads

    def start(self, tasks: Sequence[Task]) -> Taker:
        """Send the copies to the workers, chunk by chunk."""
        chunks = [tuple(tasks[at : at + CHUNK]) for at in range(0, len(tasks), CHUNK)]
        running = [self._threads.submit(_in_worker, self._workers, chunk) for chunk in chunks]
        return partial(_gather, running)


@contextmanager
def makers(desk: Desk, number: int) -> Iterator[Makers]:
    """So many processes that normalize: one is the process itself."""
    if number == 1:
        yield Makers(desk)
        return
    with Workers(LIMITS, number) as workers, ThreadPoolExecutor(number, "normalizing") as threads:
        try:
            yield WorkerMakers(desk, workers, threads)
        finally:
            threads.shutdown(cancel_futures=True)


def do_pending(
    desk: Desk, run_id: int, tally: Tally, by: Makers | None = None, more: Callable[[], bool] = lambda: False
) -> None:
    """Normalize and write all raw copies that are this run's and not yet done, oldest first, batch by batch.

    When none is left, `more` is asked to bring some; it says whether it is worth looking again. Raises MachineFailed,
    RunClosed and the errors of the store.
    """
    by = by or Makers(desk)
    under_way: deque[tuple[Sequence[KeptCopy], Taker]] = deque()
    for batch in _batches(desk, run_id, more):
        whole = _opened(desk, batch, run_id, tally)
        under_way.append(([copy for copy, _ in whole], by.start([(raw, ()) for _, raw in whole])))
        while len(under_way) > by.ahead:
            _write(desk, by, *under_way.popleft(), run_id, tally)
    while under_way:
        _write(desk, by, *under_way.popleft(), run_id, tally)


def take_from(taker: Taker) -> Sequence[_MakeResult]:
    """What a chunk of copies became; raises MachineFailed where the machine gave out."""
    try:
        return taker()
    except (MachineGaveOut, MemoryError) as error:
        sentence = f"the machine gave out while copy was normalized ({str(error) or type(error).__name__})"
        advice = "make room on the disk or in memory; nothing was lost, the next run goes on"
        raise MachineFailed(sentence, advice) from error


def _batches(desk: Desk, run_id: int, more: Callable[[], bool]) -> Iterator[list[KeptCopy]]:
    after = 0
    while not desk.is_stopping():
        batch = pending(desk.database, run_id, desk.config.settings.run.batch, after)
        if batch:
            after = batch[-1].id
            yield batch
        elif not more():
            return


def _opened(desk: Desk, batch: Sequence[KeptCopy], run_id: int, tally: Tally) -> list[tuple[KeptCopy, RawCopy]]:
    """The copies with their bytes; one whose bytes are lost goes into quarantine."""
    whole: list[tuple[KeptCopy, RawCopy]] = []
    for copy in batch:
        try:
            whole.append((copy, copy.raw_copy()))
        except RawCopyLost as error:
            _refuse(desk, copy, Refused(error.code, str(error), error.advice), run_id, tally)
    return whole


def _write(desk: Desk, by: Makers, copies: Sequence[KeptCopy], take: Taker, run_id: int, tally: Tally) -> None:
    """Write what became of a batch; what became no article goes into quarantine.

    Copies of articles with overrides are made again with them, and written in their turn.
    """
    waiting = {copy.id: copy for copy in copies}
    told = _write_some(desk, [(copy, None) for copy in copies], take, run_id, tally)
    while told:  # again only where an operator speaks in the meantime
        tasks = [(waiting[one.raw_copy_id].raw_copy(), one.overrides) for one in told]
        again = [(waiting[one.raw_copy_id], one.article_id) for one in told]
        told = _write_some(desk, again, by.start(tasks), run_id, tally)


def _write_some(
    desk: Desk, copies: Sequence[tuple[KeptCopy, int | None]], take: Taker, run_id: int, tally: Tally
) -> list[Overridden]:
    """Write what became of copies, each with its article if that is known; return those to be made with overrides."""
    made: list[Normalized] = []
    for (copy, article_id), one in zip(copies, take_from(take), strict=False):  # a desk that ends leaves the rest
        if isinstance(one, Refused):
            _refuse(desk, copy, one, run_id, tally)
        else:
            made.append(normalized(copy, one, article_id))
    told = write(desk.database, made, run_id, desk.now())
    tally.count_outcomes([one for one in told if isinstance(one, Outcome)])
    return [one for one in told if isinstance(one, Overridden)]


def normalized(copy: KeptCopy, made: Made, article_id: int | None) -> Normalized:
    """What is to be stored of a copy that was made an article, of this one if that is known."""
    return Normalized(copy.id, made.article, made.body_hash, made.chain_version, made.fields, made.trace, article_id)


def _refuse(desk: Desk, copy: KeptCopy, why: Refused, run_id: int, tally: Tally) -> None:
    if why.code == Defect.code:
        desk.log.error("copy_failed", source=copy.source, raw=copy.id, run=run_id, exception=why.trace)
    failure = Failure(copy.source, copy.address, why.code, why.sentence, why.advice or DEFECT_ADVICE, copy.id)
    hold(desk, failure, run_id)
    tally.count_quarantined()


def _in_worker(workers: Workers, chunk: tuple[Task, ...]) -> tuple[_MakeResult, ...]:
    """What became of a chunk. Where one call can't do it all, each copy gets a call of its own."""
    try:
        return workers.call(make_all, chunk, chunk[0][0].address, (MachineGaveOut,))
    except UnreadableFeed as error:
        if len(chunk) == 1:
            return (Refused(error.code, error.sentence, error.advice),)
        return tuple(result for task in chunk for result in _in_worker(workers, (task,)))


def _gather(running: Sequence[Future[tuple[_MakeResult, ...]]]) -> list[_MakeResult]:
    return [result for one in running for result in one.result()]
