"""find_advisories tells a message to the desk from a story."""

import pytest

from normalize.stages.advisories import find_advisories


@pytest.mark.parametrize(
    "copy",
    [
        pytest.param("KILL\n\nPlease kill the story slugged HARBOUR-FERRIES.", id="kill"),
        pytest.param("Editors, please kill the story on the ferries. A corrected story will follow.", id="editors"),
        pytest.param(
            "The story headlined Ferries sail again is withdrawn.\n\nThere will be no substitute.", id="withdrawn"
        ),
        pytest.param("Bitte Meldung 0123 nicht verwenden.", id="de"),
    ],
)
def test_a_message_to_the_desk_is_an_advisory(after, shown, copy):
    judged = after(copy, find_advisories)
    assert {place for place, _ in shown(judged)} == {"advisory"}


def test_the_wire_move_tells_a_kill(document):
    read = document("The sender has no further information on it.").with_field("wire_move", "KILL", "strip_wire_move")
    assert [span.place.value for span in find_advisories(read).spans] == ["advisory"]


@pytest.mark.parametrize(
    "copy",
    [
        pytest.param("A killer whale was seen off the harbour on Monday.", id="story-on-killing"),
        pytest.param("Killed in the storm were two sailors. " * 60, id="long-story"),
    ],
)
def test_a_story_stays(after, shown, copy):
    assert {place for place, _ in shown(after(copy, find_advisories))} == {"body"}


def test_a_document_without_body_is_left_alone(after):
    judged = after("KILL the story", find_advisories)
    assert find_advisories(judged) is judged
