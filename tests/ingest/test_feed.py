"""Feeds of every format, whole and broken: what their entries say, and what they are refused for."""

import gzip
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.errors import FeedUnparsable, HostileXml, NotAFeed, TooComplex, UnreadableFeed
from ingest.feed import ENTRY_MEDIA_TYPE, read_feed, split_feed
from ingest.feed_bytes import FeedLimits
from ingest.feed_entry import Enclosure, Feed, Form, Passage, Reader
from ingest.feed_xml import read_xml
from ingest.raw import Delivery

ADDRESS = "https://paper.example/feed"


def rss(*items: str, head: str = "", tail: str = "</channel></rss>") -> bytes:
    return f'<rss version="2.0"><channel><title>Paper</title>{head}{"".join(items)}{tail}'.encode()


def item(inner: str = "", title: str = "Ferry talks resume") -> str:
    return f"<item><title>{title}</title>{inner}</item>"


def atom(inner: str, attributes: str = "") -> bytes:
    return (
        f'<feed xmlns="http://www.w3.org/2005/Atom"{attributes}><entry><title>T</title>{inner}</entry></feed>'.encode()
    )


def titles(feed: Feed) -> list[str]:
    return [entry.title.text for entry in feed.entries if entry.title]


def only(raw: bytes, address: str = ADDRESS):
    (found,) = read_feed(raw, address).entries
    return found


