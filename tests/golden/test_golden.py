"""The stories of the tour come out as a person has read and approved them; the sample story is perfect."""

import json
from pathlib import Path

import pytest

from ingest.raw import RawCopy
from normalize.chain import build_chain
from normalize.normalizer import normalize
from tests.golden.write import GOLDEN, RECEIVED, TOUR, golden_file, golden_text, raw_copies


@pytest.mark.parametrize("path", raw_copies(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_raw_copy_of_the_tour_becomes_its_golden_article(path):
    assert golden_text(path) == golden_file(path).read_text(encoding="utf-8")


def test_every_golden_file_belongs_to_a_raw_copy():
    assert {file.name for file in GOLDEN.iterdir()} == {golden_file(path).name for path in raw_copies()}


@pytest.fixture
def sample() -> Path:
    return TOUR / "sample" / "macron-moscow.txt"


@pytest.fixture
def article(sample):
    return normalize(RawCopy("tour", "tour", sample.name, "text/plain", RECEIVED, sample.read_bytes()), build_chain())


def test_it_is_the_kits_case_unchanged(sample, corpus):
    assert sample.read_bytes() == (corpus / "wire" / "000-seed-macron" / "raw.txt").read_bytes()


def test_its_body_is_the_kits_gold_with_the_repair_made(article, corpus):
    gold = json.loads((corpus / "wire" / "000-seed-macron" / "gold.json").read_text(encoding="utf-8"))
    expected = [text.replace("althoughMacron", "although Macron") for text in gold["body"]]
    assert [paragraph.text for paragraph in article.body] == expected


def test_headline(article):
    assert article.headline == "France’s Macron flies to Moscow in high-risk diplomatic mission"


def test_dateline(article):
    assert (article.dateline.place, article.dateline.agency, article.dateline.date) == (
        ("Moscow",),
        "Reuters",
        None,
    )


def test_twelve_paragraphs_without_the_dateline(article):
    assert len(article.body) == 12
    assert article.body[0].text.startswith("French President Emmanuel Macron flies to Moscow on Monday")


def test_four_teasers_each_with_its_own_dateline_the_last_with_two_places(article):
    assert [(teaser.headline, teaser.snippet, teaser.dateline.place) for teaser in article.teasers] == [
        (
            "For Kuwait’s new emir, Saudi ties are seen as key",
            "Sheikh Meshal al-Ahmad al-Sabah was named...",
            ("Kuwait",),
        ),
        (
            "Pope Francis deplores Israeli killings of civilians at Gaza church",
            "Pope Francis on Sunday again...",
            ("Vatican City",),
        ),
        (
            "Palestinians must find new path from Israeli rule after war, top official says",
            "Immediately after Israel's war in Gaza...",
            ("Ramallah",),
        ),
        (
            "Israel says it struck Hezbollah sites after attacks from Lebanon",
            "Israel said on Sunday it had...",
            ("Jerusalem", "Beirut"),
        ),
    ]
    assert {teaser.dateline.agency for teaser in article.teasers} == {"Reuters"}


def test_the_share_line_is_removed_as_share(article):
    assert [(one.kind, one.text) for one in article.removed] == [("share", "Share post:")]


def test_the_one_repair_is_noted_and_can_be_undone(article):
    (repair,) = article.document.repairs
    assert (repair.raw, repair.fixed) == ("althoughMacron", "although Macron")
    assert article.document.text[repair.start : repair.end] == repair.raw


def test_nothing_else_is_claimed(article):
    assert (article.byline, article.wire_move, article.language) == (None, None, "en")
