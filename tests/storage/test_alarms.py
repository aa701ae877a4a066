"""Tests of alarms in the store: opened once, closed by themselves, acknowledged, and their notices taken by one."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest

from storage.alarms import (
    Alarm,
    acknowledge,
    list_alarms,
    note_failed,
    note_sent,
    settle,
    take_notice,
)
from storage.database import connect
from storage.errors import NotInStore
from storage.states import AlarmKind, NoticeEvent, NoticeWay, Severity

WEBHOOK, COMMAND = NoticeWay.WEBHOOK, NoticeWay.COMMAND
SILENT = Alarm(AlarmKind.SOURCE_SILENT, "wire", Severity.WARNING, "nothing new for 9 h")
DISK = Alarm(AlarmKind.DISK_LOW, "desk", Severity.CRITICAL, "0.1 GB are free")


def test_an_alarm_is_opened_once_and_closes_when_it_is_over(store, later):
    first = settle(store, [SILENT, DISK], [], later(0))
    assert [one.kind for one in first.opened] == [SILENT.kind, DISK.kind]
    worse = Alarm(DISK.kind, DISK.subject, DISK.severity, "0.01 GB are free")
    second = settle(store, [worse], [], later(1))
    assert (second.opened, [one.kind for one in second.closed]) == ((), [SILENT.kind])
    (stands,) = list_alarms(store)
    assert (stands.opened_at, stands.found_at, stands.sentence) == (later(0), later(1), worse.sentence)
    (over,) = list_alarms(store, closed=True)
    assert (over.kind, over.closed_at) == (SILENT.kind, later(1))


def test_what_comes_back_is_a_new_alarm(store, later):
    for hour, found in enumerate([[SILENT], [], [SILENT]]):
        settle(store, found, [], later(hour))
    assert len(list_alarms(store)) == len(list_alarms(store, closed=True)) == 1


def test_an_acknowledged_alarm_stands_and_who_did_it_is_noted(store, later):
    (opened,) = settle(store, [SILENT], [], later(0)).opened
    acknowledge(store, [opened.id], "ann", "they moved house", later(1))
    settle(store, [SILENT], [], later(2))
    (stands,) = list_alarms(store)
    assert stands.acked_at == later(1)
    with store.reading() as connection:
        noted = connection.exec_driver_sql("SELECT who, verb, subject, why FROM operator_action").all()
    assert noted == [("ann", "alarm ack", f"alarm {opened.id}", "they moved house")]


def test_only_open_alarms_are_acknowledged_and_all_of_them_or_none(store, later):
    (opened,) = settle(store, [SILENT], [], later(0)).opened
    with pytest.raises(NotInStore, match="alarm 99"):
        acknowledge(store, [opened.id, 99], "ann", "why", later(1))
    assert list_alarms(store)[0].acked_at is None
    settle(store, [], [], later(1))
    with pytest.raises(NotInStore, match=f"alarm {opened.id}"):
        acknowledge(store, [opened.id], "ann", "why", later(2))


def sent_by(store, way, now) -> list[tuple[int, str]]:
    """Take and send all that is due by a way."""
    sent = []
    while (notice := take_notice(store, way, now, 60)) is not None:
        note_sent(store, notice, now)
        sent.append((notice.alarm.id, notice.event.value))
    return sent


def test_each_opening_and_closing_is_owed_once_by_each_way(store, later):
    (opened,) = settle(store, [SILENT], [WEBHOOK, COMMAND], later(0)).opened
    settle(store, [SILENT], [WEBHOOK, COMMAND], later(1))
    assert list_alarms(store)[0].owed == 2
    settle(store, [], [WEBHOOK, COMMAND], later(2))
    for way in (WEBHOOK, COMMAND):
        assert sent_by(store, way, later(3)) == [(opened.id, "opened"), (opened.id, "closed")]
        assert sent_by(store, way, later(4)) == []


def test_a_closing_waits_for_its_opening_and_other_alarms_for_neither(store, later):
    (first,) = settle(store, [SILENT], [WEBHOOK], later(0)).opened
    notice = take_notice(store, WEBHOOK, later(0), 60)
    note_failed(store, notice, "webhook_refused", "answered 500\0", later(9))
    settle(store, [DISK], [WEBHOOK], later(1))
    assert [event for _, event in sent_by(store, WEBHOOK, later(2))] == ["opened"]
    (over,) = list_alarms(store, closed=True)
    assert (over.owed, over.failure) == (2, "answered 500\\x00")
    assert sent_by(store, WEBHOOK, later(9)) == [(first.id, "opened"), (first.id, "closed")]
    assert list_alarms(store, closed=True)[0].failure == ""


def test_a_notice_that_was_taken_and_not_sent_is_taken_again_later(store, later):
    settle(store, [SILENT], [WEBHOOK], later(0))
    notice = take_notice(store, WEBHOOK, later(0), 60)
    assert (notice.event, notice.failures, notice.alarm.subject) == (NoticeEvent.OPENED, 0, "wire")
    assert take_notice(store, WEBHOOK, later(0) + timedelta(seconds=59), 60) is None
    assert take_notice(store, WEBHOOK, later(0) + timedelta(seconds=60), 60).id == notice.id


def test_of_two_processes_one_opens_an_alarm_and_one_takes_its_notice(url, store, later):
    """On connections of their own, as two processes have them."""
    start = Barrier(2)
    opened, taken = [], []

    def look():
        other = connect(url)
        start.wait()
        opened.extend(settle(other, [SILENT, DISK], [WEBHOOK], later(0)).opened)
        start.wait()
        while (notice := take_notice(other, WEBHOOK, later(1), 600)) is not None:
            taken.append(notice.id)
        other.close()

    both = [Thread(target=look) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert (len(opened), len(taken), len(set(taken))) == (2, 2, 2)
