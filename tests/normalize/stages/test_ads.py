"""find_ads takes the slugs of advertisements, and only them."""

import pytest

from normalize.stages.ads import find_ads


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("Advertisement · Scroll to continue", id="reuters-com"),
        pytest.param("Anzeige", id="de"),
        pytest.param("Reklama", id="pl"),
        pytest.param("La suite après cette publicité", id="fr"),
        pytest.param("Artikeln fortsätter efter annonsen", id="sv"),
        pytest.param("РЕКЛАМА", id="ru"),
        pytest.param("広告", id="ja"),
    ],
)
def test_an_advertising_slug_is_placed(place_of, line):
    assert place_of(find_ads, line, "inside") == "ad"


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("Advertisements for the crossing were pulled from the papers.", id="begins-a-sentence"),
        pytest.param("Advertising pays for the smaller ferries", id="longer-line"),
    ],
)
def test_a_story_on_advertising_stays(place_of, line):
    assert place_of(find_ads, line, "inside") == "body"
