"""Lists of subscriptions are read whatever program wrote them, and written as OPML 2.0 says."""

from datetime import UTC, datetime

import pytest
from lxml import etree

from ingest.errors import BadEncoding, HostileXml, NotAFeed, TooComplex
from ingest.opml import MOST_OUTLINES, OpmlFile, Outline, read_opml, write_opml

NOW = datetime(2026, 3, 6, 8, 0, tzinfo=UTC)
ONE = (Outline("Harbour Wire", "https://wire.example/rss?a=1&b=2"),)


def read(body: str, head: str = '<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0"><body>'):
    return read_opml(OpmlFile(f"{head}{body}</body></opml>".encode(), "list.opml"))


SAME = {
    "as the standard has it": '<outline type="rss" text="Harbour Wire" xmlUrl="https://wire.example/rss?a=1&amp;b=2"/>',
    "title beside a text": '<outline text="HW" title="Harbour\n Wire" xmlUrl="https://wire.example/rss?a=1&amp;b=2"/>',
    "other letters": '<Outline TEXT="Harbour Wire" XMLURL="https://wire.example/rss?a=1&amp;b=2"></Outline>',
    "a bare ampersand": '<outline text="Harbour Wire" xmlUrl="https://wire.example/rss?a=1&b=2"/>',
    "a named entity": '<outline text="Harbour&nbsp;Wire" xmlUrl="https://wire.example/rss?a=1&b=2"/>',
    "in folders": '<outline text="News"><outline text="Sea">'
    '<outline text="Harbour Wire" xmlUrl="https://wire.example/rss?a=1&amp;b=2"/></outline></outline>'
    '<outline text="An empty folder"/>',
    "a remark": '<!-- <outline text="old"/> --><outline text="Harbour Wire" xmlUrl="https://wire.example/rss?a=1&b=2"/>',
    "not closed": '<outline text="Harbour Wire" xmlUrl="https://wire.example/rss?a=1&amp;b=2">',
}


@pytest.mark.parametrize("body", SAME.values(), ids=SAME)
def test_a_subscription_is_read(body):
    assert read(body) == ONE


def test_a_subscription_below_another_is_read_too_and_one_without_address_is_told():
    body = """<outline text="A" xmlUrl="https://a.example/"><outline xmlUrl="https://b.example/"/></outline>
    <outline type="rss" text="C"/>"""
    assert read(body) == (
        Outline("A", "https://a.example/"), Outline(None, "https://b.example/"), Outline("C", None),
    )  # fmt: skip


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "iso8859-1"])
def test_the_declared_encoding_counts(codec):
    text = f"""<?xml version="1.0" encoding="{codec.removesuffix("-sig")}"?>
    <opml version="1.0"><head/><body><outline text="Zürich" xmlUrl="https://z.example/"/></body></opml>"""
    assert read_opml(OpmlFile(text.encode(codec), "list")) == (Outline("Zürich", "https://z.example/"),)


REFUSED = {
    "entities": (b'<!DOCTYPE opml [<!ENTITY a "b">]><opml><body/></opml>', HostileXml),
    "a page": (b"<!doctype html><html><body>", NotAFeed),
    "a page that shows OPML": (b"<!doctype html><html><body><opml>", NotAFeed),
    "a feed": (b"<rss><channel/></rss>", NotAFeed),
    "nothing": (b"", NotAFeed),
    "no text": (b"\x00" * 64, BadEncoding),
    "too many": (
        b"<opml><body>" + b'<outline xmlUrl="https://a.example/"/>' * (MOST_OUTLINES + 1) + b"</body></opml>",
        TooComplex,
    ),
    "too deep": (b"<opml><body>" + b'<outline text="a">' * 100_000, TooComplex),
    "broken in the middle": (
        b'<opml><body><outline xmlUrl="https://a.example/"/></body></opml><outline a="b"/>',
        NotAFeed,
    ),
}


@pytest.mark.parametrize(("raw", "error"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_list_is_refused_by_name(raw, error):
    with pytest.raises(error) as caught:
        read_opml(OpmlFile(raw, "list.opml"))
    assert caught.value.subject == "list.opml"


def test_what_is_written_is_read_again():
    outlines = (Outline('Zürich & "Umland" <1>', "https://z.example/?a=1&b=2"), Outline(None, "https://b.example/"))
    raw = write_opml((*outlines, Outline("no address", None)), "copydesk", NOW)
    assert read_opml(OpmlFile(raw, "written")) == (outlines[0], Outline("https://b.example/", "https://b.example/"))


def test_what_is_written_is_opml_2():
    root = etree.fromstring(write_opml(ONE, "copydesk", NOW))
    assert (root.tag, root.get("version"), root.findtext("head/title")) == ("opml", "2.0", "copydesk")
    assert root.findtext("head/dateCreated") == "Fri, 06 Mar 2026 08:00:00 GMT"
    (outline,) = root.find("body")
    assert dict(outline.attrib) == {
        "type": "rss", "text": "Harbour Wire", "title": "Harbour Wire", "xmlUrl": ONE[0].address,
    }  # fmt: skip
