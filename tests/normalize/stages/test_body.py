"""settle_body has the last word: sub-heads, and what is left is the story."""

import pytest

from normalize.stages.body import settle_body


@pytest.mark.parametrize(
    ("line", "place"),
    [
        pytest.param("Nuclear umbrella", "subhead", id="sub-head"),
        pytest.param("They both took one.", "body", id="short-sentence"),
        pytest.param("Fischer: Warum?", "body", id="question"),
    ],
)
def test_a_line_between_paragraphs_is_told(after, page, shown, line, place):
    judged = after(page(inside=line), settle_body)
    assert (place, line) in shown(judged)


def test_the_last_line_is_no_subhead(after, page, shown):
    assert shown(after(page(below="Gull"), settle_body))[-1] == ("body", "Gull")


def test_what_another_stage_placed_keeps_its_place_and_reason(after, page):
    judged = after(page(inside="* Gull stays|* Tern sails", below="Share|Facebook"), settle_body, with_earlier=True)
    told = {judged.of(span): (span.place.value, span.stage) for span in judged.spans}
    assert told["* Gull stays"] == ("list", "mark_lists")
    assert told["Facebook"] == ("share", "find_shares")


def test_once_is_enough(after, page):
    judged = after(page(inside="Nuclear umbrella"), settle_body)
    assert settle_body(judged) is judged


def test_copy_of_nothing_but_furniture_stays_as_a_doubt(after):
    (span,) = after("Share", settle_body, with_earlier=True).spans
    assert (span.place.value, span.confidence) == ("body", 0.3)
