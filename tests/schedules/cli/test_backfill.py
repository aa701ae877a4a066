"""`copydesk backfill` in its folder: start, list, show, cancel, retry, what it refuses, and its exit codes."""

import json

import pytest

from schedules.backfill import Watch
from schedules.cli.progress import books_so_far
from storage.runs import Tally
from tests.newsroom.answers import reply
from tests.schedules.cli.conftest import LOOPBACK

STORY = "Ferry {0} sails\n\nPORT ELLERY, March 3 (Reuters) - The ferry Aurora {0} sailed again after {0} days.\n"
ARCHIVED = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>W</title><link rel="prev-archive" href="/old.xml"/>'
    "<entry><id>2</id><title>Ferry 2 sails</title></entry></feed>"
)


@pytest.fixture
def old(line) -> str:
    """A file of three lines, one of them broken; the tables are there."""
    stories = [json.dumps({"text": STORY.format(number)}) for number in (1, 2)]
    (line.folder / "old.jsonl").write_text("\n".join((stories[0], "{broken", stories[1])), encoding="utf-8")
    assert line.run("db", "upgrade").code == 0
    return "old.jsonl"


def test_a_file_is_taken_in_and_listed(line, old):
    report = line.json("backfill", "start", "--jsonl", old)
    assert (report["backfill"]["state"], report["books"]["new"], report["books"]["quarantined"]) == ("done", 2, 1)
    assert [one["id"] for one in line.json("backfill", "list")] == [1]
    said = line.run("backfill", "start", "--jsonl", old)
    assert "Backfill 2 of jsonl is done: 1 windows: 1 done. 0 raw copies, 3 known before, 0 left out." in said.out
    assert "Every window is done." in line.run("backfill", "show", "2").out


def test_copy_is_booked_under_the_source_that_is_named(line, old):
    line.configure("sources: [{name: wire, kind: drop, path: in, provider: agency}]")
    report = line.json("backfill", "start", "wire", "--jsonl", old)
    assert (report["backfill"]["source"], report["backfill"]["provider"]) == ("wire", "agency")


def test_a_dry_run_says_what_it_would_do_and_writes_nothing(line, old):
    said = line.run("backfill", "start", "--jsonl", old, "--dry-run", "--limit", "2")
    assert (said.code, said.out) == (
        0,
        "It would begin a backfill of 1 windows with 2 files or lines.\nNothing was written.\n",
    )
    assert line.json("backfill", "list") == line.json("runs", "list") == []


def test_a_dry_run_of_a_feed_says_whether_it_names_an_archive(line, newsroom):
    url = newsroom.on("/atom.xml", reply(body=ARCHIVED.encode()))
    line.configure(f"sources: [{{name: wire, kind: feed, url: '{url}'}}]", LOOPBACK)
    line.run("db", "upgrade")
    assert newsroom.url("/old.xml") in line.run("backfill", "start", "wire", "--dry-run").out
    assert line.json("backfill", "start", "wire", "--dry-run")["windows"] == 1
    assert line.json("backfill", "list") == []


def test_a_window_that_fails_ends_in_code_5_and_goes_on_when_it_is_retried(line, newsroom):
    url = newsroom.on("/atom.xml", reply(body=ARCHIVED.encode()))
    newsroom.on("/old.xml", reply("404 Not Found"))
    line.configure(f"sources: [{{name: wire, kind: feed, url: '{url}'}}]", LOOPBACK)
    said = line.run("backfill", "start", "wire")
    assert (said.code, "1 windows of backfill 1 failed" in said.err) == (5, True)
    assert "http_error" in line.run("backfill", "show", "1").out
    newsroom.on("/old.xml", reply(body=ARCHIVED.replace("2", "1").replace("/old.xml", "").encode()))
    assert line.json("backfill", "retry", "1", "--why", "it is back")["backfill"]["state"] == "done"
    assert line.run("backfill", "retry", "1", "--why", "again").code == 2


def test_a_backfill_is_canceled_and_taken_up_again(line, old):
    stopped = line.run("backfill", "start", "--jsonl", old, "--since", "1987-01-01", "--until", "never")
    assert stopped.code == 2
    line.run("backfill", "start", "--jsonl", old)
    assert line.run("backfill", "cancel", "1", "--why", "late").code == 2
    assert line.run("backfill", "cancel", "9", "--why", "none").code == 7
    assert line.run("backfill", "show", "9").code == 7


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((), 2),
        (("nobody",), 7),
        (("--jsonl", "none.jsonl"), 5),
        (("--jsonl", "old.jsonl", "--limit", "0"), 2),
        (("--jsonl", "old.jsonl", "--since", "yesterday"), 2),
        (("nobody", "--jsonl", "old.jsonl"), 7),
    ],
)
def test_what_can_not_be_done_is_refused_with_its_code(line, old, arguments, code):
    assert line.run("backfill", "start", *arguments).code == code
    assert line.json("backfill", "list") == []


def test_running_books_name_what_there_is():

    assert books_so_far(Watch(tally=Tally(3, received=7, new=4, quarantined=1))) == "4 new, 1 quarantined, 5 waiting"
