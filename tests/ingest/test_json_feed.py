"""JSON Feed, its two versions and its mistakes."""

import json

import pytest

from ingest.errors import FeedUnparsable, HostileJson, NotAFeed, TooComplex
from ingest.feed_bytes import FeedLimits
from ingest.feed_entry import Enclosure, Form, Passage
from ingest.json_feed import looks_like_json, read_json_feed

ADDRESS = "https://paper.example/feed.json"


def feed(*items: object, **more: object) -> str:
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": list(items), **more})


def read(text: str):
    return read_json_feed(text, FeedLimits(), ADDRESS)


def test_every_field_of_an_item_is_kept_and_every_other_leaf_named():
    told = {
        "id": "1",
        "url": "/a/1",
        "external_url": "https://other.example/",
        "title": "Ferry talks resume",
        "content_html": "<p>Words</p>",
        "content_text": "Words",
        "summary": "Short",
        "date_modified": "2024-02-06T09:00:00Z",
        "language": "en",
        "authors": [{"name": "Jane Roe", "avatar": "x"}, {"url": "https://doe.example/"}, {}, "not an author"],
        "tags": ["port", 7, None],
        "attachments": [{"url": "/a.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 5}, {"url": "ftp://x/"}],
        "image": "/b.jpg",
        "_own": {"deep": [1, {"deeper": 2}]},
    }
    (entry,) = read(feed(told, title="Paper", home_page_url="https://paper.example/", language="en-GB")).entries
    assert (entry.link, entry.language, entry.categories) == ("https://paper.example/a/1", "en", ("port", "7"))
    assert (entry.title, entry.content) == (
        Passage("Ferry talks resume", Form.PLAIN),
        Passage("<p>Words</p>", Form.HTML),
    )
    assert entry.authors == ("Jane Roe", "https://doe.example/")
    assert entry.enclosures == (
        Enclosure("https://paper.example/a.mp3", "audio/mpeg"),
        Enclosure("https://paper.example/b.jpg"),
    )
    assert entry.not_carried == (
        "_own/deep",
        "_own/deep/deeper",
        "attachments/size_in_bytes",
        "author/avatar",
        "author/url",
        "content_text",
        "external_url",
    )


def test_half_a_surrogate_pair_costs_one_character():
    (entry,) = read(feed({"id": "1", "title": "a\ud83d", "\ud83d": 1})).entries
    assert entry.title == Passage("a\ufffd", Form.PLAIN)
    assert entry.not_carried == ("\ufffd",)


def test_a_number_beyond_measure_costs_nothing_else():
    text = feed({"id": "1", "content_text": "Words"}).replace('"1"', "9" * 50_000)
    (entry,) = read(text).entries
    assert entry.content == Passage("Words", Form.PLAIN)
    assert entry.guid == "9" * 200


def test_items_that_are_no_objects_are_left_out():
    assert [entry.guid for entry in read(feed(None, "x", {"id": True}, {"id": "1"})).entries] == [None, "1"]


def test_a_feed_that_does_not_say_its_version_is_known_by_its_own_address():
    told = json.loads(feed({"id": "1"}, feed_url=ADDRESS))
    del told["version"]
    assert len(read("\ufeff" + json.dumps(told)).entries) == 1


REFUSED = {
    "null": ("null", NotAFeed),
    "array": ("[]", NotAFeed),
    "other-json": ('{"rss": {"channel": {}}}', NotAFeed),
    "no-items": (feed().replace("items", "posts"), NotAFeed),
    "broken": ('{"version": "https://jsonfeed.org/version/1", "items": [', FeedUnparsable),
    "nested": ("[" * 5000, HostileJson),
    "brackets-in-words-are-no-depth": ('{"a": "' + "[" * 5000 + '\\"', FeedUnparsable),
}


@pytest.mark.parametrize(("text", "error"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_json_feed_is_refused_by_name(text, error):
    with pytest.raises(error):
        read(text)


def test_more_items_than_allowed_are_refused():
    with pytest.raises(TooComplex):
        read_json_feed(feed({"id": "1"}, {"id": "2"}), FeedLimits(entries=1), ADDRESS)


@pytest.mark.parametrize(
    ("text", "is_json"), [(' {"a"', True), ("\ufeff[", True), ("null", True), ("<rss>", False), ("", False)]
)
def test_json_is_known_by_its_first_characters(text, is_json):
    assert looks_like_json(text) is is_json
