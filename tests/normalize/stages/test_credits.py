"""find_credits takes reporting, editing and source credits and keeps them in a field."""

import pytest

from normalize.stages.credits import find_credits


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("(Reporting by Ann Lee in Harbour City; Editing by Tom Poe)", id="reuters"),
        pytest.param("Reporting by Ann Lee, additional reporting by Tom Poe, Editing by Sam Roe", id="reuters-com"),
        pytest.param("Harbour News writers Ann Lee and Tom Poe contributed to this report.", id="ap"),
        pytest.param("(Reporte de Ann Lee; Editado por Tom Poe)", id="es"),
        pytest.param("Quelle: dpa", id="de"),
        pytest.param("La información es de Ann Lee", id="es-source"),
        pytest.param("【责任编辑:张樵苏 】", id="zh"),
        pytest.param("(编辑 张樵苏)", id="zh-half-width"),
        pytest.param("Ann Lee and Tom Poe helped with this story.", id="ap-helped"),
        pytest.param("Źródło: PAP", id="pl"),
        pytest.param("Sumber: Antara", id="id"),
        pytest.param("With files from Example Press", id="with-files"),
        pytest.param(
            "This story has been published from a wire agency feed without modifications to the text.", id="feed"
        ),
    ],
)
def test_a_credit_is_placed(place_of, line):
    assert place_of(find_credits, line) == "credit"


def test_credits_are_kept_in_a_field(after, page):
    judged = after(page(below="Quelle: dpa|(Reporting by Ann Lee)"), find_credits)
    assert judged.value("credits") == ("Quelle: dpa", "(Reporting by Ann Lee)")


def test_a_credit_at_the_end_of_the_last_paragraph_is_cut_off(after, shown):
    copy = "The swell would last, the pilots said. (Reporting by Ann Lee; Editing by Tom Poe)"
    assert shown(after(copy, find_credits)) == [
        ("body", "The swell would last, the pilots said."),
        ("credit", "(Reporting by Ann Lee; Editing by Tom Poe)"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(
            "(The operator on Tuesday announced that it had bought a share of the harbour.)", id="in-parentheses"
        ),
        pytest.param(
            "He said he had contributed to the fund for years before it was closed by the court.", id="sentence"
        ),
        pytest.param("The ships (built in 1987) are old.", id="parenthesis-inside"),
        pytest.param(
            f"With agencies of the state {'all along the coast ' * 15}the operator shared its data.", id="long"
        ),
    ],
)
def test_a_line_of_the_story_stays(place_of, line):
    assert place_of(find_credits, line) == "body"


def test_nothing_to_do_returns_the_same_document(document, page):
    read = document(page())
    assert find_credits(read) is read
