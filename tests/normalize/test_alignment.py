"""Two texts lie beside each other: what both say, what stands in the place of what, what one says more."""

import pytest

from normalize.alignment import align
from normalize.wording import read_wording

LONG = "The council voted on Monday to rebuild the eastern breakwater for 9 mln crowns, Mayor Petrov said in Norvik."


def _align(one, other, **how):
    return align(read_wording(one), read_wording(other), **how)


def test_equal_texts_cover_each_other():
    found = _align(LONG, LONG.upper().replace("9 MLN", "9,000,000"))
    assert found.coverage == found.other_coverage == found.overlap == 1
    assert (found.kept, found.changed, found.renamed, found.added) == (1, 0, 0, 0)


def test_a_cut_text_is_covered_whole():
    found = _align(LONG, LONG[:66])
    assert found.other_coverage == 1 > found.coverage
    assert found.added == 0


def test_words_in_twos_are_chance():
    assert _align("one two red green three four", "five six red green seven eight").covered == 0


@pytest.mark.parametrize(
    ("other", "kept", "changed"),
    [
        pytest.param(LONG.replace("9", "12"), 0, 1, id="another-figure"),
        pytest.param(LONG.replace("9 mln", "9,000,000"), 1, 0, id="the-same-otherwise-printed"),
        pytest.param(LONG.replace("9 mln crowns", "a fortune"), 0, 0, id="words-for-a-figure"),
    ],
)
def test_figures_that_stand_in_the_place_of_others(other, kept, changed):
    found = _align(LONG, other)
    assert (found.kept, found.changed) == (kept, changed)


def test_a_lost_space_changes_no_figure():
    found = _align("places 3 4 of the table", "places 34 of the table")
    assert (found.kept, found.changed) == (2, 0)


@pytest.mark.parametrize(
    ("other", "renamed"),
    [
        pytest.param(LONG.replace("Petrov", "Lindqvist"), 1, id="another-name"),
        pytest.param(LONG.replace("Petrov", "Petrow"), 0, id="misspelled"),
        pytest.param(LONG.replace("Mayor Petrov", "MayorPetrov"), 0, id="a-lost-space"),
        pytest.param(LONG.replace("Mayor Petrov", "she"), 0, id="words-for-a-name"),
        pytest.param(LONG.replace("rebuild", "mend"), 0, id="another-word"),
    ],
)
def test_names_that_stand_in_the_place_of_others(other, renamed):
    assert _align(LONG, other).renamed == renamed


def test_in_capitals_every_word_that_says_something_may_be_a_name():
    one, other = "LOCKWOOD GETS CONTRACT FOR NEW FERRIES", "GRAVESEND GETS CONTRACT FOR NEW FERRIES"
    assert _align(one, other, all_are_names=True).renamed_early == 1


def test_added_words_are_counted_net():
    found = _align(LONG, f"{LONG} Work on it will begin in June, and the harbour stays open to the fishing fleet.")
    assert (found.added, found.coverage) == (16, 1)


def test_nothing_is_no_text():
    assert _align("", "").coverage == 0
    assert _align("", LONG).other_coverage == 0


def test_scripts_without_spaces_need_longer_runs():
    one = "市長は工事が六月に始まると述べた"
    assert _align(one, one[:9]).covered == 9
    assert _align(one, "別の工事が七つある").covered == 0
