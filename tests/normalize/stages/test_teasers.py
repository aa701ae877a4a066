"""split_teasers takes pointers to other stories above the headline and below the story."""

from collections.abc import Callable

import pytest

from normalize.document import Document, Place
from normalize.stages.teasers import split_teasers

HEADLINE = "Ferries sail again across the strait after the storm"


def run(after: Callable[..., Document], copy: str) -> Document:
    return after(copy, split_teasers, with_earlier=True)


def headlines(judged: Document) -> list[str]:
    return [teaser.headline for teaser in judged.teasers]


def test_the_seeds_pairs_are_teasers_with_datelines_of_their_own(after, page):
    below = (
        "Share post:|Emir ties are seen as key|Kuwait (Reuters) - Sheikh Meshal was named..."
        "|Israel says it struck sites|Jerusalem/Beirut (Reuters) - Israel said on Sunday it had..."
    )
    judged = run(after, page(above=HEADLINE, below=below))
    assert headlines(judged) == ["Emir ties are seen as key", "Israel says it struck sites"]
    assert [teaser.dateline and teaser.dateline.place for teaser in judged.teasers] == [
        ("Kuwait",),
        ("Jerusalem", "Beirut"),
    ]


@pytest.mark.parametrize(
    ("below", "expected"),
    [
        pytest.param(
            "Most Popular|1|Sting nets 47 people in the port|2|Girl missing from the quay",
            ["Sting nets 47 people in the port", "Girl missing from the quay"],
            id="numbered-list",
        ),
        pytest.param(
            "Últimas noticias|Serena y Lewis compran el club|EFE, Abril 21, 2022|La tenista invertirá 24 millones.",
            ["Serena y Lewis compran el club"],
            id="headline-date-snippet",
        ),
        pytest.param(
            "Share|More Harbour News|What made it so popular?|Ann Lee|Wednesday November 20, 2019|It had a villain.",
            ["What made it so popular?"],
            id="card-with-its-writer",
        ),
        pytest.param(
            "Latest Articles|Minister Stresses His Pragmatism, Says ...|Emir Considers Meeting with the Pilots ...",
            ["Minister Stresses His Pragmatism, Says ...", "Emir Considers Meeting with the Pilots ..."],
            id="cut-headlines",
        ),
        pytest.param(
            "Share|Facebook|Grain prices fall sharply after a record harvest in the north",
            ["Grain prices fall sharply after a record harvest in the north"],
            id="long-headline-without-a-head",
        ),
        pytest.param("延伸阅读|关于渡轮，这些知识很重要！", ["关于渡轮，这些知识很重要！"], id="zh"),
    ],
)
def test_lists_below_the_story_are_teasers(after, page, below, expected):
    assert headlines(run(after, page(above=f"World|{HEADLINE}", below=below))) == expected


@pytest.mark.parametrize(
    "below",
    [
        pytest.param("Topics|Donald Trump|White House|International Monetary Fund", id="tags"),
        pytest.param("Promoted Links|Best flashlight ever is selling like crazy in this town", id="advertisements"),
        pytest.param("Most Popular|By Ann Lee and Tom Poe", id="byline"),
        pytest.param("Most Popular|Tech, Ferries, Harbour, Fact Check, News", id="keywords"),
    ],
)
def test_other_lines_below_the_story_are_none(after, page, below):
    assert headlines(run(after, page(above=f"World|{HEADLINE}", below=below))) == []


def test_the_storys_own_headline_in_a_list_is_none(after, page):
    judged = run(
        after, page(above=f"World|{HEADLINE}", below=f"Most Popular|{HEADLINE}|Girl missing from the old quay")
    )
    assert headlines(judged) == ["Girl missing from the old quay"]


def test_a_ticker_above_the_headline_is_one_teaser(after, page):
    ticker = "+++Erste Hinweise auf einen Plan +++Erste Hinweise auf einen Plan"
    judged = run(after, page(above=f"Breaking News|{ticker}|World|{HEADLINE}", below="Share|Facebook"))
    assert headlines(judged) == ["Erste Hinweise auf einen Plan"]


def test_another_storys_headline_above_is_a_teaser_and_a_trail_is_none(after, page):
    above = f"Grain prices fall after a record harvest|Start > World > {HEADLINE}|{HEADLINE}"
    judged = run(after, page(above=above, below="Share|Facebook"))
    assert headlines(judged) == ["Grain prices fall after a record harvest"]


def test_a_headline_inside_the_story_that_stands_in_a_list_too_is_a_teaser(after, page):
    other = "Grain prices fall after a record harvest"
    judged = run(after, page(above=f"World|{HEADLINE}", inside=other, below=f"Most Popular|Sport: {other}"))
    assert [span.place for span in judged.spans if judged.of(span).endswith(other)] == [Place.TEASER, Place.TEASER]


def test_copy_without_furniture_keeps_its_last_lines(after, page):
    read = page(above=HEADLINE, below="Grain prices fall after a record harvest in the whole of the north")
    assert headlines(run(after, read)) == []


def test_once_is_enough(after, page):
    judged = run(after, page(above=f"World|{HEADLINE}", below="Most Popular|Girl missing from the old quay"))
    assert split_teasers(judged) is judged
