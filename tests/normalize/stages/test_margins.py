"""trim_margins takes what is left above and below the story of a page, and nothing of plain copy."""

from collections.abc import Callable

import pytest

from normalize.document import Document
from normalize.stages.margins import trim_margins

HEADLINE = "Ferries sail again across the strait after the storm"


def places(after: Callable[..., Document], shown: Callable[..., list[tuple[str, str]]], copy: str) -> dict[str, str]:
    judged = after(copy, trim_margins, with_earlier=True)
    return {text: place for place, text in shown(judged)}


@pytest.mark.parametrize(
    ("where", "line", "place"),
    [
        pytest.param("above", f"Sondland|{HEADLINE}", "nav", id="above-the-headline"),
        pytest.param("above", f"{HEADLINE}|Operator takes passengers across the strait again", "deck", id="deck"),
        pytest.param("above", f"{HEADLINE}|Strait", "nav", id="kicker"),
        pytest.param("below", "Topics|Donald Trump|White House", "nav", id="tags"),
        pytest.param(
            "below",
            "Comments|The house of the harbour was founded in 1846 and remains the most trusted.",
            "promo",
            id="house",
        ),
    ],
)
def test_what_is_left_is_furniture_by_its_position(after, page, shown, where, line, place):
    copy = page(**{"above": f"World|{HEADLINE}", "below": "Share|Facebook", where: f"World|{line}|Share"})
    last = line.split("|")[-1] if not line.startswith("Sondland") else "Sondland"
    assert places(after, shown, copy)[last] == place


@pytest.mark.parametrize(
    "inside",
    [
        pytest.param("Smaller ferries stay in port", id="sub-head"),
        pytest.param("Fischer: Warum?", id="question"),
    ],
)
def test_lines_between_paragraphs_stay(after, page, shown, inside):
    copy = page(above=f"World|{HEADLINE}", inside=inside, below="Share|Facebook")
    assert places(after, shown, copy)[inside] == "body"


@pytest.mark.parametrize(
    "below",
    [
        pytest.param("Net 1,535,000 vs 783,000", id="row-of-figures"),
        pytest.param(
            "The smaller ferries of the line will stay in the port for the rest of the week because of the",
            id="cut-paragraph",
        ),
    ],
)
def test_lines_of_the_story_right_below_the_last_paragraph_stay(after, page, shown, below):
    copy = page(above=f"World|{HEADLINE}", below=f"{below}|Share|Facebook")
    assert places(after, shown, copy)[below] == "body"


def test_a_list_that_a_colon_announces_stays(after, page, shown):
    copy = page(
        above=f"World|{HEADLINE}",
        below="These are the ships of the line that stay in the port:|Gull|Tern|Share|Facebook",
    )
    told = places(after, shown, copy)
    assert (told["Gull"], told["Tern"]) == ("body", "body")


def test_a_question_right_above_the_first_paragraph_stays(after, page, shown):
    copy = page(above=f"World|{HEADLINE}|Why now?", below="Share|Facebook")
    assert places(after, shown, copy)["Why now?"] == "body"


def test_a_row_of_figures_right_above_the_first_paragraph_stays(after, page, shown):
    copy = page(above=f"World|{HEADLINE}|Oper shr loss six cts vs loss 21 cts", below="Share|Facebook")
    assert places(after, shown, copy)["Oper shr loss six cts vs loss 21 cts"] == "body"


def test_copy_without_furniture_is_left_alone(after, page, shown):
    copy = page(above=f"Harbour|{HEADLINE}", below="Gull")
    assert places(after, shown, copy)["Gull"] == "body"


def test_a_sections_name_beside_a_teaser_goes_with_it(after, page, shown):
    card = "|".join(("Business", "Minister at the top of the ticket in the north") * 2)
    copy = page(above=f"World|{HEADLINE}", inside=card, below="Share|Facebook")
    assert places(after, shown, copy)["Business"] in {"nav", "teaser"}


def test_a_line_on_the_writer_at_the_end_goes(after, page, shown):
    life = "Ann Lee is a contributor who writes about ferries and technology."
    copy = page(above=f"World|{HEADLINE}|By Ann Lee|Share", below=life)
    assert places(after, shown, copy)[life] == "promo"


def test_once_is_enough(after, page):
    judged = after(page(above=f"World|{HEADLINE}", below="Share|Gull|Facebook"), trim_margins, with_earlier=True)
    assert trim_margins(judged) is judged
