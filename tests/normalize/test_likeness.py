"""Bodies of equal words have one name, bodies of other words another."""

import pytest

from normalize.article import Article, Paragraph
from normalize.document import Document, Place
from normalize.likeness import POSTINGS, body_hash, count_words, postings


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


STORY = (
    "The harbour council voted on Monday to rebuild the eastern breakwater after two winters of heavy storm damage. "
    "Mayor Ana Petrov said that work would begin in June and cost nine million crowns, half of it from the state. "
    "Fishermen had asked for the wall since a trawler sank at its moorings in the gale of last January. "
    "Engineers will drive piles of oak and concrete into the sea bed before they lay the stone that was ordered abroad."
)
UNSPACED = (
    "港湾評議会は月曜日、二度の冬の嵐で大きな被害を受けた東側の防波堤を再建することを決めた。"
    "市長は工事が六月に始まると述べた。"
)


def _shared(one, other):
    return len({*postings(*one)} & {*postings(*other)})


@pytest.mark.parametrize(
    ("headline", "body"),
    [
        pytest.param("Council to rebuild breakwater", STORY.upper(), id="capitals"),
        pytest.param("Wall to rise again by summer", STORY, id="another-headline"),
        pytest.param("Wall to rise again by summer", STORY[:110], id="the-first-paragraph-alone"),
        pytest.param("Wall to rise again by summer", STORY[200:], id="without-its-beginning"),
        pytest.param(
            "Breakwater: council to rebuild", "A new text that has no words of the old one.", id="the-headline"
        ),
    ],
)
def test_copies_share_postings(headline, body):
    assert _shared(("Council to rebuild breakwater", STORY), (headline, body)) > 0


@pytest.mark.parametrize(
    ("headline", "body"),
    [("Barley yields break records", STORY.replace(" ", " barley ")), ("", ""), ("Council", "Council")],
)
def test_other_stories_share_none(headline, body):
    assert _shared(("Council to rebuild breakwater", STORY), (headline, body)) == 0


def test_scripts_without_spaces_are_sampled_too():
    assert _shared(("", UNSPACED), ("", UNSPACED[:40])) > 0
    assert _shared(("", UNSPACED), ("", UNSPACED[::-1])) == 0


def test_an_alert_is_found_by_its_headline():
    one = ("Bank of Norvia leaves base rate at 4.5 percent", "Details to follow.")
    assert _shared(one, ("BANK OF NORVIA LEAVES BASE RATE AT 4.5 PERCENT - GOVERNOR", "More soon.")) > 0


@pytest.mark.parametrize(
    "body", ["", "word", "two words", STORY, STORY * 500, "\ud800 lone surrogate " * 9, UNSPACED * 50]
)
def test_an_article_has_few_postings_whatever_its_length(body):
    found = postings("Council to rebuild breakwater", body)
    assert len({*found}) == len(found) <= POSTINGS
    assert all(0 <= posting < 2**32 for posting in found)


def test_an_article_without_a_word_has_none():
    assert postings("", "...") == ()
