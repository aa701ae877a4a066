"""An operator's word on a block holds: no stage moves it, the fields follow, everything else is judged as ever."""

from textwrap import fill

import pytest

from normalize.article import article_from
from normalize.chain import build_chain
from normalize.document import Dateline, Document, Place, Span, Teaser
from normalize.normalizer import read
from normalize.overrides import Override, block_name, words_of
from normalize.stages.overrides import apply_overrides

LEAD = "Ferries across the strait sailed again on Monday after a storm had kept them in port for three days."
SECOND = "The operator said that all ships were safe and that passengers would be taken across in the evening."
LAST = "Harbour pilots warned that the swell would last, and asked the operator to keep the smaller ferries in port."
HEADLINE = "Ferries sail again after the storm"
CARD = "Pope speaks of ferries at Gaza church"
SNIPPET = "Vatican City (Reuters) - The pope on Sunday again..."
COPY = "\n\n".join(
    (HEADLINE, "By Ann Lee", f"HARBOR CITY (Reuters) - {LEAD}", SECOND, LAST, "Share post:", CARD, SNIPPET)
)


def says(text: str, place: Place, occurrence: int | None = None) -> Override:
    return Override(block_name(text), words_of(text), place, "ada", "as read on the page", occurrence)


@pytest.fixture
def judged(document):
    """The copy after the chain with overrides, each a text and its place."""

    def judge(copy: str, *overrides: Override) -> Document:
        return build_chain().overridden(overrides)(document(copy))

    return judge


@pytest.fixture
def article(judged, raw_copy):
    def make(copy: str, *overrides: Override):
        return article_from(judged(copy, *overrides), raw_copy(copy))

    return make


def places(document: Document, text: str) -> list[Place]:
    start = document.text.index(text)
    return [span.place for span in document.spans if start <= span.start < start + len(text)]


@pytest.mark.parametrize("place", Place)
@pytest.mark.parametrize("text", COPY.split("\n\n"), ids=lambda text: text[:12])
def test_a_block_goes_where_the_operator_says_and_once_is_enough(judged, text, place):
    once = judged(COPY, says(text, place))
    placed = [span for span in once.spans if span.start <= COPY.index(text) < span.end]
    assert [(span.place, span.stage, once.of(span)) for span in placed] == [(place, "apply_overrides", text)]
    assert placed[0].reason == "ada: as read on the page"
    chain = build_chain().overridden((says(text, place),))
    assert chain(once) == once


@pytest.mark.parametrize("place", Place)
def test_the_stage_alone_changes_nothing_the_second_time(document, place):
    overrides = (says(SECOND, place), says("three days.", Place.QUOTE), says("no such block", place))
    once = apply_overrides(document(COPY), overrides)
    assert apply_overrides(once, overrides) == once


def test_without_overrides_the_chain_is_the_same():
    chain = build_chain()
    assert chain.overridden(()) is chain


def test_the_version_of_the_chain_tells_its_overrides():
    chain = build_chain()
    assert chain.overridden((says(LAST, Place.NAV),)).version.startswith(f"{chain.version}+")


def test_blocks_of_other_words_are_judged_as_ever(judged):
    plain, told = judged(COPY), judged(COPY, says("Share post:", Place.NAV))
    assert [span for span in told.spans if told.of(span) != "Share post:"] == [
        span for span in plain.spans if plain.of(span) != "Share post:"
    ]


def test_a_share_line_that_is_body_is_printed(article):
    body = [paragraph.text for paragraph in article(COPY, says("Share post:", Place.BODY)).body]
    assert body == [LEAD, SECOND, LAST, "Share post:"]


def test_a_teaser_that_is_body_is_no_teaser_any_more(article):
    made = article(COPY, says(CARD, Place.BODY), says(SNIPPET, Place.BODY))
    assert made.teasers == ()
    assert [paragraph.text for paragraph in made.body][-2:] == [CARD, SNIPPET]


def test_a_paragraph_that_is_a_teaser_is_listed_as_one(article):
    made = article(COPY, says(LAST, Place.TEASER))
    assert [teaser.headline for teaser in made.teasers] == [LAST, CARD]
    assert LAST not in [paragraph.text for paragraph in made.body]


