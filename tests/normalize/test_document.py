"""The law of conservation is checked, and printing makes just the repairs that lie inside."""

import pytest

from normalize.document import Document, Place, Repair, Span, check_conservation
from normalize.errors import ConservationBroken

TEXT = "One two  three"


def _span(start: int, end: int, block: int = 0) -> Span:
    return Span(start, end, Place.BODY, block, "test", "because")


@pytest.mark.parametrize(
    ("spans", "repairs"),
    [
        pytest.param((_span(0, 3), _span(4, 14)), (), id="white-space-may-lie-between"),
        pytest.param((_span(0, 14),), (Repair(7, 9, "  ", " ", "r"), Repair(9, 14, "three", "3", "r")), id="repairs"),
    ],
)
def test_a_document_that_covers_its_text_is_returned(spans, repairs):
    document = Document(TEXT, spans, repairs=repairs)
    assert check_conservation(document) is document


@pytest.mark.parametrize(
    ("spans", "repairs"),
    [
        pytest.param((_span(0, 3), _span(9, 14)), (), id="word-without-span"),
        pytest.param((_span(4, 14),), (), id="head-without-span"),
        pytest.param((_span(0, 7),), (), id="tail-without-span"),
        pytest.param((_span(0, 7), _span(6, 14)), (), id="overlap"),
        pytest.param((_span(0, 7), _span(7, 7), _span(7, 14)), (), id="empty-span"),
        pytest.param((_span(0, 15),), (), id="beyond-the-text"),
        pytest.param((_span(0, 7, 1), _span(7, 14, 0)), (), id="falling-block"),
        pytest.param((_span(0, 14),), (Repair(0, 3, "Two", "2", "r"),), id="repair-of-other-text"),
        pytest.param(
            (_span(0, 14),), (Repair(4, 7, "two", "2", "r"), Repair(0, 3, "One", "1", "r")), id="unordered-repairs"
        ),
    ],
)  # fmt: skip
def test_lost_doubled_or_moved_text_is_a_breach(spans, repairs):
    with pytest.raises(ConservationBroken):
        check_conservation(Document(TEXT, spans, repairs=repairs))


def test_printing_makes_the_repairs_inside_and_no_others():
    document = Document(TEXT, (_span(0, 14),)).with_repairs(
        [Repair(0, 3, "One", "1", "r"), Repair(7, 9, "  ", " ", "r"), Repair(9, 14, "three", "3", "r")]
    )
    assert [document.printed(start, end) for start, end in ((0, 14), (4, 14), (4, 9), (1, 7))] == [
        "1 two 3",
        "two 3",
        "two ",
        "ne two",
    ]


def test_a_repair_that_overlaps_one_already_made_is_left_out():
    first = Document(TEXT, (_span(0, 14),)).with_repairs([Repair(4, 9, "two  ", "two ", "first")])
    assert first.with_repairs([Repair(7, 9, "  ", "", "second")]) is first
    both = first.with_repairs([Repair(0, 4, "One ", "1 ", "second"), Repair(9, 14, "three", "3", "second")])
    assert [repair.rule for repair in both.repairs] == ["second", "first", "second"]


def test_blocks_are_the_spans_by_block_number():
    document = Document(TEXT, (_span(0, 3, 0), _span(4, 7, 0), _span(9, 14, 2)))
    assert [len(block) for block in document.blocks()] == [2, 1]
    assert list(Document("", ()).blocks()) == []


def test_a_field_is_set_read_and_replaced():
    document = Document(TEXT, ()).with_field("byline", "Ann", "a").with_field("byline", "Bob", "b")
    assert (document.value("byline"), document.fields["byline"].origin, document.value("guid")) == ("Bob", "b", None)
