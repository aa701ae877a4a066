"""Sends the notices of alarms that are owed, by webhook and by command, each within its deadline.

What can't be sent stays owed and is tried again, less often each time. After one failure a way is left alone until the
next look, so a webhook that hangs costs one deadline and no more.
"""

import json
import os
import signal
import subprocess
from datetime import datetime, timedelta

from schedules.alarm_rules import ADVICE
from schedules.desk import Desk
from schedules.errors import CommandFailed, NoticeFailed, NoticeTimedOut
from schedules.settings import AlarmSettings
from storage.alarms import Notice, note_failed, note_sent, take_notice
from storage.states import NoticeEvent, NoticeWay

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)
"""A notice that could not be sent is tried again after a wait that doubles from the first to the longest."""

_MOST_DOUBLINGS = 10
_HOLDS = 2.0
"""A notice that was taken is nobody else's for so many deadlines."""


def ways_of(settings: AlarmSettings) -> tuple[NoticeWay, ...]:
    """The ways by which operators want to be told."""
    is_set = {NoticeWay.WEBHOOK: settings.webhook is not None, NoticeWay.COMMAND: bool(settings.command)}
    return tuple(way for way, wanted in is_set.items() if wanted)


def send_notices(desk: Desk) -> None:
    """Send what is owed and due; raises the errors of storage.errors, and nothing where a way fails."""
    settings = desk.config.settings.alarms
    for way in ways_of(settings):
        ends_at = desk.now() + timedelta(seconds=_HOLDS * settings.deadline_s)
        while desk.now() < ends_at and _send_next(desk, way):
            pass


def _send_next(desk: Desk, way: NoticeWay) -> bool:
    """Send the next notice of a way; False where none is due, or it could not be sent."""
    settings = desk.config.settings.alarms
    notice = take_notice(desk.database, way, desk.now(), _HOLDS * settings.deadline_s)
    if notice is None:
        return False
    try:
        _send(notice, desk)
    except NoticeFailed as error:
        due_at = desk.now() + next_wait(notice.failures)
        note_failed(desk.database, notice, error.code, str(error), due_at)
        told = {"way": way.value, "code": error.code, "reason": str(error)}
        desk.log.warning("notice_not_sent", alarm=notice.alarm.id, again_at=due_at.isoformat(), **told)
        return False
    note_sent(desk.database, notice, desk.now())
    return True


def next_wait(failures: int) -> timedelta:
    """How long a notice waits that could not be sent, after so many failures before this one."""
    doubled: timedelta = FIRST_WAIT * 2 ** min(failures, _MOST_DOUBLINGS)
    return min(doubled, LONGEST_WAIT)


def body_of(notice: Notice) -> bytes:
    """A notice as JSON: one object, whose `text` says it all in a line, as chat systems show it."""
    alarm = notice.alarm
    is_over = notice.event is NoticeEvent.CLOSED
    word = "over" if is_over else alarm.severity.value
    told = {
        "text": f"copydesk {word}: {alarm.kind.value} {alarm.subject}: {alarm.sentence}",
        "event": notice.event.value,
        "alarm": alarm.id,
        "kind": alarm.kind.value,
        "subject": alarm.subject,
        "severity": alarm.severity.value,
        "sentence": alarm.sentence,
        "advice": ADVICE[alarm.kind],
        "opened_at": _time(alarm.opened_at),
        "closed_at": _time(alarm.closed_at) if is_over and alarm.closed_at is not None else None,
    }
    return json.dumps(told, ensure_ascii=False).encode()


def _time(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def _send(notice: Notice, desk: Desk) -> None:
    settings = desk.config.settings
    if notice.way is NoticeWay.COMMAND:
        _call(settings.alarms, body_of(notice))
        return
    # Loading aiohttp takes longer than a run that has nothing to tell.
    from schedules.webhook import post  # noqa: PLC0415

    name = f"alarm-{notice.alarm.id}-{notice.event.value}-{notice.alarm.opened_at:%Y%m%dT%H%M%SZ}"
    post(body_of(notice), name, settings.alarms, settings.http.user_agent)


def _call(settings: AlarmSettings, body: bytes) -> None:
    """Give the notice to the operators' command. Raises NoticeFailed; whatever it started ends with its time."""
    program = settings.command[0]
    quiet = subprocess.DEVNULL
    try:
        process = subprocess.Popen(  # noqa: S603 - the operator's own command, a list without a shell
            settings.command, stdin=subprocess.PIPE, stdout=quiet, stderr=quiet, start_new_session=True
        )
    except OSError as error:
        reason = f"the command {program} can't be started ({error.strerror})"
        raise CommandFailed(reason, "check 'alarms.command'") from error
    try:
        process.communicate(body, timeout=settings.deadline_s)
    except subprocess.TimeoutExpired as error:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        sentence = f"the command {program} did not end within {settings.deadline_s:g} s, and was killed"
        raise NoticeTimedOut(sentence, "'alarms.deadline_s' is how long it may take") from error
    if process.returncode:
        raise CommandFailed(f"the command {program} ended with {process.returncode}", "run it by hand and see")
