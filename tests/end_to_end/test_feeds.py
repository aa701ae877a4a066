"""Feeds through the whole line, by `copydesk once` against a newsroom that answers as it was told to."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.newsroom.answers import bomb, circle, conditional, drip, head, not_modified, redirect, reply
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
    install.configure(SETTINGS.format(deadline_s=deadline_s, round_s=round_s) + "\n".join(f"  - {one}" for one in sources))


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


def once(install, *arguments: str, code: int = 0) -> dict:
    done = install.run("once", "--now", *arguments, "--json")
    assert done.returncode == code, done.stderr.decode()
    return json.loads(done.stdout)


def asked(install, query: str) -> list:
    with closing(sqlite3.connect(install.folder / "copydesk.db")) as connection:
        return connection.execute(query).fetchall()


def state_of(install, name: str) -> dict:
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


def test_a_changed_entry_is_a_revision_and_the_others_are_unchanged_without_a_row(install, newsroom):
    url = newsroom.on("/feed", reply(body=rss(story(1), story(2))), reply(body=rss(story(3), story(2, "denied"), story(1))))
    configure(install, feed("wire", url))
    once(install)
    books = once(install)["books"]
    assert (books["received"], books["new"], books["revision"], books["unchanged"]) == (3, 1, 1, 1)
    assert asked(install, "SELECT count(*) FROM raw_copy") == [(4,)]
    assert install.run("db", "check").returncode == 0


def test_the_same_bytes_without_validators_stop_at_their_hash(install, newsroom):
    configure(install, feed("wire", newsroom.on("/feed", reply(body=rss(story(1))))))
    once(install)
    report = once(install)
    assert (report["books"]["known"], report["books"]["received"], report["feeds"]["unchanged"]) == (1, 0, 1)


def test_a_feed_is_asked_only_when_it_is_due(install, newsroom):
    configure(install, feed("wire", newsroom.on("/feed", reply(body=rss(story(1)))), interval_s=900))
    install.json("once")
    assert install.json("once")["feeds"] == {**dict.fromkeys(("asked", "fetched", "unchanged", "throttled", "failed", "left"), 0), "not_due": 1}
    assert install.json("once", "--source", "wire")["feeds"]["not_due"] == 1
    assert len(newsroom.asked) == 1


def test_a_story_in_two_feeds_of_one_provider_is_one_article(install, newsroom):
    one, two = newsroom.on("/one", reply(body=rss(story(1)))), newsroom.on("/two", reply(body=rss(story(1), story(2))))
    configure(install, feed("one", one, provider="wire"), feed("two", two, provider="wire"))
    books = once(install)["books"]
    assert (books["received"], books["new"], books["unchanged"]) == (3, 2, 1)
    assert asked(install, "SELECT count(*) FROM sighting") == [(3,)]


def test_another_providers_guid_never_meets_the_article(install, newsroom):
    one, two = newsroom.on("/one", reply(body=rss(story(1)))), newsroom.on("/two", reply(body=rss(story(1, "denied"))))
    configure(install, feed("one", one), feed("two", two))
    assert once(install)["books"]["new"] == 2


def test_a_changed_guid_meets_its_article_by_its_address(install, newsroom):
    changed = story(1, "said again").replace("story-1", "renamed-1")
    configure(install, feed("wire", newsroom.on("/feed", reply(body=rss(story(1))), reply(body=rss(changed)))))
    once(install)
    assert once(install)["books"]["revision"] == 1


def test_entries_whose_links_all_lead_home_stay_apart(install, newsroom):
    def brief(number: int) -> str:
        linked = story(number, link=False).replace("<guid", "<link>https://wire.example/</link><guid")
        return linked.replace(f"Council {number} votes", "Daily brief")

    url = newsroom.on("/feed", reply(body=rss(brief(1))), reply(body=rss(brief(2))), reply(body=rss(brief(3), brief(4))))
    configure(install, feed("wire", url))
    assert [once(install)["books"]["new"] for _ in range(3)] == [1, 1, 2]


NOT_TAKEN = {
    "a page instead of a feed": (reply(body=b"<!doctype html><title>Log in</title><p>Please log in."), "not_a_feed"),
    "broken xml": (reply(body=b"<rss version='2.0'><channel><item><title>Half"), "parse_error"),
    "an entity bomb": (
        reply(body=b"<!DOCTYPE rss [<!ENTITY a 'aa'><!ENTITY b '&a;&a;'>]><rss><channel><item><title>&b;</title></item></channel></rss>"),
        "hostile_xml",
    ),
    "a gzip bomb": (bomb(100), "too_large"),
    "a redirect loop": (circle("/bad"), "bad_redirect"),
    "a private address behind a redirect": (redirect("http://10.0.0.1/"), "blocked_address"),
    "a body that drips without end": (drip(head("200 OK", ()), b"x", 0.05), "timeout"),
    "a server error": (reply("500 Internal Server Error"), "http_error"),
    "an address that is gone": (reply("410 Gone"), "gone"),
}


@pytest.mark.parametrize("name", NOT_TAKEN)
def test_bad_input_costs_only_its_own_source(install, newsroom, name):
    answer, code = NOT_TAKEN[name]
    configure(
        install,
        feed("bad", newsroom.on("/bad", answer)),
        feed("good", newsroom.on("/good", reply(body=rss(story(1))))),
        deadline_s=1,
    )
    report = once(install, code=5)
    assert (report["failed_sources"], report["books"]["new"], report["feeds"]["failed"]) == (["bad"], 1, 1)
    (entry,) = install.json("quarantine", "list")
    assert (entry["source"], entry["code"], entry["raw_copy_id"]) == ("bad", code, None)
    standing = state_of(install, "bad")
    assert (standing["last_outcome"], standing["last_ok_at"]) == (code, None)
    assert standing["last_advice"]
    assert code in install.run("status").stdout.decode()


def test_a_body_that_does_not_parse_leaves_the_old_validators_in_force(install, newsroom):
    broken = reply(body=b"<html>down for repairs", headers=(("ETag", '"bad"'),))
    good = reply(body=rss(story(1)), headers=(("ETag", '"good"'),))
    configure(install, feed("wire", newsroom.on("/feed", good, broken, broken, not_modified())))
    once(install)
    once(install, code=5)
    once(install, code=5)
    once(install)
    assert [one.header("If-None-Match") for one in newsroom.asked] == [None, '"good"', '"good"', '"good"']
    assert install.json("quarantine", "list") == []
    assert state_of(install, "wire")["state"]["failures"] == 0


def test_a_pause_that_the_host_asks_for_is_kept_and_is_no_failure(install, newsroom):
    throttled = reply("429 Too Many Requests", headers=(("Retry-After", "3600"),))
    configure(install, feed("wire", newsroom.on("/feed", throttled, reply(body=rss(story(1))))))
    assert once(install)["feeds"]["throttled"] == 1
    assert once(install)["feeds"]["not_due"] == 1
    assert once(install, "--source", "wire")["books"]["new"] == 1
    assert len(newsroom.asked) == 2


def test_a_run_ends_even_where_a_host_hangs(install, newsroom):
    url = newsroom.on("/slow", drip(head("200 OK", ()), b"x", 0.05))
    configure(
        install, feed("slow", url), feed("good", newsroom.on("/good", reply(body=rss(story(1))))), deadline_s=600, round_s=2
    )
    report = once(install)
    assert (report["feeds"]["left"], report["books"]["new"]) == (1, 1)
    assert [one["source"] for one in install.json("status")["feeds"]] == ["good"]


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
    runs = [install.run(*words.split()) for words in ("--debug once", "status", "status --json", "sources list --json", "quarantine list --json", "config check")]
    sent = {one.target: one.header("Authorization") or one.header("X-Key") for one in newsroom.asked}
    assert sent["/basic"].startswith("Basic ")
    assert (sent["/bearer"], sent["/header"]) == (f"Bearer {secrets['bearer']}", secrets["header"])
    written = b"".join([one.stdout + one.stderr for one in runs] + [file.read_bytes() for file in install.folder.glob("*.db*")])
    assert b"c4n4ry" not in written
    assert sent["/basic"].removeprefix("Basic ").encode() not in written
