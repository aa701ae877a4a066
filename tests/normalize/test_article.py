"""An article prints what is story, names what was taken off, and says where each field came from."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from normalize.article import Status, article_from
from normalize.document import Dateline, Document, Place, Repair, Span, Teaser, check_conservation


def _judged(*pieces: tuple[str, Place, int]) -> Document:
    """A document of pieces (text, place, block), one after the other."""
    text = ""
    spans: list[Span] = []
    for words, place, block in pieces:
        spans.append(Span(len(text), len(text) + len(words), place, block, f"find_{place}", "because"))
        text += words
    return check_conservation(Document(text, tuple(spans)))


STORY = _judged(
    ("\x02", Place.HEADER, 0),
    ("UPDATE 2-", Place.MOVE, 1),
    ("Ferries sail again", Place.HEADLINE, 1),
    ("After a long night", Place.DECK, 2),
    ("Ferries sail again", Place.HEADLINE, 3),
    ("HARBOR CITY (XX) - ", Place.DATELINE, 4),
    ("Ferries sailed ", Place.BODY, 4),
    ("again.", Place.BODY, 4),
    (" (xx)", Place.SIGNOFF, 4),
    ("Why", Place.SUBHEAD, 5),
    ("He said", Place.BODY, 6),
    (" [photo] ", Place.CAPTION, 6),
    ("so.", Place.BODY, 6),
    ("(Reporting by Ann Lee)", Place.CREDIT, 7),
    ("Share post:", Place.SHARE, 8),
    ("Other story", Place.TEASER, 9),
)


def test_the_body_is_the_story_spans_block_by_block(raw_copy):
    body = article_from(STORY, raw_copy("x")).body
    assert [(paragraph.text, paragraph.role) for paragraph in body] == [
        ("Ferries sailed again.", Place.BODY),
        ("Why", Place.SUBHEAD),
        ("He said so.", Place.BODY),
    ]


def test_headline_and_deck_are_printed_without_the_move(raw_copy):
    article = article_from(STORY, raw_copy("x"))
    assert (article.headline, article.deck) == ("Ferries sail again", "After a long night")
    assert article.origins["headline"] == "find_headline"


def test_what_was_removed_is_listed_with_stage_and_reason(raw_copy):
    removed = article_from(STORY, raw_copy("x")).removed
    assert [one.kind for one in removed] == [
        Place.HEADER,
        Place.MOVE,
        Place.SIGNOFF,
        Place.CAPTION,
        Place.CREDIT,
        Place.SHARE,
    ]
    assert (removed[-1].text, removed[-1].stage, removed[-1].reason) == ("Share post:", "find_share", "because")


def test_removed_pieces_without_print_are_not_listed(raw_copy):
    mended = STORY.with_repairs([Repair(0, 1, "\x02", "", "control")])
    assert Place.HEADER not in {one.kind for one in article_from(mended, raw_copy("x")).removed}


def test_repairs_across_the_spans_of_a_block_are_made(raw_copy):
    at = STORY.text.index("sailed again")
    mended = STORY.with_repairs([Repair(at, at + 12, "sailed again", "sail", "r")])
    assert article_from(mended, raw_copy("x")).body[0].text == "Ferries sail."


def test_fields_are_taken_by_name_and_type(raw_copy):
    document = Document("x", (Span(0, 1, Place.BODY, 0, "read_text", "paragraph"),))
    values = {
        "headline": "From the format",
        "dateline": Dateline(("Harbor City",), "XX", None, "Harbor City (XX) - "),
        "version": 3,
        "urgency": "not a number",
        "status": Status.WITHHELD,
        "embargo": datetime(2024, 2, 7, tzinfo=UTC),
        "expires": datetime(2024, 2, 8, tzinfo=UTC),
        "subjects": ("ferries",),
        "credits": ("Ann Lee",),
        "ednote": "Not for use before noon",
        "address": "https://example.org/ferries",
    }
    for name, value in values.items():
        document = document.with_field(name, value, f"format/{name}")
    article = article_from(document, raw_copy("x"))
    assert values | {"urgency": None} == {name: getattr(article, name) for name in values}
    assert article.origins["headline"] == "format/headline"


def test_without_fields_the_copy_says_nothing(raw_copy):
    article = article_from(Document("x", (Span(0, 1, Place.BODY, 0, "read_text", "paragraph"),)), raw_copy("x"))
    assert (
        article.headline, article.dateline, article.credits, article.ednote, article.status, article.address,
    ) == (None, None, (), None, Status.USABLE, "drop/story.txt")  # fmt: skip


@pytest.mark.parametrize(
    ("pieces", "ednote"),
    [
        pytest.param([("KILL the ferry story.", Place.ADVISORY, 0)], "KILL the ferry story.", id="advisory-alone"),
        pytest.param([("Eds: adds.", Place.EDNOTE, 0), ("KILL it.", Place.ADVISORY, 1)], "Eds: adds.", id="note-first"),
        pytest.param([("Eds: one.", Place.EDNOTE, 0), ("Eds: two.", Place.EDNOTE, 1)], "Eds: one. Eds: two.", id="two"),
    ],
)
def test_an_advisory_is_no_body_but_stays_readable(raw_copy, pieces, ednote):
    article = article_from(_judged(*pieces), raw_copy("x"))
    assert ((), ednote) == (article.body, article.ednote)
    assert pieces[-1][0] in [one.text for one in article.removed]


def test_credits_are_read_from_their_spans_where_no_field_has_them(raw_copy):
    assert article_from(STORY, raw_copy("x")).credits == ("(Reporting by Ann Lee)",)


def test_teasers_are_handed_on(raw_copy):
    teaser = Teaser("Other story", None, None, None, 0, 1)
    assert (teaser,) == article_from(replace(STORY, teasers=(teaser,)), raw_copy("x")).teasers
