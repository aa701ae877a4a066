"""The look at the desk's health, on a real desk: what it finds it opens once, and closes when it is over."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from schedules.alarms import check_alarms, gather
from schedules.desk import Desk, open_desk
from schedules.once import run_once
from schedules.settings import load_config
from storage.alarms import list_alarms
from tests.newsroom.answers import reply
from tests.newsroom.server import open_newsroom

SETTINGS = "log: {{level: warning}}\nhttp: {{gap_s: 0, allow_private: [127.0.0.1/32]}}\n{more}\n"


class Moving:
    """A desk in a folder, on whose clock hours pass."""

    def __init__(self, desk: Desk) -> None:
        self.now = datetime.now(UTC)
        self.desk = replace(desk, now=lambda: self.now)

    def look(self) -> list[tuple[str, str]]:
        """Run, look, and name the alarms that stand."""
        run_once(self.desk)
        check_alarms(self.desk)
        return self.standing

    @property
    def standing(self) -> list[tuple[str, str]]:
        return sorted((one.kind.value, one.subject) for one in list_alarms(self.desk.database))


@pytest.fixture
def moving(tmp_path: Path):
    """Opens a desk with these settings."""
    opened = []

    def open_with(more: str) -> Moving:
        (tmp_path / "config.yaml").write_text(SETTINGS.format(more=more), encoding="utf-8")
        opened.append(open_desk(load_config(tmp_path / "config.yaml")))
        return Moving(opened[-1].__enter__())

    yield open_with
    for one in opened:
        one.__exit__(None, None, None)


def drop(folder: Path, number: int) -> None:
    (folder / "in").mkdir(exist_ok=True)
    story = f"Council {number} votes\n\nPORT ELLERY, March 3 (HW) - The council of ward {number} voted.\n"
    (folder / "in" / f"{number}.txt").write_text(story, encoding="utf-8")


def test_a_folder_that_falls_silent_is_told_until_it_brings_something(moving, tmp_path, capsys):
    drop(tmp_path, 0)
    desk = moving("sources: [{name: wire, kind: drop, path: in, settle_s: 0}]")
    for number in range(7):
        drop(tmp_path, number)
        assert desk.look() == []
        desk.now += timedelta(hours=4)
    desk.now += timedelta(hours=3)
    assert desk.look() == []
    desk.now += timedelta(hours=2)
    assert desk.look() == [("source_silent", "wire")]
    assert "alarm_opened" in capsys.readouterr().err
    assert desk.look() == [("source_silent", "wire")]
    assert "alarm_opened" not in capsys.readouterr().err
    drop(tmp_path, 99)
    assert desk.look() == []


def test_sources_that_fail_in_a_row_are_told(moving, tmp_path):
    with open_newsroom() as newsroom:
        url = newsroom.on("/feed", *[reply("500 Internal Server Error")] * 2, reply())
        desk = moving(
            "alarms: {failing_after: 2}\n"
            f"sources: [{{name: feed, kind: feed, url: '{url}'}}, {{name: gone, kind: drop, path: gone}}]"
        )
        assert desk.look() == []
        desk.now += timedelta(days=2)
        assert desk.look() == [("source_failing", "feed"), ("source_failing", "gone")]
        (tmp_path / "gone").mkdir()
        desk.now += timedelta(days=2)
        assert desk.look() == []


def test_a_source_that_is_switched_off_or_paused_alarms_nobody(moving, tmp_path):
    desk = moving("alarms: {failing_after: 1}\nsources: [{name: gone, kind: drop, path: gone}]")
    assert desk.look() == [("source_failing", "gone")]
    desk = moving("alarms: {failing_after: 1}\nsources: [{name: gone, kind: drop, path: gone, enabled: false}]")
    assert desk.look() == []


def test_the_disk_the_quarantine_and_the_books_are_looked_at(moving, tmp_path):
    desk = moving(
        f"alarms: {{disk_low_bytes: {10**18}, quarantine_new: 1}}\n"
        "sources: [{name: wire, kind: drop, path: in, settle_s: 0}]"
    )
    drop(tmp_path, 0)
    (tmp_path / "in" / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(200)))
    assert desk.look() == [("disk_low", "desk"), ("quarantine_growing", "desk")]
    with desk.desk.database.writing() as connection:
        connection.exec_driver_sql("UPDATE run SET state = 'unbalanced'")
    check_alarms(desk.desk)
    assert ("books_off", "run 1") in desk.standing


def test_a_store_that_is_locked_is_told_and_left_for_the_next_look(moving, capsys):
    desk = moving(f"database: {{busy_timeout_s: 0}}\nalarms: {{disk_low_bytes: {10**18}}}\nsources: []")
    with desk.desk.database.writing():
        check_alarms(desk.desk)
    assert "alarms_not_checked" in capsys.readouterr().err
    assert desk.standing == []
    check_alarms(desk.desk)
    assert desk.standing == [("disk_low", "desk")]


def test_a_desk_that_stands_still_is_seen_from_outside(moving):
    desk = moving("sources: []")
    desk.look()
    assert gather(desk.desk.config, desk.desk.database, desk.now + timedelta(hours=9)).last_at_work <= desk.now
