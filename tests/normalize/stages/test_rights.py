"""find_rights takes copyright lines, also the trust line glued to a credit."""

import pytest

from normalize.stages.rights import find_rights


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(
            "Copyright 2019 The Associated Press. All rights reserved. This material may not be published.", id="ap"
        ),
        pytest.param("Copyright 2019 Press TV", id="copyright-alone"),
        pytest.param("© dpa-infocom, dpa:230428-99-483045/5", id="dpa"),
        pytest.param("© RIPRODUZIONE RISERVATA", id="it"),
        pytest.param("© Example Press", id="mark-and-name"),
        pytest.param("(c) 2018 Harbour Post", id="mark-in-letters"),
        pytest.param("Tous droits réservés", id="fr"),
        pytest.param("Все права защищены", id="ru"),
        pytest.param("무단 전재 및 재배포 금지", id="ko"),
    ],
)
def test_a_rights_line_is_placed(place_of, line):
    assert place_of(find_rights, line) == "copyright"


def test_the_trust_line_is_cut_off_the_credit_before_it(after, shown):
    copy = "The ferries sailed again on Monday after the storm. Our Standards: The Thomson Reuters Trust Principles."
    assert shown(after(copy, find_rights)) == [
        ("body", "The ferries sailed again on Monday after the storm."),
        ("copyright", "Our Standards: The Thomson Reuters Trust Principles."),
    ]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("Copyright law was the matter of the hearing on Monday, the court said.", id="story-on-copyright"),
        pytest.param("A ferry in the strait. © Ann Lee/Example Press", id="caption"),
    ],
)
def test_other_lines_stay(place_of, line):
    expected = "copyright" if line.startswith("Copyright law") else "body"
    assert place_of(find_rights, line) == expected
