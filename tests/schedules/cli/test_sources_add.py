"""The feed behind an address is found, tried, shown and put into config.yaml."""

import json

import pytest

from schedules.cli.exit_codes import ExitCode
from tests.newsroom.answers import not_modified, redirect, reply

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)  # the store is not looked at


def test_a_site_with_two_feeds_gives_its_main_one(line, newsroom):
    before = line.settings
    told = line.json("sources", "add", newsroom.url("/"))
    url = newsroom.url("/news.xml")
    assert told["source"] == {"name": "harbour-wire", "kind": "feed", "url": url}
    assert [(one["address"], one["found_by"], one["entries"]) for one in told["found"]] == [
        (url, "head", 4),
        (newsroom.url("/talk/comments/feed"), "head", 4),
    ]
    assert [one["headline"] for one in told["newest"]] == [f"Ferry sails again, day {day}" for day in (4, 3, 2)]
    first = told["newest"][0]
    assert first["dateline"].startswith("PORT ELLERY, March 4 (Reuters)")
    assert first["begins"].startswith("The ferry Aurora")
    assert [one["kind"] for one in first["removed"]] == ["share"]
    lines = f"  - name: harbour-wire\n    kind: feed\n    url: {url}\n"
    assert line.settings == before.replace("sources:\n", f"sources:\n{lines}")
    assert line.run("config", "check").code == 0


def test_a_person_sees_what_a_program_does(line, newsroom):
    before = line.settings
    shown = line.run("sources", "add", newsroom.url("/"), "--dry-run").out
    for words in (
        "Ferry sails again, day 4", "dateline: PORT ELLERY", "begins: The ferry Aurora",
        "taken off as share: Share this:", "Nothing is written.", "  - name: harbour-wire",
    ):  # fmt: skip
        assert words in shown
    assert line.settings == before
    assert (
        "What next: copydesk once --source wire" in line.run("sources", "add", newsroom.url("/"), "--name", "wire").out
    )


def test_a_feed_is_added_as_it_is(line, newsroom):
    told = line.json("sources", "add", newsroom.url("/news.xml"), "--name", "wire")
    assert told["source"] == {"name": "wire", "kind": "feed", "url": newsroom.url("/news.xml")}
    assert [one["found_by"] for one in told["found"]] == ["itself"]


def test_a_page_that_names_none_is_looked_behind(line, newsroom, feed, page):
    newsroom.on("/", page())
    newsroom.on("/index.xml", reply(body=feed("РИА")))
    told = line.json("sources", "add", newsroom.url("/"))
    assert told["source"] == {"name": "127.0.0.1", "kind": "feed", "url": newsroom.url("/index.xml")}
    assert not newsroom.requests("/feed.json"), "the first that is a feed ends the search"


@pytest.mark.parametrize(
    ("status", "kept"),
    [("301 Moved Permanently", "/news.xml"), ("308 Permanent Redirect", "/news.xml"), ("302 Found", "/old")],
)
def test_a_redirect_is_kept_as_the_address_only_if_it_is_for_good(line, newsroom, status, kept):
    newsroom.on("/old", redirect("/news.xml", status))
    assert line.json("sources", "add", newsroom.url("/old"))["source"]["url"] == newsroom.url(kept)


def test_links_of_a_page_start_at_where_it_lay_after_redirects(line, newsroom, feed, page):
    newsroom.on("/old", redirect("/site/"))
    newsroom.on("/site/", page('<link rel=feed href="f">'))
    newsroom.on("/site/f", reply(body=feed("Site")))
    assert line.json("sources", "add", newsroom.url("/old"))["source"]["url"] == newsroom.url("/site/f")


def test_the_first_feed_that_can_be_read_is_taken_and_the_rest_are_told(line, newsroom, feed, page):
    links = "".join(f'<link rel="feed" href="/f{number}">' for number in range(7))
    newsroom.on("/", page(links))
    newsroom.on("/f0", reply("500 Internal Server Error"))
    newsroom.on("/f1", page())
    newsroom.on("/f2", reply(body=b"<!DOCTYPE rss [<!ENTITY a 'b'>]><rss><channel/></rss>"))
    newsroom.on("/f3", reply(body=feed("Three", ())))
    newsroom.on("/f4", reply(body=feed("Four")))
    told = line.json("sources", "add", newsroom.url("/"))
    assert told["source"]["url"] == newsroom.url("/f3")
    assert [one["entries"] for one in told["found"]] == [None, None, None, 0, 4, None, None]
    assert [bool(one["error"]) for one in told["found"]] == [True, True, True, False, False, False, False]
    assert not newsroom.requests("/f5"), "so many are tried and no more"
    newsroom.on("/f3", reply("404 Not Found"))
    shown = line.run("sources", "add", newsroom.url("/"), "--name", "four").out
    assert ("not tried" in shown, "the feed declares XML entities" in shown) == (True, True)


