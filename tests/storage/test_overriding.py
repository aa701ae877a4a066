"""Tests of overrides in the store: laid and withdrawn with their article, and heeded by every later version."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from normalize.document import Place
from normalize.overrides import Override, block_name, bound
from storage.actions import Action
from storage.changes import changes_since
from storage.check import check
from storage.errors import ArticleMoved, NotInStore, Unstorable
from storage.overrides import list_overrides, override_by_id
from storage.overriding import lay_override, overrides_with, withdraw_override
from storage.queries import article_by_id, list_runs
from storage.replays import Became, Remade, head_of_article
from storage.states import CopyState
from storage.writer import Overridden

GUID = {"guid": "urn:1"}
MENU = Override(block_name("Menu"), "Menu", Place.NAV, "ada", "a menu")


def action(desk, verb="article override"):
    return Action("ada", desk.now, verb, "", "a menu")


@pytest.fixture
def lay(desk, story):
    """Lays an override on an article, which it makes another or leaves as it is."""

    def do(number, override=MENU, more=("Told anew.",)):
        head = head_of_article(desk.store, number)
        version = bound("1", overrides_with(head.overrides, override))
        made = replace(desk.made(head.copy.id, story(*more, **GUID)), chain_version=version)
        return lay_override(desk.store, override, Remade(head, made, bool(more), ""), action(desk))

    return do


@pytest.fixture
def withdraw(desk, story):
    def do(number, override, more=()):
        head = head_of_article(desk.store, number)
        made = replace(desk.made(head.copy.id, story(*more, **GUID)), chain_version="1")
        return withdraw_override(desk.store, override, Remade(head, made, True, ""), action(desk, "article withdraw"))

    return do


def operator_actions(store):
    with store.reading() as connection:
        return connection.execute(text("SELECT who, verb, subject, why FROM operator_action")).all()


def test_an_override_and_what_it_makes_of_its_article_are_one(desk, story, lay):
    sent = desk.send(story(**GUID))
    laid = lay(sent.article_id)
    file = article_by_id(desk.store, sent.article_id)
    assert (laid.rewritten.became, laid.rewritten.revision_id) == (Became.RENORMALIZED, file.head.id)
    assert file.head.why == f"override {laid.number}: nav by ada: a menu"
    assert file.head.chain_version == bound("1", (MENU,))
    assert [change.kind.value for change in changes_since(desk.store, 0)] == ["new", "renormalized"]
    (line,) = list_overrides(desk.store, sent.article_id)
    assert (line.id, line.place, line.text, line.who, line.at, line.override) == (
        laid.number, Place.NAV, "Menu", "ada", desk.now, MENU,
    )  # fmt: skip
    assert operator_actions(desk.store) == [
        ("ada", "article override", f"article {sent.article_id}, override {laid.number}", "a menu")
    ]


def test_its_change_is_made_by_a_run_that_is_over_with_it(desk, story, lay):
    lay(desk.send(story(**GUID)).article_id)
    run = list_runs(desk.store)[0]
    assert (run.command, run.state.value, run.books.is_balanced) == ("article override", "finished", True)
    assert all(finding.is_sound for finding in check(desk.store))


def test_an_override_that_changes_nothing_holds_without_a_revision(desk, story, lay):
    sent = desk.send(story(**GUID))
    laid = lay(sent.article_id, more=())
    assert laid.rewritten.became is Became.UNCHANGED
    assert len(article_by_id(desk.store, sent.article_id).revisions) == 1
    assert [line.id for line in list_overrides(desk.store)] == [laid.number]
    assert len(list_runs(desk.store)) == 1


def test_an_override_replaces_one_of_the_same_block(desk, story, lay):
    sent = desk.send(story(**GUID))
    first = lay(sent.article_id)
    second = lay(sent.article_id, replace(MENU, place=Place.SHARE), more=("Otherwise.",))
    other = lay(sent.article_id, replace(MENU, occurrence=2), more=("Once more.",))
    assert (second.replaced, other.replaced) == ((first.number,), ())
    assert [line.id for line in list_overrides(desk.store)] == [other.number, second.number]
    assert [line.id for line in list_overrides(desk.store, withdrawn=True)] == [first.number]


def test_an_override_that_is_withdrawn_holds_no_more(desk, story, lay, withdraw):
    sent = desk.send(story(**GUID))
    laid = lay(sent.article_id)
    told = withdraw(sent.article_id, laid.number)
    head = article_by_id(desk.store, sent.article_id).head
    assert (told.revision_id, head.why) == (head.id, f"override {laid.number} withdrawn by ada: a menu")
    assert head.chain_version == "1~2"
    assert list_overrides(desk.store) == []
    with pytest.raises(NotInStore, match=f"override {laid.number}"):
        override_by_id(desk.store, laid.number)
    with pytest.raises(NotInStore):
        withdraw(sent.article_id, laid.number)


def test_an_override_is_withdrawn_though_its_article_can_not_be_made_again(desk, story, lay):
    sent = desk.send(story(**GUID))
    laid = lay(sent.article_id)
    assert withdraw_override(desk.store, laid.number, None, action(desk, "article withdraw")) is None
    assert list_overrides(desk.store) == []
    assert operator_actions(desk.store)[-1].verb == "article withdraw"


def test_an_override_of_what_has_become_another_is_not_laid(desk, story, later):
    sent = desk.send(story(**GUID), later(0))
    head = head_of_article(desk.store, sent.article_id)
    desk.send(story("More.", **GUID), later(1))
    made = replace(desk.made(head.copy.id, story()), chain_version=bound("1", (MENU,)))
    with pytest.raises(ArticleMoved, match=f"article {sent.article_id}"):
        lay_override(desk.store, MENU, Remade(head, made, True, ""), action(desk))
    assert list_overrides(desk.store) == []
    assert operator_actions(desk.store) == []


def test_a_reason_that_no_database_keeps_is_refused(desk, story, lay):
    sent = desk.send(story(**GUID))
    with pytest.raises(Unstorable):
        lay(sent.article_id, replace(MENU, why="half \ud83d"))
    assert list_overrides(desk.store) == []


def test_what_an_article_becomes_that_no_database_keeps_is_refused(desk, story):
    head = head_of_article(desk.store, desk.send(story()).article_id)
    made = replace(desk.made(head.copy.id, story(headline="A\0")), chain_version=bound("1", (MENU,)))
    with pytest.raises(Unstorable):
        lay_override(desk.store, MENU, Remade(head, made, True, ""), action(desk))
    assert list_overrides(desk.store) == []


def test_a_block_of_words_that_no_database_keeps_is_known_by_its_name(desk, story, lay):
    sent = desk.send(story(**GUID))
    nul = Override(block_name("Me\0nu"), "Me\0nu", Place.NAV, "ada", "a menu")
    lay(sent.article_id, nul)
    (line,) = list_overrides(desk.store)
    assert (line.block, line.text) == (nul.block, "Me\\x00nu")


def test_a_version_made_without_its_articles_overrides_waits_for_them(desk, story, later, lay):
    sent = desk.send(story(**GUID), later(0))
    lay(sent.article_id)
    number = desk.keep(b"2", later(1))
    (told,) = desk.write(desk.made(number, story("Next.", **GUID)))
    assert told == Overridden(number, sent.article_id, (MENU,))
    assert len(article_by_id(desk.store, sent.article_id).revisions) == 2
    with desk.store.reading() as connection:
        states = connection.execute(text("SELECT state FROM raw_copy ORDER BY id")).scalars().all()
    assert states == [CopyState.DONE, CopyState.PENDING]
    made = replace(
        desk.made(number, story("Next.", **GUID)), chain_version=bound("1", (MENU,)), article_id=sent.article_id
    )
    (outcome,) = desk.write(made)
    assert (outcome.kind.value, outcome.article_id) == ("revision", sent.article_id)


def test_a_version_made_with_overrides_is_of_their_article_whatever_it_says_now(desk, story, later, lay):
    """Its keys were read when it was made without them; made with them it may look like another story."""
    sent = desk.send(story(**GUID), later(0))
    lay(sent.article_id)
    number = desk.keep(b"2", later(1))
    made = replace(
        desk.made(number, story(body=("Quite another story.",), headline="Another")),
        chain_version=bound("1", (MENU,)),
        article_id=sent.article_id,
    )
    (outcome,) = desk.write(made)
    assert (outcome.kind.value, outcome.article_id) == ("revision", sent.article_id)


def test_a_version_made_with_overrides_that_were_withdrawn_waits_to_be_made_without(desk, story, later, lay, withdraw):
    sent = desk.send(story(**GUID), later(0))
    laid = lay(sent.article_id)
    number = desk.keep(b"2", later(1))
    withdraw(sent.article_id, laid.number)
    made = replace(
        desk.made(number, story("Next.", **GUID)), chain_version=bound("1", (MENU,)), article_id=sent.article_id
    )
    assert desk.write(made) == [Overridden(number, sent.article_id, ())]


def test_the_copy_that_is_said_again_is_unchanged_under_the_override_too(desk, story, later, lay):
    """Made without it, it would bring back what the operator took off."""
    sent = desk.send(story(**GUID), later(0))
    lay(sent.article_id)
    number = desk.keep(b"2", later(1))
    assert isinstance(desk.write(desk.made(number, story(**GUID)))[0], Overridden)
    made = replace(
        desk.made(number, story("Told anew.", **GUID)), chain_version=bound("1", (MENU,)), article_id=sent.article_id
    )
    assert desk.write(made)[0].kind.value == "unchanged"


def test_overrides_of_one_article_do_not_touch_another(desk, story, lay):
    lay(desk.send(story(**GUID)).article_id)
    assert desk.send(story(body=("Another story altogether.",), headline="Another")).kind.value == "new"
