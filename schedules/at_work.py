"""Works a run: begins it, keeps it alive by a heartbeat while its work is done, and gives it up where that fails."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from threading import Event, Thread

from schedules.desk import Desk
from storage.errors import RunClosed, StorageError
from storage.leases import renew
from storage.liveness import others_at_work
from storage.runs import Started, give_up, start_run

BEATS = 4
"""Heartbeats in the length of a lease: one may be late or fail, and the run lives on."""


GIVE_WAY_S = 0.05
"""So long what can wait stands back after each piece of its work while another run is at work on the store."""


@contextmanager
def at_work(desk: Desk, command: str, *, takes_over: bool = True) -> Iterator[Started]:
    """A run for the length of a block, which ends it (runs.finish_run).

    Where the block raises, the run is given up, and the next one takes over its work at once. `takes_over`: whether it
    does what dead and ended runs have left.
    """
    started = start_run(desk.database, command, desk.holder, desk.now(), desk.lease_s, takes_over=takes_over)
    for dead in started.interrupted:
        desk.log.warning("run_taken_over", run=dead, by=started.id)
    with ExitStack() as failing:
        failing.callback(_give_up, desk, started.id)
        with beating(desk, started.id):
            yield started
        failing.pop_all()


@contextmanager
def beating(desk: Desk, run_id: int) -> Iterator[None]:
    """Keep a run and its leases alive from a thread, however long the block works on one thing."""
    over = Event()
    thread = Thread(target=_beat, args=(desk, run_id, over), name=f"heartbeat of run {run_id}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def give_way(desk: Desk, command: str) -> None:
    """Stand back for a moment while a run of another command than this is at work: live work goes first."""
    if others_at_work(desk.database, command, desk.now()):
        desk.wait(GIVE_WAY_S)


def _beat(desk: Desk, run_id: int, over: Event) -> None:
    while not over.wait(desk.lease_s / BEATS):
        try:
            renew(desk.database, run_id, desk.lease_s, desk.now())
        except RunClosed:
            return  # whoever works the run is told at its next write
        except StorageError as error:
            desk.log.warning("heartbeat_failed", run=run_id, code=error.code, sentence=error.sentence)


def _give_up(desk: Desk, run_id: int) -> None:
    with suppress(StorageError):  # where the store is out of reach, the silence tells
        give_up(desk.database, run_id, desk.now())
