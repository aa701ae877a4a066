"""The phrase lists hold what they promise."""

import re
from importlib.resources import files

import pytest

from normalize.lists import groups_of
from normalize.phrasebook import Sign, end_of, first_key, fold, phrasebook

FOLDER = files("normalize").joinpath("phrases")
LISTS = sorted(path.name.removesuffix(".toml") for path in FOLDER.iterdir() if path.name.endswith(".toml"))
LANGUAGES = (
    "en de fr es pt it nl sv no da fi pl cs sk hu ro bg ru uk el tr ar fa he hi bn ur zh ja ko th vi id".split()  # noqa: SIM905
)


@pytest.mark.parametrize("name", LISTS)
def test_each_group_names_its_language_and_its_source(name):
    for group in groups_of(name):
        assert group["language"]
        assert re.match(r"seen on many sites|general knowledge|agency style guides|AP Stylebook", group["source"])


@pytest.mark.parametrize("name", ["share", "openers", "nav", "comment", "ad", "subscribe"])
def test_the_lists_of_the_page_know_every_language(name):
    known = {language for group in groups_of(name) for language in group["language"].split()}
    assert set(LANGUAGES) - known == set()


@pytest.mark.parametrize(
    ("line", "folded"),
    [
        ("  Share  post: ", "share post"),
        ("İşlemleri", "işlemleri"),
        ("L’article", "l'article"),
        ("【责任编辑】", "责任编辑"),
    ],
)
def test_a_line_is_folded(line, folded):
    assert fold(line) == folded


def test_a_phrase_in_two_lists_counts_for_the_first():
    assert phrasebook().whole["réagir"] is Sign.COMMENT


def test_words_and_letters_are_keys():
    assert (first_key("share post"), first_key("分享到"), first_key("…")) == ("share", "分", "…")


def test_the_end_of_a_phrase_is_found_though_folding_changes_lengths():
    assert end_of("İlgili Haber: Ferries", "ilgili haber") == len("İlgili Haber")
    assert end_of("Ferries", "ilgili haber") == 0
