"""Workers: what they answer, what kills them, and that each killing costs one input only."""

import asyncio
import dataclasses
import io
import json
import os
import pickle
import resource
import signal
import threading
import time
from datetime import UTC, datetime
from typing import Any

import pytest

from ingest import worker_child
from ingest.errors import FeedUnparsable, NotAFeed, TooComplex, WorkerDied
from ingest.feed import split_feed
from ingest.feed_entry import Enclosure, Form
from ingest.raw import Delivery
from ingest.worker import Workers
from ingest.worker_limits import WorkerLimits
from ingest.worker_wire import BrokenAnswer, message_length, read_message, taken_apart, write_message

LIMITS = WorkerLimits(wall_s=10, cpu_s=5, address_space=600_000_000, answer_bytes=100_000)


@pytest.fixture
def workers():
    with Workers(LIMITS) as found:
        yield found


def test_a_worker_answers_call_after_call_from_one_process(workers):
    assert workers.call(os.path.basename, "/a/b", "x") == "b"
    first = process_of(workers)
    assert process_of(workers) == first != os.getpid()


def process_of(workers: Workers) -> int:
    return int(workers.call(os.readlink, "/proc/self", "x"))


def test_values_of_ours_come_back_as_they_are(workers, delivery):
    assert workers.call(split_feed, delivery, "x") == split_feed(delivery)


@pytest.fixture
def delivery():
    raw = b"<rss><channel><item><title>T</title></item></channel></rss>"
    return Delivery(
        "s", "p", "https://paper.example/feed", "application/rss+xml", datetime(2024, 2, 6, tzinfo=UTC), raw
    )


def test_an_error_of_ours_comes_back_as_it_was_raised(workers, delivery):
    with pytest.raises(NotAFeed) as refused:
        workers.call(split_feed, dataclasses.replace(delivery, raw=b"<html>"), "x")
    assert refused.value.subject == delivery.address
    assert "advice" not in refused.value.sentence


KILLERS = {
    "answer-closed": (os.close, 1, WorkerLimits(), WorkerDied, "died"),
    "clock": (time.sleep, 60, WorkerLimits(wall_s=0.3), TooComplex, "longer than 0.3 seconds"),
    "processor": (sum, range(10**12), WorkerLimits(wall_s=20, cpu_s=0), TooComplex, "of the processor"),
    "memory": (bytes, 10**9, WorkerLimits(address_space=400_000_000), TooComplex, "more memory"),
    "answer": (bytes, 10**6, WorkerLimits(answer_bytes=1000), TooComplex, "larger than an answer"),
    "exit": (os._exit, 3, WorkerLimits(), WorkerDied, "exit code 3"),
    "defect": (int, "no number", WorkerLimits(), WorkerDied, "ValueError"),
    "foreign-answer": (io.BytesIO, b"", WorkerLimits(), WorkerDied, "may not hold"),
}


@pytest.mark.parametrize(
    ("function", "argument", "limits", "error", "words"),
    KILLERS.values(),
    ids=KILLERS,
)
def test_what_passes_a_limit_or_crashes_costs_its_own_input_only(function, argument, limits, error, words):
    with Workers(limits) as workers:
        with pytest.raises(error, match=words) as told:
            workers.call(function, argument, "https://paper.example/feed")
        assert told.value.subject == "https://paper.example/feed"
        assert workers.call(len, "abc", "x") == 3


def test_the_clock_runs_while_the_input_is_sent_too():
    with Workers(WorkerLimits(wall_s=0)) as workers, pytest.raises(TooComplex, match="longer than 0 seconds"):
        workers.call(len, b"x" * 3_000_000, "x")


def test_a_crash_is_told_by_the_name_of_its_signal(workers):
    with pytest.raises(WorkerDied, match="SIGSEGV"):
        workers.call(signal.raise_signal, signal.SIGSEGV, "x")


def test_nesting_beyond_the_stack_is_too_complex(workers):
    with pytest.raises(TooComplex, match="deeper"):
        workers.call(json.loads, "[" * 10**5, "x")


def test_a_worker_knows_no_secret_of_the_environment(workers, monkeypatch):
    monkeypatch.setenv("PAPER_PASSWORD", "secret")
    assert os.environ["PAPER_PASSWORD"]
    assert workers.call(os.getenv, "PAPER_PASSWORD", "x") is None


