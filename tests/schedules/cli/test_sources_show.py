"""One source is shown with all that is known of it, and without its secrets."""

import json
from datetime import UTC, datetime

from ingest.rhythm import FetchState, Move
from schedules.cli.exit_codes import ExitCode
from schedules.desk import open_store
from schedules.settings import load_config
from storage import fetch_states
from storage.fetch_states import Ending
from tests.newsroom.answers import reply


def test_show_tells_how_a_feed_stands(line, newsroom, feed):
    url = newsroom.url("/news.xml")
    newsroom.on(
        "/news.xml",
        reply(body=feed("Harbour Wire"), headers=(("ETag", '"1"'),)),
        reply("500 Internal Server Error"),
    )
    (line.folder / "secret").write_text("hunter2")
    line.configure(
        f"sources:\n- name: wire\n  kind: feed\n  url: {url}?key=hunter3\n  headers: {{X-Desk: hunter4}}\n"
        "  credentials: {kind: bearer, token: 'file:secret'}\n- {name: drop, kind: drop, path: in}\n"
    )
    (line.folder / "in").mkdir()
    assert line.run("db", "upgrade").code == 0
    new = line.json("sources", "show", "wire")
    assert new["fetches"] == {"state": "new"}
    assert new["settings"]["headers"] == {"X-Desk": "(set)"}
    assert "Never fetched" in line.run("sources", "show", "wire").out

    line.run("once")
    well = line.json("sources", "show", "wire")
    assert (well["fetches"]["state"], well["fetches"]["has_etag"], well["fetches"]["failures"]) == ("well", True, 0)
    assert well["brought"]["articles"] == 4
    assert "Validators: ETag" in line.run("sources", "show", "wire").out

    line.run("once", "--now")
    failing = line.json("sources", "show", "wire")
    assert (failing["fetches"]["state"], failing["fetches"]["last_outcome"]) == ("failing", "http_error")
    shown = line.run("sources", "show", "wire").out
    assert "the host answers with status 500" in shown
    assert "What to do: " in shown
    assert "Next due: " in shown
    assert "hunter" not in shown + json.dumps([new, well, failing, line.json("sources", "list")])
    assert line.json("sources", "show", "drop")["fetches"] is None
    assert line.run("sources", "show", "nowhere").code == ExitCode.NOT_FOUND


NOON = datetime(2026, 3, 6, 12, tzinfo=UTC)


def test_show_tells_of_moves_and_of_a_host_that_wants_a_pause(line):
    line.configure("sources: [{name: wire, kind: feed, url: 'https://old.example/rss'}]\n")
    line.run("db", "upgrade")
    state = FetchState(
        home="https://old.example/rss",
        address="https://new.example/rss?key=hunter2",
        next_due=NOON,
        former=("https://old.example/rss",),
        move=Move("https://newest.example/rss", NOON, 3),
    )
    ending = Ending("throttled", NOON, is_well=False, sentence="asks for a pause", held_until=NOON)
    with open_store(load_config(line.folder / "config.yaml")) as database, database.writing() as connection:
        fetch_states.put(connection, [("wire", state, ending)])
    shown = line.run("sources", "show", "wire").out
    for words in (
        "Last fetch: 2026-03-06 12:00:00Z: throttled asks for a pause", "Last good answer: never",
        "Next due: 2026-03-06 12:00:00Z", "Its host wants no request before 2026-03-06 12:00:00Z",
        "Moved to https://new.example/rss?...; put that address into config.yaml",
        "Redirected for good to https://newest.example/rss, 3 times since 2026-03-06 12:00:00Z",
        "Validators: none",
    ):  # fmt: skip
        assert words in shown
    told = line.json("sources", "show", "wire")["fetches"]
    assert (told["address"], told["moving_to"]) == ("https://new.example/rss?...", "https://newest.example/rss")
    assert told["former"] == ["https://old.example/rss"]
    line.configure("sources: [{name: wire, kind: feed, url: 'https://other.example/rss'}]\n")
    assert line.json("sources", "show", "wire")["fetches"]["state"] == "new"
    assert "It was https://old.example/rss in config.yaml" in line.run("sources", "show", "wire").out


def test_a_source_that_is_disabled_or_a_drop_is_shown_too(line):
    line.configure(
        "sources: [{name: wire, kind: feed, enabled: false, url: 'https://w.example/'},"
        " {name: in, kind: drop, path: in, ignore: ['*.a', '*.b']}]\n"
    )
    line.run("db", "upgrade")
    assert "State: disabled" in line.run("sources", "show", "wire").out
    assert "ignore: *.a, *.b" in line.run("sources", "show", "in").out
    listed = line.run("sources", "list").out
    assert "https://w.example/" in listed
    assert str(line.folder / "in") in listed
