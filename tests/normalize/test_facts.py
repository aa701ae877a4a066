"""Tests of the facts and keys by which copy is told apart."""

from datetime import UTC, datetime

import pytest

from normalize.article import Article, Paragraph, Removed, Status
from normalize.document import Dateline, Document, Place, Teaser
from normalize.facts import KeyKind, body_text, facts_of, keys_of
from normalize.moves import Move, MoveKind

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def made(**fields):
    given = {"headline": "A head", "body": (Paragraph("One.", Place.BODY), Paragraph("Two.", Place.BODY))} | fields
    return Article(document=Document("", ()), **given)


def facts(body_hash="b1", **fields):
    return facts_of(made(**fields), 7, "wire", "np", "/drop/a.txt", NOON, body_hash)


def test_the_body_parts_its_paragraphs_by_a_blank_line():
    assert body_text(made()) == "One.\n\nTwo."


def test_a_version_stands_at_its_own_time_if_it_tells_one():
    created = datetime(2026, 3, 1, tzinfo=UTC)
    assert facts(version_created=created).at == created
    assert facts().at == NOON


def test_the_version_told_goes_before_the_count_of_the_move():
    assert facts(version=5, wire_move="UPDATE 2").number == 5
    assert facts(wire_move="UPDATE 2").number == 2
    assert facts(wire_move="UPDATE 2").move == Move(MoveKind.UPDATE, 2)
    assert facts().number is None


def test_keys_come_strongest_first_each_in_its_scope():
    keys = keys_of(facts(guid="urn:1", slugline="HARBOUR (UPDATE 1)"))
    assert [(key.kind, key.scope, key.value) for key in keys] == [
        (KeyKind.GUID, "np", "urn:1"),
        (KeyKind.ADDRESS, "wire", "/drop/a.txt"),
        (KeyKind.SLUG, "np", "harbour"),
        (KeyKind.BODY_HASH, "", "b1"),
    ]


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"body": ()}, id="no body"),
        pytest.param({"wire_move": "KILL"}, id="a kill by its move"),
        pytest.param({"status": Status.CANCELED}, id="a kill by its status"),
    ],
)
def test_copy_without_a_body_of_its_own_has_no_key_of_the_body(fields):
    assert KeyKind.BODY_HASH not in {key.kind for key in keys_of(facts(**fields))}


def test_a_kill_cancels_the_story_whether_move_or_status_says_so():
    assert facts(wire_move="KILL").status is Status.CANCELED
    assert facts(status=Status.CANCELED).is_moved
    assert not facts(status=Status.WITHHELD).is_moved


@pytest.mark.parametrize(
    "fields",
    [
        {"headline": "Another"},
        {"deck": "A deck"},
        {"byline": "By Ann Other"},
        {"dateline": Dateline(("Oslo",), None, None, "OSLO - ")},
        {"slugline": "A-SLUG"},
        {"wire_move": "CORRECTED"},
        {"ednote": "Corrects paragraph 2"},
        {"status": Status.WITHHELD},
        {"embargo": NOON},
        {"expires": NOON},
        {"urgency": 1},
        {"body_hash": "b2"},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_what_a_reader_sees_makes_another_print(fields):
    assert facts(**fields).printed_hash != facts().printed_hash


@pytest.mark.parametrize(
    "fields",
    [
        {"removed": (Removed(Place.SHARE, "Share this", "share", "share line"),)},
        {"teasers": (Teaser("Other", None, None, None, 0, 0),)},
        {"version_created": NOON},
        {"guid": "urn:1"},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_furniture_and_stamps_make_the_same_print(fields):
    assert facts(**fields).printed_hash == facts().printed_hash


def test_an_empty_field_is_not_the_same_as_none():
    assert facts(deck="").printed_hash != facts(deck=None).printed_hash
