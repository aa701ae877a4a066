"""Copy that tempts: nothing of a story is lost, whatever its lines look like."""

from collections.abc import Callable

import pytest

from normalize.article import Article
from normalize.chain import build_chain
from normalize.errors import TooComplex
from normalize.normalizer import normalize

LEAD = "Ferries across the strait sailed again on Monday after a storm had kept them in port for three days."
SECOND = "The operator said that all ships were safe and that passengers would be taken across in the evening."
THIRD = "Harbour pilots warned that the swell would last, and asked the operator to keep the smaller ferries in port."
PAGE = ("Home", "World", "Ferries sail again after the storm", "12 March 2025 18:40", "Share", "Facebook", "X")
FOOT = ("Share this article", "Facebook", "Most read", "Minister at the top of the ticket in the north")

POEM = (
    *("The ferry goes out, the ferry comes in,", "the gulls cry over the bay,", "and we who wait on the harbour wall"),
    *("are waiting another day.", "The ferry goes out, the ferry comes in,", "the gulls cry over the bay."),
)
PRICES = (
    *("Closing prices in Harbour City", "Northern Ferries 45.20 +0.55", "Strait Lines 112.00 -1.40"),
    *("Bay Shipping 7.85 unch", "Dock and Yard 1,204.50 +12.25", "Pilot Holdings 33.10 -0.05"),
)
CELLS = ("Company", "Price", "Change", "Northern Ferries", "45.20", "0.55", "Strait Lines", "112.00", "1.40")
SPEECH = (
    *("Friends, fellow citizens!", "We have come a long way...", "Share this moment with me.", "Will we yield? Never!"),
    *(
        "Subscribe to no fear, I say to you.",
        "Read the signs of the times…",
        "And more than that: follow us, and you will see.",
    ),
)
ROUND_UP = (
    *("Harbour City (Northwind) - The harbour minister on Monday again asked for patience...",),
    *("Tessen (Northwind) - Police in the northern town said that they had found the missing boat...",),
    *("Old Port (Northwind) - A court heard how the yard had been sold for one crown...",),
    *("Marsh County (Northwind) - Farmers ended their blockade of the road to the sea...",),
)
TRANSCRIPT = (
    *("PILOT", "The swell will last until Thursday, as far as we can tell from the bridge.", "MINISTER"),
    *("Then the smaller ferries have to stay in port until Thursday, I am afraid.", "PILOT"),
    *("The larger ones can sail tonight, if the operator wants to take the risk of it.", "MINISTER"),
    *("The operator will have to answer that question for itself, not the ministry.",),
)
NUMBERED = (
    *("The five oldest ferries of the strait, by the year in which they were built:", "1) Aurora, built in the north"),
    *("2) Good Hope, once a mail ship", "3) Star of the Bay", "4) Old Lady, out of service", "5) Harbour Bell"),
)
TIMELINE = (
    *("How the storm went over the strait, as the harbour office wrote it down hour by hour on Monday.", "10:15"),
    *("The first ferry turns round and comes back to port with forty passengers on board.", "11:40"),
    *("The harbour office closes the outer basin to all ships that are shorter than sixty metres.", "14:05"),
    *("The wind drops, and the pilots go out for the first time since the early morning.",),
)


@pytest.fixture
def read(raw_copy) -> Callable[[str], Article]:
    return lambda copy: normalize(raw_copy(copy), build_chain())


def missing(article: Article, lines: tuple[str, ...]) -> list[str]:
    """The lines that are neither in the body nor the headline."""
    kept = " ".join([article.headline or "", *(paragraph.text for paragraph in article.body)])
    told = " ".join([kept, article.dateline.raw if article.dateline else ""])
    return [line for line in lines if line not in told]


@pytest.mark.parametrize(
    "story",
    [
        pytest.param(POEM, id="poem"),
        pytest.param(PRICES, id="share-prices"),
        pytest.param(CELLS, id="share-prices-cell-by-cell"),
        pytest.param(SPEECH, id="speech"),
        pytest.param(TRANSCRIPT, id="transcript"),
        pytest.param(NUMBERED, id="numbered-list"),
        pytest.param(TIMELINE, id="timeline"),
    ],
)
def test_plain_copy_of_an_odd_kind_keeps_every_line(read, story):
    assert missing(read("\n\n".join(story)), story) == []


@pytest.mark.parametrize(
    "story",
    [
        pytest.param((LEAD, *POEM, THIRD), id="poem-inside"),
        pytest.param((LEAD, *PRICES, THIRD), id="share-prices-inside"),
        pytest.param((LEAD, SECOND, *PRICES), id="share-prices-at-the-end"),
        pytest.param((LEAD, SECOND, *NUMBERED), id="numbered-list-at-the-end"),
        pytest.param((LEAD, SECOND, *TRANSCRIPT), id="transcript"),
        pytest.param((LEAD, *TIMELINE), id="timeline"),
        pytest.param((LEAD, '"Share this post," the message read, and thousands did so on Sunday.', THIRD), id="quote"),
        pytest.param((LEAD, "“Subscribe to our newsletter”, the paper begs under each story.", THIRD), id="quote-2"),
        pytest.param((LEAD, "„Teilen Sie diesen Beitrag“, stand unter dem Bild der Fähre.", THIRD), id="quote-de"),
        pytest.param((LEAD, "«Partagez cet article», disait le message aux marins du port.", THIRD), id="quote-fr"),
        pytest.param(
            (LEAD, "Share prices of ferry companies rose by four percent in Harbour City.", THIRD), id="shares"
        ),
        pytest.param(
            (LEAD, SECOND, "And then nobody said anything for a long time, not even the pilots..."), id="dots"
        ),
        pytest.param((LEAD, SECOND, "He could not go on …"), id="dots-in-a-short-line"),
    ],
)
def test_on_a_page_too(read, story):
    page = "\n\n".join((*PAGE, *story, *FOOT))
    assert missing(read(page), story) == []


def test_a_round_up_whose_every_paragraph_looks_like_a_teaser_is_kept(read):
    assert missing(read("\n\n".join(ROUND_UP)), ROUND_UP) == []


@pytest.mark.parametrize("word", ["Harbour", "Share", "港", "מלח", "1", "http://harbour.example/a"])
def test_one_word_is_kept(read, word):
    article = read(word)
    assert word in {article.headline, *(paragraph.text for paragraph in article.body)}


def test_right_to_left_and_mixed_scripts_stay_as_they_are(read):
    story = (
        "قال قبطان السفينة Aurora إن الرحلة رقم AZ-304 تأجلت حتى الساعة 18:30 بسبب العاصفة في المضيق.",
        "הקברניט אמר ש-Northern Ferries תשלם פיצוי של 45.20 אירו לכל נוסע, לפי סעיף 12(ג) לתקנון.",
        "Капитан парохода «Aurora» сказал, что рейс №304 отложен до 18:30 из-за шторма в проливе.",
    )
    assert missing(read("\n\n".join(story)), story) == []


def test_half_a_megabyte_is_one_story_and_five_are_refused_whole(read):
    story = "\n\n".join(f"{i}. {THIRD}" for i in range(4_500))
    article = read(f"{LEAD}\n\n{story}")
    assert sum(len(paragraph.text) + 2 for paragraph in article.body) >= len(story)
    with pytest.raises(TooComplex):
        read(story * 10)
