"""Starts the program without the second or two that loading it takes: a process that has loaded it forks the others.

What it starts is a process as any other, with its own folder, environment and files, and it ends as the interpreter
ends; only the loading is shared. `python -m tests.end_to_end.nursery SOCKET` is the parent, and does what it is told
on the socket that it inherits: one message asks for a process, and brings its three files along.
"""

import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

_PRELOADED = (
    "schedules.daemon",
    "schedules.fetching",
    "schedules.feed_trial",
    "storage.upgrading",
    "apscheduler.triggers.cron",
    "psycopg",
)
_LONGEST = 1 << 17
_FILES = 3


class Nursery:
    """The parent of started programs, as tests see it. One thread may use it at a time."""

    def __init__(self, root: Path) -> None:
        self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._ended: dict[int, int] = {}
        environment = {**os.environ, "PYTHONPATH": str(root)}
        self._parent = subprocess.Popen(
            [sys.executable, "-m", __name__, str(theirs.fileno())],
            cwd=root,
            env=environment,
            pass_fds=(theirs.fileno(),),
        )
        theirs.close()

    def close(self) -> None:
        """Let the parent end; what it started goes on."""
        self._socket.close()
        self._parent.wait()

    def start(
        self, arguments: Sequence[str], cwd: Path, environment: Mapping[str, str], files: tuple[int, int, int]
    ) -> "Child":
        """Start the program; `files` are the descriptors of its standard input, output and error."""
        asked = json.dumps({"arguments": list(arguments), "cwd": str(cwd), "environment": dict(environment)})
        socket.send_fds(self._socket, [asked.encode()], files)
        while True:
            told = self._hear()
            if "started" in told:
                return Child(told["started"], self)

    def code_of(self, pid: int, patience_s: float | None) -> int | None:
        """How a process ended, None where it still runs when the patience is over."""
        ends_at = None if patience_s is None else time.monotonic() + patience_s
        while pid not in self._ended:
            left = None if ends_at is None else max(0.0, ends_at - time.monotonic())
            if not select.select([self._socket], [], [], left)[0]:
                return None
            self._hear()
        return self._ended[pid]

    def _hear(self) -> dict[str, int]:
        told: dict[str, int] = json.loads(self._socket.recv(_LONGEST))
        if "ended" in told:
            self._ended[told["ended"]] = told["code"]
        return told


class Child:
    """A started program, with what of `subprocess.Popen` tests use."""

    def __init__(self, pid: int, nursery: Nursery) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._nursery = nursery

    def poll(self) -> int | None:
        """The exit code, negative for a signal; None while it runs."""
        if self.returncode is None:
            self.returncode = self._nursery.code_of(self.pid, 0)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """The exit code. Raises subprocess.TimeoutExpired."""
        if self.returncode is None:
            self.returncode = self._nursery.code_of(self.pid, timeout)
        if self.returncode is None:
            raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send it a signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Tell it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """Kill it."""
        self.send_signal(signal.SIGKILL)


def _serve(line: socket.socket) -> list[str] | None:
    """Fork as told; in a child, the arguments of the program that it is to be. None when the tests are over."""
    woken, wake = os.pipe()
    os.set_blocking(wake, False)
    os.set_blocking(woken, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake)
    while True:
        ready, _, _ = select.select([line.fileno(), woken], [], [])
        if woken in ready:
            os.read(woken, _LONGEST)
            _tell_ended(line)
        if line.fileno() in ready:
            raw, files, _, _ = socket.recv_fds(line, _LONGEST, _FILES)
            if not raw:
                return None
            pid = os.fork()
            if pid == 0:
                signal.set_wakeup_fd(-1)
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                for number in (line.detach(), woken, wake):
                    os.close(number)
                return _become(json.loads(raw), files)
            for number in files:
                os.close(number)
            line.send(json.dumps({"started": pid}).encode())


def _tell_ended(line: socket.socket) -> None:
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        line.send(json.dumps({"ended": pid, "code": os.waitstatus_to_exitcode(status)}).encode())


def _commands() -> list[str]:
    """The modules of the command line, which loads each when it is asked for."""
    return [f"schedules.cli.{name}" for _, name, _ in iter_modules([str(Path("schedules", "cli").resolve())])]


def _become(asked: Mapping[str, Any], files: Sequence[int]) -> list[str]:
    """Take on the folder, environment and files that were asked for."""
    for number, own in enumerate(files):
        os.dup2(own, number)
        os.close(own)
    os.environ.clear()
    os.environ.update(asked["environment"])
    time.tzset()
    os.chdir(asked["cwd"])
    sys.stdin, sys.stdout, sys.stderr = (open(number, mode) for number, mode in enumerate("rww"))  # noqa: SIM115, PTH123
    arguments: list[str] = asked["arguments"]
    sys.argv[1:] = arguments
    return arguments


if __name__ == "__main__":
    for name in (*_PRELOADED, *_commands()):
        import_module(name)
    its_arguments = _serve(socket.socket(fileno=int(sys.argv[1])))
    if its_arguments is not None:
        import_module("schedules.cli.main").main(its_arguments)
