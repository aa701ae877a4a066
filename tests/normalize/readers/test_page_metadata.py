"""What a page says of its story, and where it said so."""

from datetime import UTC, datetime

import pytest
from lxml import etree

from normalize.readers.page_metadata import read_metadata
from tests.normalize.readers.pages import page

ADDRESS = "https://www.harborpost.example/news/2026/05/04/old-ferry"


def told(head: str, body: str = "", attributes: str = "", address: str = ADDRESS):
    root = etree.fromstring(page(body, head, attributes).encode(), etree.HTMLParser(encoding="utf-8"))
    return {name: (field.value, field.origin) for name, field in read_metadata(root, address).fields.items()}


def ld(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script>'


HEADLINES = {
    "json-ld-first": (
        ld('{"@type": "NewsArticle", "headline": "Ferry stays"}') + "<meta property=og:title content='Ferry, ferry'>",
        "<h1>The ferry stays</h1>", ("Ferry stays", "json-ld/headline")),
    "open-graph-without-the-site": (
        "<meta property=og:title content='Ferry stays | The Post'><meta property=og:site_name content='The Post'>",
        "", ("Ferry stays", "meta/og:title")),
    "h1-before-title": ("<title>Ferry stays - The Post</title>", "<h1>Ferry stays</h1>", ("Ferry stays", "h1")),
    "title-without-its-host": ("<title>Ferry stays – harborpost</title>", "", ("Ferry stays", "title")),
    "entities-escaped-twice": (ld('{"@type": "Article", "headline": "Ferry &amp; fares"}'), "",
        ("Ferry & fares", "json-ld/headline")),
}  # fmt: skip


@pytest.mark.parametrize(("head", "body", "expected"), HEADLINES.values(), ids=HEADLINES)
def test_the_headline_comes_without_the_site(head, body, expected):
    assert told(head, body)["headline"] == expected


AUTHORS = {
    "two-persons": (ld('{"@type": "Article", "author": [{"name": "Jane Roe"}, {"name": "John Doe"}]}'), "",
        ("Jane Roe, John Doe", "json-ld/author")),
    "one-string": (ld('{"@type": "Article", "author": "By Jane Roe and John Doe"}'), "",
        ("Jane Roe, John Doe", "json-ld/author")),
    "by-reference": (
        ld('{"@graph": [{"@type": "Article", "author": {"@id": "#1"}}, {"@id": "#1", "name": "Jane Roe"}]}'),
        "", ("Jane Roe", "json-ld/author")),
    "meta": ("<meta name=author content='Von Jana Roe'>", "", ("Jana Roe", "meta/author")),
    "an-address-is-no-name": (
        "<meta property=article:author content=https://social.example/post><meta name=byl content='By Jane Roe'>", "",
        ("Jane Roe", "meta/byl")),
    "marked-in-the-page": ("", "<a rel=author href=/jane>Jane Roe</a>", ("Jane Roe", "marked as author")),
}  # fmt: skip


@pytest.mark.parametrize(("head", "body", "expected"), AUTHORS.values(), ids=AUTHORS)
def test_authors_are_names(head, body, expected):
    assert told(head, body)["byline"] == expected


MORNING = datetime(2026, 5, 4, 8, 30, tzinfo=UTC)
TIMES = {
    "json-ld-with-its-zone": (
        ld('{"@type": "Article", "datePublished": "2026-05-04T10:30:00+02:00"}'), "",
        (MORNING, "json-ld/datePublished")),
    "meta": ("<meta property=article:published_time content=2026-05-04T08:30:00Z>", "",
        (MORNING, "meta/article:published_time")),
    "time-element": ("", "<time datetime=2026-05-04T08:30Z>today</time>", (MORNING, "time")),
    "the-address-last": ("", "", (datetime(2026, 5, 4, tzinfo=UTC), "address")),
    "what-is-no-time-is-passed-over": (
        "<meta property=article:published_time content=yesterday>", "<time datetime=2026-05-04T08:30Z></time>",
        (MORNING, "time")),
}  # fmt: skip


@pytest.mark.parametrize(("head", "body", "expected"), TIMES.values(), ids=TIMES)
def test_the_time_of_publication_is_in_utc(head, body, expected):
    assert told(head, body)["first_created"] == expected


def test_a_change_before_the_publication_is_none():
    fields = told(ld('{"@type": "Article", "datePublished": "2026-05-04T08:30:00Z", "dateModified": "2026-05-03"}'))
    assert fields["version_created"] == (MORNING, "json-ld/datePublished")


def test_a_later_change_is_the_version_s():
    fields = told("<meta property=article:modified_time content=2026-05-05T00:00:00Z>")
    assert fields["version_created"] == (datetime(2026, 5, 5, tzinfo=UTC), "meta/article:modified_time")


def test_address_language_section_tags_house_and_correction():
    head = (
        "<link rel=canonical href=/news/ferry><meta property=article:section content=Local>"
        "<meta property=article:tag content=ferries><meta property=article:tag content=fares>"
        + ld('{"@type": ["NewsArticle", "Article"], "publisher": {"name": "Harbor Post"}, "correction": "Wrong fare."}')
    )
    fields = told(head, attributes="lang=en-GB")
    assert fields["address"] == ("https://www.harborpost.example/news/ferry", "link/canonical")
    assert fields["language"] == ("en", "html/lang")
    assert fields["subjects"] == (("Local",), "meta/article:section")
    assert fields["keywords"] == (("ferries", "fares"), "meta/article:tag")
    assert fields["credits"] == (("Harbor Post",), "json-ld/publisher")
    assert fields["ednote"] == ("Wrong fare.", "json-ld/correction")


@pytest.mark.parametrize("href", ["javascript:alert(1)", "file:///etc/passwd", "https://[broken", "/", ""])
def test_an_address_that_is_none_is_not_taken(href):
    assert "address" not in told(f'<link rel=canonical href="{href}">')


@pytest.mark.parametrize(("printed", "free"), [("false", False), ("true", True), ('"False"', False)])
def test_whether_the_story_is_free(printed, free):
    html = page("", ld(f'{{"@type": "Article", "isAccessibleForFree": {printed}}}'))
    root = etree.fromstring(html.encode(), etree.HTMLParser(encoding="utf-8"))
    assert read_metadata(root, ADDRESS).is_free is free


def test_a_page_that_says_nothing_has_no_fields():
    assert told("", address="page.html") == {}
