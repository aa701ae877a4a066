"""The article in a page's JSON-LD, however it is wrapped."""

import pytest

from normalize.readers.page_json_ld import names_of, read_json_ld, text_of, texts_of

ARTICLE = '{"@type": "NewsArticle", "headline": "Ferry stays"}'
WRAPPED = {
    "plain": ARTICLE,
    "array": f"[{ARTICLE}]",
    "graph": f'{{"@context": "https://schema.org", "@graph": [{{"@type": "WebSite", "name": "Post"}}, {ARTICLE}]}}',
    "nested": f'{{"@type": "WebPage", "mainEntity": {ARTICLE}}}',
    "full-name": ARTICLE.replace("NewsArticle", "https://schema.org/NewsArticle"),
    "comment": f"<!-- {ARTICLE} -->",
    "cdata": f"//<![CDATA[\n{ARTICLE}\n//]]>",
    "last-comma": '{"@type": "NewsArticle", "headline": "Ferry stays",}',
    "escaped": ARTICLE.replace('"', "&quot;"),
    "line-break-in-a-string": '{"@type": "NewsArticle", "headline": "Ferry stays", "description": "a\nb"}',
}


@pytest.mark.parametrize("script", WRAPPED.values(), ids=WRAPPED)
def test_the_article_is_found(script):
    assert read_json_ld(["no json", script])["headline"] == "Ferry stays"


def test_of_several_the_one_that_says_most_is_taken():
    bare = '{"@type": "Article", "headline": "Bridge closes"}'
    full = '{"@type": "Article", "headline": "Ferry stays", "author": "Jane Roe", "datePublished": "2026-05-04"}'
    assert read_json_ld([bare, full])["headline"] == "Ferry stays"


@pytest.mark.parametrize("script", ["", "{", "[" * 50_000, '{"@type": "Recipe-ish"}', "null", "3"])
def test_what_is_no_article_gives_nothing(script):
    assert read_json_ld([script]) == {}


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("Jane Roe", ["Jane Roe"]),
        ({"name": "Jane &amp; Co"}, ["Jane & Co"]),
        ([{"name": ["Jane Roe"]}, "John Doe", 3], ["Jane Roe", "John Doe"]),
        ({"url": "x"}, [""]),
        (None, []),
    ],
)
def test_names(value, names):
    assert names_of(value) == names


def test_texts_of_a_list_a_thing_or_a_line():
    assert texts_of("ferries, fares,") == ("ferries", "fares")
    assert texts_of([{"name": "ferries"}, "fares", "fares", None]) == ("ferries", "fares")
    assert texts_of(None) == ()
    assert text_of([None, {"@value": "Ferry"}]) == "Ferry"