def test_a_headline_and_the_snippet_below_it_are_one_teaser(article):
    copy = f"{HEADLINE}\n\n{LEAD}\n\n{SECOND}\n\n{CARD}\n\n{SNIPPET}\n\n{LAST}"
    made = article(copy, says(CARD, Place.TEASER), says(SNIPPET, Place.TEASER))
    (teaser,) = made.teasers
    assert (teaser.headline, teaser.snippet) == (CARD, "The pope on Sunday again...")
    assert teaser.dateline is not None
    assert teaser.dateline.place == ("Vatican City",)


def test_the_headline_is_the_one_that_the_operator_names(article):
    made = article(f"Esper accuses China\n\n{COPY}", says("Esper accuses China", Place.HEADLINE))
    assert made.headline == "Esper accuses China"


def test_a_headline_that_is_none_gives_way_to_the_next_best(article):
    made = article(f"Ferries sail\n\n{COPY}", says(HEADLINE, Place.DECK))
    assert (made.headline, made.deck) == ("Ferries sail", HEADLINE)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("HARBOR CITY (Reuters) -", Dateline(("HARBOR CITY",), "Reuters", None, "HARBOR CITY (Reuters) -")),
        ("HARBOR CITY", Dateline(("HARBOR CITY",), None, None, "HARBOR CITY")),
        ("HARBOR CITY (Reuters)", Dateline(("HARBOR CITY",), "Reuters", None, "HARBOR CITY (Reuters)")),
    ],
)
def test_a_passage_is_named_by_its_words(judged, text, read):
    told = judged(COPY, says(text, Place.DATELINE))
    assert told.value("dateline") == read
    assert places(told, f"HARBOR CITY (Reuters) - {LEAD}")[0] is Place.DATELINE


def test_a_first_paragraph_that_is_body_keeps_its_dateline(article):
    made = article(COPY, says(f"HARBOR CITY (Reuters) - {LEAD}", Place.BODY))
    assert made.dateline is None
    assert made.body[0].text == f"HARBOR CITY (Reuters) - {LEAD}"


def test_a_passage_holds_inside_its_block(article):
    whole, prefix = f"HARBOR CITY (Reuters) - {LEAD}", "HARBOR CITY (Reuters) -"
    made = article(COPY, says(prefix, Place.DATELINE), says(whole, Place.BODY))
    assert made.dateline is not None
    assert made.body[0].text == LEAD


@pytest.mark.parametrize(
    ("line", "name"), [("By Ann Lee", "Ann Lee"), ("Ann Lee, Reuters", "Ann Lee, Reuters"), ("Von dpa", "dpa")]
)
def test_a_byline_is_read_as_ever(article, line, name):
    copy = COPY.replace("By Ann Lee", "By Bob Ray") + f"\n\n{line}"
    assert article(copy, says(line, Place.BYLINE)).byline == name


def test_a_byline_that_is_body_names_nobody(article):
    assert article(COPY).byline == "Ann Lee"
    assert article(COPY, says("By Ann Lee", Place.BODY)).byline is None


def test_a_move_is_read_as_told(article):
    assert article(f"3rd AMENDED\n\n{COPY}", says("3rd AMENDED", Place.MOVE)).wire_move == "3rd AMENDED"


def test_a_move_is_still_taken_off_a_headline_that_is_named(article):
    made = article(COPY.replace(HEADLINE, f"UPDATE 2-{HEADLINE}"), says(f"UPDATE 2-{HEADLINE}", Place.HEADLINE))
    assert (made.headline, made.wire_move) == (HEADLINE, "UPDATE 2")


def test_a_message_to_the_desk_that_is_a_story_is_no_kill(article):
    speech = "The offer is withdrawn, she said, and so am I. Please kill the bill, she told members."
    copy = f"Finance minister resigns over budget vote\n\n{speech}"
    assert article(copy).status.value == "canceled"
    made = article(copy, says(speech, Place.BODY))
    assert (made.status.value, len(made.body)) == ("usable", 1)


@pytest.mark.parametrize("line", ["* One of two", "Net 1,535,000 vs 783,000"], ids=["bullet", "row of figures"])
def test_a_line_that_is_body_is_neither_list_nor_table(judged, line):
    told = judged(f"{HEADLINE}\n\n{LEAD}\n\n{line}\n\n{line} more\n\n{LAST}", says(line, Place.BODY))
    assert places(told, line)[0] is Place.BODY


