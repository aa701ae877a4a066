"""find_navigation takes menus, buttons and counters; a section's name only beside other furniture."""

import pytest

from normalize.stages.navigation import find_navigation


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("Back to Gallery", id="button"),
        pytest.param("https://example.org/article/ferries", id="address"),
        pytest.param("12", id="number"),
        pytest.param("1 / 8", id="gallery-counter"),
        pytest.param("×", id="mark"),
        pytest.param("Zur Startseite", id="de"),
        pytest.param("Tópicos relacionados", id="pt"),
        pytest.param("이미지 확대보기", id="ko"),
        pytest.param("正文", id="zh"),
    ],
)
def test_a_line_of_the_page_is_placed(place_of, line):
    assert place_of(find_navigation, line, "inside") == "nav"


@pytest.mark.parametrize("where", ["above", "below"])
def test_a_sections_name_at_an_edge_is_placed(place_of, where):
    assert place_of(find_navigation, "Politics", where) == "nav"


def test_sections_names_in_a_row_are_placed(after, page, shown):
    judged = after(page(inside="World|Sport"), find_navigation)
    assert [place for place, text in shown(judged) if text in {"World", "Sport"}] == ["nav", "nav"]


def test_a_sections_name_between_paragraphs_may_be_a_subhead(place_of):
    assert place_of(find_navigation, "Analysis", "inside") == "body"


def test_the_rest_of_a_wrapped_line_stays(after, page, shown):
    judged = after(page(inside="The line was founded in|1987."), find_navigation)
    assert ("body", "1987.") in shown(judged)


def test_nothing_to_do_returns_the_same_document(document, page):
    read = document(page())
    assert find_navigation(read) is read


def test_a_label_printed_over_and_over_between_paragraphs_is_the_pages(after, story, shown):
    lead, second, third = story
    copy = f"Share\n\n{lead}\n\nReklama wybrzeża\n\n{second}\n\nReklama wybrzeża\n\n{third}\n\n{lead}"
    assert shown(after(copy, find_navigation, with_earlier=True)).count(("promo", "Reklama wybrzeża")) == 2


def test_the_speakers_of_a_transcript_stay(after, story, shown):
    lead, second, third = story
    copy = f"Share\n\n{lead}\n\nPilot\n\n{second}\n\nMinister\n\n{third}\n\nPilot\n\n{lead}\n\nMinister\n\n{second}"
    assert [text for place, text in shown(after(copy, find_navigation, with_earlier=True)) if place == "promo"] == []
