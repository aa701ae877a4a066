"""Lets a command that works without end be told to stop: by SIGTERM, or by SIGINT from the keyboard."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

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
