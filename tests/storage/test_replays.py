"""Tests of articles that are made again: what is superseded, what is only marked, and what readers are told."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text

from normalize.article import Status
from normalize.document import Dateline, Place, Teaser
from normalize.overrides import Override, block_name, bound
from storage import tables
from storage.actions import Action
from storage.changes import changes_since
from storage.check import check
from storage.desk_tables import ALL_TABLES
from storage.errors import NotInStore, RunClosed, Unstorable
from storage.overriding import lay_override
from storage.queries import article_by_id, explanation_of_article
from storage.replays import Became, Remade, Selection, head_of_article, heads, rewrite
from storage.runs import finish_run

GUID = {"guid": "urn:1"}


def kinds(store):
    return [change.kind.value for change in changes_since(store, 0)]


def rows(store):
    with store.reading() as connection:
        return [connection.scalar(select(func.count()).select_from(table)) for table in ALL_TABLES.sorted_tables]


@pytest.fixture
def remake(desk):
    """Makes an article's head again to another article, by chain 2 or another, and stores it."""

    def make(number, article, *, is_changed=True, chain="2", **fields):
        head = head_of_article(desk.store, number)
        made = replace(desk.made(head.copy.id, article, **fields), chain_version=chain)
        return rewrite(desk.store, [Remade(head, made, is_changed, "chain 2 for 1")], desk.run_id, desk.now)[0]

    return make


def test_what_is_made_again_supersedes_its_version_and_says_why(desk, story, later, remake):
    sent = desk.send(story(**GUID), later(0))
    desk.now = later(3)
    dateline = Dateline(("OLDHAVEN",), None, None, "OLDHAVEN - ")
    teasers = (Teaser("Other", None, None, None, 0, 5),)
    told = remake(sent.article_id, story("More.", dateline=dateline, teasers=teasers, **GUID))
    file = article_by_id(desk.store, sent.article_id)
    assert (told.became, told.change.value, told.revision_id) == (Became.RENORMALIZED, "renormalized", file.head.id)
    assert [(one.why, one.chain_version, one.is_head) for one in file.revisions] == [
        (None, "1", False),
        ("chain 2 for 1", "2", True),
    ]
    assert (file.head.revision_class, file.head.received_at, file.head.stored_at) == ("first", later(0), later(3))
    assert (file.head.body.endswith("More."), file.line.updated_at) == (True, later(3))
    assert [teaser.headline for teaser in file.teasers] == ["Other"]
    assert kinds(desk.store) == ["new", "renormalized"]
    assert all(finding.is_sound for finding in check(desk.store))


def test_the_raw_copy_and_the_books_stay_as_they_were(desk, story, remake):
    sent = desk.send(story())
    remake(sent.article_id, story("More."))
    explained = explanation_of_article(desk.store, sent.article_id)
    assert (explained.outcome.value, explained.chain_version) == ("new", "2")
    assert finish_run(desk.store, desk.run_id, desk.tally.books(), desk.now).is_balanced


def test_what_is_made_the_same_gets_a_mark_alone(desk, story, remake):
    sent = desk.send(story())
    before = rows(desk.store)
    told = remake(sent.article_id, story(), is_changed=False)
    assert (told.became, told.revision_id, rows(desk.store)) == (Became.UNCHANGED, None, before)
    assert heads(desk.store, Selection(not_made_by="2"), 10) == []
    assert len(heads(desk.store, Selection(not_made_by="3"), 10)) == 1


def test_a_new_version_takes_the_mark_away(desk, story, later, remake):
    sent = desk.send(story(**GUID), later(0))
    remake(sent.article_id, story(**GUID), is_changed=False)
    desk.send(story("More.", **GUID), later(1))
    assert [head.chain_version for head in heads(desk.store, Selection(not_made_by="2"), 10)] == ["1"]


def test_a_chain_may_make_something_else_of_a_copy_more_than_once(desk, story, remake):
    """As when a library that it leans on was upgraded, or what an operator said is withdrawn."""
    sent = desk.send(story())
    for more, chain in (("A.", "1"), ("B.", "2"), ("C.", "1"), ("D.", "2")):
        remake(sent.article_id, story(more), chain=chain)
    file = article_by_id(desk.store, sent.article_id)
    assert [one.chain_version for one in file.revisions] == ["1", "1~2", "2", "1~3", "2~2"]
    assert file.head.body.endswith("D.")
    assert heads(desk.store, Selection(not_made_by="2"), 10) == []


