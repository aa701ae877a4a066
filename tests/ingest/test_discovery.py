"""The feeds behind an address are found in what it holds: a feed, a page that names some, or neither."""

import gzip

import pytest

from ingest.discovery import GUESSES, MOST_FEEDS, FoundBy, FoundFeed, Page, find_feeds
from ingest.errors import BadEncoding, FeedUnparsable, HostileXml, IngestError, TooComplex
from ingest.worker import Workers
from ingest.worker_limits import WorkerLimits
from tests.newsroom.answers import FEED

SITE = "https://news.example/blog/today.html"


def found(body: str, address: str = SITE) -> list[tuple[str, str, str | None]]:
    """Address, what says so, and title of each feed of a page with this body."""
    page = Page(f"<!doctype html><html><head>{body}".encode(), address)
    return [(one.address, one.found_by.value, one.title) for one in find_feeds(page)]


@pytest.mark.parametrize("raw", [FEED, gzip.compress(FEED), FEED[:-10]], ids=["plain", "gzip", "broken off"])
def test_a_feed_is_its_own(raw):
    assert find_feeds(Page(raw, SITE)) == (FoundFeed(SITE, FoundBy.ITSELF, "Harbour Wire"),)


NAMED = {
    "rss": ('<link rel=alternate type="application/rss+xml" title=" A \n B " href="/rss">', "/rss", "A B"),
    "atom in capitals": ('<LINK REL="Alternate" TYPE="Application/Atom+XML" HREF="/atom">', "/atom", None),
    "json feed": ('<link rel="alternate" type="application/feed+json" href="/feed.json">', "/feed.json", None),
    "json feed of the first days": (
        '<link rel="alternate" type="application/json" href="/feed.json">',
        "/feed.json",
        None,
    ),
    "rdf": ('<link rel="alternate" type="application/rdf+xml" href="/index.rdf">', "/index.rdf", None),
    "plain xml": ('<link rel="alternate" type="text/xml; charset=utf-8" href="/rss">', "/rss", None),
    "old names": ('<link rel="alternate" type="application/x.atom+xml" href="/a">', "/a", None),
    "rel feed without type": ('<link rel="feed" href="/news">', "/news", None),
    "several relations": ('<link rel="alternate home" type="application/rss+xml" href="/r">', "/r", None),
    "base": ('<base href="https://cdn.example/x/"><link rel=feed href="r">', "https://cdn.example/x/r", None),
    "relative": ('<link rel=feed href="rss?a=1&amp;b=2#top">', "https://news.example/blog/rss?a=1&b=2", None),
    "without scheme": ('<link rel=feed href="//rss.example/r">', "https://rss.example/r", None),
}


@pytest.mark.parametrize(("tag", "address", "title"), NAMED.values(), ids=NAMED)
def test_the_head_names_a_feed(tag, address, title):
    address = f"https://news.example{address}" if address.startswith("/") else address
    assert found(tag) == [(address, "head", title)]


LINKED = {
    "a step of the path": ("/section/feed/", "https://news.example/section/feed/"),
    "an ending": ("/news.rss", "https://news.example/news.rss"),
    "a file": ("/export/rss-world.xml", "https://news.example/export/rss-world.xml"),
    "a query": ("/?feed=rss2", "https://news.example/?feed=rss2"),
    "a host for feeds": ("https://feeds.burner.example/news", None),
    "a host for feeds, and a path": ("https://feeds.burner.example/news.xml?format=rss", "same"),
    "another host of the site": ("http://m.news.example/rss", "same"),
    "the scheme feed": ("feed://news.example/rss", "http://news.example/rss"),
    "the scheme feed before https": ("feed:https://news.example/rss", "https://news.example/rss"),
    "a button of a service": ("https://reader.example/add?url=https%3A%2F%2Fnews.example%2Frss", None),
    "a path of a service": ("https://reader.example/subscribe/rss", None),
    "a page about feeds": ("/about-rss-feeds.html", None),
    "a word that ends alike": ("/press", None),
    "a sitemap": ("/sitemap.xml", None),
    "script": ("javascript:feed()", None),
    "data": ("data:text/xml,<rss/>", None),
    "mail": ("mailto:rss@news.example", None),
    "a file of this machine": ("file:///etc/rss", None),
    "nothing": ("", None),
    "a broken address": ("http://[news/rss", None),
}


@pytest.mark.parametrize(("href", "address"), LINKED.values(), ids=LINKED)
def test_a_link_for_readers_may_lead_to_a_feed(href, address):
    links = [one for one in found(f'<body><a href="{href}">Our <b>feed</b></a>') if one[1] != "guess"]
    expected = href if address == "same" else address
    assert links == ([] if expected is None else [(expected, "link", "Our feed")])


