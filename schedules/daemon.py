"""The desk day and night: a thread that fetches, a scheduler with a few jobs, and the main thread, which does the rest.

    tick        claim what is due: feeds to the fetcher, folders to the main thread
    main        answers and folders | keep | split | normalize | write | books
    heartbeat   the run and its leases are alive
    sweep       (asks the main thread to) take over what dead runs left
    upkeep      the write-ahead log, by one process

The main thread alone keeps, decides and counts, by the functions of `once`; what it has begun when it is told to end,
it ends. A run lasts an hour, then its books are closed and the next one takes on what is under way. Where the store
fails, all that was not acknowledged is dropped, for its sources are still due: the run is given up, and another one
begins as soon as the store answers.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from threading import Event, Lock
from time import monotonic

from ingest.worker import Workers
from schedules.agenda import Agenda
from schedules.at_work import BEATS
from schedules.desk import Desk
from schedules.due import Wish, plan_round
from schedules.ending import GRACE_S, Orders
from schedules.errors import ConfigInvalid, MachineFailed
from schedules.fetching import Fetcher
from schedules.hindrance import Hindrance, hindrance
from schedules.jobs import Jobs
from schedules.logs import open_log
from schedules.settings import load_config
from schedules.shift import Shift
from ingest.sources import FeedSource
from storage.errors import BooksUnbalanced, RunClosed, StorageError
from storage.fetch_states import standings
from storage.leases import claim, hand_on, known, renew
from storage.runs import Started, give_up, start_run
from storage.upkeep import UPKEEP, checkpoint

TICK_S = 1.0
SWEEP_S = 5.0
UPKEEP_S = 10.0

_IDLE_S = 1.0
_LONGEST_PAUSE_S = 10.0
"""How long the daemon waits at most before it tries a store again that has failed."""


class Daemon:
    """The daemon, from its first run to the order to end. `workers` split what feeds delivered."""

    def __init__(self, desk: Desk, orders: Orders, fetcher: Fetcher, workers: Workers) -> None:
        self._desk = desk
        self._orders = orders
        self._fetcher = fetcher
        self._workers = workers
        self._claiming = Lock()
        """Held while the tick claims, and while the main thread changes what it claims for."""
        self._shift: Shift | None = None
        self._agenda: Agenda | None = None
        self._left: set[int] = set()
        self._sweep = Event()
        self._trouble: BaseException | None = None
        self._hindrance: Hindrance | None = None
        self._holds_upkeep = False
        self._jobs = Jobs(
            {
                "tick": (self._tick, TICK_S),
                "heartbeat": (self._beat, desk.lease_s / BEATS),
                "sweep": (self._ask_for_sweep, SWEEP_S),
                "upkeep": (self._look_after_log, UPKEEP_S),
            },
            self._hear_of,
        )

    def run(self) -> None:
        """Work until the order to end, through any passing failure of the store. Raises the lasting ones."""
        pause_s = 1.0
        self._jobs.start()
        try:
            while not self._orders.ending.is_set():
                try:
                    self._work()
                    self._end()
                except (StorageError, MachineFailed) as error:
                    if not _passes(error):
                        raise
                    self._lose(error)
                    self._orders.ending.wait(0 if isinstance(error, RunClosed) else pause_s)
                    pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)
                    continue
                pause_s = 1.0
        finally:
            self._jobs.stop()
