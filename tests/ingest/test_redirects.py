"""Addresses and Locations: what may be fetched, what may be shown."""

import pytest
from yarl import URL

from ingest.errors import BadAddress, BadRedirect
from ingest.redirects import next_hop, read_address, shown

HERE = URL("https://wire.example/feeds/all.xml?x=1")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("HTTPS://Wire.Example/Feed", "https://wire.example/Feed"),
        ("http://user:secret@wire.example/", "http://wire.example/"),
        ("http://wire.example/feed?a=b#part", "http://wire.example/feed?a=b"),
        ("http://zürich.example/", "http://xn--zrich-kva.example/"),
        ("http://wire_1.example./", "http://wire_1.example./"),
        ("http://[2606:2800::1]:8080/", "http://[2606:2800::1]:8080/"),
    ],
)
def test_an_address_is_read_without_userinfo_and_fragment(text, expected):
    assert str(read_address(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "wire.example/feed",
        "/feed",
        "ftp://wire.example/",
        "file:///etc/passwd",
        "data:text/xml,<rss/>",
        "http://",
        "http://user@/",
        "http://[::1",
        "http://wire.example:99999/",
        "http://wire..example/",
        "http://wire example/",
        "http://wire%00.example/",
        f"http://{'a' * 64}.example/",
        f"http://{'a.' * 130}example/",
    ],
)
def test_what_is_no_address_to_fetch_is_refused(text):
    with pytest.raises(BadAddress):
        read_address(text)


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ("/feed", "https://wire.example/feed"),
        ("new.xml", "https://wire.example/feeds/new.xml"),
        ("?page=2", "https://wire.example/feeds/all.xml?page=2"),
        ("//other.example/feed", "https://other.example/feed"),
        ("http://user:secret@other.example/", "http://other.example/"),
        (" http://other.example/a b ", "http://other.example/a%20b"),
        ("/caf\u00e9", "https://wire.example/caf%C3%A9"),
        ("/caf\udce9", "https://wire.example/caf%E9"),
        ("/a#part", "https://wire.example/a"),
    ],
)
def test_a_location_leads_on(location, expected):
    assert str(next_hop(HERE, location)) == expected


@pytest.mark.parametrize(
    "location",
    [
        None,
        "",
        "/" + "a" * 5000,
        "/\x00\x01\x1b[31m",
        "/a\tb",
        "file:///etc/passwd",
        "gopher://127.0.0.2:70/_STATS",
        "data:application/rss+xml,<rss/>",
        "javascript:alert(1)",
        "http://[::1",
        "http://a:b:c/",
    ],
)
def test_a_location_that_leads_nowhere_is_refused(location):
    with pytest.raises(BadRedirect):
        next_hop(HERE, location)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://user:secret@wire.example/feed?key=secret#x", "https://wire.example/feed?..."),
        ("https://wire.example/feed#x", "https://wire.example/feed"),
        ("https://wire.example/@desk", "https://wire.example/@desk"),
        ("nonsense \x1b[31m", "nonsense [31m"),
        (URL("https://u:secret@wire.example/a?b"), "https://wire.example/a?..."),
    ],
)
def test_what_is_shown_holds_no_secret_and_no_control_character(address, expected):
    assert shown(address) == expected
