"""strip_wire_move reads the move off headline, slug or its own line."""

from dataclasses import replace

import pytest

from normalize.document import Place
from normalize.stages.moves import strip_wire_move

HEADLINE = "Ferries sail again across the strait after the storm"


@pytest.mark.parametrize(
    ("printed", "move"),
    [
        pytest.param(f"CORRECTED - {HEADLINE}", "CORRECTED", id="corrected-spaced"),
        pytest.param(f"(CORRECTED) - {HEADLINE}", "CORRECTED", id="corrected-in-parentheses"),
        pytest.param(f"(CORRECTED) {HEADLINE}", "CORRECTED", id="parentheses-alone"),
        pytest.param(f"UPDATE 2-{HEADLINE}", "UPDATE 2", id="update"),
        pytest.param(f"WRAPUP 1-{HEADLINE}", "WRAPUP 1", id="wrapup"),
        pytest.param(f"REFILE-UPDATE 1-{HEADLINE}", "REFILE-UPDATE 1", id="stacked"),
        pytest.param(f"RPT-{HEADLINE}", "RPT", id="repeat"),
        pytest.param(f"URGENT: {HEADLINE}", "URGENT", id="urgent"),
        pytest.param(f"FLASH {HEADLINE}", "FLASH", id="flash-without-separator"),
        pytest.param(f"KILL - {HEADLINE}", "KILL", id="kill"),
        pytest.param(f"EILMELDUNG: {HEADLINE}", "EILMELDUNG", id="de"),
    ],
)
def test_the_move_is_taken_off_the_headline(after, page, printed, move):
    judged = after(page(above=printed), strip_wire_move, with_earlier=True)
    assert (judged.value("wire_move"), judged.value("headline")) == (move, HEADLINE)
    assert [span.place for span in judged.spans[:2]] == [Place.MOVE, Place.HEADLINE]


@pytest.mark.parametrize(
    ("line", "move"),
    [
        pytest.param("AP-US--Harbour-Ferries, 4th Ld-Writethru", "4th Ld-Writethru", id="ap-slug"),
        pytest.param("1st LD", "1st LD", id="own-line"),
        pytest.param("URGENT", "URGENT", id="urgent-alone"),
    ],
)
def test_the_move_is_read_off_its_line(after, page, line, move):
    judged = after(page(above=f"{HEADLINE}|{line}"), strip_wire_move, with_earlier=True)
    assert judged.value("wire_move") == move
    assert any(span.place in {Place.MOVE, Place.HEADER} and judged.of(span) == line for span in judged.spans)


@pytest.mark.parametrize(
    ("slug", "headline", "move"),
    [
        pytest.param("TESSEN-MAYOR/ (UPDATE 1)", f"UPDATE 1-{HEADLINE}", "UPDATE 1", id="told-twice"),
        pytest.param("TESSEN-MAYOR/ (UPDATE 1, CORRECTED)", HEADLINE, "UPDATE 1, CORRECTED", id="two-in-the-slug"),
        pytest.param("TESSEN-MAYOR/ (UPDATE 1)", f"CORRECTED-{HEADLINE}", "CORRECTED, UPDATE 1", id="one-in-each"),
        pytest.param(
            "TESSEN-MAYOR/ (UPDATE 1, CORRECTED)",
            f"CORRECTED-UPDATE 1-{HEADLINE}",
            "CORRECTED-UPDATE 1",
            id="both-in-both",
        ),
        pytest.param("TESSEN-MAYOR/ (PIX)", HEADLINE, None, id="a-mark-that-is-no-move"),
    ],
)
def test_moves_of_slug_and_headline_are_joined(after, page, slug, headline, move):
    judged = after(page(above=f"{slug}|{headline}"), strip_wire_move, with_earlier=True)
    assert judged.value("wire_move") == move
    assert judged.of(next(span for span in judged.spans if span.place is Place.HEADLINE)) == HEADLINE


def test_the_slug_of_a_transmission_header_is_read_and_stays_there(document, page):
    read = document(page(above="BC-US--Harbour Ferries, 1st Ld-Writethru,127"))
    read = replace(read, spans=(replace(read.spans[0], place=Place.HEADER), *read.spans[1:]))
    judged = strip_wire_move(read)
    assert (judged.value("wire_move"), judged.spans[0].place) == ("1st Ld-Writethru", Place.HEADER)


@pytest.mark.parametrize(
    "headline",
    [
        pytest.param("PRECIOUS-Gold rises as policy fuels demand", id="column-name"),
        pytest.param("FACTBOX-Ferries across the strait", id="factbox"),
        pytest.param("Update on the ferries: all ships are safe", id="word-of-the-text"),
        pytest.param("LEADING pilots warn of the swell", id="longer-word"),
        pytest.param("AP-US--Harbour-Ferries", id="slug-without-a-move"),
    ],
)
def test_no_move_is_read(after, page, headline):
    judged = after(page(above=headline), strip_wire_move, with_earlier=True)
    assert judged.value("wire_move") is None


def test_a_headline_field_that_differs_from_the_print_is_left_alone(document, page):
    read = document(page(above=f"UPDATE 1-{HEADLINE}")).with_field("headline", HEADLINE, "reader")
    read = replace(read, spans=(replace(read.spans[0], place=Place.HEADLINE), *read.spans[1:]))
    judged = strip_wire_move(read)
    assert (judged.value("wire_move"), judged.value("headline")) == ("UPDATE 1", HEADLINE)


def test_a_move_that_is_known_is_kept(document, page):
    read = document(page(above=f"UPDATE 1-{HEADLINE}")).with_field("wire_move", "KILL", "ninjs/signal")
    assert strip_wire_move(read) is read
