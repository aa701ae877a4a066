"""Notices of alarms go out once, within their time, and what can't be sent is owed and told."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from schedules.desk import Desk, open_desk
from schedules.notices import FIRST_WAIT, LONGEST_WAIT, next_wait, send_notices, ways_of
from schedules.settings import load_config
from storage.alarms import Alarm, AlarmLine, list_alarms, settle
from storage.states import AlarmKind, Severity
from tests.newsroom.answers import head, redirect, reply, reset, say, silence
from tests.newsroom.server import Newsroom, open_newsroom
from tests.schedules.conftest import NOW

LOOPBACK = "allow_private: [127.0.0.1/32]"
SILENT = Alarm(AlarmKind.SOURCE_SILENT, "wire", Severity.WARNING, "nothing new for 9 h")


@dataclass
class Telling:
    """A desk whose clock is moved by hand."""

    desk: Desk
    now: datetime = NOW

    def __post_init__(self) -> None:
        self.desk = replace(self.desk, now=lambda: self.now)

    def found(self, *alarms: Alarm) -> None:
        settle(self.desk.database, alarms, ways_of(self.desk.config.settings.alarms), self.now)

    def send(self, after: timedelta = timedelta(0)) -> AlarmLine:
        """Send what is due after a while; return how the last alarm stands then."""
        self.now += after
        send_notices(self.desk)
        return next(iter([*list_alarms(self.desk.database), *list_alarms(self.desk.database, closed=True)]))


@pytest.fixture
def telling(folder: Path):
    """Opens a desk with these settings of alarms."""
    with ExitStack() as opened:

        def open_with(settings: str) -> Telling:
            (folder / "config.yaml").write_text(f"log: {{level: error}}\nalarms: {{{settings}}}\n", encoding="utf-8")
            return Telling(opened.enter_context(open_desk(load_config(folder / "config.yaml"))))

        yield open_with


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with open_newsroom() as running:
        yield running


def test_an_opening_and_a_closing_are_posted_once_each(telling, newsroom, monkeypatch):
    monkeypatch.setenv("HOOK_KEY", "Bearer k")
    url = newsroom.on("/hook", say(head("204 No Content", ())))
    desk = telling(f"webhook: '{url}', webhook_authorization: 'env:HOOK_KEY', {LOOPBACK}")
    desk.found(SILENT)
    assert desk.send().owed == 0
    desk.send()
    desk.found()
    desk.send()
    opened, closed = (json.loads(one.body) for one in newsroom.requests("/hook"))
    assert opened == {
        "text": "copydesk warning: source_silent wire: nothing new for 9 h",
        "event": "opened",
        "alarm": 1,
        "kind": "source_silent",
        "subject": "wire",
        "severity": "warning",
        "sentence": "nothing new for 9 h",
        "advice": "look whether it still publishes: copydesk sources show NAME",
        "opened_at": "2026-03-06T08:00:00Z",
        "closed_at": None,
    }
    assert (closed["event"], closed["closed_at"]) == ("closed", "2026-03-06T08:00:00Z")
    assert closed["text"].startswith("copydesk over: ")
    one, other = newsroom.requests("/hook")
    assert (one.method, one.header("Authorization"), one.header("Content-Type")) == (
        "POST", "Bearer k", "application/json",
    )  # fmt: skip
    names = [each.header("Idempotency-Key") for each in (one, other)]
    assert names == ["alarm-1-opened-20260306T080000Z", "alarm-1-closed-20260306T080000Z"]


REFUSALS = {
    "500": (reply("500 Internal Server Error"), "the webhook answered 500"),
    "404": (reply("404 Not Found"), "the webhook answered 404"),
    "redirect": (redirect("/elsewhere"), "the webhook answered 302"),
    "reset": (reset(), "no way to the webhook: connection"),
    "hangs": (silence(), "the webhook gave no answer within 0.5 s"),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_what_the_webhook_does_not_take_is_owed_told_and_sent_later(telling, newsroom, case):
    refusal, sentence = REFUSALS[case]
    url = newsroom.on("/secret-hook", refusal, reply("200 OK", b"ok"))
    desk = telling(f"webhook: '{url}', deadline_s: 0.5, {LOOPBACK}")
    desk.found(SILENT)
    stands = desk.send()
    assert stands.owed == 1
    assert stands.failure.startswith(sentence)
    assert "secret-hook" not in stands.failure
    assert desk.send(FIRST_WAIT - timedelta(seconds=1)).owed == 1
    stands = desk.send(timedelta(seconds=1))
    assert (stands.owed, stands.failure) == (0, "")
    assert len(newsroom.requests("/secret-hook")) == 2


def test_after_one_failure_the_webhook_is_left_alone_until_the_next_look(telling, newsroom):
    url = newsroom.on("/hook", reply("500 Internal Server Error"))
    desk = telling(f"webhook: '{url}', {LOOPBACK}")
    desk.found(SILENT, *(replace(SILENT, subject=f"wire-{number}") for number in range(20)))
    desk.send()
    assert len(newsroom.requests("/hook")) == 1


def test_a_webhook_in_a_private_network_has_to_be_allowed(telling, newsroom):
    url = newsroom.on("/hook", reply())
    desk = telling(f"webhook: '{url}'")
    desk.found(SILENT)
    assert "blocked_address" in desk.send().failure
    assert newsroom.asked == []


def test_a_webhook_where_nobody_listens_is_told(telling):
    desk = telling(f"webhook: 'http://127.0.0.1:1/hook', {LOOPBACK}")
    desk.found(SILENT)
    assert desk.send().failure.startswith("no way to the webhook: connection")


def test_waits_double_up_to_the_longest():
    waits = [next_wait(failures) for failures in range(20)]
    assert waits[:3] == [FIRST_WAIT, 2 * FIRST_WAIT, 4 * FIRST_WAIT]
    assert waits[-1] == LONGEST_WAIT


def program(folder: Path, text: str) -> str:
    """Settings with a command that runs this program of Python."""
    path = folder / "tell.py"
    path.write_text(text, encoding="utf-8")
    return f"command: ['{sys.executable}', '{path}', '{folder / 'told'}'], deadline_s: 20"


def test_a_command_gets_the_notice_on_standard_input(telling, folder):
    text = "import sys; open(sys.argv[1], 'ab').write(sys.stdin.buffer.read() + b'\\n')"
    desk = telling(program(folder, text))
    desk.found(SILENT)
    assert desk.send().owed == 0
    desk.found()
    desk.send()
    told = [json.loads(line) for line in (folder / "told").read_text(encoding="utf-8").splitlines()]
    assert [one["event"] for one in told] == ["opened", "closed"]


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ("command: ['/nowhere/page-me']", "the command /nowhere/page-me can't be started (No such file or directory)"),
        ("command: ['false']", "the command false ended with 1"),
    ],
)
def test_a_command_that_fails_is_told(telling, settings, sentence):
    desk = telling(settings)
    desk.found(SILENT)
    stands = desk.send()
    assert stands.owed == 1
    assert stands.failure.startswith(sentence)


def test_a_command_that_hangs_is_killed_with_all_that_it_started(telling, folder):
    """It and its child hold the writing end of a pipe, whose end is the news that both are gone."""
    pipe = folder / "pipe"
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    settings = f"command: [sh, -c, 'exec 3>{pipe}; echo started >&3; sleep 600 & sleep 600'], deadline_s: 2"
    desk = telling(settings)
    desk.found(SILENT)
    assert desk.send().failure.startswith("the command sh did not end within 2 s, and was killed")
    os.set_blocking(reading, True)
    with os.fdopen(reading, "rb") as ended:
        assert ended.read() == b"started\n"


def test_both_ways_are_independent(telling, newsroom, folder):
    url = newsroom.on("/hook", reply("500 Internal Server Error"))
    desk = telling(f"webhook: '{url}', {LOOPBACK}, command: ['true']")
    desk.found(SILENT)
    assert desk.send().owed == 1
