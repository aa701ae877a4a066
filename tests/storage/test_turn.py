"""One run at a time: the turn is held by a process, and given back when it dies."""

import subprocess
import sys

import pytest

from storage.database import connect
from storage.errors import RunInProgress
from storage.turn import take_turn

HOLDER = """
import sys
from storage.database import connect
from storage.turn import take_turn
with take_turn(connect(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_run_is_told_that_one_is_at_work_until_that_one_is_killed(url, root):
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, url], cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        other = connect(url)
        with pytest.raises(RunInProgress), take_turn(other):
            pass
        other.close()
        holder.kill()
        holder.wait()
    database = connect(url)
    with take_turn(database):
        pass
    database.close()


def test_a_turn_is_given_back_at_its_end_and_after_an_error(url):
    database = connect(url)
    with pytest.raises(ZeroDivisionError), take_turn(database):
        raise ZeroDivisionError
    other = connect(url)
    with take_turn(database), pytest.raises(RunInProgress), take_turn(other):
        pass
    other.close()
    database.close()
