"""Texts that say the same in other spellings have the same wording; other numbers and names stay other ones."""

import pytest

from normalize.wording import LONGEST, content_of, is_misspelled, read_wording


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("12.1 mln dlrs", "12.1 million dollars"),
        ("rose 5-1/2 pct", "ROSE 5.5 PERCENT"),
        ("rose 5-1/2 pct", "rose 5.5 per cent"),
        ("the programme was organised", "The program was organized"),
        ("six cts a share", "6 cents a shr"),
        ("1,234,567 tonnes", "1.234.567 tons"),
        ("“harbour”", '"harbor"'),
        ("17 billion", "17,000,000,000"),
    ],
)
def test_spellings_of_one_text(one, other):
    assert read_wording(one).words == read_wording(other).words


@pytest.mark.parametrize(
    ("one", "other"), [("12.1 mln", "12.1 bln"), ("5-1/2", "5-1/4"), ("hour", "our"), ("four", "five")]
)
def test_other_texts(one, other):
    assert read_wording(one).words != read_wording(other).words


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("12.1 mln", "12,141,000", True),
        ("12.1 mln", "12,161,000", False),
        ("58.7 mln", "58.8 mln", False),
        ("3", "3.4", False),
        ("6-3/16", "6-1/4", False),
        ("268.8 mln", "268,797", False),
    ],
)
def test_rounded_figures_are_alike(one, other, alike):
    (figure,), (another,) = (read_wording(text).figures.values() for text in (one, other))
    assert figure.is_like(another) is alike


@pytest.mark.parametrize("printed", ["3.4.5.6", "1" * 400, "٣٤", "1/0", "1-1/0", "12,34,5"])
def test_what_makes_no_number_is_a_word(printed):
    assert read_wording(f"before {printed} after").words[0] == "before"


def test_names_are_written_with_a_capital_everywhere():
    wording = read_wording("The ferry Aurora sailed. Sailed it has before, said Petrov.")
    assert {"aurora", "petrov"} <= wording.names
    assert wording.names.isdisjoint({"ferry", "sailed"})


def test_letters_are_words_where_words_are_not_spaced():
    wording = read_wording("市長は工事が六月に始まると述べた")
    assert wording.is_unspaced
    assert wording.length == len(wording.words) // 2 > 5
    assert not read_wording("Mayor 市長 Petrov spoke of the harbour").is_unspaced


def test_of_a_long_text_the_beginning_counts():
    assert len(read_wording("word " * 1_000_000).words) <= LONGEST


def test_misspelled_words_are_no_others():
    assert is_misspelled("record", "recrod")
    assert not is_misspelled("lockwood", "gravesend")


def test_small_words_say_nothing():
    assert content_of(["the", "ferry", "of", "aurora"]) == {"ferry", "aurora"}
