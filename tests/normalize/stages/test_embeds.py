"""find_embeds takes posts with their signature, players' lines and consent boxes."""

import pytest

from normalize.stages.embeds import find_embeds


def test_a_post_goes_with_its_signature(after, page, shown):
    post = "Still working on the ferry investigation.|— Ann Lee (@annlee) September 9, 2016"
    judged = shown(after(page(inside=post), find_embeds))
    assert [place for place, _ in judged] == ["body", "body", "embed", "embed", "body"]


def test_a_paragraph_that_says_more_than_a_post_stays(after, shown, story):
    copy = "\n\n".join((" ".join(story * 2), "— Ann Lee (@annlee) September 9, 2016"))
    assert [place for place, _ in shown(after(copy, find_embeds))] == ["body", "embed"]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("View this post on Instagram", id="en"),
        pytest.param("Empfohlener redaktioneller Inhalt", id="de"),
        pytest.param("Ich bin damit einverstanden, dass mir externe Inhalte angezeigt werden.", id="de-consent"),
        pytest.param("pic.twitter.com/PQqbN51wBW", id="picture"),
    ],
)
def test_a_players_line_is_placed(place_of, line):
    assert place_of(find_embeds, line) == "embed"


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("The minister (@minister) wrote that the ferries were safe.", id="handle-in-a-sentence"),
        pytest.param("Externe Gutachter sollen den Hafen prüfen.", id="external-experts"),
    ],
)
def test_a_line_of_the_story_stays(place_of, line):
    assert place_of(find_embeds, line) == "body"
