"""Titles lose the name of the site and nothing else."""

import pytest

from normalize.readers.page_titles import without_site

CASES = {
    "bar": ("Ferry stays | Harbor Post", ["Harbor Post"], [], "", "Ferry stays"),
    "dash-and-section": ("Ferry stays - Local | Harbor Post", ["Harbor Post"], ["Ferry stays"], "", "Ferry stays"),
    "site-first": ("Harbor Post: Ferry stays", ["Harbor Post"], [], "", "Harbor Post: Ferry stays"),
    "site-first-with-a-dash": ("Harbor Post - Ferry stays", ["Harbor Post"], [], "", "Ferry stays"),
    "by-its-host": ("Ferry stays – harborpost.example", [], [], "www.harborpost.example", "Ferry stays"),
    "glued-host": ("Ferry stays | Harbor Post", [], [], "www.harborpost.example", "Ferry stays"),
    "a-dash-of-its-own": ("Brexit - the end", ["Harbor Post"], [], "harborpost.example", "Brexit - the end"),
    "the-heading-itself": ("Ferry | Post", ["Post"], ["Ferry | Post"], "", "Ferry | Post"),
    "nothing-but-the-site": ("Harbor Post", ["Harbor Post"], [], "", "Harbor Post"),
}


@pytest.mark.parametrize(("title", "sites", "headings", "host", "expected"), CASES.values(), ids=CASES)
def test_the_site_goes(title, sites, headings, host, expected):
    assert without_site(title, sites, headings, host) == expected
