"""The grammar of datelines, by agency."""

import pytest

from normalize.datelines import is_city, opens_dated, parse_dateline, parse_own_line
from normalize.document import Dateline

MARKED = (
    ("reuters", "Moscow (Reuters) – ", ("Moscow",), "Reuters", None),
    ("reuters-date", "KATHMANDU, April 25 (Reuters) - ", ("KATHMANDU",), "Reuters", "April 25"),
    ("reuters-two-places", "Jerusalem/Beirut (Reuters) - ", ("Jerusalem", "Beirut"), "Reuters", None),
    ("reuters-no-place", "Jan 30 (Reuters) - ", (), "Reuters", "Jan 30"),
    ("reuters-agency-alone", "(Reuters) — ", (), "Reuters", None),
    ("reuters-1987", "THE HAGUE, March 2 - ", ("THE HAGUE",), None, "March 2"),
    (
        "reuters-1987-agency-without-marks",
        "TAUPO, New Zealand, March 23, Reuter - ",
        ("TAUPO, New Zealand",),
        "Reuter",
        "March 23",
    ),
    ("reuters-1987-lost-space", "PARIS,March 16 - ", ("PARIS",), None, "March 16"),
    ("reuters-1987-stars", "****LONDON, March 5 - ", ("LONDON",), None, "March 5"),
    ("ap-anpa", "CHATHAM, Mass. (AP) _ ", ("CHATHAM, Mass.",), "AP", None),
    ("aap-afp", "SEOUL, Nov 26 AFP - ", ("SEOUL",), "AFP", "Nov 26"),
    ("afp", "Paris, 28 avr 2023 (AFP) - ", ("Paris",), "AFP", "28 avr 2023"),
    ("dpa", "San Diego (tca/dpa) - ", ("San Diego",), "tca/dpa", None),
    ("efe", "Madrid, 28 abr (EFE).- ", ("Madrid",), "EFE", "28 abr"),
    ("ansa", "(ANSA) - ROMA, 4 GEN - ", ("ROMA",), "ANSA", "4 GEN"),
    ("xinhua-missing-space", "BRISBANE, Australia, Jan. 1(Xinhua) -- ", ("BRISBANE, Australia",), "Xinhua", "Jan. 1"),
    ("xinhua-zh", "新华社北京11月17日电 ", ("北京",), "新华社", "11月17日"),
    ("xinhua-place-not-listed", "新华社某镇电 ", ("某镇",), "新华社", None),
    ("cna", "（中央社記者王揚宇台北28日電）", ("台北",), "中央社", "28日"),
    ("yonhap-ko", "(서울=연합뉴스) 홍길동 기자 = ", ("서울",), "연합뉴스", None),
    ("jiji", "【ソウル時事】", ("ソウル",), "時事", None),
    ("ja-reporter", "【モスクワ＝田中】", ("モスクワ",), None, None),
    ("afp-ja", "【4月28日 AFP】", (), "AFP", "4月28日"),
    ("reuters-ja", "［ロンドン　２８日　ロイター］ - ", ("ロンドン",), "ロイター", "２８日"),
    ("cnn-ar", "دمشق، سوريا (CNN) -- ", ("دمشق، سوريا",), "CNN", None),
    ("ria", "МОСКВА, 28 апр - РИА Новости. ", ("МОСКВА",), "РИА Новости", "28 апр"),
    ("tass", "МОСКВА, 28 апреля. /ТАСС/. ", ("МОСКВА",), "ТАСС", "28 апреля"),
    ("interfax", "Москва. 28 апреля. INTERFAX.RU - ", ("Москва",), "INTERFAX.RU", "28 апреля"),
    ("ctk", "Praha 28. dubna (ČTK) - ", ("Praha",), "ČTK", "28. dubna"),
    ("mti", "Budapest, 2023. április 28., péntek (MTI) - ", ("Budapest",), "MTI", "2023. április 28., péntek"),
    ("bhasha", "नयी दिल्ली, 28 अप्रैल (भाषा) ", ("नयी दिल्ली",), "भाषा", "28 अप्रैल"),
    ("europa-press", "MADRID, 28 (EUROPA PRESS) ", ("MADRID",), "EUROPA PRESS", "28"),
    ("agency-after-a-comma", "Jakarta, CNN -- ", ("Jakarta",), "CNN", None),
    ("pti-no-dash", "WASHINGTON, May 1 (PTI) ", ("WASHINGTON",), "PTI", "May 1"),
)


