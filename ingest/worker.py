"""Workers that may be killed: one function on one piece of hostile input, in a process of its own under limits.

A worker lives from call to call (a call costs about as much as its pickles), knows no secret of the environment, and
is killed where a call outlives its limits; the next call gets a new one. (The monotonic clock is read here: a limit on
real time has no other measure.)
"""

import os
import pickle
import queue
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from types import TracebackType
from typing import IO, Self, TypeVar

from ingest.errors import IngestError, TooComplex, WorkerDied
from ingest.worker_child import ANSWER, OUT_OF_MEMORY, REFUSAL, TOO_DEEP, TOO_LARGE
from ingest.worker_limits import WorkerLimits
from ingest.worker_wire import BrokenAnswer, message_length, taken_apart

_Argument = TypeVar("_Argument")
_Result = TypeVar("_Result")

_ADVICE = "the input is kept; look at it, then retry after an upgrade or with higher limits"
_EXCUSES = {
    OUT_OF_MEMORY: "it needs more memory than a worker may take",
    TOO_DEEP: "it is nested deeper than a worker can follow",
    TOO_LARGE: "what was read of it is larger than an answer may be",
}
_HEAD = 8
_CHUNK = 1 << 20
_START = (
    "import sys; sys.path[:] = sys.argv[5:]; from ingest.worker_child import main; "
    "main(sys.argv[1:5], open(0, 'rb'), open(1, 'wb'))"
)


