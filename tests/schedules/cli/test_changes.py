"""`copydesk changes`: lists, follows and snapshots the feed, and knows its readers."""

import json
import os
import signal
import sqlite3
import subprocess
import sys

import pytest

from schedules.cli.exit_codes import ExitCode

WIRE = "sources: [{name: wire, kind: drop, path: in, settle_s: 0}]\n"
STORY = (
    "Ferry {n} burns\n\nPORT ELLERY, March 3 (Northwind) - Ferry {n} burned off Port Ellery, the coast guard said.\n"
)


@pytest.fixture
def stocked(line):
    """Two stories, and a function that brings one more."""
    line.configure(WIRE)
    (line.folder / "in").mkdir()

    def bring(n):
        (line.folder / "in" / f"{n}.txt").write_text(STORY.format(n=n), encoding="utf-8")
        assert line.run("once").code == ExitCode.OK

    bring(1)
    bring(2)
    return line, bring


def test_changes_are_listed_from_a_cursor_and_by_kind(stocked):
    line, _ = stocked
    assert [one["seq"] for one in line.json("changes")] == [1, 2]
    assert [one["seq"] for one in line.json("changes", "--after", "1")] == [2]
    assert [one["seq"] for one in line.json("changes", "--limit", "1")] == [1]
    assert line.json("changes", "--kind", "killed") == []
    assert "Ferry 2 burns" in line.run("changes").out
    assert "No change is numbered above 2." in line.run("changes", "--after", "2").out


def test_a_snapshot_is_every_article_between_two_lines_with_the_cursor(stocked):
    line, _ = stocked
    first, *articles, last = [json.loads(one) for one in line.run("changes", "snapshot").out.splitlines()]
    assert (first, last) == ({"cursor": 2}, {"cursor": 2, "articles": 2})
    assert [one["headline"] for one in articles] == ["Ferry 1 burns", "Ferry 2 burns"]
    assert articles[0]["first_seen"].endswith("Z")


def test_a_reader_goes_on_behind_what_it_acknowledged(stocked):
    line, bring = stocked
    assert line.json("changes", "ack", "site", "1") == {"reader": "site", "acknowledged": 1}
    assert [one["seq"] for one in line.json("changes", "--reader", "site")] == [2]
    assert "all changes up to 2" in line.run("changes", "ack", "site", "2").out
    bring(3)
    (site,) = line.json("changes", "readers")
    assert (site["name"], site["acknowledged"], site["lag"]) == ("site", 2, 1)
    assert "site" in line.run("changes", "readers").out
    assert line.json("changes", "drop", "site", "--why", "closed") == {"dropped": "site"}
    assert "No reader" in line.run("changes", "readers").out


def test_dropping_a_reader_is_told_to_a_person(stocked):
    line, _ = stocked
    line.run("changes", "ack", "site", "1")
    assert "site is forgotten." in line.run("changes", "drop", "site").out


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)  # whose file is changed behind the program's back
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        pytest.param(("--after", "3"), ExitCode.CURSOR, id="ahead"),
        pytest.param(("--after", "0"), ExitCode.CURSOR, id="expired"),
        pytest.param(("--after", "0", "--follow"), ExitCode.CURSOR, id="expired-followed"),
        pytest.param(("--reader", "nobody"), ExitCode.NOT_FOUND, id="no-such-reader"),
        pytest.param(("drop", "nobody"), ExitCode.NOT_FOUND, id="no-reader-to-drop"),
        pytest.param(("ack", "Site 1", "1"), ExitCode.USAGE, id="no-name"),
        pytest.param(("--after", "1", "--reader", "site"), ExitCode.USAGE, id="two-cursors"),
        pytest.param(("--follow", "--limit", "3"), ExitCode.USAGE, id="an-end-without-end"),
    ],
)
def test_what_cannot_be_followed_has_its_exit_code(stocked, arguments, code):
    line, _ = stocked
    with sqlite3.connect(line.folder / "copydesk.db") as connection:
        connection.execute("DELETE FROM change WHERE seq = 1")
        connection.execute("UPDATE change_head SET purged_to = 1")
    assert line.run("changes", *arguments).code == code
    assert [one["seq"] for one in line.json("changes")] == [2], "without a cursor, from the oldest that is kept"


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("as_json", [True, False], ids=["json", "plain"])
def test_following_tells_what_is_made_meanwhile_and_ends_cleanly(stocked, root, stop, as_json):
    line, bring = stocked
    command = [sys.executable, "-m", "schedules", "changes", "--after", "1", "--follow", *(["--json"] * as_json)]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    follower = subprocess.Popen(
        command, cwd=line.folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    told = [follower.stdout.readline()]
    bring(3)
    told.append(follower.stdout.readline())
    follower.send_signal(stop)
    rest, errors = follower.communicate(timeout=30)
    assert (follower.returncode, rest, errors) == (0, "", "")
    if as_json:
        assert [json.loads(one)["headline"] for one in told] == ["Ferry 2 burns", "Ferry 3 burns"]
    else:
        assert [one.split()[0] for one in told] == ["2", "3"]
