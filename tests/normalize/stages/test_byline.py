"""read_byline finds the writer, the surest form first."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from normalize.document import Document, Place
from normalize.stages.byline import read_byline

HEADLINE = "Ferries sail again across the strait after the storm"
DATE = "Published 11:11 PM EST Nov 19, 2019"


def run(after: Callable[..., Document], copy: str) -> Document:
    return after(copy, read_byline, with_earlier=True)


@pytest.mark.parametrize(
    ("above", "name"),
    [
        pytest.param("By Ann Lee", "Ann Lee", id="by"),
        pytest.param("^By ANN LEE and TOM POE=", "ANN LEE and TOM POE", id="anpa"),
        pytest.param("Von Ann Lee und Tom Poe, dpa", "Ann Lee und Tom Poe, dpa", id="von"),
        pytest.param("di Anna Leone", "Anna Leone", id="di"),
        pytest.param("by Ann Lee22 Dec 2016651", "Ann Lee", id="fused-date-and-counter"),
        pytest.param("By Associated Press", "Associated Press", id="by-agency"),
        pytest.param(f"Ann Lee, AP National Security Writer|{DATE}", "Ann Lee", id="function-left-out"),
        pytest.param(f"Harbour News wire services|{DATE}", "Harbour News wire services", id="desk-beside-the-date"),
        pytest.param("Ann Maria Lee / HARBOUR.COM / Apr 16, 2026, 14:04 IST", "Ann Maria Lee", id="row-with-date"),
        pytest.param("Associated PressApril 28, 2023 GMT", "Associated Press", id="agency-fused-with-a-date"),
        pytest.param("EFE EFE", "EFE", id="agency-twice"),
        pytest.param("AFP/The Harbour - news@example.org", "AFP/The Harbour", id="agency-and-house"),
        pytest.param("Quelle: dpa Sport", "dpa Sport", id="source"),
        pytest.param(
            f"{DATE}|Friedrich Berg|Foto: REUTERS/Ann Lee|Piotr Mostowski|Reklama", "Piotr Mostowski", id="alone"
        ),
    ],
)
def test_the_byline_is_found_between_headline_and_story(after, page, above, name):
    assert run(after, page(above=f"{HEADLINE}|{above}", below="Share|Facebook")).value("byline") == name


@pytest.mark.parametrize(
    ("below", "name"),
    [
        pytest.param("Lê Phương|Share|Facebook", "Lê Phương", id="name"),
        pytest.param("순천, 광양 구현모 기자 ninek@example.com|Share|Facebook", "구현모", id="korean"),
    ],
)
def test_a_reporters_name_below_the_story_is_found(after, page, below, name):
    assert run(after, page(above=f"World|{HEADLINE}", below=below)).value("byline") == name


def test_the_line_takes_the_place(after, page):
    judged = run(after, page(above=f"{HEADLINE}|By Ann Lee"))
    assert [judged.of(span) for span in judged.spans if span.place is Place.BYLINE] == ["By Ann Lee"]


def test_a_byline_below_the_deck_is_found_beside_the_date(after, story):
    copy = "\n\n".join((HEADLINE, f"Essen. {story[0]}", "Von Paula Cewe", "05.11.2025, 18:00 Uhr", *story[1:]))
    assert run(after, copy).value("byline") == "Paula Cewe"


@pytest.mark.parametrize(
    "above",
    [
        pytest.param("By the end of the week all ferries will sail", id="sentence-that-begins-with-by"),
        pytest.param("Von den Fähren im Hafen.", id="full-stop"),
        pytest.param(f"STRAIT OF HARBOUR|{DATE[:0]}", id="capitals"),
        pytest.param("Prime Minister", id="title"),
    ],
)
def test_no_byline_is_found(after, page, above):
    assert run(after, page(above=f"{HEADLINE}|{above}")).value("byline") is None


def test_a_byline_that_is_known_is_kept(document, page):
    read = document(page(above=f"{HEADLINE}|By Ann Lee")).with_field("byline", "Tom Poe", "nitf/byline")
    assert read_byline(read) is read


def test_nothing_is_read_off_a_settled_document(document, page):
    read = document(page(above=f"{HEADLINE}|By Ann Lee"))
    settled = replace(read, spans=tuple(replace(span, stage="settle_body") for span in read.spans))
    assert read_byline(settled) is settled


@pytest.mark.parametrize(
    ("lead", "name"),
    [
        ("(서울=연합뉴스) 홍길동 기자 = 새 다리의 개통이 폭풍으로 2주 연기됐다고 장관이 12일 밝혔다.", "홍길동"),
        ("【ワシントン＝山田太郎】国土交通相は12日、新しい橋の開通を二週間延期すると発表した。", "山田太郎"),
    ],
)
def test_the_reporter_whom_the_dateline_names_is_the_byline(after, lead, name):
    assert after(lead, read_byline, with_earlier=True).value("byline") == name
