"""The plain text reader covers all it read, block by block, and refuses what is no story."""

import pytest

from normalize.document import Place, check_conservation
from normalize.errors import NoText, NotText, TooComplex
from normalize.readers.text import read_text

FRAMED = "\x01xyz062 4 i 211\r\n\r\nHarbor/\r\n\x02Ferry talks resume =\r\n\r\nHarbor City (xyz) - Talks went on.\r\n\x03131137 GMT Nov 13"


def test_each_block_is_one_span_in_ascending_order(document):
    spans = document("Headline\n\nFirst.\n\nSecond.").spans
    assert [("Headline", 0), ("First.", 1), ("Second.", 2)] == [
        ("Headline\n\nFirst.\n\nSecond."[span.start : span.end], span.block) for span in spans
    ]
    assert {Place.BODY} == {span.place for span in spans}


def test_a_frame_lies_in_header_spans_and_its_text_is_kept(document):
    read = check_conservation(document(FRAMED))
    assert FRAMED == read.text
    assert ["Ferry talks resume"] == [read.of(span) for span in read.spans if span.place is Place.HEADLINE]
    assert ["Harbor City (xyz) - Talks went on."] == [read.of(span) for span in read.spans if span.place is Place.BODY]


def test_the_encoding_and_the_header_are_fields(raw_copy):
    read = read_text(raw_copy("Grüße".encode("cp1252"), charset="windows-1252"))
    assert "cp1252" == read.value("encoding")
    assert "Harbor" == read_text(raw_copy(FRAMED)).value("slugline")


def test_the_keyword_line_wins_over_the_header_line(document):
    read = document(
        "\x16\x01W2870\nf l BC-XX--HarborFer  11-13 1049\n\x02^BC-XX--Harbor Ferries,466<\n^Ferries sail<\nText"
    )
    assert "BC-XX--Harbor Ferries" == read.value("slugline")


@pytest.mark.parametrize(
    ("raw", "error"),
    [
        pytest.param(b"", NoText, id="empty"),
        pytest.param(b" \r\n\t \xc2\xa0", NoText, id="white-space"),
        pytest.param(b"\x01\x02\x03\x04", NoText, id="an-empty-frame"),
        pytest.param(b"... --- !!!", NoText, id="no-word-in-it"),
        pytest.param(b"\x89PNG\r\n\x1a\n", NotText, id="picture"),
        pytest.param(b"a" * 1_000_001, TooComplex, id="larger-than-a-story"),
        pytest.param(b"a\n" * 20_001, TooComplex, id="more-lines-than-a-story"),
    ],
)
def test_what_is_no_story_is_refused_with_its_reason(raw_copy, raw, error):
    with pytest.raises(error):
        read_text(raw_copy(raw))


def test_fifty_megabytes_in_one_line_are_refused_before_they_are_decoded(raw_copy):
    with pytest.raises(TooComplex, match="50000000 bytes"):
        read_text(raw_copy(b"a" * 50_000_000))