REFUSED = {
    "no feed anywhere": ("/none", (), ExitCode.SOURCES, "is no feed and names none"),
    "feeds that can't be read": ("/broken", (), ExitCode.SOURCES, "none of them can be read"),
    "no page": ("/gone", (), ExitCode.SOURCES, "404"),
    "no address": ("ftp://news.example/", (), ExitCode.USAGE, "must be an http or https address"),
    "a password": ("https://me:secret@news.example/", (), ExitCode.USAGE, "holds a user name"),
    "no name": ("/", ("--name", "A "), ExitCode.USAGE, "can't be a source's name"),
    "a name that is taken": ("/", ("--name", "drop"), ExitCode.USAGE, "another source is called 'drop'"),
    "a feed that is there": ("/known", (), ExitCode.USAGE, "there already: known"),
    "a private network": ("http://10.0.0.1/", (), ExitCode.SOURCES, "allow_private"),
}


@pytest.fixture
def before(line, newsroom, feed, page) -> str:
    """The settings with a feed and a drop, beside a newsroom where much goes wrong."""
    newsroom.on("/none", page())
    newsroom.on("/broken", page('<link rel=feed href="/gone">'))
    newsroom.on("/gone", reply("404 Not Found"))
    known = newsroom.on("/known", reply(body=feed("Known")))
    line.configure(f"sources:\n- {{name: known, kind: feed, url: '{known}'}}\n- {{name: drop, kind: drop, path: in}}\n")
    return line.settings


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED)
def test_what_can_not_be_added_is_told_in_one_line_and_writes_nothing(line, newsroom, before, case):
    address, options, code, words = case
    said = line.run("sources", "add", newsroom.url(address) if address.startswith("/") else address, *options)
    assert (said.code, words in said.err) == (code, True), said.err
    assert said.err.startswith("copydesk: ")
    assert len(said.err.splitlines()) == 1
    assert "secret" not in said.out + said.err
    assert line.settings == before


def test_copy_and_titles_can_not_steer_the_terminal_nor_the_settings(line, newsroom, feed, page):
    evil = feed("Evil\x1b[2J \u202enews\n  - name: x").replace(b"Ferry sails", "Ferry\x9b31m \u202esails".encode())
    newsroom.on("/", page('<link rel=feed title="a&#27;[2J&#8238;" href="/news.xml">'))
    newsroom.on("/news.xml", reply(body=evil))
    done = line.run("sources", "add", newsroom.url("/"))
    assert done.code == 0
    assert not set(done.out) & {"\x1b", "\x9b", "\u202e"}
    assert len(json.loads(line.run("sources", "list", "--json").out)) == 1


def test_a_feed_without_copy_and_copy_without_words_are_told(line, newsroom, feed):
    newsroom.on("/news.xml", reply(body=feed("Quiet", ())))
    assert "It holds no copy now." in line.run("sources", "add", newsroom.url("/news.xml"), "--dry-run").out
    blank = b"<rss version='2.0'><channel><item><guid>1</guid></item></channel></rss>"
    newsroom.on("/news.xml", reply(body=blank))
    assert line.json("sources", "add", newsroom.url("/news.xml"), "--dry-run")["newest"][0]["error"] == "no_text"
    assert "no_text: " in line.run("sources", "add", newsroom.url("/news.xml"), "--dry-run").out


def test_an_address_without_scheme_is_taken_as_https(line):
    said = line.run("sources", "add", "localhost:1/feed")
    assert said.code == ExitCode.SOURCES
    assert "https://localhost:1/feed" in said.err


def test_a_host_that_says_not_modified_unasked_is_told(line, newsroom):
    newsroom.on("/odd", not_modified())
    said = line.run("sources", "add", newsroom.url("/odd"))
    assert (said.code, "304" in said.err) == (ExitCode.SOURCES, True)
