"""find_comments takes counters, calls to comment and house rules, and only them."""

import pytest

from normalize.stages.comments import find_comments


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("Comments", id="en"),
        pytest.param("0 Comments (+)", id="counter"),
        pytest.param("You must log in to post a comment.", id="house-rule"),
        pytest.param("0 Kommentare", id="de-counter"),
        pytest.param("Laisser un commentaire", id="fr"),
        pytest.param("Deja un comentario", id="es"),
        pytest.param("Leggi i commenti", id="it"),
        pytest.param("Dodaj komentarz", id="pl"),
        pytest.param("Оставить комментарий", id="ru"),
        pytest.param("댓글 쓰기", id="ko"),
        pytest.param("发表评论", id="zh"),
    ],
)
def test_a_comment_line_is_placed(place_of, line):
    assert place_of(find_comments, line) == "comment"


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("The operator declined to comment on the figures.", id="declined"),
        pytest.param("Comments by the minister drew anger in the harbour on Tuesday.", id="begins-a-sentence"),
    ],
)
def test_a_line_of_the_story_stays(place_of, line):
    assert place_of(find_comments, line) == "body"
