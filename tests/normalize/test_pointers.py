"""Teasers are made of the lines that a page prints for them."""

from normalize.blocks import blocks_of
from normalize.pointers import teaser_of, width


def test_what_a_page_adds_to_the_headline_is_left_out(document):
    for line in ("Grain prices fall, article with image", "Grain prices fall Domingo 01 Mayo, 2022 | 13:43"):
        (block,) = blocks_of(document(line))
        assert teaser_of(block).headline == "Grain prices fall"


def test_a_guessed_dateline_is_not_the_teasers(document):
    headline, snippet = blocks_of(document("Grain prices fall\n\nToday: Prices fell in all of the ports."))
    teaser = teaser_of(headline, snippet)
    assert (teaser.snippet, teaser.dateline) == ("Today: Prices fell in all of the ports.", None)
    assert (teaser.start, teaser.end) == (headline.start, snippet.end)


def test_letters_of_scripts_without_spaces_are_two_columns_wide(document):
    (block,) = blocks_of(document("渡轮AB"))
    assert width(block) == 6
