"""A block is known by its words, and a set of overrides by what it says."""

from dataclasses import replace

import pytest

from normalize.document import Place
from normalize.overrides import Override, block_name, override_version, words_of

ONE = Override(block_name("Share post:"), "Share post:", Place.BODY, "ada", "a quote")
OTHER = Override(block_name("More"), "More", Place.NAV, "ada", "a menu")


def test_a_block_has_one_name_however_it_is_wrapped():
    assert block_name("Ferries  sail\n again ") == block_name("Ferries sail again")
    assert words_of(" Ferries\u00a0sail\r\nagain") == "Ferries sail again"


@pytest.mark.parametrize("other", ["Ferries sail", "ferries sail again", "Ferriessail again", ""])
def test_other_words_have_another_name(other):
    assert block_name(other) != block_name("Ferries sail again")


def test_half_a_character_has_a_name_too():
    assert len(block_name("half \ud83d")) == 16


def test_no_overrides_have_no_version():
    assert override_version(()) == ""


def test_the_order_of_overrides_does_not_count():
    assert override_version((ONE, OTHER)) == override_version((OTHER, ONE))


@pytest.mark.parametrize(
    "change",
    [{"place": Place.TEASER}, {"who": "bob"}, {"why": "no quote"}, {"occurrence": 2}, {"block": "0" * 16}],
    ids=lambda change: next(iter(change)),
)
def test_whatever_an_override_says_changes_the_version(change):
    assert override_version((replace(ONE, **change),)) != override_version((ONE,))
