"""find_promos takes notices of the house and the heads of story lists."""

import pytest

from normalize.stages.promos import find_promos


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("Most Popular", id="list-head"),
        pytest.param("More from Reuters", id="list-head-by-its-beginning"),
        pytest.param("More US Stories", id="short-opener"),
        pytest.param("Read more on this topic", id="opener-without-headline"),
        pytest.param("READ MORE:", id="opener-alone"),
        pytest.param("Read >", id="opener-and-mark"),
        pytest.param("Download our app", id="house"),
        pytest.param("The reporter can be reached at harbour@example.org", id="writer's-address"),
        pytest.param("Das könnte Sie auch interessieren", id="de"),
        pytest.param("Lee también...", id="es"),
        pytest.param("читайте также", id="ru"),
        pytest.param("الأكثر تصفحاً", id="ar"),
        pytest.param("この記事を読んだ人はこんな記事も", id="ja"),
    ],
)
def test_a_notice_of_the_house_is_placed(place_of, line):
    assert place_of(find_promos, line) == "promo"


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("Related: Ferry sinks in the strait, all passengers safe", id="opener-with-headline"),
        pytest.param("More soviet grain buying from overseas tied to price", id="headline-that-begins-like-an-opener"),
        pytest.param("Most popular among the passengers is the evening ferry, which also takes cars.", id="sentence"),
        pytest.param("More in sorrow than in anger.", id="short-sentence"),
        pytest.param("More to come: the swell", id="with-a-colon"),
    ],
)
def test_other_lines_stay(place_of, line):
    assert place_of(find_promos, line) == "body"
