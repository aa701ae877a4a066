"""The inside of a worker: reads calls, makes them under limits, writes answers. Runs as a process of its own."""

import pickle
import resource
from collections.abc import Sequence
from typing import BinaryIO

from ingest.worker_limits import WorkerLimits
from ingest.worker_wire import read_message, write_message

ANSWER, REFUSAL, TOO_LARGE, OUT_OF_MEMORY, TOO_DEEP = "answer", "refusal", "too_large", "out_of_memory", "too_deep"


def serve(calls: BinaryIO, answers: BinaryIO, limits: WorkerLimits) -> None:
    """Answer calls until there are none.

    A call is a pickled triple: a function by reference, its one argument, and the errors it may raise. An answer is a
    pickled pair: what it is, and the value or the error. Any other error ends the process: it is a defect of ours.
    """
    while (message := read_message(calls)) is not None:
        _allow_seconds(limits.cpu_s)
        write_message(answers, _answer(message, limits))


def _answer(message: bytes, limits: WorkerLimits) -> bytes:
    function, argument, expected = pickle.loads(message)  # noqa: S301 - it comes from our own desk
    try:
        told = pickle.dumps((ANSWER, function(argument)), pickle.HIGHEST_PROTOCOL)
    except expected as error:
        told = pickle.dumps((REFUSAL, error), pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        told = pickle.dumps((OUT_OF_MEMORY, None))
    except RecursionError:
        told = pickle.dumps((TOO_DEEP, None))
    return told if len(told) <= limits.answer_bytes else pickle.dumps((TOO_LARGE, None))


def _allow_seconds(seconds: int) -> None:
    """Move the limit on processor time, which counts from the start of the process, to `seconds` from now."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    soft = int(used.ru_utime + used.ru_stime) + 1 + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))


def main(arguments: Sequence[str], calls: BinaryIO, answers: BinaryIO) -> None:
    """Bound the process by the four limits in `arguments`, and serve."""
    wall_s, cpu_s, address_space, answer_bytes = arguments
    limits = WorkerLimits(float(wall_s), int(cpu_s), int(address_space), int(answer_bytes))
    resource.setrlimit(resource.RLIMIT_AS, (limits.address_space, limits.address_space))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    serve(calls, answers, limits)
