"""The kit of 105 feeds: how many of its values are read right. Floors go down only with a line in the changelog."""

import json
import runpy

import pytest

from ingest.errors import UnreadableFeed
from ingest.feed import read_feed

ALL_FIELDS, COUNT, ID = 0.98, 0.985, 0.985


def prediction(raw: bytes) -> dict[str, object]:
    try:
        feed = read_feed(raw, "")
    except UnreadableFeed as error:
        return {"error": error.code}
    entries = [
        {
            "id": entry.guid,
            "link": entry.link,
            "title": entry.title.text if entry.title else None,
            "published": next(
                (time.utc.isoformat() for time in (entry.published, entry.updated) if time and time.utc), None
            ),
            "author": entry.authors[0] if entry.authors else None,
        }
        for entry in feed.entries
    ]
    return {"n_entries": len(entries), "entries": entries}


@pytest.fixture(scope="module")
def scores(corpus):
    kit = corpus / "feeds"
    gold = json.loads((kit / "gold.json").read_text(encoding="utf-8"))
    predictions = {name: prediction((kit / "files" / name).read_bytes()) for name in gold}
    found, _ = runpy.run_path(str(corpus / "score_feeds.py"))["score"](gold, predictions)
    return found


def test_the_values_of_the_kit_are_read_right(scores):
    assert scores["all_fields"] >= ALL_FIELDS
    assert scores["fields"]["id"] >= ID


def test_every_feed_of_the_kit_is_taken_with_all_its_entries(scores):
    assert scores["count"] >= COUNT
    assert scores["refused"] == 0
    assert scores["notfeed"] == "1/1"
