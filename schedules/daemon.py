"""The desk day and night: a thread that fetches, a scheduler with a few jobs, and the main thread, which does the rest.

    tick        claim what is due: feeds to the fetcher, folders to the main thread
    main        answers and folders | keep | split | normalize | write | books
    heartbeat   the run and its leases are alive
    sweep       (asks the main thread to) take over what dead runs left
    clock       embargoes that run out, articles that expire
    upkeep      changes that are old enough, the write-ahead log: by one process of all
    health      alarms and their notices: by the same process

The main thread alone keeps, decides and counts, by the functions of `once`; what it has begun when it is told to end,
it ends. A run lasts an hour, then its books are closed and the next one takes on what is under way. Where the store
fails, all that was not acknowledged is dropped, for its sources are still due: the run is given up, and another one
begins as soon as the store answers.
"""

from contextlib import suppress
from dataclasses import replace
from threading import Event, Lock
from time import monotonic

from ingest.sources import FeedSource
from ingest.worker import Workers
from schedules.agenda import Agenda
from schedules.alarms import check_alarms
from schedules.at_work import BEATS
from schedules.desk import Desk
from schedules.due import Wish, plan_round
from schedules.ending import GRACE_S, Orders
from schedules.errors import ConfigInvalid, MachineFailed
from schedules.fetching import Fetcher
from schedules.hindrance import Hindrance, hindrance
from schedules.jobs import Jobs
from schedules.logs import open_log
from schedules.once import retention_of
from schedules.settings import Config, load_config
from schedules.shift import Shift
from storage.change_readers import purge_changes
from storage.clock import release_due
from storage.errors import BooksUnbalanced, RunClosed, StorageError
from storage.fetch_states import standings
from storage.leases import claim, hand_on, next_dues, renew
from storage.runs import Started, give_up, start_run
from storage.upkeep import UPKEEP, checkpoint

TICK_S = 1.0
SWEEP_S = 5.0
CLOCK_S = 1.0
UPKEEP_S = 10.0

