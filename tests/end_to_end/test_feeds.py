"""Feeds through the whole line, by `copydesk once` against a newsroom that answers as it was told to."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.newsroom.answers import bomb, circle, conditional, drip, head, redirect, reply
from tests.newsroom.server import Newsroom, open_newsroom

SETTINGS = """
http: {{allow_private: [127.0.0.1/32], gap_s: 0, per_host: 8, deadline_s: {deadline_s}, round_s: {round_s}}}
log: {{level: error}}
sources:
"""


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with open_newsroom() as running:
        yield running


def configure(install, *sources: str, deadline_s: float = 10, round_s: float = 60) -> None:
    install.configure(
        SETTINGS.format(deadline_s=deadline_s, round_s=round_s) + "\n".join(f"  - {one}" for one in sources)
    )


def feed(name: str, url: str, **more: object) -> str:
    told = {"name": name, "kind": "feed", "url": url, "interval_s": 1, **more}
    return json.dumps(told)


def story(number: int, words: str = "said on Monday", link: bool = True) -> str:
    where = f"<link>https://wire.example/stories/{number}</link>" if link else ""
    return (
        f"<item><title>Council {number} votes</title>{where}<guid isPermaLink='false'>story-{number}</guid>"
        f"<description>HARBOUR CITY (HW) - The council of ward {number} {words} that plan {number} goes ahead."
        f"</description></item>"
    )


def rss(*items: str) -> bytes:
    return (
        "<?xml version='1.0' encoding='UTF-8'?><rss version='2.0'><channel><title>Harbour Wire</title>"
        f"<link>https://wire.example/</link>{''.join(items)}</channel></rss>"
    ).encode()


def once(install, *arguments: str, code: int = 0) -> dict[str, Any]:
    done = install.run("once", "--now", *arguments, "--json")
    assert done.returncode == code, done.stderr.decode()
    return json.loads(done.stdout)


def state_of(install, name: str) -> dict[str, Any]:
    (one,) = (each for each in install.json("status")["feeds"] if each["source"] == name)
    return one


def test_a_feed_becomes_articles_and_a_304_adds_nothing(install, newsroom):
    url = newsroom.on("/feed", conditional('"v1"', "Mon, 05 Jan 2026 12:00:00 GMT", rss(story(1), story(2))))
    configure(install, feed("wire", url))
    first, second = once(install), once(install)
    assert (first["books"]["received"], first["books"]["new"], first["feeds"]["fetched"]) == (2, 2, 1)
    assert (second["books"]["deliveries"], second["books"]["received"], second["feeds"]["unchanged"]) == (0, 0, 1)
    told = [(one.header("If-None-Match"), one.header("If-Modified-Since")) for one in newsroom.asked]
    assert told == [(None, None), ('"v1"', "Mon, 05 Jan 2026 12:00:00 GMT")]
    assert len(install.json("changes")) == 2
    assert state_of(install, "wire")["last_outcome"] == "not_modified"
    assert install.run("db", "check").returncode == 0


NOT_TAKEN = {
    "not_a_feed": reply(body=b"<!doctype html><title>Log in</title><p>Please log in."),
    "parse_error": reply(body=b"<rss version='2.0'><channel><title>Half a fe"),
    "hostile_xml": reply(
        body=b"<!DOCTYPE rss [<!ENTITY a 'aa'><!ENTITY b '&a;&a;'>]><rss><channel><title>&b;</title></channel></rss>"
    ),
    "too_large": bomb(100),
    "bad_redirect": circle("/4"),
    "blocked_address": redirect("http://10.0.0.1/"),
    "timeout": drip(head("200 OK", ()), b"x", 0.05),
    "http_error": reply("500 Internal Server Error"),
    "gone": reply("410 Gone"),
}


def test_bad_input_costs_only_its_own_source(install, newsroom):
    """All at once: each is typed, told with advice, and the good feed is on time."""
    paths = {code: f"/{number}" for number, code in enumerate(NOT_TAKEN)}
    for code, answer in NOT_TAKEN.items():
        newsroom.on(paths[code], answer)
    bad = [feed(code.replace("_", "-"), newsroom.url(path)) for code, path in paths.items()]
    configure(install, *bad, feed("good", newsroom.on("/good", reply(body=rss(story(1))))), deadline_s=2)
    report = once(install, code=5)
    assert (len(report["failed_sources"]), report["books"]["new"]) == (len(bad), 1)
    entries = install.json("quarantine", "list")
    assert {one["code"] for one in entries if one["raw_copy_id"] is None} == set(NOT_TAKEN)
    status = install.json("status")["feeds"]
    assert all(one["last_outcome"] == one["source"].replace("-", "_") for one in status if one["source"] != "good")
    assert all(one["last_advice"] and not one["last_ok_at"] for one in status if one["source"] != "good")
    assert all(entry["code"] == entry["source"].replace("-", "_") for entry in entries)
    shown = install.run("status").stdout.decode()
    assert [code for code in NOT_TAKEN if code not in shown] == []


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_a_run_ends_even_where_a_host_hangs(install, newsroom):
    slow = newsroom.on("/slow", drip(head("200 OK", ()), b"x", 0.05))
    configure(
        install,
        feed("slow", slow),
        feed("good", newsroom.on("/good", reply(body=rss(story(1))))),
        deadline_s=600,
        round_s=2,
    )
    report = once(install)
    assert (report["feeds"]["left"], report["books"]["new"]) == (1, 1)
    assert [one["source"] for one in install.json("status")["feeds"]] == ["good"]


TELLING = (
    "--debug once",
    "once --now",
    "status --json",
    "sources list --json",
    "quarantine list --json",
    "config check",
)


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_secrets_are_sent_and_never_told(install, newsroom, monkeypatch):
    secrets = {"basic": "c4n4ry-basic", "bearer": "c4n4ry-bearer", "header": "c4n4ry-header"}
    monkeypatch.setenv("FEED_PASSWORD", secrets["basic"])
    monkeypatch.setenv("FEED_KEY", secrets["header"])
    (install.folder / "token").write_text(secrets["bearer"] + "\n", encoding="utf-8")
    told = {
        "basic": {"kind": "basic", "user": "desk", "password": "env:FEED_PASSWORD"},
        "bearer": {"kind": "bearer", "token": "file:token"},
        "header": {"kind": "header", "name": "X-Key", "value": "env:FEED_KEY"},
    }
    newsroom.on("/basic", reply(body=rss(story(1))))
    newsroom.on("/bearer", reply("401 Unauthorized"))
    newsroom.on("/header", reply(body=b"no feed"))
    configure(install, *(feed(name, newsroom.url(f"/{name}"), credentials=one) for name, one in told.items()))
    runs = [install.run(*words.split()) for words in TELLING]
    sent = {one.target: one.header("Authorization") or one.header("X-Key") for one in newsroom.asked}
    assert sent["/basic"].startswith("Basic ")
    assert (sent["/bearer"], sent["/header"]) == (f"Bearer {secrets['bearer']}", secrets["header"])
    told_by = [one.stdout + one.stderr for one in runs]
    written = b"".join(told_by + [file.read_bytes() for file in install.folder.glob("*.db*")])
    assert b"c4n4ry" not in written
    assert sent["/basic"].removeprefix("Basic ").encode() not in written
