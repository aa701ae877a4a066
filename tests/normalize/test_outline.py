"""Where the story lies among furniture."""

from collections.abc import Callable

import pytest

from normalize.blocks import Cut, blocks_of, lay
from normalize.document import Document, Place
from normalize.outline import Outline, is_headline_like, outline_of
from normalize.phrasebook import Sign

LEAD = "Ferries across the strait sailed again on Monday after a storm had kept them in port for three days."
SECOND = "The operator said that all ships were safe and that passengers would be taken across in the evening."
THIRD = "Harbour pilots warned that the swell would last, and asked the operator to keep the smaller ferries in port."
ON_TOPIC = "The smaller ferries of the operator stay in port until the swell in the strait is over, the pilots said."
OTHER = "The tennis player will invest millions to own a piece of the football club that she has loved since childhood."
PLACES = {
    "Date": Place.META,
    "Share": Place.SHARE,
    "Head": Place.HEADLINE,
    "Most read": Place.PROMO,
    "Credit": Place.CREDIT,
}


def outlined(document: Callable[[str], Document], *blocks: str) -> Outline:
    """The outline of copy in which lines named like a place have it."""
    read = document("\n\n".join(blocks))
    placed = [Cut(b.start, b.end, PLACES[b.text], "given") for b in blocks_of(read) if b.text in PLACES]
    return outline_of(lay(read, "test", placed))


@pytest.mark.parametrize(
    ("blocks", "first", "last"),
    [
        pytest.param(("Head", "Date", LEAD, SECOND, THIRD, "Share", "Tags"), 2, 4, id="head-and-foot"),
        pytest.param(("Head", LEAD, "Date", "Share", SECOND, THIRD, ON_TOPIC), 4, 6, id="deck-above-the-date"),
        pytest.param(
            ("Head", LEAD, SECOND, "Date", "Share", THIRD, ON_TOPIC, THIRD, LEAD), 5, 8, id="deck-and-caption"
        ),
        pytest.param(("Head", LEAD * 6, "Date", "Share", SECOND, THIRD, ON_TOPIC), 1, 6, id="too-long-for-a-deck"),
        pytest.param(("Head", "Date", LEAD, "Share", SECOND, THIRD, "Share"), 2, 5, id="share-bar-inside"),
        pytest.param(
            ("Head", "Date", LEAD, SECOND, "Share", ON_TOPIC, "Share"), 2, 5, id="one-paragraph-like-the-story"
        ),
        pytest.param(("Head", "Date", LEAD, SECOND, "Share", OTHER, "Share"), 2, 3, id="one-paragraph-unlike-it"),
        pytest.param(("Head", "Date", LEAD, SECOND, "Share", "A card of a story", "Date", ON_TOPIC), 2, 3, id="card"),
        pytest.param(
            ("Head", "Date", LEAD, SECOND, "Share", "Ferries of the operator in the strait sail..."), 2, 3, id="cut"
        ),
        pytest.param(("Head", "Date", LEAD, SECOND, THIRD, "Credit", ON_TOPIC, "Share"), 2, 4, id="after-the-credit"),
        pytest.param(
            ("Head", "Date", LEAD, SECOND, "Credit", ON_TOPIC, THIRD, "Share"), 2, 6, id="resumes-after-the-credit"
        ),
        pytest.param(
            ("Head", "Date", LEAD, SECOND, "Share", ON_TOPIC, "Sub-head", THIRD), 2, 7, id="resumes-by-a-sub-head"
        ),
        pytest.param(("Head", "Date", "Share"), 3, 2, id="no-paragraph"),
        pytest.param((LEAD, SECOND, "Gull"), 0, 2, id="plain-copy"),
        pytest.param(
            ("Head", LEAD, SECOND, THIRD, ON_TOPIC, LEAD, SECOND, "Share", "Date"), 1, 6, id="no-head-furniture"
        ),
    ],
)
def test_the_storys_first_and_last_block_are_told(document, blocks, first, last):
    outline = outlined(document, *blocks)
    assert (outline.first, outline.last) == (first, last)


def test_another_print_of_the_headline_below_a_caption_is_the_headline(document):
    outline = outlined(document, "Head", "Date", LEAD, "Head", SECOND, THIRD, ON_TOPIC)
    assert (outline.headline, outline.first) == (3, 4)


def test_the_storys_own_headline_in_a_list_below_is_not(document):
    outline = outlined(document, "Head", "Date", LEAD, SECOND, THIRD, ON_TOPIC, "Most read", "Head")
    assert outline.headline == 0


def test_copy_without_a_headline_has_none(document):
    assert outlined(document, LEAD, SECOND).headline == -1


def test_the_dateline_opens_the_story(document):
    read = document("\n\n".join((LEAD, f"MANILA (AFP) - {SECOND}", THIRD)))
    at = read.text.index("MANILA")
    assert outline_of(lay(read, "test", [Cut(at, at + 15, Place.DATELINE, "given")])).first == 1


@pytest.mark.parametrize(
    ("line", "is_like"),
    [
        pytest.param("Girl missing from the old quay", True, id="headline"),
        pytest.param("What made the film so popular?", True, id="question"),
        pytest.param("US climate targets far off ...", True, id="cut"),
        pytest.param("White House", False, id="tag"),
        pytest.param("Girl missing from the old quay.", False, id="sentence"),
        pytest.param("Sign up for our newsletter", False, id="known"),
        pytest.param("By Ann Lee and Tom Poe", False, id="byline"),
        pytest.param("Tech, Ferries, Harbour, Fact Check, News", False, id="keywords"),
        pytest.param("word " * 60, False, id="long"),
    ],
)
def test_a_headline_of_another_story_is_told(document, line, is_like):
    (block,) = blocks_of(document(line))
    assert is_headline_like(block) is is_like


def test_signs_are_a_closed_set():
    assert len({sign.value for sign in Sign}) == len(Sign)
