"""Names of elements are read word by word."""

import pytest

from normalize.document import Place
from normalize.readers.page_classes import part_named


@pytest.mark.parametrize(
    ("names", "place"),
    [
        ("related-posts", Place.PROMO),
        ("relatedPosts", Place.PROMO),
        ("widget RELATED_ARTICLES", Place.PROMO),
        ("js-share-bar", Place.SHARE),
        ("newsletter__box", Place.SUBSCRIBE),
        ("cookie-banner", Place.NAV),
        ("wp-caption-text", Place.CAPTION),
        ("article-byline", Place.META),
        ("correction", Place.EDNOTE),
        ("post-excerpt", Place.PROMO),
    ],
)
def test_a_name_tells_the_part(names, place):
    named = part_named(names)
    assert named is not None
    assert named.part[0] is place


@pytest.mark.parametrize(
    "names", ["", "article-body", "shareholder", "advance", "navy", "commented", "subscriber2x", "éé"]
)
def test_a_name_that_only_looks_alike_tells_nothing(names):
    assert part_named(names) is None


def test_of_two_names_the_first_listed_counts_and_pictures_count_weakly():
    assert part_named("nav share").part[0] is Place.SHARE
    assert part_named("photo").is_weak
    assert not part_named("caption").is_weak
