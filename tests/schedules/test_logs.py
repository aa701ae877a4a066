"""Logs are one line an event, and what copy says in them cannot forge another line."""

import json

import pytest

from schedules.logs import open_log
from schedules.settings import LogSettings


def test_json_is_one_object_a_line(capsys):
    open_log(LogSettings(format="json")).info("quarantined", address="a\nb\x1b[2J")
    (line,) = capsys.readouterr().err.splitlines()
    event = json.loads(line)
    assert (event["event"], event["level"], event["address"]) == ("quarantined", "info", "a\nb\x1b[2J")
    assert event["timestamp"].endswith("Z")


def test_the_console_writes_controls_out(capsys):
    open_log(LogSettings(format="console")).info("quarantined", address="a\nforged\x1b[2J")
    (line,) = capsys.readouterr().err.splitlines()
    assert r"a\nforged\x1b[2J" in line


@pytest.mark.parametrize(("level", "expected"), [("debug", 2), ("info", 1), ("warning", 0)])
def test_events_below_the_level_are_left_out(capsys, level, expected):
    log = open_log(LogSettings(level=level))
    log.debug("seen")
    log.info("done")
    assert len(capsys.readouterr().err.splitlines()) == expected


@pytest.mark.parametrize("form", ["console", "json"])
def test_an_exception_brings_its_trace(capsys, form):
    log = open_log(LogSettings(format=form))
    try:
        int("boom")
    except ValueError:
        log.exception("copy_failed", raw=7)
    err = capsys.readouterr().err
    assert "ValueError: invalid literal" in err
    assert "test_logs.py" in err
