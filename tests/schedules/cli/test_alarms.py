"""What operators and their monitors are told: alarms, status, one line for a monitor, one run."""

import re
from contextlib import closing

import pytest

from schedules.cli.exit_codes import ExitCode, MonitorCode
from storage.database import connect
from tests.newsroom.answers import reply

WELL = "alarms: {disk_low_bytes: 0}\n"
LOW = f"alarms: {{disk_low_bytes: {10**18}, command: ['/nowhere/page-me']}}\n"
SOURCES = "sources: [{name: wire, kind: drop, path: in, settle_s: 0}]\n"
CHECK = re.compile(r"COPYDESK (OK|WARNING|CRITICAL|UNKNOWN) - .+\n")
STORY = "Ferry burns\n\nPORT ELLERY, March 3 (HW) - A ferry burned off Port Ellery on Tuesday.\n"


@pytest.fixture
def stocked(line):
    (line.folder / "in").mkdir()
    (line.folder / "in" / "ferry.txt").write_text(STORY, encoding="utf-8")
    (line.folder / "in" / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(200)))
    line.configure(WELL + SOURCES)
    assert line.run("once").code == 0
    return line


def test_an_alarm_is_listed_told_to_monitors_and_acknowledged(stocked):
    assert "All is well" in stocked.run("alarms", "list").out
    stocked.configure(LOW + SOURCES)
    stocked.run("once")
    (alarm,) = stocked.json("alarms", "list")
    assert (alarm["kind"], alarm["severity"], alarm["owed"]) == ("disk_low", "critical", 1)
    shown = stocked.run("alarms", "list").out
    assert "disk_low: make room" in shown
    assert "the command /nowhere/page-me can't be started" in shown
    said = stocked.run("status", "--check")
    assert (said.code, said.out.startswith("COPYDESK CRITICAL - disk_low desk: ")) == (MonitorCode.CRITICAL, True)
    assert stocked.run("alarms", "ack", str(alarm["id"])).code == ExitCode.USAGE
    assert stocked.json("alarms", "ack", "1", "--why", "a disk is on its way") == {"acknowledged": [1]}
    assert "acknowledged, not told yet" in stocked.run("alarms", "list").out
    said = stocked.run("status", "--check")
    assert (said.code, "acknowledged=1" in said.out) == (MonitorCode.OK, True)
    assert "1 acknowledged" in stocked.run("alarms", "ack", "1", "--why", "still").out
    assert stocked.run("alarms", "ack", "99", "--why", "x").code == ExitCode.NOT_FOUND
    stocked.configure(WELL + SOURCES)
    stocked.run("once")
    assert stocked.json("alarms", "list") == []
    assert "over 20" in stocked.run("alarms", "list", "--closed").out


def test_check_is_one_line_and_a_code_whatever_happens(stocked):
    said = stocked.run("status", "--check")
    assert (said.code, said.err) == (0, "")
    assert CHECK.fullmatch(said.out)
    assert re.search(r"\| alarms=0 acknowledged=0 pending=0 quarantine=1 lag_s=\d+ free_bytes=\d+\n", said.out)
    stocked.configure(WELL.replace("0}", "0, quarantine_new: 1}") + SOURCES)
    said = stocked.run("status", "--check")
    assert (said.code, "quarantine_growing desk: 1 entries" in said.out) == (MonitorCode.WARNING, True)
    stocked.configure("alarms: {desk_silent_s: 0.000001}\n" + SOURCES)
    said = stocked.run("status", "--check")
    assert (said.code, "desk_silent desk: no run has been at work" in said.out) == (MonitorCode.CRITICAL, True)
    stocked.configure("nonsense: 1\nmore: 2\n")
    said = stocked.run("status", "--check")
    assert (said.code, said.err) == (MonitorCode.UNKNOWN, "")
    assert CHECK.fullmatch(said.out)


@pytest.mark.parametrize("address", ["postgresql://ann:hunter2@127.0.0.1:1/x", "sqlite:////nowhere/at/all/copydesk.db"])
@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_a_database_out_of_reach_is_critical_and_its_password_is_not_told(line, monkeypatch, address):
    monkeypatch.setenv("COPYDESK_DATABASE__URL", address)
    said = line.run("status", "--check")
    assert said.code == MonitorCode.CRITICAL
    assert CHECK.fullmatch(said.out)
    assert "hunter2" not in said.out + said.err
    said = line.run("once")
    assert said.code == ExitCode.DATABASE
    assert len(said.err.splitlines()) == 1
    assert "hunter2" not in said.err


def test_status_tells_the_queue_the_runs_and_the_sources(stocked, newsroom, feed):
    url = newsroom.on("/feed", reply("500 Internal Server Error"))
    paused = newsroom.on("/paused", reply(body=feed("Paused")))
    stocked.configure(
        "alarms: {disk_low_bytes: 0, failing_after: 1}\n"
        f"sources: [{{name: feed, kind: feed, url: '{url}'}}, {{name: quiet, kind: feed, url: '{paused}'}}, "
        "{name: wire, kind: drop, path: in, settle_s: 0}]\n"
    )
    stocked.run("once")
    stocked.run("sources", "pause", "quiet", "--why", "x")
    shown = stocked.run("status").out
    assert re.search(r"feed +failing ", shown)
    assert re.search(r"quiet +paused ", shown)
    assert "Queue: 0 raw copies pending, 0 deliveries to split; 2 in quarantine" in shown
    assert re.search(r"Disk: [\d.]+ GB free", shown)
    assert "Run 2 (once), finished" in shown
    assert re.search(r"1 +warning +source_failing +feed ", shown)
    told = stocked.json("status")
    assert [one["id"] for one in told["last_runs"]] == [2, 1]
    assert (told["queue"]["pending"], told["runs_at_work"], told["alarms"][0]["subject"]) == (0, [], "feed")
    stocked.configure(LOW + SOURCES)
    assert "Found now, and told at the next run: disk_low desk" in stocked.run("status").out


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_a_run_whose_books_are_off_alarms_before_it_ends(stocked, url):
    """Something else writes into the tables: here a trigger."""
    with closing(connect(url)) as database, database.writing() as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER forged AFTER INSERT ON delivery "
            "BEGIN UPDATE run SET known = known + 1 WHERE id = NEW.run_id; END"
        )
    (stocked.folder / "in" / "other.txt").write_text(STORY.replace("ferry", "barge"), encoding="utf-8")
    assert stocked.run("once").code == ExitCode.BOOKS
    (alarm,) = stocked.json("alarms", "list")
    assert (alarm["kind"], alarm["subject"], alarm["severity"]) == ("books_off", "run 2", "critical")
    assert "unbalanced" in stocked.run("runs", "show", "2").out


def test_a_run_is_shown_with_its_books_its_sources_and_what_failed(stocked):
    told = stocked.json("runs", "show", "1")
    assert told["line"]["books"]["new"] == 1
    assert told["sources"] == [{"source": "wire", "deliveries": 2, "copies": 2}]
    assert [one["code"] for one in told["failures"]] == ["not_text"]
    shown = stocked.run("runs", "show", "1").out
    assert re.search(r"new +1 +made a new article", shown)
    assert re.search(r"wire +2 +2", shown)
    assert "not_text" in shown
    assert stocked.run("runs", "show", "99").code == ExitCode.NOT_FOUND
