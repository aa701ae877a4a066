"""An operator's word on a block is heeded at once, by every later version with that block, until it is taken back."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from normalize.chain import Chain
from normalize.document import Place
from normalize.explain import explain
from normalize.overrides import block_name
from schedules.at_work import at_work
from schedules.errors import NotFound, NotRemade
from schedules.explaining import explained
from schedules.once import run_once, take_in_folder
from schedules.overriding import Said, override, withdraw
from schedules.pending import do_pending, makers
from schedules.remaking import Verdict
from storage.actions import Action
from storage.changes import changes_since
from storage.check import check
from storage.errors import ArticleMoved, NotInStore, RawCopyLost
from storage.leases import claim
from storage.overrides import list_overrides
from storage.overriding import lay_override
from storage.queries import article_by_id
from storage.replays import Became, Remade, head_of_article
from storage.runs import Tally, finish_run

LEAD = "The ferry Aurora sailed again on Monday, its owners said, with 212 people on board."
NOTICE = "Share your view of the ferry with our reporters."
HEAD = "Ferry Aurora sails again\n\nPORT ELLERY, March 3 (Reuters) - "
SECOND = "Nobody had thought that it would, as it had burnt to the waterline at its berth in the first days of May."


def copy(*blocks: str) -> str:
    return HEAD + "\n\n".join(blocks)


@pytest.fixture
def send(desk, tmp_path: Path) -> Callable[..., None]:
    """Has the desk take in copy; under one name it is one article."""

    def take_in(*blocks: str, name: str = "ferry") -> None:
        (tmp_path / "in" / f"{name}.txt").write_text(copy(*blocks), encoding="utf-8")
        run_once(desk)

    return take_in


@pytest.fixture
def say(desk):
    """Says where a block of article 1 belongs."""

    def do(block: str, place: Place = Place.PROMO, *, dry_run: bool = False, article: int = 1):
        said = Said(article, block, place, "ada", "house notice")
        return override(desk.database, desk.chain, said, desk.now, dry_run=dry_run)

    return do


def body(desk, number: int = 1) -> list[str]:
    return article_by_id(desk.database, number).head.body.split("\n\n")


def kinds(desk) -> list[str]:
    return [change.kind.value for change in changes_since(desk.database, 0)]


def test_a_block_is_named_by_its_number_in_explain(desk, send, say):
    send(LEAD, SECOND, NOTICE)
    ruled = say("3")
    assert body(desk) == [LEAD, SECOND]
    assert (ruled.compared.verdict, ruled.laid.rewritten.change.value) == (Verdict.CHANGED, "renormalized")
    assert kinds(desk) == ["new", "renormalized"]
    document, told = explained(desk.database, 1, desk.chain)
    row = next(row for row in explain(document) if row.block == 3)
    assert (row.name, row.text, row.stage, row.reason) == ("promo", NOTICE, "apply_overrides", "ada: house notice")
    assert told.startswith(f"as stored by chain {desk.chain.version}+")


@pytest.mark.parametrize(
    "named", [block_name(NOTICE), block_name(NOTICE)[:8], NOTICE, f"  {NOTICE.replace(' ', '  ')}"]
)
def test_a_block_is_named_by_its_name_or_its_words(desk, send, say, named):
    send(LEAD, SECOND, NOTICE)
    say(named)
    assert body(desk) == [LEAD, SECOND]


def test_a_passage_is_named_by_its_words(desk, send, say):
    send(LEAD, SECOND)
    say("with 212 people on board.", Place.META)
    assert body(desk)[0] == "The ferry Aurora sailed again on Monday, its owners said,"


@pytest.mark.parametrize("named", ["77", "0123456789abcdef", "no such words", "212 peop", "", "  "])
def test_a_block_that_is_not_there_is_told_and_nothing_is_stored(desk, send, say, named):
    send(LEAD, SECOND)
    with pytest.raises(NotFound, match="copydesk explain 1"):
        say(named)
    assert list_overrides(desk.database) == []


def test_of_equal_blocks_the_numbered_one_is_meant_and_those_of_a_name_are_all(desk, send, say):
    send(LEAD, SECOND, "He left.", SECOND, "He left.")
    assert say("5").override.occurrence == 2
    assert body(desk) == [LEAD, SECOND, "He left.", SECOND]
    assert say("He left.").override.occurrence is None
    assert body(desk) == [LEAD, SECOND, SECOND]


def test_a_trial_changes_nothing(desk, send, say):
    send(LEAD, SECOND, NOTICE)
    ruled = say("3", dry_run=True)
    assert (ruled.laid, ruled.compared.verdict) == (None, Verdict.CHANGED)
    assert (body(desk)[-1], list_overrides(desk.database)) == (NOTICE, [])


def test_what_was_said_already_is_not_said_again(desk, send, say):
    send(LEAD, SECOND, NOTICE)
    first = say("3")
    assert say("3").standing == first.laid.number
    assert len(list_overrides(desk.database)) == 1
    assert len(kinds(desk)) == 2


def test_later_versions_heed_it_where_the_block_recurs_and_never_stand_without(desk, send, say):
    send(LEAD, SECOND, NOTICE)
    say("3")
    send(LEAD, "Its owners were glad.", SECOND, NOTICE)
    file = article_by_id(desk.database, 1)
    assert body(desk) == [LEAD, "Its owners were glad.", SECOND]
    assert len(file.revisions) == 3, "none was made without it"
    assert (file.head.why, kinds(desk)) == (None, ["new", "renormalized", "updated"])
    assert all(finding.is_sound for finding in check(desk.database))


def test_a_later_version_without_the_block_is_judged_as_ever_and_says_so(desk, send, say):
    send(LEAD, SECOND, NOTICE)
    say("3")
    send(LEAD, SECOND, "The end of the story is another now.")
    assert body(desk)[-1] == "The end of the story is another now."
    document, _ = explained(desk.database, 1, desk.chain)
    assert "the block that ada gave the place promo is not in this copy" in [note.reason for note in document.notes]


def test_the_same_copy_again_is_nothing_new(desk, send, say):
    send(LEAD, SECOND, NOTICE)
    say("3")
    send(LEAD, SECOND, NOTICE, "")
    assert (len(article_by_id(desk.database, 1).revisions), len(kinds(desk))) == (2, 2)


def test_articles_of_others_are_left_alone(desk, send, say):
    send(LEAD, SECOND, NOTICE)
    say("3")
    send("Another ferry altogether sank in the night.", "It was raised in the morning.", NOTICE, name="other")
    assert body(desk, 2)[-1] == NOTICE


def test_several_overrides_hold_beside_each_other(desk, send, say):
    send(LEAD, SECOND, NOTICE)
    say("3")
    say("2", Place.QUOTE)
    send(LEAD, SECOND, NOTICE, "More came in.")
    assert article_by_id(desk.database, 1).head.fields["roles"] == ["body", "quote", "body"]
    assert body(desk) == [LEAD, SECOND, "More came in."]


@pytest.mark.parametrize("number", [1, 2], ids=["the process itself", "worker processes"])
def test_whoever_normalizes_heeds_it(desk, send, say, tmp_path, number):
    send(LEAD, SECOND, NOTICE)
    say("3")
    (tmp_path / "in" / "ferry.txt").write_text(copy(LEAD, SECOND, NOTICE, "More came in."), encoding="utf-8")
    (tmp_path / "in" / "other.txt").write_text("Quite another story\n\nIt is short.", encoding="utf-8")
    with at_work(desk, "once") as started:
        tally = Tally(started.carried_over)
        (lease,) = claim(desk.database, started.id, ["wire"], 1, 60, desk.now())
        take_in_folder(desk, desk.config.sources[0], lease, started.id, tally)
        with makers(desk, number) as by:
            do_pending(desk, started.id, tally, by)
        books = finish_run(desk.database, started.id, tally.books(), desk.now())
    assert (books.revision, books.new, books.pending) == (1, 1, 0)
    assert body(desk) == [LEAD, SECOND, "More came in."]


def test_an_override_that_is_laid_while_a_version_is_made_is_heeded_too(desk, send, say, tmp_path):
    send(LEAD, SECOND, NOTICE)
    said: list[int] = []

    def come_between(document):
        if not said:
            said.append(say("3").laid.number)
        return document

    (tmp_path / "in" / "ferry.txt").write_text(copy(LEAD, SECOND, NOTICE, "More came in."), encoding="utf-8")
    run_once(replace(desk, chain=Chain((*desk.chain.stages, come_between), desk.chain.version)))
    assert body(desk) == [LEAD, SECOND, "More came in."]


def test_an_override_that_is_taken_back_while_a_version_is_made_with_it_is_heeded_no_more(desk, send, say, tmp_path):
    send(LEAD, SECOND, NOTICE)
    number = say("3").laid.number
    made: list[str] = []

    def come_between(document):
        made.append("once more")
        if made == ["once more", "once more"]:
            withdraw(desk.database, desk.chain, number, "ada", "was right", desk.now)
        return document

    (tmp_path / "in" / "ferry.txt").write_text(copy(LEAD, SECOND, NOTICE, "More came in."), encoding="utf-8")
    books = run_once(replace(desk, chain=Chain((*desk.chain.stages, come_between), desk.chain.version))).books
    assert (len(made), books.revision) == (3, 1)
    assert body(desk) == [LEAD, SECOND, NOTICE, "More came in."]


def test_a_copy_that_is_refused_under_an_override_is_quarantined_alone(desk, send, say, tmp_path):
    def refuse(document):
        if any(span.stage == "apply_overrides" for span in document.spans):
            raise KeyError("override")
        return document

    send(LEAD, SECOND, NOTICE)
    say("3")
    (tmp_path / "in" / "ferry.txt").write_text(copy(LEAD, SECOND, NOTICE, "More came in."), encoding="utf-8")
    books = run_once(replace(desk, chain=Chain((*desk.chain.stages, refuse), desk.chain.version))).books
    assert (books.quarantined, books.is_balanced) == (1, True)
    assert len(article_by_id(desk.database, 1).revisions) == 2


def test_taken_back_it_is_as_if_it_had_not_been_said(desk, send, say):
    send(LEAD, SECOND, NOTICE)
    before = article_by_id(desk.database, 1).head
    number = say("3").laid.number
    told = withdraw(desk.database, desk.chain, number, "bob", "was right", desk.now)
    head = article_by_id(desk.database, 1).head
    assert (told.rewritten.became, head.why) == (Became.RENORMALIZED, f"override {number} withdrawn by bob: was right")
    assert (head.body, head.fields) == (before.body, before.fields)
    assert kinds(desk) == ["new", "renormalized", "renormalized"]
    send(LEAD, SECOND, NOTICE, "More came in.")
    assert body(desk) == [LEAD, SECOND, NOTICE, "More came in."]


def test_who_did_what_and_why_is_noted(desk, send, say):
    send(LEAD, SECOND, NOTICE)
    number = say("3").laid.number
    withdraw(desk.database, desk.chain, number, "bob", "was right", desk.now)
    with desk.database.reading() as connection:
        acts = connection.execute(text("SELECT who, verb, subject, why FROM operator_action ORDER BY id")).all()
    assert acts == [
        ("ada", "article override", f"article 1, override {number}", "house notice"),
        ("bob", "article withdraw-override", f"article 1, override {number}", "was right"),
    ]


def test_an_article_whose_raw_copy_is_gone_takes_no_override_and_keeps_none_against_an_operators_will(desk, send, say):
    send(LEAD, SECOND, NOTICE)
    number = say("3").laid.number
    with desk.database.writing_raw() as connection:
        connection.execute(text("DELETE FROM raw_bytes"))
    with pytest.raises(RawCopyLost):
        say("2")
    told = withdraw(desk.database, desk.chain, number, "bob", "was right", desk.now)
    assert (told.compared.verdict, told.rewritten, list_overrides(desk.database)) == (Verdict.LOST, None, [])
    assert body(desk) == [LEAD, SECOND]


def test_a_copy_that_no_chain_reads_any_more_takes_no_override(desk, send, say):
    def break_down(document):
        raise KeyError("lorry")

    send(LEAD, SECOND, NOTICE)
    broken = Chain((break_down,), desk.chain.version)
    with pytest.raises(NotRemade, match="article 1 can't be made again: KeyError"):
        override(desk.database, broken, Said(1, "3", Place.PROMO, "ada", "notice"), desk.now)
    assert list_overrides(desk.database) == []


@pytest.mark.parametrize("number", [1, 99])
def test_what_does_not_exist_is_told(desk, say, number):
    with pytest.raises(NotInStore):
        say("1", article=number)
    with pytest.raises(NotInStore):
        withdraw(desk.database, desk.chain, number, "ada", "was right", desk.now)


def test_another_operator_who_comes_first_is_met_by_doing_it_again(desk, send, say):
    send(LEAD, SECOND, NOTICE)
    came: list[int] = []

    def come_between(document):
        if not came:
            came.append(0)
            say("2", Place.QUOTE)
        return document

    between = Chain((*desk.chain.stages, come_between), desk.chain.version)
    override(desk.database, between, Said(1, "3", Place.PROMO, "bob", "notice"), desk.now)
    assert article_by_id(desk.database, 1).head.fields["roles"] == ["body", "quote"]
    assert {line.who for line in list_overrides(desk.database)} == {"ada", "bob"}


def test_an_article_that_never_stands_still_is_given_up(desk, send, say):
    places = iter(Place)

    def come_between(document):
        say("2", next(places))
        return document

    send(LEAD, SECOND, NOTICE)
    between = Chain((*desk.chain.stages, come_between), desk.chain.version)
    with pytest.raises(ArticleMoved):
        override(desk.database, between, Said(1, "3", Place.PROMO, "bob", "notice"), desk.now)
    assert {line.who for line in list_overrides(desk.database)} == {"ada"}


def test_overrides_and_their_revision_are_one_transaction(desk, send, say):
    """What fails at its end leaves neither."""
    send(LEAD, SECOND, NOTICE)
    ruled = say("3", dry_run=True)
    head = head_of_article(desk.database, 1)
    with desk.database.writing() as connection:
        connection.execute(text("DELETE FROM change_head"))
    action = Action("ada", desk.now(), "article override", "", "notice")
    with pytest.raises(Exception, match="No row was found"):
        lay_override(desk.database, ruled.override, Remade(head, ruled.compared.made, True, ""), action)
    assert list_overrides(desk.database) == []
    assert len(article_by_id(desk.database, 1).revisions) == 1
