"""split_inside_teasers takes pointers to other stories out of the running text, and leaves sub-heads and lists."""

from collections.abc import Callable

import pytest

from normalize.document import Document
from normalize.stages.teasers_inside import split_inside_teasers

HEADLINE = "Ferries sail again across the strait after the storm"
ONE, TWO, THREE = (
    "Minister at the top of the ticket in the north",
    "Emir unharmed after vehicles crash in the old port",
    "Pilots oppose the sale of the yard to a foreign firm",
)
FOUR = "Farmers close the road to the harbour over grain prices"


def headlines(after: Callable[..., Document], page: Callable[..., str], inside: str, **more: str) -> list[str]:
    copy = page(**{"above": f"World|{HEADLINE}", "below": "Share|Facebook", **more, "inside": inside})
    return [teaser.headline for teaser in after(copy, split_inside_teasers, with_earlier=True).teasers]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(f"READ MORE: {ONE}", id="en"),
        pytest.param(f"Related: {ONE}", id="related"),
        pytest.param(f"Lesen Sie hier: {ONE}", id="de"),
        pytest.param(f"Lire aussi : {ONE}", id="fr"),
        pytest.param(f"Lire aussi {ONE}", id="fr-without-colon"),
        pytest.param(f"Lea también: {ONE}", id="es"),
        pytest.param(f"Leggi anche: {ONE}", id="it"),
        pytest.param(f"Czytaj także: {ONE}", id="pl"),
        pytest.param(f"Читайте также: {ONE}", id="ru"),
        pytest.param(f"İlgili Haber: {ONE}", id="tr"),
        pytest.param(f"Baca juga: {ONE}", id="id"),
    ],
)
def test_the_headline_behind_an_opener_is_a_teaser(after, page, line):
    assert headlines(after, page, line) == [ONE]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("Read more about the ferries in our weekend paper.", id="sentence"),
        pytest.param("Watch pilots steer the ferries", id="verb-without-separator"),
        pytest.param("More: ferries", id="too-short"),
        pytest.param("Smaller ferries stay in port", id="sub-head"),
    ],
)
def test_other_lines_stay(after, page, line):
    assert headlines(after, page, line) == []


def test_headlines_below_a_lists_head_are_teasers(after, page):
    assert headlines(after, page, f"RELATED COVERAGE|{ONE}|{TWO}|{THREE}") == [ONE, TWO, THREE]


def test_of_two_lines_below_a_head_the_second_may_be_a_subhead(after, page):
    assert headlines(after, page, f"Lee también...|{ONE}|Smaller ferries stay in port") == [ONE]


def test_several_headlines_fused_in_one_line_are_taken_off_and_not_listed(after, page, shown):
    fused = f"{ONE} {TWO} {THREE} {FOUR}"
    assert headlines(after, page, f"Mehr von der Hafenpost|{fused}") == []
    copy = page(above=f"World|{HEADLINE}", inside=f"Mehr von der Hafenpost|{fused}", below="Share|Facebook")
    assert ("teaser", fused) in shown(after(copy, split_inside_teasers, with_earlier=True))


def test_a_card_with_its_sections_label_has_a_snippet(after, page):
    card = f"Czytaj więcej|Polityka|{ONE}|The minister leads the ticket, a poll of the harbour paper says."
    copy = page(above=f"World|{HEADLINE}", inside=card, below="Share|Facebook")
    (teaser,) = after(copy, split_inside_teasers, with_earlier=True).teasers
    assert teaser.snippet == "The minister leads the ticket, a poll of the harbour paper says."


def test_a_headline_printed_twice_is_a_card(after, page):
    assert headlines(after, page, f"{ONE}|{ONE}") == [ONE]
    assert headlines(after, page, f"Business|{ONE}|Business|{ONE}") == [ONE]


@pytest.mark.parametrize(
    "below",
    [
        pytest.param("13 July 2016, 17:37", id="date"),
        pytest.param("di Teresa Fallo 20 Novembre 2024", id="byline-and-date"),
    ],
)
def test_a_headline_with_a_date_below_it_is_a_teaser(after, page, below):
    assert headlines(after, page, f"{ONE}|{below}") == [ONE]


def test_headlines_in_a_row_are_teasers_but_the_last_may_be_a_subhead(after, page):
    assert headlines(after, page, f"{ONE}|{TWO}|{THREE}|{FOUR}") == [ONE, TWO, THREE]


@pytest.mark.parametrize(
    "inside",
    [
        pytest.param(f"{ONE}|{TWO}|{THREE}", id="too-few"),
        pytest.param(
            "Coffee with milk and sugar|Bread with butter and jam|Tea with lemon and mint|Soup with peas and ham",
            id="menu",
        ),
        pytest.param(f"Q: {ONE}|A: {TWO}|Q: {THREE}|A: {FOUR}", id="interview"),
        pytest.param(
            f"The operator named these reasons for the delay of its ferries on Monday:|{ONE}|{TWO}|{THREE}|{FOUR}",
            id="announced",
        ),
    ],
)
def test_other_rows_stay(after, page, inside):
    assert headlines(after, page, inside) == []


def test_a_row_in_copy_without_furniture_stays(after, page):
    assert headlines(after, page, f"{ONE}|{TWO}|{THREE}|{FOUR}", above=HEADLINE, below="") == []


def test_a_pair_with_a_dateline_of_its_own_is_a_teaser_in_any_copy(after, page):
    pair = f"{ONE}|BONN (Reuters) – The minister said on Sunday in a..."
    assert headlines(after, page, pair, above=HEADLINE, below="") == [ONE]


def test_a_quote_that_ends_in_dots_is_none(after, page):
    assert headlines(after, page, f"{ONE}|And then, he said, came the storm …") == []


def test_once_is_enough(after, page):
    copy = page(above=f"World|{HEADLINE}", inside=f"READ MORE: {ONE}", below="Share|Facebook")
    judged = after(copy, split_inside_teasers, with_earlier=True)
    assert split_inside_teasers(judged) is judged
