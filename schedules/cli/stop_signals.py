"""Lets a command that works for long be told to stop: by SIGTERM, or by SIGINT from the keyboard."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event

_STOPS = frozenset({signal.SIGTERM, signal.SIGINT})


@contextmanager
def stop_signals() -> Iterator[Callable[[float], bool]]:
    """Hold the signals back inside the block; yields what waits so many seconds for one and says whether it came.

    So a line is never cut: the command meets a signal where it waits, and nowhere else.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _STOPS)
    try:
        yield lambda seconds: signal.sigtimedwait(_STOPS, seconds) is not None
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def stopping() -> Iterator[Event]:
    """An event that the first signal to end sets, so that the work at hand is finished; a second one ends at once."""
    stop = Event()
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}

    def _stop(number: int, _frame: object) -> None:
        stop.set()
        signal.signal(number, before[signal.Signals(number)])

    for number in before:
        signal.signal(number, _stop)
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