FORMATS = {
    "rss-2.0": rss(
        item(
            "<guid isPermaLink='false'>1</guid><link>/a/1</link><description>Words</description>"
            "<pubDate>Tue, 06 Feb 2024 09:00:00 GMT</pubDate><dc:creator xmlns:dc='http://purl.org/dc/elements/1.1/'>"
            "Jane Roe</dc:creator>"
        )
    ),
    "rss-1.0": b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
        xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>Paper</title></channel>
        <item rdf:about="1"><title>Ferry talks resume</title><link>https://paper.example/a/1</link>
        <description>Words</description><dc:date>2024-02-06T09:00:00Z</dc:date><dc:creator>Jane Roe</dc:creator></item>
        </rdf:RDF>""",
    "rss-0.90": b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
        xmlns="http://my.netscape.com/rdf/simple/0.9/"><channel><title>Paper</title></channel><item rdf:about="1">
        <title>Ferry talks resume</title><link>https://paper.example/a/1</link><description>Words</description>
        <author>Jane Roe</author><pubDate>2024-02-06T09:00:00Z</pubDate></item></rdf:RDF>""",
    "atom-1.0": b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Paper</title><entry><id>1</id>
        <title>Ferry talks resume</title><link rel="replies" href="/r"/><link href="a/1" type="text/html"/>
        <summary>Words</summary>
        <published>2024-02-06T09:00:00Z</published><author><name>Jane Roe</name><email>j@paper.example</email></author>
        </entry></feed>""",
    "atom-0.3": b"""<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>Paper</title><entry><id>1</id>
        <title>Ferry talks resume</title><link rel="alternate" href="/a/1"/><summary>Words</summary>
        <issued>2024-02-06T09:00:00Z</issued><author><name>Jane Roe</name></author></entry></feed>""",
    "atom-with-a-prefix": b"""<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:title>Paper</a:title><a:entry>
        <a:id>1</a:id>
        <a:title>Ferry talks resume</a:title><a:link href="/a/1"/><a:summary>Words</a:summary>
        <a:published>2024-02-06T09:00:00Z</a:published><a:author><a:name>Jane Roe</a:name></a:author>
        </a:entry></a:feed>""",
    "capitals": b"""<RSS VERSION="2.0"><CHANNEL><TITLE>Paper</TITLE><ITEM><GUID>1</GUID>
        <TITLE>Ferry talks resume</TITLE>
        <LINK>/a/1</LINK><DESCRIPTION>Words</DESCRIPTION><PUBDATE>2024-02-06T09:00:00Z</PUBDATE>
        <AUTHOR>Jane Roe</AUTHOR>
        </ITEM></CHANNEL></RSS>""",
    "undeclared-prefix": b"""<rss rss:version=2.0><rss:channel><rss:title>Paper</rss:title><rss:item>
        <rss:guid>1</rss:guid><rss:title>Ferry talks resume</rss:title><rss:link>/a/1</rss:link>
        <rss:description>Words</rss:description><rss:pubDate>2024-02-06T09:00:00Z</rss:pubDate>
        <dc:creator>Jane Roe</dc:creator></rss:item></rss:channel></rss>""",
    "json-1.0": b"""{"version": "https://jsonfeed.org/version/1", "title": "Paper", "items": [{"id": 1, "url": "/a/1",
        "title": "Ferry talks resume", "summary": "Words", "date_published": "2024-02-06T09:00:00Z",
        "author": {"name": "Jane Roe"}}]}""",
}


@pytest.mark.parametrize("raw", FORMATS.values(), ids=FORMATS)
def test_every_format_says_the_same_of_the_same_story(raw):
    feed = read_feed(raw, ADDRESS)
    (entry,) = feed.entries
    assert feed.title == "Paper"
    assert (entry.guid, entry.link, entry.authors) == ("1", "https://paper.example/a/1", ("Jane Roe",))
    assert entry.title is not None
    assert entry.title.text == "Ferry talks resume"
    assert entry.summary is not None
    assert entry.summary.text == "Words"
    assert entry.published is not None
    assert entry.published.utc == datetime(2024, 2, 6, 9, tzinfo=UTC)


def test_cdf_keeps_address_and_date_in_attributes():
    entry = only(
        b"<CHANNEL><ITEM HREF='/a/1' LASTMOD='2004-04-06T23:05:43-05:00'><TITLE>T</TITLE>"
        b"<ABSTRACT>A</ABSTRACT></ITEM></CHANNEL>"
    )
    assert (entry.link, entry.summary) == ("https://paper.example/a/1", Passage("A", Form.HTML))
    assert entry.updated is not None
    assert entry.updated.utc == datetime(2004, 4, 7, 4, 5, 43, tzinfo=UTC)


def test_a_packed_feed_is_unpacked():
    assert len(read_feed(gzip.compress(rss(item())), ADDRESS).entries) == 1


def test_an_empty_feed_is_a_feed():
    assert read_feed(rss(), ADDRESS).entries == ()


BROKEN = {
    "bare-ampersand-in-a-link": (item("<link>https://paper.example/?a=1&b=2</link>"), "https://paper.example/?a=1&b=2"),
    "html-entity": (
        item("<link>https://paper.example/</link><description>Caf&eacute; closes</description>"),
        "https://paper.example/",
    ),
    "control-character": (
        item("<link>https://paper.example/</link><description>a\x0bb</description>"),
        "https://paper.example/",
    ),
}


@pytest.mark.parametrize(("broken", "link"), BROKEN.values(), ids=BROKEN)
def test_one_bad_entry_never_costs_the_others_nor_its_own_words(broken, link):
    feed = read_feed(rss(item(title="First"), broken, item(title="Last")), ADDRESS)
    assert titles(feed) == ["First", "Ferry talks resume", "Last"]
    assert feed.entries[1].link == link
    assert feed.reader is Reader.MENDED_XML
    assert not feed.is_partial


def test_a_named_entity_of_html_does_not_cut_the_text():
    whole = "<description>Caf&eacute; closes &mdash; for good</description>"
    assert only(rss(item(whole))).summary == Passage("Café closes — for good", Form.HTML)
    doctype = b'<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://x.example/rss.dtd">'
    assert only(doctype + rss(item(whole))).summary == Passage("Café closes — for good", Form.HTML)


def test_a_feed_that_breaks_off_is_partial():
    cut = rss(item(title="First"), "<item><title>Second</title><description>Half a", tail="")
    feed = read_feed(cut, ADDRESS)
    assert feed.is_partial
    copies = split_feed(delivery(cut))
    assert ["partial" in copy.envelope for copy in copies] == [False, True]


def test_an_entry_inside_an_entry_belongs_to_the_outer_one():
    nested = rss(f"<item><title>Outer</title>{item(title='Inner')}</item>")
    assert titles(read_feed(nested, ADDRESS)) == ["Outer"]


def test_an_entry_that_never_ends_costs_the_next_one_nothing():
    feed = read_feed(rss("<item><title>First</title><description><p>x<br>y</description>", item(title="Last")), ADDRESS)
    assert titles(feed) == ["First", "Last"]


def test_the_second_reader_is_believed_where_it_finds_more():
    raw = (
        b"<rss><channel><title>Paper</title></channel></rss>"
        + item("<pubDate>0000-99-99</pubDate><link>/a</link>").encode()
    )
    feed = read_feed(raw + b"<entry>", ADDRESS)
    assert feed.reader is Reader.SECOND
    assert feed.is_partial
    assert feed.entries[0].published is not None
    assert feed.entries[0].published.utc is None
    assert feed.entries[0].link == "https://paper.example/a"


REFUSED = {
    "empty": (b" \n", NotAFeed),
    "page": (b"<!DOCTYPE html><html><body><p>404</p></body></html>", NotAFeed),
    "page-as-xml": (b'<?xml version="1.0"?><x:html xmlns:x="http://www.w3.org/1999/xhtml"><x:p/></x:html>', NotAFeed),
    "list-of-feeds": (b"<opml><body><outline/></body></opml>", NotAFeed),
    "broken-off-before-all": (b"<rss><channel><title>Paper</ti", FeedUnparsable),
    "marks-alone": (b"\xff\xfe\xff\xff", FeedUnparsable),
    "words": (b"Service unavailable", FeedUnparsable),
    "entities": (b'<!DOCTYPE rss [<!ENTITY a "b">]>' + rss(item()), HostileXml),
    "entities-behind-a-quoted-bracket": (b'<!DOCTYPE rss SYSTEM "a>b" [<!ENTITY a "b">]>' + rss(item()), HostileXml),
    "depth": (rss(item("<b>" * 400 + "</b>" * 400)), TooComplex),
}


@pytest.mark.parametrize(("raw", "error"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_feed_or_hostile_is_refused_by_name(raw, error):
    with pytest.raises(error) as refused:
        read_feed(raw, ADDRESS)
    assert refused.value.subject == ADDRESS
    assert not refused.value.transient


def test_more_entries_than_allowed_are_refused_before_they_are_parsed():
    with pytest.raises(TooComplex):
        read_feed(rss(item(), item(), item()), ADDRESS, limits=FeedLimits(entries=2))


LINKS = {
    "relative-to-the-feeds-page": (
        rss(item("<link>/a</link>"), head="<link>https://site.example/news/</link>"),
        "https://site.example/a",
    ),
    "relative-to-xml-base": (
        atom('<link href="a"/>', ' xml:base="https://base.example/x/"'),
        "https://base.example/x/a",
    ),
    "own-xml-base": (
        atom('<link xml:base="https://base.example/" href="a"/>'),
        "https://base.example/a",
    ),
    "page-before-other-kinds": (
        atom('<link type="application/json" href="/j"/><link href="/h"/>'),
        "https://paper.example/h",
    ),
    "guid-that-is-a-permalink": (rss(item("<guid>https://paper.example/g</guid>")), "https://paper.example/g"),
    "guid-that-is-none": (rss(item("<guid isPermaLink='false'>https://paper.example/g</guid>")), None),
    "script": (rss(item("<link>javascript:alert(1)</link>")), None),
    "broken": (rss(item("<link>http://[broken</link>")), None),
    "white-space-inside": (rss(item("<link>\n https://paper.example/\na </link>")), "https://paper.example/a"),
}


@pytest.mark.parametrize(("raw", "link"), LINKS.values(), ids=LINKS)
def test_the_link_of_an_entry_is_its_page_over_http(raw, link):
    assert only(raw).link == link


def test_what_markup_a_passage_holds_is_known():
    html = """<feed xmlns="http://www.w3.org/2005/Atom"><entry><title type="html">a &amp;lt; b</title>
        <summary>plain &lt; text</summary><content type="xhtml"><x:div xmlns:x="http://www.w3.org/1999/xhtml">
        <x:p>Word</x:p></x:div></content></entry></feed>"""
    entry = only(html.encode())
    assert entry.title == Passage("a &lt; b", Form.HTML)
    assert entry.summary == Passage("plain < text", Form.PLAIN)
    assert entry.content == Passage("<div>\n        <p>Word</p></div>", Form.HTML)
    undeclared = rss(item("<description><x:p>One</x:p><y:_>two</y:_></description>"))
    assert only(undeclared).summary == Passage("<p>One</p><span>two</span>", Form.HTML)
    tagged = html.replace("plain &lt; text", "&lt;p&gt;tags all the same")
    assert only(tagged.encode()).summary == Passage("<p>tags all the same", Form.HTML)
    assert only(atom('<content mode="base64">QUJD</content>')).content is None


EXTRA_RAW = b"""<rss xmlns:media="http://search.yahoo.com/mrss/" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:atom="http://www.w3.org/2005/Atom" xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"
  xmlns:slash="http://purl.org/rss/1.0/modules/slash/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd">
<channel><item><title>Ferry talks resume</title><description>Words</description><itunes:summary>Twice</itunes:summary>
  <enclosure url="/a.mp3" type="audio/mpeg" length="5"/>
  <media:group><media:content url="/b.jpg"><media:text>t</media:text></media:content></media:group>
  <image><url>/c.png</url><width>5</width></image>
  <category>Ports, ferries</category><media:keywords>ferry, port</media:keywords>
  <source url="https://other.example/">Other Paper</source><copyright>Paper 2024</copyright>
  <comments>https://paper.example/c</comments><dc:language>en</dc:language>
  <feedburner:origLink>https://paper.example/o</feedburner:origLink><author>desk@paper.example (Desk)</author>
  <dc:creator>Jane Roe</dc:creator><dc:creator>John Doe</dc:creator>
  <dc:date>2024-02-06</dc:date><pubDate>never</pubDate>
  <slash:comments>5</slash:comments><geo x="1"><lat>5</lat></geo>
  <atom:link rel="enclosure" href="/d.pdf" type="application/pdf"/></item></channel></rss>"""


def test_what_an_entry_says_besides_its_words_is_kept():
    entry = only(EXTRA_RAW)
    assert entry.enclosures == (
        Enclosure("https://paper.example/a.mp3", "audio/mpeg"),
        Enclosure("https://paper.example/b.jpg"),
        Enclosure("https://paper.example/c.png"),
        Enclosure("https://paper.example/d.pdf", "application/pdf"),
    )
    assert entry.categories == ("Ports, ferries", "ferry", "port")
    assert (entry.publication, entry.rights, entry.language) == ("Other Paper", "Paper 2024", "en")
    assert (entry.comments, entry.original_link) == ("https://paper.example/c", "https://paper.example/o")
    assert entry.authors == ("Jane Roe", "John Doe")
    assert entry.published is not None
    assert (entry.published.printed, entry.published.utc) == ("2024-02-06", datetime(2024, 2, 6, tzinfo=UTC))


def test_every_leaf_that_no_field_holds_is_named():
    assert only(EXTRA_RAW).not_carried == (
        "author",
        "enclosure@length",
        "geo/lat",
        "geo@x",
        "image/width",
        "itunes:summary",
        "media:group/media:content/media:text",
        "pubdate",
        "slash:comments",
    )


def test_the_paper_an_entry_was_taken_from_is_named_by_the_title_of_its_source():
    raw = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>T</title><source><id>x</id>{}</source></entry></feed>'
    )
    assert only(raw.format("<title>Other Paper</title>").encode()).publication == "Other Paper"
    assert only(raw.format("").encode()).publication is None


def test_tags_that_only_a_parser_sees_are_counted_too():
    text = "<rss><channel><item/><item/></channel></rss>"
    with pytest.raises(TooComplex):
        read_xml(text, FeedLimits(entries=1), ADDRESS)


def delivery(raw: bytes) -> Delivery:
    return Delivery("paper", "paper.example", ADDRESS, "application/rss+xml", datetime(2024, 2, 6, tzinfo=UTC), raw)


def test_a_feed_is_split_into_one_raw_copy_an_entry():
    first, second = split_feed(
        delivery(rss(item("<guid>1</guid>"), "<item/>", item("<guid>2</guid>"), head="<language>en</language>"))
    )
    assert (first.position, second.position) == (0, 1)
    assert (first.media_type, first.source, first.provider, first.address) == (
        ENTRY_MEDIA_TYPE,
        "paper",
        "paper.example",
        f"{ADDRESS}#1",
    )
    assert json.loads(first.raw) == {"guid": "1", "title": {"form": "html", "text": "Ferry talks resume"}}
    assert first.envelope["guid"] == "1"
    assert (first.envelope["feed_title"], first.envelope["feed_language"]) == ("Paper", "en")


TOLD = {
    "time": "<pubDate>Tue, 06 Feb 2024 09:00:00 GMT</pubDate>",
    "picture": '<enclosure url="https://cdn.example/a.jpg?sig=1"/>',
    "counter": "<slash:comments xmlns:slash='http://purl.org/rss/1.0/modules/slash/'>5</slash:comments>",
    "feed": "",
}
CHANGED = {
    "time": "<pubDate>Tue, 06 Feb 2024 09:00:01 GMT</pubDate><updated>2024-02-06T10:00:00Z</updated>",
    "picture": '<enclosure url="https://cdn.example/a.jpg?sig=2"/>',
    "counter": "<slash:comments xmlns:slash='http://purl.org/rss/1.0/modules/slash/'>7</slash:comments>",
    "feed": "</item><item><title>Late arrival</title>",
}


@pytest.mark.parametrize("name", TOLD)
def test_an_entry_that_says_the_same_is_the_same_bytes_at_each_poll(name):
    before = rss(item("".join(TOLD.values())))
    after = rss(item("".join({**TOLD, name: CHANGED[name]}.values())), head="<lastBuildDate>now</lastBuildDate>")
    assert split_feed(delivery(after))[0].raw == split_feed(delivery(before))[0].raw


def test_an_entry_that_says_something_else_is_other_bytes():
    one, other = (
        split_feed(delivery(rss(item(f"<description>{words}</description>"))))[0] for words in ("Rain", "Snow")
    )
    assert one.raw != other.raw


PIECES = st.sampled_from(
    [
        b"<item>",
        b"</item>",
        b"<title>",
        b"x",
        b"&eacute;",
        b"&",
        b"<![CDATA[",
        b"]]>",
        b"<link href='http://[",
        b"'/>",
        b"<a:b ",
        b"\xff",
    ]
)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(PIECES, max_size=25),
    st.binary(max_size=20),
    st.sampled_from([b"<rss>", b"<feed>", b"", b"{", b"\x1f\x8b", b"\xff\xfe"]),
)
def test_no_bytes_raise_anything_but_our_own_errors(pieces, noise, head):
    try:
        copies = split_feed(delivery(head + b"".join(pieces) + noise))
    except UnreadableFeed:
        return
    assert all(json.loads(copy.raw) for copy in copies)
