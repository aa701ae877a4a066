"""The JSON form has every key, plain values, and nothing in it that a terminal would obey."""

import json
from datetime import UTC, datetime, timedelta, timezone

from normalize.article import Article, Paragraph, Removed
from normalize.as_json import article_as_json
from normalize.document import Dateline, Document, Note, Place, Repair, Span, Teaser

DATELINE = Dateline(("Moscow", "Kyiv"), "XX", "Feb 7", "Moscow/Kyiv\x1b (XX) - ")
TEXT = "bef\x1bore\ud83d one"
ARTICLE = Article(
    document=Document(
        TEXT,
        (Span(0, len(TEXT), Place.BODY, 0, "read_text", "paragraph"),),
        repairs=(Repair(3, 4, "\x1b", "", "control"), Repair(7, 8, "\ud83d", "\ufffd", "surrogate"),
                 Repair(8, 9, " ", "\n", "r")),
        notes=(Note("find_teasers", 9, 12, "may be a teaser", 0.4),),
    ),
    headline="Ferries sail",
    dateline=DATELINE,
    body=(Paragraph("before\ufffd one", Place.BODY), Paragraph("Why", Place.SUBHEAD)),
    teasers=(Teaser("Other", "Snippet...", DATELINE, None, 0, 1), Teaser("Bare", None, None, "https://x.org", 1, 2)),
    removed=(Removed(Place.SHARE, "Share post:", "find_share", "known line"),),
    credits=("Ann Lee",),
    version_created=datetime(2024, 2, 7, 13, 0, tzinfo=timezone(timedelta(hours=1))),
    first_created=datetime(2024, 2, 7, 11, 0, tzinfo=UTC),
    origins={"headline": "find_headline"},
)  # fmt: skip


def test_every_key_is_always_there():
    empty = article_as_json(Article(document=Document("", ())))
    assert article_as_json(ARTICLE).keys() == empty.keys()
    assert {
        "headline", "dateline", "byline", "body", "teasers", "removed", "repairs", "wire_move", "language", "guid",
        "version", "slugline", "urgency", "pubstatus", "embargoed", "subjects", "created", "updated",
    } <= empty.keys()  # fmt: skip
    assert (empty["dateline"], empty["body"], empty["pubstatus"]) == (None, [], "usable")


def test_parts_are_plain_values():
    told = article_as_json(ARTICLE)
    assert (told["body"], told["roles"]) == (["before\ufffd one", "Why"], ["body", "subhead"])
    assert told["removed"][0] == {"kind": "share", "text": "Share post:", "stage": "find_share", "reason": "known line"}
    assert told["teasers"][1] == {"headline": "Bare", "snippet": None, "dateline": None, "address": "https://x.org"}
    assert told["teasers"][0]["dateline"]["place"] == ["Moscow", "Kyiv"]
    assert told["notes"][0] == {"stage": "find_teasers", "text": "one", "reason": "may be a teaser", "confidence": 0.4}
    assert told["origins"] == {"headline": "find_headline"}


def test_times_are_utc_with_a_z():
    told = article_as_json(ARTICLE)
    assert (told["created"], told["updated"]) == ("2024-02-07T11:00:00Z", "2024-02-07T12:00:00Z")


def test_raw_text_shows_what_cannot_be_printed_as_its_escape():
    told = article_as_json(ARTICLE)
    assert [repair["raw"] for repair in told["repairs"]] == [r"\x1b", r"\ud83d", " "]
    assert told["dateline"]["raw"] == r"Moscow/Kyiv\x1b (XX) - "
    assert json.loads(json.dumps(told, ensure_ascii=False).encode()) == told