def test_a_large_input_is_sent_whole(workers):
    assert workers.call(len, b"x" * 5_000_000, "x") == 5_000_000


def test_a_worker_that_was_killed_from_outside_is_replaced(workers):
    os.kill(process_of(workers), signal.SIGKILL)
    answers = []
    for _ in range(2):
        try:
            answers.append(workers.call(len, "abc", "x"))
        except WorkerDied:
            answers.append(None)
    assert answers[-1] == 3


def test_a_call_under_way_can_be_broken_off_from_another_thread(workers):
    over = threading.Event()

    def break_off():
        while not over.wait(0.1):
            workers.break_off()

    breaking = threading.Thread(target=break_off)
    breaking.start()
    with pytest.raises(WorkerDied):
        workers.call(time.sleep, 60, "x")
    over.set()
    breaking.join()
    assert workers.call(len, "abc", "x") == 3


def test_several_callers_share_the_workers_under_asyncio():
    async def both(workers: Workers) -> list[int]:
        calls = (asyncio.to_thread(workers.call, len, "x" * size, "x") for size in range(8))
        return list(await asyncio.gather(*calls))

    with Workers(LIMITS, count=2) as workers:
        assert asyncio.run(both(workers)) == list(range(8))


def test_closed_workers_leave_no_process_behind(workers):
    number = process_of(workers)
    workers.close()
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)


def test_messages_are_framed_by_their_length():
    pipe = io.BytesIO()
    write_message(pipe, b"one")
    write_message(pipe, b"")
    pipe.seek(0)
    assert [read_message(pipe), read_message(pipe), read_message(pipe)] == [b"one", b"", None]
    with pytest.raises(BrokenAnswer):
        message_length(b"\xff" * 8, 1000)


@pytest.mark.parametrize(
    "value", [Form.HTML, Enclosure("a"), NotAFeed("a", "b", "c"), {"a": (1, None, b"x")}], ids=repr
)
def test_plain_values_and_types_of_ours_are_taken(value):
    assert repr(taken_apart(pickle.dumps(value))) == repr(value)


class _Attack:
    def __reduce__(self):
        return (os.system, ("true",))


HOSTILE = {
    "command": pickle.dumps(_Attack()),
    "function-of-ours": pickle.dumps(split_feed),
    "no-pickle": b"\x00",
    "broken-off": pickle.dumps([1, 2])[:-2],
    "nothing": b"",
}


@pytest.mark.parametrize("message", HOSTILE.values(), ids=HOSTILE)
def test_an_answer_that_holds_anything_else_is_refused(message):
    with pytest.raises(BrokenAnswer):
        taken_apart(message)


def answers_to(*calls: object, limits: WorkerLimits = LIMITS) -> list[Any]:
    asked, told = io.BytesIO(), io.BytesIO()
    for call in calls:
        write_message(asked, pickle.dumps(call))
    asked.seek(0)
    worker_child.serve(asked, told, limits)
    told.seek(0)
    return [taken_apart(message) for message in iter(lambda: read_message(told), None)]


@pytest.fixture
def processor_limit():
    """Puts the process's own limit back, which serving moves."""
    before = resource.getrlimit(resource.RLIMIT_CPU)
    yield
    resource.setrlimit(resource.RLIMIT_CPU, before)


@pytest.mark.usefixtures("processor_limit")
def test_inside_a_worker_every_call_gets_one_answer():
    small = dataclasses.replace(LIMITS, cpu_s=100, answer_bytes=60)
    calls = ((len, "abc", ()), (bytes, 100, ()), (_raise, MemoryError, ()), (_raise, RecursionError, ()))
    assert answers_to(*calls, limits=small) == [
        ("answer", 3),
        ("too_large", None),
        ("out_of_memory", None),
        ("too_deep", None),
    ]
    ((kind, error),) = answers_to((_refuse, "a", (FeedUnparsable,)))
    assert (kind, error.subject) == ("refusal", "a")


def _raise(error: type[Exception]) -> None:
    raise error


def _refuse(subject: str) -> None:
    raise FeedUnparsable(subject, "no reader reads it", "look at it")


def test_a_worker_bounds_itself_before_it_serves():
    most = str(resource.getrlimit(resource.RLIMIT_AS)[1])
    told = io.BytesIO()
    worker_child.main(["1.5", "2", most, "400"], io.BytesIO(), told)
    assert told.getvalue() == b""
    assert resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)
