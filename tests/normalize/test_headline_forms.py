"""Tags, imprints, timed items and fused lists are no headlines; a line of headline and snippet is parted."""

import pytest

from normalize.headline_forms import is_no_headline, split_fused

HEADLINE = "Ferries sail again across the strait after the storm"


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("Polityka Partie Porty Miejsca Regiony Morze Wybrzeże Promy", id="tags"),
        pytest.param("时政 地方 法治 高层 人事 理论 国际", id="tags-without-spaces-in-words"),
        pytest.param("Northern Ferries Group GmbH", id="imprint"),
        pytest.param("(Visited 122 times, 11 visits today)", id="enclosed"),
        pytest.param("4:11 Pilots warn of swell in the strait", id="timed"),
        pytest.param("Storm in the straitFerriesPilots of the bay", id="links-without-spaces"),
        pytest.param("The report is here: ➡️ Download", id="pointing"),
        pytest.param(" ".join([HEADLINE] * 5), id="several-in-one-line"),
    ],
)
def test_no_headline(line):
    assert is_no_headline(line)


@pytest.mark.parametrize(
    "line",
    [
        HEADLINE,
        "Saban, Alabama Star Headline NFL Draft Class",
        "MacBook maker sues over the port of Tessen",
        "Fährleute legen Arbeit nieder: Was Reisende nun wissen müssen",
    ],
)
def test_a_headline(line):
    assert not is_no_headline(line)


def test_headline_and_snippet_in_one_line_are_parted():
    assert split_fused(f"{HEADLINE} The operator said that all ships were…") == (
        HEADLINE,
        "The operator said that all ships were…",
    )


@pytest.mark.parametrize("line", [HEADLINE, f"{HEADLINE}…", "The Ferry And The Storm Of The Year In The Bay…"])
def test_one_headline_is_not_parted(line):
    assert split_fused(line) is None