def test_a_slug_that_is_body_is_no_slug(article):
    copy = f"{HEADLINE}\n\nFERRY-STORM/\n\n{LEAD}\n\n{SECOND}"
    assert article(copy).slugline == "FERRY-STORM/"
    assert article(copy, says("FERRY-STORM/", Place.SUBHEAD)).slugline is None


def test_copy_of_nothing_but_what_an_operator_took_off_has_no_body(article):
    assert [one.text for one in article("Share").body] == ["Share"]
    assert article("Share", says("Share", Place.SHARE)).body == ()


def test_a_block_that_is_not_there_is_told(judged):
    told = judged(COPY, says("Gone with the last version", Place.BODY))
    (note,) = [note for note in told.notes if note.stage == "apply_overrides"]
    assert note.reason == "the block that ada gave the place body is not in this copy"


@pytest.mark.parametrize(
    ("occurrence", "first", "second"),
    [(1, Place.BODY, Place.SHARE), (2, Place.SHARE, Place.BODY), (None, Place.BODY, Place.BODY)],
)
def test_of_equal_blocks_the_one_that_is_meant(judged, occurrence, first, second):
    copy = f"{HEADLINE}\n\nShare post:\n\n{LEAD}\n\n{SECOND}\n\nShare post:"
    told = judged(copy, says("Share post:", Place.BODY, occurrence))
    assert [span.place for span in told.spans if told.of(span) == "Share post:"] == [first, second]


def test_a_block_is_found_again_when_it_is_wrapped_otherwise(judged):
    wrapped = "\n\n".join(fill(block, 60) for block in COPY.split("\n\n"))
    told = judged(wrapped, says(LAST, Place.NAV))
    assert [span.place for span in told.spans if "Harbour pilots" in told.of(span)] == [Place.NAV]


def test_lines_of_a_page_s_furniture_become_paragraphs_of_their_own(raw_copy):
    page = (
        f"<html><body><article><h1>{HEADLINE}</h1><p>{LEAD}</p><p>{SECOND}</p></article>"
        f"<footer><p>First notice of the ferry line.</p><p>Second notice of it.</p><p>Terms of use</p></footer></body>"
    )
    copy = raw_copy(page, "text/html")
    overrides = (says("First notice of the ferry line.", Place.BODY), says("Second notice of it.", Place.BODY))
    made = article_from(build_chain().overridden(overrides)(read(copy)), copy)
    assert [paragraph.text for paragraph in made.body][-2:] == [
        "First notice of the ferry line.",
        "Second notice of it.",
    ]


READ = "Reader's title"


@pytest.fixture
def entry():
    """A document whose reader found headline, deck and a teaser, as that of a feed or a page does."""
    text = f"{READ}\n\nReader's deck\n\n{HEADLINE}\n\n{LEAD}\n\n{CARD}\n\n{SNIPPET}"
    blocks = text.split("\n\n")
    kinds = (Place.HEADLINE, Place.DECK, Place.BODY, Place.BODY, Place.TEASER, Place.TEASER)
    spans = []
    for number, (block, place) in enumerate(zip(blocks, kinds, strict=True)):
        start = text.index(block)
        spans.append(Span(start, start + len(block), place, number, "read_feed_entry", "told"))
    teaser = Teaser(CARD, SNIPPET, None, None, text.index(CARD), len(text))
    return Document(text, tuple(spans), teasers=(teaser,)).with_field("headline", READ, "title")


def test_an_operator_s_headline_and_deck_stand_in_place_of_the_reader_s(entry, raw_copy):
    overrides = (says(HEADLINE, Place.HEADLINE), says(LEAD, Place.DECK))
    made = article_from(build_chain().overridden(overrides)(entry), raw_copy(""))
    assert (made.headline, made.deck) == (HEADLINE, LEAD)
    assert [(one.kind, one.text) for one in made.removed] == [(Place.META, READ), (Place.META, "Reader's deck")]


def test_a_reader_s_headline_that_is_none_is_not_printed(entry, raw_copy):
    made = article_from(build_chain().overridden((says(READ, Place.NAV),))(entry), raw_copy(""))
    assert made.headline == HEADLINE


def test_a_reader_s_teaser_keeps_its_headline_when_its_snippet_is_body(entry, raw_copy):
    made = article_from(build_chain().overridden((says(SNIPPET, Place.BODY),))(entry), raw_copy(""))
    assert [(teaser.headline, teaser.snippet) for teaser in made.teasers] == [(CARD, None)]
    assert made.body[-1].text == SNIPPET