def test_only_what_was_made_last_of_a_copy_counts_when_versions_arrive(desk, story, later, remake):
    """The head is told by its number; a number that a better chain does not read any more must not win."""
    first = desk.send(story(version=9, **GUID), later(0))
    remake(first.article_id, story("Read right.", version=1, **GUID))
    second = desk.send(story("The next.", version=2, **GUID), later(1))
    assert second.kind.value == "revision"
    assert article_by_id(desk.store, first.article_id).head.id == second.revision_id


def test_a_copy_that_says_what_the_head_says_since_it_was_made_again_is_unchanged(desk, story, later, remake):
    first = desk.send(story(**GUID), later(0))
    remake(first.article_id, story("Read right.", **GUID))
    assert desk.send(story("Read right.", **GUID), later(1)).kind.value == "unchanged"


def test_a_head_that_comes_second_when_it_is_made_again_gives_way(desk, story, later, remake):
    first = desk.send(story(version=1, **GUID), later(0))
    desk.send(story("More.", version=2, **GUID), later(1))
    remake(first.article_id, story("No version is told.", version=0, **GUID))
    file = article_by_id(desk.store, first.article_id)
    assert file.head.id == first.revision_id
    assert kinds(desk.store) == ["new", "updated", "renormalized"]
    assert len(file.revisions) == 3


def test_new_keys_lead_to_the_article_and_a_guid_of_another_stays_with_it(desk, story, later, remake):
    one = desk.send(story(headline="One", body=("One is told.",), **GUID))
    other = desk.send(story(headline="Other", body=("Other is told.",)))
    remake(other.article_id, story(headline="Other", body=("Other is told.",), slugline="OTHER-STORY/", **GUID))
    told = desk.send(story(body=("Quite new.",), slugline="OTHER-STORY/", wire_move="UPDATE 1"), later(1))
    assert told.article_id == other.article_id
    assert desk.send(story(body=("One is told again.",), **GUID), later(2)).article_id == one.article_id


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ({}, {"status": Status.WITHHELD}, "withheld"),
        ({}, {"status": Status.CANCELED}, "killed"),
        ({"status": Status.CANCELED}, {}, "released"),
        ({"status": Status.CANCELED}, {"status": Status.CANCELED}, "renormalized"),
        ({"status": Status.WITHHELD}, {}, "released"),
        ({"status": Status.WITHHELD}, {"status": Status.WITHHELD}, "renormalized"),
        ({"wire_move": "CORRECTED"}, {"wire_move": "CORRECTED"}, "renormalized"),
    ],
)
def test_readers_are_told_what_it_does_to_them(desk, story, remake, before, after, kind):
    sent = desk.send(story(**before))
    assert remake(sent.article_id, story("More.", **after)).change.value == kind
    shown = article_by_id(desk.store, sent.article_id).line.status is Status.USABLE
    with desk.store.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM v1_articles")).scalar_one() == shown


@pytest.mark.parametrize(("hours", "kind"), [(1, "withheld"), (-1, "renormalized")])
def test_an_embargo_that_is_read_only_now_holds(desk, story, remake, hours, kind):
    sent = desk.send(story())
    told = remake(sent.article_id, story(embargo=desk.now + timedelta(hours=hours)))
    assert told.change.value == kind


def test_an_expiry_that_is_read_only_now_is_told(desk, story, remake):
    sent = desk.send(story())
    assert remake(sent.article_id, story(expires=desk.now - timedelta(hours=1))).change.value == "expired"


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [({}, {}, "first"), ({"wire_move": "UPDATE 1"}, {"wire_move": "CORRECTED"}, "first"),
     ({}, {"status": Status.CANCELED}, "kill"), ({"status": Status.CANCELED}, {}, "update"),
     ({"status": Status.CANCELED}, {"wire_move": "CORRECTED"}, "correction")],
)  # fmt: skip
def test_the_class_of_a_version_stays_unless_it_is_read_otherwise(desk, story, remake, before, after, told):
    sent = desk.send(story(**before))
    remake(sent.article_id, story("More.", **after))
    assert article_by_id(desk.store, sent.article_id).head.revision_class == told


def test_an_article_with_a_new_version_is_left_as_it_is(desk, story, later):
    sent = desk.send(story(**GUID), later(0))
    head = head_of_article(desk.store, sent.article_id)
    desk.send(story("More.", **GUID), later(1))
    before = rows(desk.store)
    late = Remade(head, replace(desk.made(head.copy.id, story("Late.")), chain_version="2"), True, "late")
    assert rewrite(desk.store, [late], desk.run_id, desk.now)[0].became is Became.MOVED
    assert rows(desk.store) == before


