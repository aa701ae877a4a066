"""How the daemon is told to end or to read its settings anew: by signals, which a thread of its own waits for.

    SIGTERM, SIGINT   end: a grace for what is under way, then what is not ready is dropped, then, whatever happens, out
    SIGHUP            read the settings anew

A handler in the main thread would wait for as long as a statement of the database does; a thread is told at once.
"""

import os
import signal
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event, Thread, Timer

GRACE_S = 2.0
"""Seconds that fetches under way get to end."""

PATIENCE_S = 4.0
"""Seconds after which a reader that is still at work is killed; what it read is kept, and read by the next run."""

LAST_S = 9.0
"""Seconds after which the process ends even where the database does not answer. As after a kill, nothing is lost."""

_END = frozenset({signal.SIGTERM, signal.SIGINT})
_ALL = (*_END, signal.SIGHUP)


@dataclass(slots=True)
class Orders:
    """What the process has been told: `ending` once it is to end, `reloading` while settings wait to be read.

    `told` is called at each order, from another thread. `code` is what the process ends with where it has to be ended
    the hard way: that of a database that can't be used, until the work is done.
    """

    code: int
    told: Callable[[], None] = lambda: None
    ending: Event = field(default_factory=Event)
    reloading: Event = field(default_factory=Event)


def listen(orders: Orders, out_of_patience: Callable[[], None]) -> None:
    """Take the signals from now on; to be called before any other thread is started, since threads inherit it.

    `out_of_patience` is called once, when what is under way after PATIENCE_S is to be broken off.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, _ALL)
    Thread(target=_listen, args=(orders, out_of_patience), name="signals", daemon=True).start()


def _listen(orders: Orders, out_of_patience: Callable[[], None]) -> None:
    while not orders.ending.is_set():
        if signal.sigwait(_ALL) in _END:
            orders.ending.set()
            _later(PATIENCE_S, out_of_patience)
            _later(LAST_S, lambda: os._exit(orders.code))
        else:
            orders.reloading.set()
        orders.told()


def _later(seconds: float, work: Callable[[], object]) -> None:
    timer = Timer(seconds, work)
    timer.daemon = True
    timer.start()
