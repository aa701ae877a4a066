"""What differs for readers between two makings of an article is told word by word; what does not is passed over."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules.differences import Difference, Piece, Turn, differences, word_diff

SAME, GONE, COME = Turn.SAME, Turn.GONE, Turn.COME
LONG = "The harbour council voted on Monday to rebuild the eastern breakwater after two winters of storm damage."


def told(before, after):
    return [(piece.turn, piece.text) for piece in word_diff(before, after)]


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        pytest.param("a b c", "a b c", [(SAME, "…")], id="the same"),
        pytest.param("a b c", "a x c", [(SAME, "a"), (GONE, "b"), (COME, "x"), (SAME, "c")], id="a word for another"),
        pytest.param("althoughMacron left", "although Macron left",
                     [(GONE, "althoughMacron"), (COME, "although Macron"), (SAME, "left")], id="a lost space"),
        pytest.param("", "a b", [(COME, "a b")], id="all came"),
        pytest.param("a\nb", "", [(GONE, "a\nb")], id="all went"),
        pytest.param("one\ntwo\nthree", "one\nthree", [(SAME, "one\n"), (GONE, "two"), (SAME, "\nthree")],
                     id="a paragraph went"),
        pytest.param("one\ntwo", "one\ntwo words\nthree", [(SAME, "one\ntwo"), (COME, "words\nthree")],
                     id="a paragraph grew and one came"),
    ],
)  # fmt: skip
def test_words_that_went_and_came(before, after, pieces):
    assert told(before, after) == pieces


def test_of_what_is_the_same_the_words_round_a_difference_are_shown():
    pieces = told(f"{LONG} Costs are high. {LONG}", f"{LONG} Costs are low. {LONG}")
    assert pieces == [
        (SAME, "… winters of storm damage. Costs are"),
        (GONE, "high."),
        (COME, "low."),
        (SAME, "The harbour council voted on Monday …"),
    ]


def test_texts_that_have_too_much_in_them_to_be_compared_went_and_came_as_a_whole():
    before, after = (" ".join(f"{name}{number}" for number in range(1100)) for name in "ab")
    assert told(f"x {before} y", f"x {after} y") == [(SAME, "x"), (GONE, before), (COME, after), (SAME, "y")]


@given(st.lists(st.sampled_from("ab\n"), max_size=30), st.lists(st.sampled_from("abc\n"), max_size=30))
def test_what_is_told_to_have_gone_and_come_is_what_did(old, new):
    """With line ends as words, and without the words that are left out of what is the same."""
    before, after = (" ".join(words).replace(" \n ", "\n").strip() for words in (old, new))
    pieces = [*word_diff(before, after)]
    assert (before == after) == all(piece.turn is SAME for piece in pieces)
    for turn, text in ((GONE, before), (COME, after)):
        assert all(word in text.split() for piece in pieces if piece.turn is turn for word in piece.text.split())


ARTICLE = {
    "headline": "Ferries sail",
    "dateline": {"place": ["Moscow"], "agency": "Reuters", "date": None, "raw": "Moscow (Reuters) - "},
    "body": ["One.", "Two."],
    "roles": ["body", "body"],
    "teasers": [{"headline": "Other", "snippet": None, "dateline": None, "address": None}],
    "removed": [{"kind": "share", "text": "Share", "stage": "find_shares", "reason": "share line"}],
    "notes": [],
    "origins": {"headline": "find_headline"},
    "repairs": [],
    "version": 2,
    "subjects": ["ferries"],
}


def test_articles_that_say_the_same_do_not_differ():
    assert differences(ARTICLE, dict(ARTICLE)) == ()


def test_the_order_of_an_object_s_names_does_not_count():
    backwards = {
        name: [dict(reversed(one.items())) if isinstance(one, dict) else one for one in value]
        if isinstance(value, list)
        else dict(reversed(value.items()))
        if isinstance(value, dict)
        else value
        for name, value in ARTICLE.items()
    }
    assert differences(ARTICLE, backwards) == ()


@pytest.mark.parametrize(
    "change",
    [
        {"notes": [{"reason": "perhaps"}]},
        {"origins": {"headline": "apply_overrides"}},
        {"repairs": [{"raw": "a", "fixed": "a", "rule": "none"}]},
        {"removed": [{"kind": "share", "text": "Share", "stage": "apply_overrides", "reason": "ada"}]},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_only_explain_tells_is_no_difference(change):
    assert differences(ARTICLE, ARTICLE | change) == ()


@pytest.mark.parametrize(
    ("change", "pieces"),
    [
        ({"headline": None}, [Piece(GONE, "Ferries sail")]),
        ({"headline": "Ferries sail on"}, [Piece(SAME, "Ferries sail"), Piece(COME, "on")]),
        ({"body": ["One."]}, [Piece(SAME, "One.\n"), Piece(GONE, "Two.")]),
        ({"roles": ["body", "list"]}, [Piece(SAME, "body\n"), Piece(GONE, "body"), Piece(COME, "list")]),
        ({"version": 3}, [Piece(GONE, "2"), Piece(COME, "3")]),
        ({"version": None}, [Piece(GONE, "2")]),
        ({"subjects": []}, [Piece(GONE, "ferries")]),
        ({"teasers": []}, [Piece(GONE, "headline Other")]),
        ({"removed": [{"kind": "nav", "text": "Share"}]},
         [Piece(SAME, "kind"), Piece(GONE, "share"), Piece(COME, "nav"), Piece(SAME, "| text Share")]),
        ({"urgency": 1}, [Piece(COME, "1")]),
    ],
    ids=lambda told: next(iter(told)) if isinstance(told, dict) else "",
)  # fmt: skip
def test_each_value_that_readers_are_told_counts(change, pieces):
    (difference,) = differences(ARTICLE, ARTICLE | change)
    assert difference == Difference(next(iter(change)), tuple(pieces))


def test_a_dateline_differs_in_its_parts():
    moved = {"place": ["Moscow", "Kyiv"], "agency": "Reuters", "date": None, "raw": "Moscow/Kyiv (Reuters) - "}
    (difference,) = differences(ARTICLE, ARTICLE | {"dateline": moved})
    assert "place: Moscow, Kyiv" in " ".join(piece.text for piece in difference.pieces if piece.turn is not GONE)
