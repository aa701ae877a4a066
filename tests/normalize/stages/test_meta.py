"""find_meta takes dates, times and reading times, and leaves the time sub-heads of a running story."""

import pytest

from normalize.stages.meta import find_meta


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("Updated 5:27 am CST, Wednesday, November 20, 2019", id="en"),
        pytest.param("2 minute readApril 25, 20232:26 PM GMT+2", id="fused"),
        pytest.param("16.05.2024, 11:26 Uhr • Lesezeit: 5 Minuten", id="de"),
        pytest.param("Publié le 30 août 2023 à 14h52, modifié le 30 août 2023", id="fr"),
        pytest.param("Miércoles 04 mayo de 2022 | 01:10", id="es"),
        pytest.param("21.dez.2018 às 12h55", id="pt"),
        pytest.param("Aktualizacja: 02.02.2025 23:49", id="pl"),
        pytest.param("15 августа 2016, 13:43", id="ru"),
        pytest.param("Son Güncelleme : 30.04.2024 - 16:49", id="tr"),
        pytest.param("الأربعاء، 28 آب/اغسطس 2013، آخر تحديث 14:00 (GMT+0400)", id="ar"),
        pytest.param("শনিবার, আগস্ট ২৯, ২০২০ | ১০:৪৬ পূর্বাহ্ণ", id="bn"),
        pytest.param("2023-11-17 20:52:15 来源： 新华网", id="zh-with-source"),
        pytest.param("EFE | Abril 21, 2022", id="agency-and-date"),
        pytest.param("Published by the harbour office in 2019", id="lead-and-figure"),
    ],
)
def test_a_date_line_is_placed(place_of, line):
    assert place_of(find_meta, line) == "meta"


def test_an_agencys_bare_name_is_placed(place_of):
    assert place_of(find_meta, "AFP", "above") == "meta"


def test_a_text_that_is_nothing_but_a_name_stays(after, shown):
    assert shown(after("Reuters", find_meta)) == [("body", "Reuters")]


@pytest.mark.parametrize(
    ("line", "where"),
    [
        pytest.param("10 p.m.", "inside", id="time-sub-head"),
        pytest.param("Today (Wednesday, October 14)", "above", id="day-above-a-list-in-plain-copy"),
        pytest.param("In 2019 the ferries carried three million passengers.", "inside", id="sentence"),
        pytest.param("Three years later", "inside", id="no-figure"),
        pytest.param("The line was founded in|October 1986.", "inside", id="rest-of-a-wrapped-line"),
    ],
)
def test_a_line_of_the_story_stays(place_of, line, where):
    assert place_of(find_meta, line, where) == "body"
