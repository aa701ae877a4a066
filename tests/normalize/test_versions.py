"""Tests of deciding, by exact keys, what a piece of copy is."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from normalize.article import Status
from normalize.facts import Facts, KeyKind
from normalize.moves import read_move
from normalize.versions import (
    Candidate,
    Decision,
    DecisionKind,
    RevisionClass,
    decide,
    head_of,
    likeness,
    version_of,
)

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
BODY = (
    "The harbour council voted on Monday to rebuild the eastern breakwater after two winters of heavy storm damage " * 2
)
OTHER = (
    "Farmers across northern valleys reported record yields of barley while millers warned about falling export prices "
    * 2
)


def copy_at(hours=0, move=None, number=None, **fields):
    """Facts of one piece of copy, so many hours after noon."""
    read = read_move(move)
    killed = read is not None and read.kind.value == "kill"
    given = {
        "raw_copy_id": 100 + int(hours),
        "source": "wire",
        "provider": "np",
        "address": "/drop/a.txt",
        "at": NOON + timedelta(hours=hours),
        "headline": "Council to rebuild breakwater",
        "body": BODY,
        "body_hash": "b1",
        "printed_hash": f"p{hours}",
        "status": Status.CANCELED if killed else Status.USABLE,
        "move": read,
        "number": number if number is not None else (read.number if read else None),
    }
    return Facts(**(given | fields))


def stored(*versions, number=1, **fields):
    """An article that holds the given copies as its versions, in the order stored."""
    kept = tuple(version_of(facts, at) for at, facts in enumerate(versions, 1))
    head = head_of(kept)
    stands = versions[head.revision_id - 1]
    candidate = Candidate(number, stands.guid, stands.headline, stands.body, None, kept)
    return replace(candidate, **fields)


def found_by(kind, *candidates):
    return {kind: list(candidates)}


FIRST = copy_at(0)


def test_copy_under_no_known_key_is_new():
    assert decide(FIRST, {}) == Decision(DecisionKind.NEW, RevisionClass.FIRST)


class TestGuid:
    def test_the_same_print_is_unchanged(self):
        decision = decide(copy_at(5, printed_hash="p0"), found_by(KeyKind.GUID, stored(FIRST)))
        assert (decision.kind, decision.article_id) == (DecisionKind.UNCHANGED, 1)

    @pytest.mark.parametrize(
        ("facts", "expected"),
        [
            pytest.param(copy_at(1), RevisionClass.UPDATE, id="no move"),
            pytest.param(copy_at(1, "UPDATE 1"), RevisionClass.UPDATE, id="update"),
            pytest.param(copy_at(1, "REFILE"), RevisionClass.UPDATE, id="refile"),
            pytest.param(copy_at(1, "CORRECTED"), RevisionClass.CORRECTION, id="correction"),
            pytest.param(copy_at(1, "KILL"), RevisionClass.KILL, id="kill by move"),
            pytest.param(copy_at(1, status=Status.CANCELED), RevisionClass.KILL, id="kill by status"),
            pytest.param(copy_at(1, status=Status.WITHHELD), RevisionClass.WITHHELD, id="withheld"),
        ],
    )
    def test_another_print_is_a_revision_of_the_class_that_its_move_says(self, facts, expected):
        decision = decide(facts, found_by(KeyKind.GUID, stored(FIRST)))
        assert decision == Decision(DecisionKind.REVISION, expected, article_id=1)

    def test_it_goes_before_every_other_key(self):
        candidates = {KeyKind.ADDRESS: [stored(FIRST, number=2)], KeyKind.GUID: [stored(FIRST, number=1)]}
        assert decide(copy_at(1), candidates).article_id == 1


class TestSentAgain:
    UPDATE_1, UPDATE_2 = copy_at(1, "UPDATE 1"), copy_at(2, "UPDATE 2")

    def test_a_numbered_version_sent_after_its_successor_is_unchanged(self):
        again = replace(self.UPDATE_1, at=NOON + timedelta(hours=9))
        decision = decide(again, found_by(KeyKind.GUID, stored(FIRST, self.UPDATE_1, self.UPDATE_2)))
        assert decision.kind is DecisionKind.UNCHANGED

    def test_the_original_sent_after_an_update_is_unchanged(self):
        again = replace(FIRST, at=NOON + timedelta(hours=9))
        decision = decide(again, found_by(KeyKind.GUID, stored(FIRST, self.UPDATE_1)))
        assert decision.kind is DecisionKind.UNCHANGED

    def test_a_page_changed_back_is_a_revision(self):
        back = replace(FIRST, at=NOON + timedelta(hours=9), raw_copy_id=200)
        decision = decide(back, found_by(KeyKind.GUID, stored(FIRST, copy_at(1))))
        assert decision.kind is DecisionKind.REVISION


class TestAddress:
    def test_a_web_address_is_one_story_whatever_it_says_now(self):
        page = copy_at(1, address="https://np.example/harbour", body=OTHER, headline="Quite another")
        assert decide(page, found_by(KeyKind.ADDRESS, stored(FIRST))).kind is DecisionKind.REVISION

    def test_two_guids_under_one_web_address_are_two_stories(self):
        entry = copy_at(1, address="https://np.example/", guid="2", body=OTHER, headline="Quite another")
        home = stored(replace(FIRST, guid="1"))
        assert decide(entry, found_by(KeyKind.ADDRESS, home)).kind is DecisionKind.NEW

    @pytest.mark.parametrize(
        ("fields", "expected"),
        [
            pytest.param({"body": BODY + OTHER, "headline": "New"}, DecisionKind.REVISION, id="holds the old body"),
            pytest.param({"body": BODY[:60], "headline": "New"}, DecisionKind.REVISION, id="is held by the old body"),
            pytest.param({"body": OTHER}, DecisionKind.REVISION, id="the same headline"),
            pytest.param({"body": OTHER, "headline": "New"}, DecisionKind.NEW, id="another story"),
            pytest.param({"body": "", "headline": ""}, DecisionKind.NEW, id="nothing to compare"),
        ],
    )
    def test_a_file_path_is_used_again_so_the_words_must_agree(self, fields, expected):
        decision = decide(copy_at(1, **fields), found_by(KeyKind.ADDRESS, stored(FIRST)))
        assert decision.kind is expected

    def test_of_two_stories_under_one_path_the_one_that_reads_alike_is_meant(self):
        other = stored(copy_at(1, body=OTHER, headline="Barley"), number=2)
        decision = decide(copy_at(2, body=OTHER, headline="More"), found_by(KeyKind.ADDRESS, stored(FIRST), other))
        assert decision.article_id == 2


class TestSlug:
    def test_a_move_joins_the_story_under_its_slug(self):
        decision = decide(copy_at(20, "UPDATE 1", body=OTHER), found_by(KeyKind.SLUG, stored(FIRST)))
        assert decision == Decision(DecisionKind.REVISION, RevisionClass.UPDATE, article_id=1)

    def test_a_kill_needs_no_likeness(self):
        decision = decide(copy_at(20, "KILL", body="Kill it."), found_by(KeyKind.SLUG, stored(FIRST)))
        assert decision == Decision(DecisionKind.REVISION, RevisionClass.KILL, article_id=1)

    @pytest.mark.parametrize(
        ("hours", "kind"), [(72, DecisionKind.REVISION), (73, DecisionKind.NEW), (-72, DecisionKind.REVISION)]
    )
    def test_only_within_three_days(self, hours, kind):
        assert decide(copy_at(hours, "UPDATE 1"), found_by(KeyKind.SLUG, stored(FIRST))).kind is kind

    def test_copy_without_a_move_never_joins_a_story(self):
        assert decide(copy_at(1), found_by(KeyKind.SLUG, stored(FIRST))).kind is DecisionKind.NEW

    def test_of_two_stories_the_one_that_reads_alike_is_meant_then_the_nearer_one(self):
        alike, near = stored(FIRST, number=1), stored(copy_at(30, body=OTHER, headline="B"), number=2)
        assert decide(copy_at(31, "UPDATE 1"), found_by(KeyKind.SLUG, alike, near)).article_id == 1
        unlike = copy_at(31, "KILL", body="", headline="")
        assert decide(unlike, found_by(KeyKind.SLUG, alike, near)).article_id == 2

    def test_a_story_joins_the_kill_that_came_before_it(self):
        early = stored(copy_at(0, "KILL", body="Kill the story.", headline="Advisory"))
        decision = decide(copy_at(1), found_by(KeyKind.SLUG, early))
        assert decision == Decision(DecisionKind.REVISION, RevisionClass.UPDATE, article_id=1)

    def test_a_story_joins_an_update_that_came_before_it_if_they_read_alike(self):
        early = stored(copy_at(1, "UPDATE 1"))
        assert decide(copy_at(2), found_by(KeyKind.SLUG, early)).kind is DecisionKind.REVISION
        unlike = copy_at(2, body=OTHER, headline="Barley")
        assert decide(unlike, found_by(KeyKind.SLUG, early)).kind is DecisionKind.NEW


class TestBody:
    def test_the_same_body_elsewhere_is_a_copy(self):
        decision = decide(copy_at(1, headline="Other head"), found_by(KeyKind.BODY_HASH, stored(FIRST)))
        assert decision == Decision(DecisionKind.COPY, RevisionClass.FIRST, copy_of=1)

    def test_a_copy_of_a_copy_names_the_original(self):
        decision = decide(copy_at(1), found_by(KeyKind.BODY_HASH, stored(FIRST, number=2, copy_of=1)))
        assert decision.copy_of == 1

    def test_of_several_the_first_is_the_original(self):
        both = stored(FIRST, number=5), stored(FIRST, number=3)
        assert decide(copy_at(1), found_by(KeyKind.BODY_HASH, *both)).copy_of == 3

    def test_a_short_body_must_stand_under_the_same_headline(self):
        short = {"body": "Details to follow."}
        known = found_by(KeyKind.BODY_HASH, stored(replace(FIRST, **short)))
        assert decide(copy_at(1, **short), known).kind is DecisionKind.COPY
        assert decide(copy_at(1, **short, headline="Another alert"), known).kind is DecisionKind.NEW


class TestHead:
    UPDATES = (copy_at(0), copy_at(1, "UPDATE 1"), copy_at(2, "UPDATE 2"))

    def test_an_article_of_one_version_stands_on_it(self):
        assert head_of([version_of(FIRST, 9)]).revision_id == 9

    @pytest.mark.parametrize("order", list(permutations(range(3))))
    def test_the_greatest_number_stands_in_whatever_order_they_came(self, order):
        late = [replace(self.UPDATES[which], at=NOON, raw_copy_id=at) for at, which in enumerate(order)]
        versions = [version_of(facts, which) for which, facts in zip(order, late, strict=True)]
        assert head_of(versions).revision_id == 2

    @pytest.mark.parametrize("order", list(permutations(range(4))))
    def test_a_bare_correction_mends_what_stood_before_it(self, order):
        moves = (*self.UPDATES, copy_at(3, "CORRECTED"))
        assert head_of([version_of(moves[which], which) for which in order]).revision_id == 3

    def test_an_update_after_a_bare_correction_stands(self):
        moves = (*self.UPDATES[:2], copy_at(2, "CORRECTED"), copy_at(3, "UPDATE 2"))
        assert head_of([version_of(facts, at) for at, facts in enumerate(moves)]).revision_id == 3

    @pytest.mark.parametrize("order", list(permutations(range(3))))
    def test_a_kill_outranks_all(self, order):
        moves = (copy_at(0, "KILL"), copy_at(1), copy_at(2, "UPDATE 9"))
        assert head_of([version_of(moves[which], which) for which in order]).revision_id == 0

    def test_without_numbers_the_latest_stands(self):
        assert head_of([version_of(copy_at(3), 1), version_of(copy_at(1), 2)]).revision_id == 1

    def test_of_two_made_from_one_raw_copy_the_one_stored_later_stands(self):
        one = version_of(FIRST, 1)
        assert head_of([one, replace(one, revision_id=2)]).revision_id == 2


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        pytest.param("harbour council", "the harbour council votes again", 1.0, id="held"),
        pytest.param("harbour wall", "harbour council", 0.5, id="half"),
        pytest.param("the and for", "harbour council", 0.0, id="no long words"),
        pytest.param("", "harbour", 0.0, id="empty"),
    ],
)
def test_likeness(one, other, expected):
    assert likeness(one, other) == likeness(other, one) == expected
