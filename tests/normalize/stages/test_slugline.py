"""read_slugline finds the keyword line above a story."""

import pytest

from normalize.stages.slugline import read_slugline


@pytest.mark.parametrize(
    ("line", "slugline"),
    [
        pytest.param("TESSEN-MAYOR/", "TESSEN-MAYOR/", id="reuters"),
        pytest.param("TESSEN-MAYOR/COUNCIL/ (UPDATE 2, PIX)", "TESSEN-MAYOR/COUNCIL/", id="reuters-with-marks"),
        pytest.param("Germany-politics/", "Germany-politics/", id="dpa"),
        pytest.param("FERRIES/", "FERRIES/", id="one-word"),
        pytest.param("AP-US--Harbour-Ferries, 4th Ld-Writethru", "AP-US--Harbour-Ferries", id="ap"),
        pytest.param("^BC-ISL--Lighthouse Keeper", "BC-ISL--Lighthouse Keeper", id="anpa"),
    ],
)
def test_a_keyword_line_is_read_and_taken_off(after, page, shown, line, slugline):
    judged = after(page(above=f"{line}|Ferries sail again"), read_slugline)
    assert judged.value("slugline") == slugline
    assert shown(judged)[0] == ("header", line)


@pytest.mark.parametrize(
    "above",
    [
        pytest.param("AC/DC sell out the stadium", id="slash-in-a-headline"),
        pytest.param("Ferries/trains: what runs on Monday", id="slash-and-more"),
        pytest.param("and/or/", id="lower-case"),
        pytest.param("UN-led talks go on", id="hyphen-in-a-headline"),
        pytest.param("One|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten|Eleven|TESSEN-MAYOR/", id="far-below-the-top"),
    ],
)
def test_other_lines_are_left_alone(after, page, above):
    document = after(page(above=above), read_slugline)
    assert document.value("slugline") is None
    assert {span.place.value for span in document.spans} == {"body"}


def test_a_slugline_of_the_format_is_kept(document, page):
    read = document(page(above="TESSEN-MAYOR/")).with_field("slugline", "OTHER", "iptc7901.keyword")
    assert read_slugline(read) is read
