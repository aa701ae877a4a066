"""The composition root: builds what a run needs from the settings, and is the one that takes the time."""

import gc
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from structlog.typing import FilteringBoundLogger

from normalize.chain import Chain, build_chain
from schedules.holder import this_process
from schedules.logs import open_log
from schedules.settings import Config
from storage.database import Database, connect
from storage.liveness import Holder
from storage.schema import open_database, require_current, revision_of

_COLLECTED_AFTER = (20_000, 20, 50)
"""New values after which the youngest are looked through; how many such looks make one at the older, twice over."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything a run works with: the settings, the open store, the chain, the log, clock, a way to wait, and chance.

    `chance` gives a number from 0 to below 1. `holder` names this process. `is_patient`: a run waits for a file that is
    still young, else it is left for the next look. `is_stopping` says whether the desk was asked to end: what is under
    way is ended or dropped, never half done.
    """

    config: Config
    database: Database
    chain: Chain
    log: FilteringBoundLogger
    now: Callable[[], datetime]
    wait: Callable[[float], object]
    chance: Callable[[], float]
    holder: Holder
    is_patient: bool = True
    is_stopping: Callable[[], bool] = lambda: False

    @property
    def lease_s(self) -> float:
        """Seconds for which a heartbeat of a run, and all that the run has leased, are good."""
        return self.config.settings.run.lease_s


def utc_now() -> datetime:
    """The time, aware, in UTC."""
    return datetime.now(UTC)


@contextmanager
def open_store(config: Config, *, any_revision: bool = False) -> Iterator[Database]:
    """Open the store to read from it or to act upon it; raises the errors of storage.errors.

    `any_revision` leaves out the check that its tables are of this copydesk, for the commands that look after them.
    """
    settings = config.settings.database
    opened = connect if any_revision else open_database
    database = opened(settings.url.get_secret_value(), settings.busy_timeout_s)
    try:
        yield database
    finally:
        database.close()


@contextmanager
def open_desk(config: Config) -> Iterator[Desk]:
    """Open everything for a run; a store that is not there yet is made, one of another version is refused."""
    with open_store(config, any_revision=True) as database:
        if revision_of(database) is None:
            from storage.upgrading import upgrade  # noqa: PLC0415 - once in a store's life, and Alembic is slow to load

            upgrade(database)
        require_current(database)
        log = open_log(config.settings.log)
        with _few_collections():
            yield Desk(config, database, build_chain(), log, utc_now, time.sleep, random.random, this_process())


@contextmanager
def _few_collections() -> Iterator[None]:
    """Have Python look for cycles of garbage seldom: copy makes millions of values and hardly a cycle.

    By its own thresholds the looking takes a fourteenth of a run.
    """
    thresholds = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(*_COLLECTED_AFTER)
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)
        gc.unfreeze()
