"""find_headline finds the headline among what stands above the story."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from normalize.document import Document, Place
from normalize.stages.headline import find_headline

HEADLINE = "Ferries sail again across the strait after the storm"


def run(after: Callable[..., Document], copy: str) -> Document:
    return after(copy, find_headline, with_earlier=True)


@pytest.mark.parametrize(
    "above",
    [
        pytest.param(HEADLINE, id="first-line"),
        pytest.param(
            f"Home|World|{HEADLINE}|Updated 5:27 am CST, Wednesday, November 20, 2019", id="breadcrumb-and-date"
        ),
        pytest.param(f"Start > World > Harbour|{HEADLINE}", id="trail"),
        pytest.param(f"Home>Politics>Harbour & Strait|{HEADLINE}", id="trail-without-spaces"),
        pytest.param(f"6:03 p.m.|Minister proposes a new tax on sugar and coffee|{HEADLINE}", id="ticker"),
        pytest.param(f"{HEADLINE}|The operator takes passengers across again. The smaller ferries wait.", id="deck"),
        pytest.param(f"Harbour|{HEADLINE}|{HEADLINE}|By Ann Lee", id="printed-twice"),
        pytest.param(f"Start World {HEADLINE}|World|{HEADLINE}|Facebook|Twitter", id="trail-that-repeats-it"),
        pytest.param(f"{HEADLINE}|* Smaller ferries wait|* Swell lasts", id="bullets-below"),
    ],
)
def test_the_headline_is_found(after, page, above):
    assert run(after, page(above=above)).value("headline") == HEADLINE


def test_every_print_takes_the_place(after, page):
    judged = run(after, page(above=f"{HEADLINE}|{HEADLINE}", below=f"Share|More US Stories|{HEADLINE}"))
    assert sum(span.place is Place.HEADLINE for span in judged.spans) == 3


def test_copy_without_anything_above_the_first_paragraph_has_none(after, story):
    judged = run(after, "\n\n".join(story))
    assert judged.value("headline") is None


def test_the_dateline_tells_the_first_paragraph_from_a_deck(after, story):
    deck = "The operator of the ferries across the strait says that all its ships are safe again."
    judged = run(after, "\n\n".join((HEADLINE, deck, f"HARBOR CITY (AP) — {story[0]}", story[1])))
    assert judged.value("headline") == HEADLINE


def test_copy_without_a_paragraph_has_its_first_line(after):
    assert run(after, f"{HEADLINE}\n\nQtly div 19 cts").value("headline") == HEADLINE


def test_a_headline_that_the_reader_gave_is_kept(document, page):
    read = document(page(above=HEADLINE)).with_field("headline", HEADLINE, "nitf/hedline")
    judged = find_headline(read)
    assert (judged.value("headline"), judged.fields["headline"].origin) == (HEADLINE, "nitf/hedline")
    assert judged.spans[0].place is Place.HEADLINE


def test_a_headline_that_is_not_printed_changes_nothing(document, page):
    read = document(page(above=HEADLINE)).with_field("headline", "Another headline", "nitf/hedline")
    assert find_headline(read) is read


def test_a_line_that_the_reader_placed_is_the_headline(document, page):
    read = document(page(above=HEADLINE))
    read = replace(read, spans=(replace(read.spans[0], place=Place.HEADLINE), *read.spans[1:]))
    assert find_headline(read).value("headline") == HEADLINE


def test_nothing_is_read_off_a_settled_document(document, page):
    read = document(page(above=HEADLINE))
    settled = replace(read, spans=tuple(replace(span, stage="settle_body") for span in read.spans))
    assert find_headline(settled) is settled
