"""One pass of a benchmark over all feeds, as each side measures it; the standard library is all it needs."""

import json
import resource
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Pass:
    """Seconds of the processor, those of workers included; entries stored and feeds taken so far."""

    cpu_s: float
    stored: int
    taken: int


def cpu_s(work: Callable[[], object]) -> float:
    """Seconds of the processor that the work takes, in this process and in those that it started and ended."""
    before = _spent_s()
    work()
    return _spent_s() - before


def as_json(passes: Sequence[Pass]) -> str:
    """The passes, for the process that compares them."""
    return json.dumps([asdict(one) for one in passes])


def passes_of(command: Sequence[str], addresses: Sequence[str], root: Path) -> list[Pass]:
    """Run one side in a process and an empty folder of its own; it gets the addresses on standard input."""
    with tempfile.TemporaryDirectory() as folder:
        told = subprocess.run(
            [*command, folder], cwd=root, input=json.dumps(addresses), text=True, check=True, stdout=subprocess.PIPE
        ).stdout
    return [Pass(**one) for one in json.loads(told)]


def _spent_s() -> float:
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in spent)
