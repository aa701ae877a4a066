"""An explanation has a row for all that was decided; a trace restores it from the text alone."""

import json
from dataclasses import replace

import pytest

from normalize.document import Dateline, Document, Note, Place, Repair, Span, Teaser
from normalize.errors import TraceMismatch
from normalize.explain import RowKind, explain, trace_of, with_trace
from normalize.overrides import block_name

TEXT = "Share post: althoughMacron Other"
DOCUMENT = Document(
    TEXT,
    (
        Span(0, 11, Place.SHARE, 0, "find_share", "known line", 0.9),
        Span(12, 26, Place.BODY, 1, "read_text", "paragraph"),
        Span(27, 32, Place.TEASER, 2, "find_teasers", "after the share line"),
    ),
    teasers=(Teaser("Other", None, Dateline(("Kuwait",), "XX", None, "Kuwait (XX) - "), None, 27, 32),
             Teaser("Bare", "S...", None, None, 27, 32)),
    repairs=(Repair(12, 26, "althoughMacron", "although Macron", "lost_space"),),
    notes=(Note("find_teasers", 12, 26, "may be a caption", 0.3),),
    not_carried=("itemMeta/signal",),
)  # fmt: skip


def test_each_decision_is_a_row_with_its_reason():
    rows = explain(DOCUMENT.with_field("language", "en", "tell_language"))
    assert [row.kind for row in rows] == [RowKind.SPAN] * 3 + [RowKind.NOTE, RowKind.FIELD]
    first = rows[0]
    assert (first.name, first.text, first.stage) == ("share", "Share post:", "find_share")
    assert (first.reason, first.confidence) == ("known line", 0.9)
    assert (first.block, first.block_name) == (0, block_name("Share  post:"))
    assert [repair.raw for repair in rows[1].repairs] == ["althoughMacron"]
    assert (rows[3].text, rows[3].reason) == ("althoughMacron", "may be a caption")
    assert (rows[4].name, rows[4].text, rows[4].stage) == ("language", "en", "tell_language")
    assert rows[4].block is None


def test_a_trace_goes_through_json_and_comes_back_whole():
    assert with_trace(TEXT, json.loads(json.dumps(trace_of(DOCUMENT)))) == DOCUMENT


def test_a_trace_of_another_text_is_refused():
    with pytest.raises(TraceMismatch):
        with_trace(TEXT + "!", trace_of(DOCUMENT))


def test_a_text_with_half_characters_has_a_trace_too():
    half = replace(DOCUMENT, text=TEXT + "\ud83d", spans=(*DOCUMENT.spans, Span(32, 33, Place.BODY, 3, "s", "r")))
    assert with_trace(half.text, json.loads(json.dumps(trace_of(half)))) == half
