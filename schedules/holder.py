"""Names this process, so that another one on the same machine can tell at once that it is dead.

A name is `host/boot/namespace/pid/start`: a pid means something only in its namespace and until the next boot, and is
given again, but never with the same start time (man 5 proc: /proc/PID/stat, field 22). Where there is no /proc, and on
another machine, nothing can be proved, and a dead run is known by its silence alone.
"""

import os
import socket
from contextlib import suppress
from functools import partial
from pathlib import Path

from storage.liveness import Holder

_PROC = Path("/proc")
_DEAD_STATES = frozenset("ZXx")
"""A zombie has ended; only its parent has not asked for its exit code yet."""


def this_process() -> Holder:
    """The holder of all runs that this process works; reads the machine's name and /proc."""
    place = _place()
    pid = os.getpid()
    return Holder(f"{place or socket.gethostname()}/pid/{pid}/{_start_of(pid)}", partial(_is_gone, place))


def _is_gone(place: str | None, name: str) -> bool:
    """Whether a process is known to have ended, seen from a place; of one elsewhere nothing is known."""
    other_place, _, process = name.rpartition("/pid/")
    if place is None or other_place != place:
        return False
    pid, _, started = process.partition("/")
    return _start_of(int(pid)) != started


def _place() -> str | None:
    """The machine, its boot and the namespace in which pids count; None where it can't be told."""
    with suppress(OSError):
        boot = (_PROC / "sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return f"{socket.gethostname()}/{boot}/{(_PROC / 'self/ns/pid').readlink()}"
    return None


def _start_of(pid: int) -> str | None:
    """When a process was started, in ticks since the boot; None where none runs under that number."""
    try:
        told = (_PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    fields = told.rpartition(")")[2].split()  # a program's name may hold anything, brackets and blanks too
    return None if fields[0] in _DEAD_STATES else fields[19]
