"""Mends of XML that is not well formed."""

import time

import pytest

from ingest.feed_mending import count_entries, from_first_tag, mend

MENDED = {
    "bare-ampersand": ("<a>x?b=1&c=2 & so</a>", "<a>x?b=1&amp;c=2 &amp; so</a>"),
    "stray-less-than": ("<a>5 < 6 <<b/></a>", "<a>5 &lt; 6 &lt;<b/></a>"),
    "html-entity": ("<a>Caf&eacute; &nbsp;</a>", "<a>Caf&#233; &#160;</a>"),
    "entity-of-two-characters": ("<a>&NotEqualTilde;</a>", "<a>&#8770;&#824;</a>"),
    "unknown-entity": ("<a>&unknown;</a>", "<a>&amp;unknown;</a>"),
    "half-a-pair": ("<a>&#xD83D;</a>", "<a>\ufffd</a>"),
    "beyond-unicode": ("<a>&#9999999;</a>", "<a>\ufffd</a>"),
    "control-by-number": ("<a>&#27;&#10;</a>", "<a>&#10;</a>"),
    "control-as-it-is": ("<a>\x1b[31m</a>", "<a>[31m</a>"),
    "value-without-quotes": ('<rss version=2.0 a="b=c d=e"/>', '<rss version="2.0" a="b=c d=e"/>'),
    "value-before-a-slash": ("<a b=c/>", '<a b="c"/>'),
    "cdata-is-left-alone": ("<![CDATA[a & b &eacute; <p x=y>]]>&", "<![CDATA[a & b &eacute; <p x=y>]]>&amp;"),
    "cdata-that-never-ends": ("<![CDATA[a & b", "<![CDATA[a &amp; b"),
    "good-xml": ('<a b="c">&amp;&#228;&lt;</a>', '<a b="c">&amp;&#228;&lt;</a>'),
}


@pytest.mark.parametrize(("text", "mended"), MENDED.values(), ids=MENDED)
def test_what_is_not_well_formed_is_mended_and_the_rest_left(text, mended):
    assert mend(text) == mended
    assert mend(mended) == mended


def test_entries_are_counted_by_their_tags_outside_comments_and_cdata():
    text = "<rss><item><item/><rss:item a='b'><!-- <item> --><items/><![CDATA[<entry>]]><ENTRY>"
    assert count_entries(text) == 4


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("\n\n<?xml version='1.0'?>\n<rss/>", "\n<rss/>"),
        ("<br />Warning: x in y\n<rss version='2.0'/>", "<rss version='2.0'/>"),
        ("no tag at all", "no tag at all"),
    ],
    ids=["blank-lines", "warning", "nothing"],
)
def test_what_stands_before_the_feed_is_left_out(text, body):
    assert from_first_tag(text) == body


FLOODS = {
    "comments": "<!--" * 100_000,
    "cdata": "<![CDATA[" * 50_000,
    "open-tags": "<a =" * 100_000,
    "one-tag": "<a " + "b=c " * 100_000,
    "quotes": "<a " + '"' * 200_000,
    "ampersands": "&a" * 200_000,
    "long-name": "<" + "a" * 400_000,
}


@pytest.mark.parametrize("text", FLOODS.values(), ids=FLOODS)
def test_mending_takes_time_in_proportion_to_the_text(text):
    started = time.process_time()
    mend(text)
    count_entries(text)
    assert time.process_time() - started < 2
