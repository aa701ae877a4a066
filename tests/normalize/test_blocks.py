"""Blocks are looked at, and stretches of them laid in their place."""

from dataclasses import replace

from normalize.blocks import SETTLED, Cut, blocks_of, is_settled, lay, whole
from normalize.document import Document, Place, Span, check_conservation

TEXT = "Moscow (Reuters) – The ferries sailed.\n\nShare"


def read() -> Document:
    return Document(
        TEXT,
        (Span(0, 38, Place.BODY, 0, "read_text", "paragraph"), Span(40, 45, Place.BODY, 1, "read_text", "paragraph")),
    )


def test_a_cut_inside_a_span_parts_it_without_white_space():
    judged = check_conservation(lay(read(), "stage", [Cut(0, 19, Place.DATELINE, "dateline")]))
    assert [(judged.of(span), span.place) for span in judged.spans[:2]] == [
        ("Moscow (Reuters) –", Place.DATELINE),
        ("The ferries sailed.", Place.BODY),
    ]


def test_cuts_may_come_in_any_order_and_reach_over_blocks():
    judged = lay(read(), "stage", [Cut(40, 45, Place.SHARE, "share"), Cut(0, 39, Place.NAV, "nav")])
    assert [span.place for span in judged.spans] == [Place.NAV, Place.SHARE]
    over = lay(read(), "stage", [Cut(19, 45, Place.NAV, "nav")])
    assert [over.of(span) for span in over.spans] == ["Moscow (Reuters) –", "The ferries sailed.", "Share"]


def test_what_is_placed_is_not_laid_again():
    once = lay(read(), "stage", [Cut(40, 45, Place.SHARE, "share")])
    assert lay(once, "other", [Cut(40, 45, Place.NAV, "nav")]) is once
    assert lay(once, "other", []) is once


def test_of_a_carved_block_the_open_part_is_looked_at():
    block = blocks_of(lay(read(), "stage", [Cut(0, 19, Place.DATELINE, "dateline")]))[0]
    assert (block.text, block.place, block.is_open) == ("The ferries sailed.", Place.BODY, True)


def test_a_block_that_is_placed_whole_is_closed():
    judged = lay(lay(read(), "one", [Cut(0, 19, Place.DATELINE, "dateline")]), "two", [Cut(19, 38, Place.AD, "ad")])
    block = blocks_of(judged)[0]
    assert (block.text, block.place, block.is_open) == (TEXT[:38], Place.AD, False)


def test_an_unchanged_document_is_looked_at_once():
    document = read()
    assert blocks_of(document) is blocks_of(document.with_field("headline", "Ferries", "stage"))
    assert blocks_of(document) == blocks_of(read())


def test_a_block_that_is_left_alone_is_looked_at_once():
    document = read()
    before = blocks_of(document)
    after = blocks_of(lay(document, "stage", [Cut(40, 45, Place.SHARE, "share")]))
    assert after[0] is before[0]
    assert after[0].look is before[0].look
    assert (after[1].place, before[1].place) == (Place.SHARE, Place.BODY)


def test_a_block_is_told_from_the_same_one_of_another_text():
    other = replace(read(), text=TEXT.replace("ferries", "trawler"))
    assert [block.text for block in (*blocks_of(read()), *blocks_of(other))][::2] == [TEXT[:38], other.text[:38]]


def test_a_whole_blocks_cut_covers_it():
    assert whole(blocks_of(read())[1], Place.SHARE, "share", 0.5) == Cut(40, 45, Place.SHARE, "share", 0.5)


def test_a_settled_document_is_told():
    document = read()
    assert not is_settled(document)
    assert is_settled(replace(document, spans=tuple(replace(span, stage=SETTLED) for span in document.spans)))
