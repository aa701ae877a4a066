"""Bodies of equal words have one name, bodies of other words another."""

import pytest

from normalize.article import Article, Paragraph
from normalize.document import Document, Place
from normalize.likeness import body_hash, count_words


def _article(*paragraphs: str) -> Article:
    body = tuple(Paragraph(text, Place.BODY) for text in paragraphs)
    return Article(document=Document("", ()), body=body)


@pytest.mark.parametrize(
    "paragraphs",
    [
        pytest.param(("THE FERRY SAILED, he said.",), id="case-and-punctuation"),
        pytest.param(("The ferry", "sailed  he\nsaid"), id="paragraphs-and-white-space"),
        pytest.param(("The ferry sailed – “he said”",), id="quotation-marks-outside-ascii"),
        pytest.param(("The ｆerry sailed he said",), id="full-width-letters"),
    ],
)
def test_equal_words_have_one_name(paragraphs):
    assert body_hash(_article("The ferry sailed, he said.")) == body_hash(_article(*paragraphs))


@pytest.mark.parametrize("text", ["The ferry sailed, she said.", "The ferry sailed, he said 2.", "Die Fähre fuhr.", ""])
def test_other_words_have_another(text):
    assert body_hash(_article("The ferry sailed, he said.")) != body_hash(_article(text))


@pytest.mark.parametrize(
    ("text", "words"),
    [("The ferry sailed.", 3), ("", 0), ("日本銀行は会合を開いた", 5), ("Ferry 日本 sailed", 3)],
)
def test_words_are_counted_in_any_script(text, words):
    assert words == count_words(text)