@pytest.mark.parametrize(("printed", "place", "agency", "date"), [pytest.param(*row, id=name) for name, *row in MARKED])
def test_a_marked_dateline_is_read(printed, place, agency, date):
    found = parse_dateline(f"{printed}渡轮" if not printed[0].isascii() else f"{printed}Ferries")
    assert found is not None
    assert found.is_marked
    assert found.end == len(printed)
    assert found.dateline == Dateline(place, agency, date, printed)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        pytest.param("München/London – Kurz", ("München", "London"), id="two-places"),
        pytest.param("Dekalb, Ill. — Mike", ("Dekalb, Ill.",), id="region"),
        pytest.param("NEW YORK - The", ("NEW YORK",), id="hyphen"),
        pytest.param("BHOPAL: Madhya", ("BHOPAL",), id="colon"),
        pytest.param("Riad. Die", ("Riad",), id="full-stop"),
        pytest.param("Fischer: Warum", ("Fischer",), id="a-guess-that-is-wrong"),
    ],
)
def test_an_unmarked_dateline_is_a_guess(text, place):
    found = parse_dateline(text)
    assert found is not None
    assert (found.dateline.place, found.is_marked) == (place, False)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Matt Le Tissier (soccer) - Former forward", id="person-and-sport"),
        pytest.param("France (AP) said that it was safe", id="agency-without-separator"),
        pytest.param("the company (Reuters) - said", id="lower-case"),
        pytest.param("The company, March 2 - ended its year", id="lower-case-before-a-date"),
        pytest.param("1878: Two local teams took part", id="year"),
        pytest.param("KIEV, seat 12 - The", id="figure-that-is-no-date"),
        pytest.param("A Very Long Name Of Some Town Near The Sea (AP) - The", id="too-many-words"),
        pytest.param("NICE, in the spring of that same year and the next one 1987 (AP) - The", id="long-date"),
        pytest.param("（写真=연합뉴스）한국", id="picture-credit"),
        pytest.param("（某人）说", id="bracket-of-no-place"),
        pytest.param("", id="empty"),
    ],
)
def test_other_openings_are_none(text):
    assert parse_dateline(text) is None


@pytest.mark.parametrize(
    ("line", "place", "agency"),
    [
        pytest.param("PTI, Washington,", ("Washington",), "PTI", id="pti"),
        pytest.param("AFP, MANILA", ("MANILA",), "AFP", id="afp"),
        pytest.param("CNN —", (), "CNN", id="agency-and-dash"),
        pytest.param("AUBURN, Wash. —", ("AUBURN, Wash.",), None, id="place-and-dash"),
        pytest.param("São Paulo", ("São Paulo",), None, id="listed-place"),
    ],
)
def test_a_line_that_is_a_dateline_is_read(line, place, agency):
    read = parse_own_line(line)
    assert read is not None
    assert (read.place, read.agency, read.raw) == (place, agency, line)


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("Extra points", id="words"),
        pytest.param("10 p.m. —", id="figures"),
        pytest.param(" — ", id="dash"),
        pytest.param("Ann Lee, Example Press", id="name-and-house"),
        pytest.param("word by word —", id="lower-case"),
    ],
)
def test_other_lines_are_none(line):
    assert parse_own_line(line) is None


def test_slash_parts_must_all_be_listed():
    assert is_city("Berlin/London")
    assert not is_city("Berlin/Nirgendwo")


@pytest.mark.parametrize(
    ("text", "opens"),
    [
        pytest.param("NEW YORK, March 6 - First", True, id="date"),
        pytest.param("NEW YORK, March 6 -", False, id="nothing-follows"),
        pytest.param("NEW YORK - First", False, id="unmarked"),
        pytest.param("new york (AP) - First", False, id="lower-case"),
        pytest.param("Ferries across the strait sailed again", False, id="no-separator"),
    ],
)
def test_a_text_opens_with_a_marked_dateline_or_not(text, opens):
    assert opens_dated(text) is opens
