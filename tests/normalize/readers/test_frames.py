"""Transmission frames are found, and what their header lines say becomes fields."""

from datetime import UTC, datetime

import pytest

from normalize.readers.frames import find_frame, frame_fields

IPTC = (
    "\x01xyz062 4 i 211 ccccb   xyz 061\r\n\r\nHarbor-ferries/\r\n\x02Ferry talks resume =\r\n\r\n"
    "Harbor City (xyz) - Talks went on.\r\n\x03131137 GMT Nov 13 \r\n\x7f\r\n\x7f\x04"
)
ANPA = (
    "\x16\x16\x01W2870\x1fwire\nf l\x13\x11 BC-XX--Harbor-Ferries     11-13 1049\n\x02^BC-XX--Harbor,12<\n"
    "\t   HARBOR CITY (XX) _ Talks went on.\n\n\t   \x03AP-WF-11-13-13 1509GMT<\n\n\x0c\n\x04"
)
SGML = "&#5;&#5;&#5;RM\n&#22;&#22;&#1;f0316&#31;reute\nb f BC-HARBOR-&lt;HBR>   03-03 0094\n&#2;\nHARBOR\n Reuter\n&#3;"


@pytest.mark.parametrize(
    ("text", "story"),
    [
        pytest.param(IPTC, "Ferry talks resume =\r\n\r\nHarbor City (xyz) - Talks went on.\r\n", id="iptc-7901"),
        pytest.param(ANPA, "^BC-XX--Harbor,12<\n\t   HARBOR CITY (XX) _ Talks went on.\n\n\t   ", id="anpa-1312"),
        pytest.param(SGML, "\nHARBOR\n Reuter\n", id="marks-as-character-references"),
        pytest.param("\x02Only an STX first", "Only an STX first", id="stx-alone-at-the-head"),
        pytest.param("\x01abc1234 4 i 9\nNo STX at all", "\nNo STX at all", id="header-without-stx"),
        pytest.param("\x16\x16\x01abc1234 4 pol 9 /T\r\n\x02Text, no ETX", "Text, no ETX", id="cut-off-before-etx"),
        pytest.param("A headline\n\nText \x02 with a stray mark", None, id="stray-stx-in-the-text"),
        pytest.param("A story \x03" + "of many words " * 60, None, id="stray-etx-far-from-the-end"),
        pytest.param("\x01" + "header " * 400 + "\x02text", "", id="header-without-end"),
        pytest.param("A plain story\n\nwith two paragraphs", None, id="no-frame"),
        pytest.param("Fish &#38; chips &#9;", None, id="other-references"),
    ],
)
def test_the_story_is_what_stands_between_stx_and_etx(text, story):
    frame = find_frame(text)
    assert (text if story is None else story) == text[frame.start : frame.end]


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        pytest.param(
            IPTC,
            {
                "service_number": "062",
                "category": "i",
                "urgency": 4,
                "word_count": 211,
                "slugline": "Harbor-ferries",
                "version_created": datetime(2013, 11, 13, 11, 37, tzinfo=UTC),
            },
            id="iptc-7901",
        ),
        pytest.param(
            ANPA,
            {
                "service_number": "2870",
                "priority": "f",
                "category": "l",
                "slugline": "BC-XX--Harbor-Ferries",
                "word_count": 1049,
                "version_created": datetime(2013, 11, 13, 15, 9, tzinfo=UTC),
            },
            id="anpa-1312",
        ),
        pytest.param(
            SGML,
            {
                "service_number": "0316",
                "priority": "b",
                "category": "f",
                "slugline": "BC-HARBOR-<HBR>",
                "word_count": 94,
            },
            id="reuters-1987",
        ),
        pytest.param("\x02Text\n\x03071341 GMT Okt 15", {"version_created": datetime(2015, 10, 7, 13, 41, tzinfo=UTC)},
                     id="german-month"),
        pytest.param("\x02Text\n\x03311341 GMT Feb 15", {}, id="no-such-day"),
        pytest.param("\x02Text\n\x03071341 GMT Xyz 15", {}, id="no-such-month"),
        pytest.param("\x01b f BC-HARBOR   03-03 0094\n\x02Text", {
            "priority": "b", "category": "f", "slugline": "BC-HARBOR", "word_count": 94}, id="no-number"),
        pytest.param("\x01xyz062 4 i 211\n\x02Text", {
            "service_number": "062", "category": "i", "urgency": 4, "word_count": 211}, id="no-keyword-line"),
        pytest.param("A plain story", {}, id="no-frame"),
    ],
)  # fmt: skip
def test_header_and_trailer_become_fields(text, fields):
    found = dict(frame_fields(text, find_frame(text)))
    assert fields == {name: one.value for name, one in found.items()}
