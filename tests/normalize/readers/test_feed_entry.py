"""One entry of a feed as a Document: its words once, its leaves all accounted for."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.errors import UnreadableFeed
from ingest.feed import ENTRY_MEDIA_TYPE, split_feed
from ingest.raw import Delivery, RawCopy
from normalize.document import Note, Place, check_conservation
from normalize.errors import NormalizeError, NoText, NotText
from normalize.readers.feed_entry import STAGE, read_feed_entry

NOW = datetime(2024, 2, 6, 9, tzinfo=UTC)


def copy(envelope: dict[str, str] | None = None, **told: object) -> RawCopy:
    return RawCopy(
        "s", "p", "https://paper.example/feed", ENTRY_MEDIA_TYPE, NOW, json.dumps(told).encode(), 0, envelope or {}
    )


def html(text: str) -> dict[str, str]:
    return {"form": "html", "text": text}


def plain(text: str) -> dict[str, str]:
    return {"form": "plain", "text": text}


def laid(document) -> list[tuple[str, Place]]:
    return [(document.of(span), span.place) for span in check_conservation(document).spans]


HEAD = ("Ferry talks resume", Place.HEADLINE)
FIRST, SECOND = "Ferry owners and unions resumed talks on Tuesday, the port said.", "They had broken off in May."
STORY = html(f"<p>{FIRST}</p><p>{SECOND}</p>")
BODY = [(FIRST, Place.BODY), (SECOND, Place.BODY)]
PASSAGES = {
    "content-alone": ({"content": STORY}, [HEAD, *BODY], ()),
    "summary-alone": ({"summary": STORY}, [HEAD, *BODY], ()),
    "summary-cut-from-content": (
        {"content": STORY, "summary": html(f"{FIRST[:52]}... Read more")},
        [HEAD, *BODY],
        ("summary",),
    ),
    "summary-is-content": ({"content": STORY, "summary": STORY}, [HEAD, *BODY], ("summary",)),
    "summary-is-title": ({"content": STORY, "summary": plain("Ferry talks resume")}, [HEAD, *BODY], ("summary",)),
    "summary-of-its-own": (
        {"content": STORY, "summary": plain("Port in trouble")},
        [HEAD, ("Port in trouble", Place.DECK), *BODY],
        (),
    ),
    "summary-fuller-than-content": (
        {"summary": STORY, "content": html("<p>Ferry owners and unions</p>")},
        [HEAD, *BODY],
        ("content",),
    ),
    "title-again-in-content": (
        {"content": html(f"<h1>Ferry talks  resume</h1><p>{FIRST}</p>")},
        [HEAD, HEAD, (FIRST, Place.BODY)],
        (),
    ),
    "hidden-words-in-a-summary": (
        {"content": STORY, "summary": html("<i hidden>Spy</i> Port in trouble")},
        [HEAD, ("Spy", Place.META), ("Port in trouble", Place.DECK), *BODY],
        (),
    ),
    "title-alone": ({}, [HEAD], ()),
    "markless-summary": ({"content": STORY, "summary": plain("...")}, [HEAD, *BODY], ("summary",)),
}


@pytest.mark.parametrize(("passages", "expected", "left_out"), PASSAGES.values(), ids=PASSAGES)
def test_the_fuller_passage_is_the_story_and_nothing_stands_twice(passages, expected, left_out):
    document = read_feed_entry(copy(title=plain("Ferry talks resume"), **passages))
    assert laid(document) == expected
    assert document.not_carried == left_out


def test_every_leaf_is_a_field_or_named_as_not_carried():
    document = read_feed_entry(
        copy(
            envelope={
                "guid": "sha256:1",
                "known_by": "guid_and_address",
                "published": "Tue, 06 Feb 2024 09:00:00 GMT",
                "published_utc": "2024-02-06T09:00:00+00:00",
                "updated": "2024-02-06T10:00:00Z",
                "updated_utc": "2024-02-06T10:00:00+00:00",
                "enclosures": "https://cdn.example/a.jpg?sig=1",
                "feed_language": "de",
            },
            guid="1",
            title=html("Ferry <i>talks</i> &amp; more"),
            link="https://count.example/1",
            original_link="https://paper.example/a/1",
            authors=["desk@paper.example (Jane Roe)", "John Doe <doe@paper.example>", "desk@paper.example", " Ann "],
            categories=["Ports", "Ferries"],
            enclosures=[{"address": "https://cdn.example/a.jpg", "media_type": "image/jpeg"}],
            language="en",
            rights="Paper 2024",
            publication="Other Paper",
            comments="https://paper.example/c",
            not_carried=["slash:comments"],
        )
    )
    assert {name: (field.value, field.origin) for name, field in document.fields.items()} == {
        "guid": ("sha256:1", "guid_and_address"),
        "headline": ("Ferry talks & more", "title"),
        "byline": ("Jane Roe, John Doe, Ann", "authors"),
        "first_created": (datetime(2024, 2, 6, 9, tzinfo=UTC), "published"),
        "version_created": (datetime(2024, 2, 6, 10, tzinfo=UTC), "updated"),
        "address": ("https://paper.example/a/1", "original_link"),
        "language": ("en", "language"),
        "rights": ("Paper 2024", "rights"),
        "credits": (("Other Paper",), "publication"),
        "keywords": (("Ports", "Ferries"), "categories"),
        "associations": (({"address": "https://cdn.example/a.jpg?sig=1", "media_type": "image/jpeg"},), "enclosures"),
    }
    assert document.not_carried == ("authors/email", "comments", "guid", "link", "slash:comments")


def test_one_time_stands_for_the_other_and_the_feed_s_language_for_the_entry_s():
    document = read_feed_entry(
        copy({"updated_utc": "2024-02-06T10:00:00+00:00", "feed_language": "de"}, title=plain("T"))
    )
    assert document.value("first_created") == document.value("version_created") == datetime(2024, 2, 6, 10, tzinfo=UTC)
    assert (document.value("language"), document.fields["language"].origin) == ("de", "feed/language")


def test_an_address_without_a_scheme_is_no_address():
    document = read_feed_entry(copy(title=plain("T"), link="a/1", enclosures=[{"address": "https://a.example/b"}]))
    assert document.value("address") is None
    assert document.not_carried == ("link",)
    assert document.value("associations") == ({"address": "https://a.example/b"},)


def test_a_time_that_cannot_be_and_a_feed_that_breaks_off_are_noted():
    document = read_feed_entry(copy({"published": "32 Foo", "partial": "yes"}, title=plain("T")))
    assert [note.reason for note in document.notes] == [
        "published '32 Foo' names no time",
        "the feed breaks off here: the end of this text may be missing",
    ]
    assert document.value("first_created") is None


def test_links_and_classes_are_notes_at_their_place():
    document = read_feed_entry(
        copy(
            title=plain("T"), link="https://paper.example/a", content=html('<p class="x">See <a href="b">this</a></p>')
        )
    )
    assert document.text == "T\n\nSee this"
    assert document.notes == (
        Note(STAGE, 3, 11, "markup p.x"),
        Note(STAGE, 7, 11, "link https://paper.example/b"),
    )


REFUSED = {
    "no-words": (copy(content=html("<script>x</script>"), link="https://paper.example/a"), NoText),
    "no-json": (RawCopy("s", "p", "a", ENTRY_MEDIA_TYPE, NOW, b"\xff"), NotText),
    "no-object": (RawCopy("s", "p", "a", ENTRY_MEDIA_TYPE, NOW, b"[]"), NotText),
}


@pytest.mark.parametrize(("raw_copy", "error"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_entry_or_has_no_word_is_refused(raw_copy, error):
    with pytest.raises(error):
        read_feed_entry(raw_copy)


PIECES = st.sampled_from(
    [
        "<p>",
        "</p>",
        "word",
        " ",
        "&lt;",
        "<br>",
        "<script>",
        "<b hidden>",
        "</b>",
        "\n\n",
        "<a href='/x'>",
        "</a>",
        "&amp;nbsp;",
    ]
)


@settings(max_examples=100, deadline=None)
@given(st.lists(PIECES, max_size=15).map("".join), st.lists(PIECES, max_size=15).map("".join))
def test_whatever_an_entry_holds_conservation_holds(title, body):
    told = f"<title><![CDATA[{title}]]></title><description><![CDATA[{body}]]></description>"
    raw = f"<rss><channel><item>{told}</item></channel></rss>"
    delivery = Delivery("s", "p", "https://paper.example/feed", "application/rss+xml", NOW, raw.encode())
    for raw_copy in split_feed(delivery):
        try:
            check_conservation(read_feed_entry(raw_copy))
        except NoText:
            continue


def test_every_entry_of_the_kit_is_read_or_has_no_word(corpus):
    read = wordless = 0
    for path in sorted((corpus / "feeds" / "files").iterdir()):
        delivery = Delivery("s", "p", "https://paper.example/feed", "application/rss+xml", NOW, path.read_bytes())
        try:
            copies = split_feed(delivery)
        except UnreadableFeed:
            continue
        for raw_copy in copies:
            try:
                check_conservation(read_feed_entry(raw_copy))
                read += 1
            except NormalizeError:
                wordless += 1
    assert wordless <= read / 100