def test_an_article_that_got_an_override_meanwhile_is_left_as_it_is(desk, story):
    sent = desk.send(story())
    head = head_of_article(desk.store, sent.article_id)
    override = Override(block_name("More."), "More.", Place.NAV, "ada", "a menu")
    action = Action("ada", desk.now, "article override", "", "a menu")
    under = replace(desk.made(head.copy.id, story()), chain_version=bound("1", (override,)))
    lay_override(desk.store, override, Remade(head, under, is_changed=False, why=""), action)
    late = Remade(head, replace(desk.made(head.copy.id, story("Late.")), chain_version="2"), True, "late")
    assert rewrite(desk.store, [late], desk.run_id, desk.now)[0].became is Became.MOVED


def test_what_no_database_keeps_costs_its_own_article_alone(desk, story):
    sent = [desk.send(story(body=(f"{name} is told.",), headline=name)) for name in ("A", "B")]
    found = heads(desk.store, Selection(), 10)
    made = [
        desk.made(head.copy.id, story(headline=f"{head.headline}\0" if head.headline == "A" else "C")) for head in found
    ]
    remade = [Remade(head, replace(one, chain_version="2"), True, "") for head, one in zip(found, made, strict=True)]
    bad, good = rewrite(desk.store, remade, desk.run_id, desk.now)
    assert (bad.became, good.became) == (Became.UNSTORABLE, Became.RENORMALIZED)
    assert isinstance(bad.error, Unstorable)
    assert [article_by_id(desk.store, one.article_id).line.headline for one in sent] == ["A", "C"]


def test_a_run_that_was_closed_stores_nothing(desk, story):
    sent = desk.send(story())
    head = head_of_article(desk.store, sent.article_id)
    finish_run(desk.store, desk.run_id, desk.tally.books(), desk.now)
    with pytest.raises(RunClosed):
        rewrite(desk.store, [Remade(head, desk.made(head.copy.id, story("More.")), True, "")], desk.run_id, desk.now)


@pytest.fixture
def three(desk, story, later):
    """Three stories of two sources, an hour apart."""
    sources = ("wire", "paper", "wire")
    return [
        desk.send(story(headline=source, body=(f"{n} of {source}.",)), later(n), source=source).article_id
        for n, source in enumerate(sources)
    ]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, [0, 1, 2]),
        ({"source": "wire"}, [0, 2]),
        ({"since": 1}, [1, 2]),
        ({"until": 1}, [0]),
        ({"since": 1, "until": 2, "source": "paper"}, [1]),
        ({"made_by": "1"}, [0, 1, 2]),
        ({"made_by": "2"}, []),
        ({"not_made_by": "1"}, []),
        ({"not_made_by": "%"}, [0, 1, 2]),
    ],
    ids=str,
)
def test_articles_are_chosen_by_all_that_is_asked(desk, three, later, asked, found):
    told = {name: later(value) if name in {"since", "until"} else value for name, value in asked.items()}
    selection = Selection(**told)
    assert [three.index(head.article_id) for head in heads(desk.store, selection, 10)] == found


def test_articles_are_chosen_by_number_and_read_page_by_page(desk, three):
    assert [head.article_id for head in heads(desk.store, Selection(articles=tuple(three[1:])), 10)] == three[1:]
    assert [head.article_id for head in heads(desk.store, Selection(), 2)] == three[:2]
    assert [head.article_id for head in heads(desk.store, Selection(), 2, after=three[1])] == three[2:]


def test_a_head_brings_all_that_is_needed_to_make_it_again(desk, story, later):
    number = desk.keep(b"the bytes", later(1), envelope={"charset": "cp1252"}, address="/drop/a.txt")
    (outcome,) = desk.write(desk.made(number, story(), note="kept"))
    head = head_of_article(desk.store, outcome.article_id)
    copy = head.copy.raw_copy()
    assert (copy.raw, copy.address, copy.received_at, copy.envelope) == (
        b"the bytes", "/drop/a.txt", later(1), {"charset": "cp1252"},
    )  # fmt: skip
    assert (head.fields["note"], head.overrides, head.chain_version) == ("kept", (), "1")


def test_a_raw_copy_whose_bytes_are_gone_has_none(desk, story):
    sent = desk.send(story())
    with desk.store.writing_raw() as connection:
        connection.execute(tables.raw_bytes.delete())
    assert head_of_article(desk.store, sent.article_id).copy.packed is None


def test_an_article_that_is_not_there_is_told(desk):
    with pytest.raises(NotInStore, match="article 7"):
        head_of_article(desk.store, 7)
