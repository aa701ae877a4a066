"""Tests that a process is known as dead only where that is proved."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from schedules.holder import this_process

CHILD = (
    "import sys; from schedules.holder import this_process; print(this_process().name, flush=True); sys.stdin.read()"
)


@contextmanager
def child(root) -> Iterator[tuple[subprocess.Popen[str], str]]:
    with subprocess.Popen(
        [sys.executable, "-c", CHILD], cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        yield process, process.stdout.readline().strip()
        process.kill()


def test_a_process_is_alive_until_it_is_killed_and_dead_before_its_parent_asks(root):
    with child(root) as (process, name):
        assert not this_process().is_gone(name)
        process.kill()
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)  # it has ended, and is a zombie still
        assert this_process().is_gone(name)
        process.wait()
        assert this_process().is_gone(name)


def test_a_process_that_got_the_number_of_a_dead_one_is_not_taken_for_it():
    place, _, started = this_process().name.rpartition("/")
    assert not this_process().is_gone(f"{place}/{started}")
    assert this_process().is_gone(f"{place}/1")


@pytest.mark.parametrize("part", [0, 1, 2], ids=["host", "boot", "namespace"])
def test_nothing_is_proved_of_a_process_elsewhere(part):
    parts = this_process().name.replace("/pid/", "/|/").split("/")
    parts[part] = "other"
    parts[-1] = "1"  # it would be dead if it were here
    name = "/".join(parts).replace("/|/", "/pid/")
    assert not this_process().is_gone(name)


def test_nothing_is_proved_of_a_name_that_says_nothing():
    assert not this_process().is_gone("a bench")
