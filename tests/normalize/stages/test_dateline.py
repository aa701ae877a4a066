"""read_dateline reads the dateline off the first paragraph or its own line; a doubtful one needs a second proof."""

from collections.abc import Callable

import pytest

from normalize.document import Dateline, Document, Place
from normalize.stages.dateline import read_dateline

HEADLINE = "Ferries sail again across the strait after the storm"


def dateline_of(judged: Document) -> Dateline:
    """The dateline that was read."""
    found = judged.value("dateline")
    assert isinstance(found, Dateline)
    return found


def run(after: Callable[..., Document], *blocks: str) -> Document:
    return after("\n\n".join(blocks), read_dateline, with_earlier=True)


@pytest.mark.parametrize(
    ("printed", "place", "agency", "date"),
    [
        pytest.param("Moscow (Reuters) – ", ("Moscow",), "Reuters", None, id="reuters-seed"),
        pytest.param("Jerusalem/Beirut (Reuters) - ", ("Jerusalem", "Beirut"), "Reuters", None, id="two-places"),
        pytest.param("THE HAGUE, March 2 - ", ("THE HAGUE",), None, "March 2", id="reuters-1987"),
        pytest.param("(EFE).- ", (), "EFE", None, id="agency-alone"),
        pytest.param("Riad. ", ("Riad",), None, None, id="de-listed-place"),
        pytest.param("München/London – ", ("München", "London"), None, None, id="de-dash"),
        pytest.param("Dekalb, Ill. — ", ("Dekalb, Ill.",), None, None, id="region"),
        pytest.param("NEW YORK - ", ("NEW YORK",), None, None, id="capitals-and-hyphen"),
    ],
)
def test_the_dateline_is_read_off_the_first_paragraph(after, story, printed, place, agency, date):
    judged = run(after, HEADLINE, printed + story[0], *story[1:])
    found = dateline_of(judged)
    assert (found.place, found.agency, found.date, found.raw) == (place, agency, date, printed)
    assert [judged.of(span) for span in judged.spans if span.place is Place.DATELINE] == [printed.strip()]


def test_a_place_in_capitals_before_a_colon_is_proven_by_the_story(after, story):
    judged = run(after, HEADLINE, f"VALPORTO: {story[0]}", f"{story[1]} Valporto is the home of the ferries.")
    assert dateline_of(judged).place == ("VALPORTO",)


@pytest.mark.parametrize(
    ("line", "place", "agency"),
    [
        pytest.param("PTI, Washington,", ("Washington",), "PTI", id="pti"),
        pytest.param("AUBURN, Wash. —", ("AUBURN, Wash.",), None, id="dash-at-the-end"),
        pytest.param("Ankara", ("Ankara",), None, id="listed-place"),
    ],
)
def test_a_dateline_on_its_own_line_is_read(after, story, line, place, agency):
    judged = run(after, HEADLINE, "20 April 2026", line, *story)
    found = dateline_of(judged)
    assert (found.place, found.agency) == (place, agency)


def test_a_deck_may_stand_before_the_paragraph_with_the_dateline(after, story):
    deck = "The operator of the ferries across the strait says that all its ships are safe again."
    assert dateline_of(run(after, HEADLINE, deck, f"MANILA (AFP) - {story[0]}", story[1])).place == ("MANILA",)


@pytest.mark.parametrize(
    "opening",
    [
        pytest.param("Fischer: ", id="interview"),
        pytest.param("Today: ", id="listing"),
        pytest.param("Sweden Drops Case. ", id="sentence-of-capitals"),
        pytest.param("VALPORTO: ", id="place-that-the-story-does-not-name"),
        pytest.param("Steve Cram (athletics) - ", id="person"),
        pytest.param("Dort – ", id="word-and-dash"),
    ],
)
def test_no_dateline_is_read(after, story, opening):
    assert run(after, HEADLINE, opening + story[0], *story[1:]).value("dateline") is None


def test_a_listed_place_without_a_second_proof_leaves_a_note(after, story):
    judged = run(after, HEADLINE, f"Berlin. {story[0].lower()}", *story[1:])
    assert judged.value("dateline") is None
    assert [note.stage for note in judged.notes if note.stage == "read_dateline"] == ["read_dateline"]
    assert read_dateline(judged) is judged


def test_the_dateline_of_a_snippet_is_not_the_storys(after, story):
    snippet = "Vatican City (Reuters) - The head of the church on Sunday again..."
    judged = run(after, HEADLINE, *story[:1], snippet)
    assert judged.value("dateline") is None


def test_a_dateline_that_is_known_is_kept(document):
    read = document("Moscow (Reuters) – The ferries sailed.").with_field("dateline", None, "reader")
    known = read.with_field("dateline", "given", "nitf/dateline")
    assert read_dateline(known) is known
