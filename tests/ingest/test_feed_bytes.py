"""From bytes to text: what is unpacked, how it is decoded, and what is refused unread."""

import gzip

import pytest

from ingest.errors import BadEncoding, HostileXml, NotAFeed, TooComplex
from ingest.feed_bytes import FeedLimits, refuse_foreign_xml, to_text, unpack

WORDS = "<a>Zürich – Łódź</a>"
CYRILLIC = "<a>Москва, Киев</a>"
DECODED = {
    "utf-8": (WORDS.encode(), None, WORDS),
    "utf-8-mark": (b"\xef\xbb\xbf" + WORDS.encode(), "iso-8859-1", WORDS),
    "utf-16-mark": (WORDS.encode("utf-16"), None, WORDS),
    "utf-16-big-without-mark": (WORDS.encode("utf-16-be"), None, WORDS),
    "utf-16-little-without-mark": (("\n" + WORDS).encode("utf-16-le"), None, "\n" + WORDS),
    "utf-32-little-without-mark": (WORDS.encode("utf-32-le"), None, WORDS),
    "utf-32-big-without-mark": (WORDS.encode("utf-32-be"), None, WORDS),
    "told-by-the-server": (CYRILLIC.encode("cp1251"), "windows-1251", CYRILLIC),
    "told-in-quotes": (CYRILLIC.encode("koi8-r"), '"KOI8-R"', CYRILLIC),
    "declared-before-told": (
        b'<?xml version="1.0" encoding="windows-1251"?>' + CYRILLIC.encode("cp1251"),
        "koi8-r",
        None,
    ),
    "declared-latin-but-utf-8": (b'<?xml version="1.0" encoding="ISO-8859-1"?>' + WORDS.encode(), None, None),
    "latin-means-windows": ("<a>“quoted”</a>".encode("cp1252"), "iso-8859-1", "<a>“quoted”</a>"),
    "declared-wide-but-narrow": (b'<?xml encoding="utf-16"?>' + WORDS.encode(), "utf-16", None),
    "not-in-the-declared-encoding": (WORDS.encode(), "ascii", WORDS),
    "undeclared-latin": ("<a>Zürich</a>".encode("latin-1"), None, "<a>Zürich</a>"),
    "broken-utf-8-stays-utf-8": (CYRILLIC.encode() + b"\xff", None, CYRILLIC + "\ufffd"),
    "a-codec-that-is-no-encoding": (WORDS.encode(), "unicode_escape", WORDS),
    "a-codec-that-is-none": (WORDS.encode(), "x\x00y", WORDS),
    "no-markup": (b"plain", None, "plain"),
}


@pytest.mark.parametrize(("raw", "charset", "text"), DECODED.values(), ids=DECODED)
def test_bytes_are_decoded_by_mark_shape_declaration_and_what_the_server_told(raw, charset, text):
    found = to_text(raw, charset, "a")
    assert found == text or (text is None and found.endswith((WORDS, CYRILLIC)))


def test_what_is_full_of_zero_bytes_is_no_text():
    with pytest.raises(BadEncoding):
        to_text(b"PK\x03\x04" + b"\x00" * 400, None, "a")


def test_a_gzip_body_is_unpacked_and_any_other_left_alone():
    assert unpack(gzip.compress(b"<rss/>"), FeedLimits(), "a") == b"<rss/>"
    assert unpack(b"<rss/>", FeedLimits(), "a") == b"<rss/>"


REFUSED_PACKED = {
    "bomb": (gzip.compress(b"x" * 5000), TooComplex),
    "plain-but-large": (b"x" * 5000, TooComplex),
    "cut-off": (gzip.compress(b"<rss/>" * 50)[:-12], BadEncoding),
    "broken": (b"\x1f\x8bnonsense", BadEncoding),
}


@pytest.mark.parametrize(("raw", "error"), REFUSED_PACKED.values(), ids=REFUSED_PACKED)
def test_what_is_too_large_or_badly_packed_is_refused(raw, error):
    with pytest.raises(error):
        unpack(raw, FeedLimits(unpacked_bytes=1000), "a")


REFUSED = {
    "entity": ('<?xml version="1.0"?>\n<!-- x --><!DOCTYPE rss [<!ENTITY a "b">]><rss/>', HostileXml),
    "entity-in-small-letters": ('<!doctype rss [<!entity a "b">]><rss/>', HostileXml),
    "parameter-entity": ('<!DOCTYPE rss [\n<!ENTITY % a SYSTEM "http://x/">%a;]><rss/>', HostileXml),
    "attribute-flood": ("<rss " + " ".join(f'a{n}="1"' for n in range(4000)) + "/>", TooComplex),
    "page": ("\n<!DOCTYPE html>\n<html><body>x</body></html>", NotAFeed),
    "page-without-doctype": ("<html lang=en>", NotAFeed),
}


@pytest.mark.parametrize(("text", "error"), REFUSED.values(), ids=REFUSED)
def test_hostile_and_foreign_text_is_refused_before_it_is_parsed(text, error):
    with pytest.raises(error):
        refuse_foreign_xml(text, "a")


PASSED = {
    "doctype-of-a-dtd": '<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://x/rss.dtd"><rss/>',
    "entity-in-an-article": "<rss><![CDATA[<!DOCTYPE a [<!ENTITY a 'b'>]>]]></rss>",
    "prolog-that-never-ends": "<?xml ",
    "long-picture-in-an-attribute": '<img src="' + "A" * 20_000 + '=="/>',
}


@pytest.mark.parametrize("text", PASSED.values(), ids=PASSED)
def test_what_only_looks_hostile_passes(text):
    refuse_foreign_xml(text, "a")
