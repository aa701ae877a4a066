"""Under which names entries are known, poll after poll."""

from dataclasses import replace

import pytest

from ingest.feed_dates import read_printed_time
from ingest.feed_entry import FeedEntry, Form, Passage
from ingest.feed_identity import KnownBy, identify


def entry(
    title: str | None = "Ferry talks resume", link: str | None = "https://paper.example/a/1", guid: str | None = None
):
    return FeedEntry(guid=guid, link=link, title=Passage(title, Form.HTML) if title else None)


def keys(*entries: FeedEntry) -> list[str]:
    return [identity.key for identity in identify(entries)]


def test_a_guid_is_the_key_as_it_is_printed():
    found = identify((entry(guid="tag:x,2024:1"), entry(guid="tag:x,2024:2", link="https://paper.example/a/2")))
    assert [(one.key, one.known_by) for one in found] == [
        ("tag:x,2024:1", KnownBy.GUID),
        ("tag:x,2024:2", KnownBy.GUID),
    ]


def test_a_guid_of_thousands_of_letters_is_kept_as_its_digest():
    assert keys(entry(guid="x" * 5000))[0].startswith("sha256:")


def test_without_a_guid_the_address_is_the_key_whatever_counts_its_readers():
    plain, counted = (
        entry(link="http://www.paper.example/a/1/"),
        entry(link="https://paper.example/a/1?utm_source=rss#top"),
    )
    assert keys(plain) == keys(counted) == ["paper.example/a/1"]
    assert keys(entry(link="https://paper.example/a?id=7")) == ["paper.example/a?id=7"]


def test_an_address_behind_a_counting_service_is_the_one_it_leads_to():
    assert keys(replace(entry(), original_link="https://paper.example/b")) == ["paper.example/b"]


def test_entries_that_share_guid_and_not_address_are_different_stories():
    found = identify((entry(guid="1"), entry(guid="1", link="https://paper.example/a/2")))
    assert found[0].key != found[1].key
    assert {one.known_by for one in found} == {KnownBy.GUID_AND_ADDRESS}


def test_entries_that_share_guid_and_address_are_versions_of_one_story():
    assert keys(entry(guid="1"), entry("Ferry talks fail", guid="1")) == ["1", "1"]


def test_a_shared_guid_without_an_address_stays_the_key():
    assert keys(entry(guid="1"), entry("Other story", link=None, guid="1")) == ["1", "1"]


def test_several_titles_under_one_address_are_told_apart_by_their_titles():
    found = identify((entry(), entry("Other story")))
    assert found[0].key != found[1].key
    assert {one.known_by for one in found} == {KnownBy.ADDRESS_AND_WORDS}


def test_without_guid_and_address_the_words_and_the_day_are_the_key():
    dated = replace(entry(link=None), published=read_printed_time("Tue, 06 Jan 2026 09:00:00 GMT"))
    found = identify((dated,))[0]
    assert found.known_by is KnownBy.WORDS
    assert found.key == identify((dated, entry(link=None)))[0].key
    assert found.key != identify((entry(link=None),))[0].key


def test_without_a_title_the_text_stands_for_it():
    told = FeedEntry(summary=Passage("<p>Rain fell.</p>", Form.HTML))
    assert keys(told) != keys(replace(told, summary=Passage("Snow fell.", Form.PLAIN)))


def test_weaker_names_survive_a_guid_that_changes_at_every_poll():
    first, second = identify((entry(guid="poll-1"),))[0], identify((entry(guid="poll-2"),))[0]
    assert first.also == second.also
    assert first.also[0] == "address:paper.example/a/1"


@pytest.mark.parametrize("link", ["http://[broken", "http://x.example/" + "a" * 3000], ids=["broken", "long"])
def test_an_address_that_cannot_be_taken_apart_still_names_the_entry(link):
    assert len(keys(entry(link=link))[0]) < 600


HOME = "https://paper.example/section/"


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([entry(guid="1")], ["https://paper.example/a/1"]),
        ([entry(guid="1", link="https://paper.example")], [None]),
        ([entry(guid="1", link="http://www.paper.example/section")], [None]),
        ([entry(guid="1", link="mailto:desk@paper.example")], [None]),
        ([entry(guid="1", link=None)], [None]),
        ([entry(guid="1"), entry(guid="2")], [None, None]),
        ([entry(guid="1"), entry("Ferry talks end", guid="1")], ["https://paper.example/a/1"] * 2),
        ([entry(guid="1", link="https://paper.example/?p=7")], ["https://paper.example/?p=7"]),
    ],
    ids=["its own", "front page", "the feed's page", "no page", "none", "of several", "two versions", "by query"],
)
def test_an_address_names_a_story_only_where_it_leads_to_that_story_alone(entries, expected):
    assert [one.address for one in identify(tuple(entries), HOME)] == expected