NOT_NAMED = {
    "another language": '<link rel="alternate" hreflang="fr" href="/fr/">',
    "an interface of a program": '<link rel="alternate" type="application/json" href="/wp-json/wp/v2/posts/1">',
    "oembed": '<link rel="alternate" type="application/json+oembed" href="/oembed?feed=1">',
    "oembed in xml": '<link rel="alternate" type="text/xml+oembed" href="/oembed">',
    "a style sheet": '<link rel="alternate stylesheet" type="text/xml" href="/s.xml">',
    "an icon": '<link rel="icon" type="image/svg+xml" href="/feed">',
    "no address": '<link rel="alternate" type="application/rss+xml">',
    "a comment": '<!-- <link rel="feed" href="/old"> -->',
    "a script": '<script>document.write(\'<link rel="feed" href="/x">\')</script>',
    "another scheme": '<link rel="feed" href="ftp://news.example/rss">',
}


@pytest.mark.parametrize("tag", NOT_NAMED.values(), ids=NOT_NAMED)
def test_what_is_no_feed_is_not_named(tag):
    assert {by for _, by, _ in found(tag)} == {"guess"}


def test_the_main_feed_is_first_and_comments_are_last():
    page = """
        <link rel="alternate" type="application/rss+xml" title="News &raquo; Kommentar-Feed" href="/kommentare/feed/">
        <link rel="alternate" type="application/rss+xml" title="News" href="/feed/">
        <link rel="alternate" type="application/rss+xml" title="Talk" href="/comments/feed/">
        <link rel="alternate" type="application/atom+xml" title="News" href="/atom">
        <a href="/sport/feed/">Sport</a> <a href="/feed">the same again</a>
    """
    assert [address.removeprefix("https://news.example") for address, _, _ in found(page)] == [
        "/feed/", "/atom", "/sport/feed/", "/kommentare/feed/", "/comments/feed/",
    ]  # fmt: skip


def test_guesses_stand_in_where_the_page_names_no_feed():
    guesses = found("<body>nothing here")
    assert [one[0] for one in guesses] == [
        *(f"https://news.example/blog/{guess}" for guess in GUESSES),
        *(f"https://news.example/{guess}" for guess in GUESSES),
    ]
    assert len(found("", "https://news.example")) == len(GUESSES)
    assert found("", "https://news.example")[0][0] == "https://news.example/feed"


@pytest.mark.parametrize("raw", [b"", b"{}", b"<svg/>", b"Not found", b"<<<<", b"<div>" * 1000], ids=repr)
def test_what_is_neither_feed_nor_page_gives_guesses(raw):
    assert {one.found_by for one in find_feeds(Page(raw, SITE))} == {FoundBy.GUESS}


def test_titles_are_read_in_the_pages_own_encoding_and_without_markup():
    link = '<link rel="feed" href="/r" title="Новости &lt;b&gt;дня&lt;/b&gt;">'
    raw = f'<html><meta charset="windows-1251">{link}'.encode("cp1251")
    assert find_feeds(Page(raw, SITE))[0].title == "Новости <b>дня</b>"
    told = f"<html>{link}".encode("koi8-r")
    assert find_feeds(Page(told, SITE, "koi8-r"))[0].title == "Новости <b>дня</b>"


def test_a_page_that_begins_without_html_is_a_page():
    """Read as XML its tags are never closed, and too deep."""
    page = b"<meta name=a content=b>" * 300 + b'<link rel=feed href="/rss">'
    assert find_feeds(Page(page, SITE))[0].address == "https://news.example/rss"


REFUSED = {
    "entities": (b"<!DOCTYPE rss [<!ENTITY a 'b'>]><rss><channel/></rss>", HostileXml),
    "no text": (b"\x00" * 100, BadEncoding),
    "a feed that says nothing": (b"<rss><channel><title>Harbour", FeedUnparsable),
    "a deep feed": (b"<rss>" + b"<channel>" * 100_000, TooComplex),
}


@pytest.mark.parametrize(("raw", "error"), REFUSED.values(), ids=REFUSED)
def test_what_can_not_be_read_is_refused_by_name(raw, error):
    with pytest.raises(error):
        find_feeds(Page(raw, SITE))


def test_one_page_names_so_many_feeds_and_no_more():
    assert len(found("".join(f'<link rel="feed" href="/{number}">' for number in range(1000)))) == MOST_FEEDS


HOSTILE = {
    "links without end": b"<html>" + b"<link rel=alternate type=application/rss+xml href=/r><a>" * 100_000,
    "nested": b"<!doctype html>" + b"<a href=/rss><div>" * 100_000,
    "attributes": b"<html><a " + b" ".join(b"a%d=1" % number for number in range(100_000)) + b" href=/rss>",
    "one long address": b"<html><a href='" + b"/feed" * 400_000,
    "marks": b"<html>" + b"<" * 2_000_000,
    "references": b"<html>" + b"&" * 2_000_000,
    "bases": b"<html>" + b"<base href=x>" * 150_000,
}


@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_page_is_read_or_refused_long_before_its_worker_is_killed(raw):
    with Workers(WorkerLimits(wall_s=90)) as workers:
        try:
            told = workers.call(find_feeds, Page(raw, SITE), SITE)
        except IngestError as error:
            assert isinstance(error, TooComplex)  # noqa: PT017 - either way is well
        else:
            assert len(told) <= MOST_FEEDS
