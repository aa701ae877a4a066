"""Tests of the named reads."""

import pytest

from storage.errors import NotInStore, RawCopyLost
from storage.quarantine import Failure, quarantine
from storage.queries import (
    article_by_id,
    articles,
    explanation_of_article,
    explanation_of_copy,
    search,
    status,
)
from storage.states import CopyOutcome, CopyState


@pytest.fixture
def three(desk, story, later):
    """A wire story, its Norwegian sister and an outlet's story, an hour apart."""
    norwegian = story(headline="Havnen", body=("Bystyret ØNSKER 100% havn_vern.",), language="nb")
    barley = story(headline="Barley", body=("Farmers report barley.",), language="en")
    sent = [
        desk.send(story(headline="Harbour", language="en"), later(0), source="wire"),
        desk.send(norwegian, later(1), source="wire"),
        desk.send(barley, later(2), source="gazette"),
    ]
    return [outcome.article_id for outcome in sent]


def test_articles_come_newest_first_up_to_the_limit(desk, three):
    assert [line.id for line in articles(desk.store)] == three[::-1]
    assert [line.id for line in articles(desk.store, limit=1)] == [three[2]]


def test_articles_can_be_of_a_source_a_language_and_since_a_time(desk, three, later):
    assert [line.id for line in articles(desk.store, source="wire")] == [three[1], three[0]]
    assert [line.id for line in articles(desk.store, language="en")] == [three[2], three[0]]
    assert [line.id for line in articles(desk.store, since=later(1))] == [three[2], three[1]]
    assert [line.id for line in articles(desk.store, source="wire", since=later(1), language="nb")] == [three[1]]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        pytest.param("BARLEY", [2], id="any case"),
        pytest.param("ønsker", [1], id="any case in any script"),
        pytest.param("havnen", [1], id="in the headline"),
        pytest.param("100%", [1], id="a percent sign is itself"),
        pytest.param("1%0", [], id="and stands for nothing else"),
        pytest.param("n_vern", [1], id="an underscore is itself"),
        pytest.param("f_rmers", [], id="and stands for nothing else either"),
        pytest.param("\\", [], id="a backslash is itself"),
        pytest.param("r", [2, 1, 0], id="newest first"),
    ],
)
def test_search(desk, three, words, found):
    assert [line.id for line in search(desk.store, words)] == [three[n] for n in found]


def test_an_article_that_is_not_there(desk):
    with pytest.raises(NotInStore, match="article 99"):
        article_by_id(desk.store, 99)
    with pytest.raises(NotInStore, match="article 99"):
        explanation_of_article(desk.store, 99)
    with pytest.raises(NotInStore, match="raw copy 99"):
        explanation_of_copy(desk.store, 99)


def test_an_article_is_explained_by_the_copy_of_its_head(desk, story, later):
    first = desk.send(story(guid="urn:1"), later(0))
    second = desk.send(story("More.", guid="urn:1"), later(1), address="/drop/2.txt")
    told = explanation_of_article(desk.store, first.article_id)
    assert (told.raw_copy_id, told.revision_id) == (second.raw_copy_id, second.revision_id)
    assert (told.address, told.source, told.chain_version) == ("/drop/2.txt", "wire", "1")
    assert (told.state, told.outcome) == (CopyState.DONE, CopyOutcome.REVISION)
    assert len(told.raw) == 16


def test_copy_that_still_waits_is_explained_as_far_as_it_came(desk):
    told = explanation_of_copy(desk.store, desk.keep(b"waits"))
    assert (told.raw, told.state, told.outcome, told.trace) == (b"waits", CopyState.PENDING, None, None)


def test_copy_whose_bytes_are_gone_is_said_to_be_lost(desk):
    number = desk.keep(b"gone")
    with desk.store.writing_raw() as connection:
        connection.exec_driver_sql("DELETE FROM raw_bytes")
    with pytest.raises(RawCopyLost, match=f"raw copy {number}"):
        explanation_of_copy(desk.store, number)


def test_status_says_what_each_source_brought_and_what_is_held_up(desk, three, later):
    desk.keep(b"waits", later(5), source="gazette")
    quarantine(desk.store, Failure("broken", "/x", "c", "s", "a"), desk.run_id, desk.now)
    told = {line.source: line for line in status(desk.store)}
    assert list(told) == ["broken", "gazette", "wire"]
    gazette, broken = told["gazette"], told["broken"]
    assert (gazette.deliveries, gazette.articles, gazette.last_received, gazette.pending) == (2, 1, later(5), 1)
    assert (broken.deliveries, broken.last_received, broken.open_quarantine) == (0, None, 1)


def test_status_of_an_empty_store_is_empty(desk):
    assert status(desk.store) == []