_IDLE_S = 1.0
_LINGER_S = 0.25
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
                "clock": (self._release, CLOCK_S),
                "upkeep": (self._look_after, UPKEEP_S),
                "health": (self._look_at_health, desk.config.settings.alarms.look_s),
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
                    self._begin()
                    pause_s = 1.0
                    while not self._orders.ending.is_set():
                        self._cycle()
                    self._end()
                except (StorageError, MachineFailed) as error:
                    if not _passes(error):
                        raise
                    self._lose(error)
                    self._orders.ending.wait(0 if isinstance(error, RunClosed) else pause_s)
                    pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)
        finally:
            self._jobs.stop()

    def _begin(self) -> None:
        """Begin a run, after the one that was lost, if any, has been given up."""
        while self._left:
            give_up(self._desk.database, min(self._left), self._desk.now())
            self._left.discard(min(self._left))
        agenda = self._make_agenda()
        shift = Shift(self._desk, self._start_run())
        with self._claiming:
            self._agenda, self._shift, self._trouble = agenda, shift, None
        shift.work(self._workers)
        self._desk.log.info("daemon_at_work", run=shift.run_id, sources=len(self._desk.config.sources))

    def _start_run(self) -> Started:
        started = start_run(self._desk.database, "daemon", self._desk.holder, self._desk.now(), self._desk.lease_s)
        for dead in started.interrupted:
            self._desk.log.warning("run_taken_over", run=dead, by=started.id)
        return started

    def _make_agenda(self) -> Agenda:
        """The agenda of the settings; hosts that asked for a pause are told to the fetcher."""
        desk = self._desk
        feeds = [source for source in desk.config.sources if isinstance(source, FeedSource)]
        stand = standings(desk.database)
        self._fetcher.submit({}, plan_round(feeds, stand, Wish(), desk.now()).held)
        return Agenda(desk.config, stand, next_dues(desk.database))

    def _cycle(self) -> None:
        """Take in what has come, and do all that is to do."""
        shift = self._running()
        answers = self._fetcher.take(self._desk.config.settings.run.batch, _IDLE_S, _LINGER_S)
        if self._trouble is not None:
            raise self._trouble
        shift.keep(answers)
        has_work = bool(answers)
        has_work |= shift.look_into_folders()
        if self._sweep.is_set():
            self._sweep.clear()
            has_work |= shift.take_over()
        if has_work:
            shift.work(self._workers)
        if self._orders.reloading.is_set():
            self._orders.reloading.clear()
            self._reload()
        if monotonic() - shift.began_at >= self._desk.config.settings.daemon.run_s:
            self._relieve(shift)

    def _running(self) -> Shift:
        if self._shift is None:
            raise RuntimeError("the daemon works no run")
        return self._shift

    def _relieve(self, old: Shift) -> None:
        """Close the books of a run, and let the next one go on with what is under way."""
        with self._claiming:
            new = Shift(self._desk, self._start_run(), old)
            self._left |= {old.run_id, new.run_id}
            hand_on(self._desk.database, old.run_id, new.run_id)
            self._shift = new
        self._finish(old)
        self._left.clear()

    def _finish(self, shift: Shift) -> None:
        """Close a run's books. Where they do not balance the run says so, and the desk works on."""
        with suppress(BooksUnbalanced):
            shift.finish()

    def _end(self) -> None:
        """Take in what comes within the grace, drop what does not, and close the run: nothing is left half done."""
        self._jobs.stop()
        shift = self._running()
        ends_at = monotonic() + GRACE_S
        while self._fetcher.load and (left_s := ends_at - monotonic()) > 0:
            shift.keep(self._fetcher.take(self._desk.config.settings.run.batch, left_s))
        self._fetcher.drop()
        self._finish(shift)

    def _lose(self, error: Exception) -> None:
        """Drop all that was not acknowledged, and leave the run: it is given up when the store answers again."""
        self._desk.log.error("run_lost", code=getattr(error, "code", None), sentence=str(error))
        with self._claiming:
            if self._shift is not None:
                self._left.add(self._shift.run_id)
            self._shift = self._agenda = None
            self._holds_upkeep = False
            self._fetcher.drop()
        for run_id in [*self._left]:
            with suppress(StorageError):  # out of reach: it is tried again before the next run begins
                give_up(self._desk.database, run_id, self._desk.now())
                self._left.discard(run_id)

    def _reload(self) -> None:
        """Go on with the settings as they are now; where they are wrong, say all that is, and keep the old ones."""
        desk = self._desk
        config = self._read_config()
        if isinstance(config, list):
            desk.log.error("config_refused", faults=config)
            return
        if config.settings.database != desk.config.settings.database:
            desk.log.warning("restart_needed", setting="database")
        self._desk = replace(desk, config=config, log=open_log(config.settings.log))
        agenda = self._make_agenda()
        with self._claiming:
            self._agenda = agenda
            self._running().use(self._desk)
        self._jobs.retime("heartbeat", self._desk.lease_s / BEATS)
        self._jobs.retime("health", config.settings.alarms.look_s)
        self._desk.log.info("config_reloaded", sources=len(config.sources))

    def _read_config(self) -> Config | list[str]:
        """The settings as they are now, with which the fetcher goes on; or all that is wrong with them."""
        old = self._desk.config
        try:
            config = load_config(old.file)
            if config.settings.http != old.settings.http:
                self._fetcher.use(config.settings.http)
        except ConfigInvalid as error:
            return [str(fault) for fault in error.faults]
        except OSError as error:
            return [f"http.ca_file: can't be read ({type(error).__name__})"]
        return config

    # What follows are the jobs; each runs in a thread of the scheduler.

    def _tick(self) -> None:
        with self._claiming:
            if self._shift is None or self._agenda is None or self._orders.ending.is_set():
                return
            if not self._is_hindered() and self._shift.claim(self._agenda, self._fetcher):
                self._fetcher.wake()

    def _is_hindered(self) -> bool:
        """Whether nothing is to be fetched now; a change of that is an event."""
        found = hindrance(self._desk.config, self._desk.database)
        if found is not self._hindrance:
            if found is None:
                self._desk.log.info("fetching_resumed")
            else:
                self._desk.log.warning("fetching_held", reason=found.value)
            self._hindrance = found
        return found is not None

    def _beat(self) -> None:
        shift = self._shift
        if shift is None:
            return
        try:
            renew(self._desk.database, shift.run_id, self._desk.lease_s, self._desk.now())
        except RunClosed as error:
            if self._shift is shift:
                self._hear_of(error)
        except StorageError as error:
            self._desk.log.warning("heartbeat_failed", run=shift.run_id, code=error.code, sentence=error.sentence)

    def _ask_for_sweep(self) -> None:
        self._sweep.set()

    def _release(self) -> None:
        shift = self._shift
        if shift is not None and not self._orders.ending.is_set():
            release_due(self._desk.database, shift.run_id, self._desk.now())

    def _look_after(self) -> None:
        """Purge and checkpoint, if this is the process that does so."""
        desk = self._desk
        with self._claiming:
            if self._shift is None or self._orders.ending.is_set():
                return
            if not self._holds_upkeep:
                got = claim(desk.database, self._shift.run_id, [UPKEEP], 1, desk.lease_s, desk.now())
                self._holds_upkeep = bool(got)
        if self._holds_upkeep:
            purge_changes(desk.database, retention_of(desk), desk.now())
            checkpoint(desk.database)

    def _look_at_health(self) -> None:
        """Open and close alarms and send their notices, if this is the process that looks after the store."""
        if self._holds_upkeep and not self._orders.ending.is_set():
            check_alarms(self._desk)

    def _hear_of(self, error: BaseException) -> None:
        """A job failed: the main thread is to deal with it."""
        self._trouble = error
        self._fetcher.wake()


def _passes(error: Exception) -> bool:
    """Whether an error is one that the daemon waits out."""
    return isinstance(error, (MachineFailed, RunClosed)) or getattr(error, "transient", False)
