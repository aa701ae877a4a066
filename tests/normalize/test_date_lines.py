"""A date line is told by its form in any language; sentences, prices and counters are none."""

import pytest

from normalize.date_lines import is_bare_time, is_date_line


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("20 Nisan 2026 • Güncelleme: 20 Nisan 2026", id="twice-with-a-label"),
        pytest.param("Julkaistu 12.3.2025 klo 18.40", id="fi"),
        pytest.param("12 மார்ச் 2025, 18:40", id="ta"),
        pytest.param("12 มีนาคม 2568 18:40 น.", id="thai-year"),
        pytest.param("2023 11/ 17 20:52:15", id="spaced"),
    ],
)
def test_a_date_line(line):
    assert is_date_line(line)


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("On 12 March 2025 the harbour office closed the outer basin", id="sentence"),
        pytest.param("Northern Ferries 45.20 +0.55", id="prices"),
        pytest.param("12 March 2025: 14 ships, 3 ferries", id="other-figures"),
        pytest.param("Nothing in it", id="no-figure"),
    ],
)
def test_no_date_line(line):
    assert not is_date_line(line)


@pytest.mark.parametrize(("figures", "is_time"), [("2023-11-17 20:52", True), ("18:40", True), ("12.50 13.10", False)])
def test_figures_alone_are_a_time_only_in_its_form(figures, is_time):
    assert is_bare_time(figures) is is_time