class Workers:
    """Up to `count` workers, started when first needed. Safe to use from several threads; close it, or use `with`.

    Under asyncio: `await asyncio.to_thread(workers.call, function, argument, subject)`.
    """

    def __init__(self, limits: WorkerLimits, count: int = 1) -> None:
        self._limits = limits
        self._workers = [_Worker(limits) for _ in range(count)]
        self._idle: queue.LifoQueue[_Worker] = queue.LifoQueue()
        for worker in self._workers:
            self._idle.put(worker)

    def call(
        self,
        function: Callable[[_Argument], _Result],
        argument: _Argument,
        subject: str,
        expected: tuple[type[Exception], ...] = (IngestError,),
    ) -> _Result:
        """`function(argument)` in a worker; `function` is at the top of a module of ours.

        Raises what `function` raises of the `expected` errors; TooComplex where a limit is passed; WorkerDied where the
        worker crashes. `subject` names the input in both. Waits while all workers are busy.
        """
        worker = self._idle.get()
        try:
            return worker.call(function, argument, subject, expected)
        finally:
            self._idle.put(worker)

    def close(self) -> None:
        """Wait for the calls under way, then end all workers; a later call would start them again."""
        closed = [self._idle.get() for _ in self._workers]
        for worker in closed:
            worker.end()
            self._idle.put(worker)

    def break_off(self) -> None:
        """Kill all workers, from another thread: calls under way raise WorkerDied."""
        for worker in self._workers:
            worker.kill()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _Worker:
    """One process, or none yet."""

    def __init__(self, limits: WorkerLimits) -> None:
        self._limits = limits
        self._process: subprocess.Popen[bytes] | None = None
        self._complaints: IO[bytes] | None = None

    def call(
        self,
        function: Callable[[_Argument], _Result],
        argument: _Argument,
        subject: str,
        expected: tuple[type[Exception], ...],
    ) -> _Result:
        """Do what `Workers.call` says."""
        message = pickle.dumps((function, argument, expected), pickle.HIGHEST_PROTOCOL)
        kind: object = None
        try:
            kind, value = self._exchange(message, subject)
        finally:
            if kind not in (ANSWER, REFUSAL):  # broken off in the middle of a message, or out of memory
                self.end()
        if kind == ANSWER:
            return value  # type: ignore[return-value]  # what `function` returned, by way of the pipe
        if kind == REFUSAL and isinstance(value, expected):
            raise value
        raise TooComplex(subject, _EXCUSES.get(str(kind), "the worker gave an answer that is none"), _ADVICE)

    def kill(self) -> None:
        """Kill the process, if there is one; whoever talks to it will notice."""
        process = self._process
        if process is not None:
            process.kill()

    def end(self) -> None:
        """Kill the process, if there is one, and wait for it."""
        if self._process is None or self._complaints is None:
            return
        self._process.kill()
        self._process.communicate()
        self._complaints.close()
        self._process = self._complaints = None

    def _exchange(self, message: bytes, subject: str) -> tuple[object, object]:
        deadline = time.monotonic() + self._limits.wall_s
        process = self._started()
        try:
            self._send(process, len(message).to_bytes(_HEAD, "big") + message, deadline)
            length = message_length(self._receive(process, _HEAD, deadline), self._limits.answer_bytes + _CHUNK)
            told = taken_apart(self._receive(process, length, deadline))
        except TimeoutError as error:
            raise TooComplex(
                subject, f"reading it took longer than {self._limits.wall_s:g} seconds", _ADVICE
            ) from error
        except (EOFError, BrokenPipeError) as error:
            raise self._death(process, subject) from error
        except BrokenAnswer as error:
            raise WorkerDied(subject, f"the worker's answer is no answer of ours ({error})", _ADVICE) from error
        kind, value = told if isinstance(told, tuple) else (None, None)
        return kind, value

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self.end()
        limits = self._limits
        told = [repr(limits.wall_s), str(limits.cpu_s), str(limits.address_space), str(limits.answer_bytes)]
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 - closed in `end`
        self._process = subprocess.Popen(  # noqa: S603 - see below
            # our own interpreter and our own words: nothing of the input is on this command line
            [sys.executable, "-I", "-c", _START, *told, *sys.path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
            env={},
            bufsize=0,
        )
        os.set_blocking(self._process.stdin.fileno(), False)  # type: ignore[union-attr]  # a pipe was asked for
        return self._process

    def _send(self, process: subprocess.Popen[bytes], message: bytes, deadline: float) -> None:
        pipe = process.stdin.fileno()  # type: ignore[union-attr]  # a pipe was asked for
        rest = memoryview(message)
        while rest:
            _wait_for(pipe, select.POLLOUT, deadline)
            rest = rest[os.write(pipe, rest[:_CHUNK]) :]

    def _receive(self, process: subprocess.Popen[bytes], length: int, deadline: float) -> bytes:
        pipe = process.stdout.fileno()  # type: ignore[union-attr]  # a pipe was asked for
        pieces: list[bytes] = []
        while length:
            _wait_for(pipe, select.POLLIN, deadline)
            piece = os.read(pipe, min(length, _CHUNK))
            if not piece:
                raise EOFError
            pieces.append(piece)
            length -= len(piece)
        return b"".join(pieces)

    def _death(self, process: subprocess.Popen[bytes], subject: str) -> IngestError:
        """What to say of a process that is gone: over its seconds, or dead of something else."""
        try:
            code = process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            process.kill()
            code = process.wait()
        if code == -signal.SIGXCPU:
            return TooComplex(
                subject, f"reading it took more than {self._limits.cpu_s} seconds of the processor", _ADVICE
            )
        return WorkerDied(subject, f"the worker died ({_cause(code)}{self._last_words()})", _ADVICE)

    def _last_words(self) -> str:
        """The last line of what the process complained of, if anything."""
        if self._complaints is None:
            return ""
        self._complaints.seek(0)
        spoken = self._complaints.read().decode("utf-8", "replace").strip()
        return ": " + "".join(filter(str.isprintable, spoken.rpartition("\n")[2]))[:200] if spoken else ""


def _wait_for(pipe: int, event: int, deadline: float) -> None:
    """Wait until a pipe is ready; raise TimeoutError past the deadline. By poll: select takes no file beyond 1,024."""
    waiting = select.poll()
    waiting.register(pipe, event)
    if not waiting.poll(max(deadline - time.monotonic(), 0) * 1000):
        raise TimeoutError


def _cause(code: int) -> str:
    return f"exit code {code}" if code >= 0 else signal.Signals(-code).name
