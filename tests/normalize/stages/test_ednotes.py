"""find_ednotes takes notes to editors and keeps them in a field."""

import pytest

from normalize.stages.ednotes import find_ednotes


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("(Adds comments, detail)", id="reuters-adds"),
        pytest.param("Eds: With AP Photos.", id="ap-eds"),
        pytest.param("^Eds: With AP Photos.<", id="ap-eds-anpa"),
        pytest.param("EDITORS: Please note the new headline", id="editors"),
        pytest.param(
            "-- corrects year of loss in third paragraph in item which originally ran February 27.", id="corrects"
        ),
        pytest.param("- adds quotes and background from the second paragraph", id="single-dash"),
        pytest.param("(This story corrects spelling of the minister's name in paragraph 2)", id="closing"),
        pytest.param("(Amplía con declaraciones del ministro)", id="es"),
        pytest.param("Achtung Redaktion: Die Meldung wird fortgesetzt", id="de"),
        pytest.param("EMBARGOED FOR RELEASE AT 1130 GMT", id="embargo"),
    ],
)
def test_a_note_is_placed(place_of, line):
    assert place_of(find_ednotes, line) == "ednote"


def test_notes_are_kept_in_a_field(after, page):
    judged = after(page(above="^Eds: With AP Photos.<|(Adds quotes)"), find_ednotes)
    assert judged.value("ednote") == "Eds: With AP Photos.\n(Adds quotes)"


def test_a_note_in_the_last_lines_of_a_wrapped_paragraph_is_cut_off(document, shown):
    text = (
        "The notes are not callable to maturity, the bank detailed in its filing on Friday.\n"
        "-- the bank corrects that it, not the fund, sells the notes."
    )
    judged = shown(find_ednotes(document(text)))
    assert judged[-1] == ("ednote", "-- the bank corrects that it, not the fund, sells the notes.")


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("- substantial, additional financial help from the country's traditional donors.", id="bullet"),
        pytest.param("-- a new quay for the smaller ferries", id="dash-without-a-verb"),
        pytest.param("(The operator on Tuesday announced the deal.)", id="paragraph-in-parentheses"),
        pytest.param("With the storm over, the ferries sailed.", id="sentence"),
    ],
)
def test_a_line_of_the_story_stays(place_of, line):
    assert place_of(find_ednotes, line) == "body"


def test_nothing_to_do_returns_the_same_document(document, page):
    read = document(page())
    assert find_ednotes(read) is read
