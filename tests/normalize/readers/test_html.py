"""HTML as blocks of text: every text node once, whatever the markup does."""

import time
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from normalize.document import Place
from normalize.errors import TooComplex
from normalize.readers import html_blocks
from normalize.readers.html import lay_lxml, read_html
from normalize.readers.html_soup import lay_soup
from normalize.readers.plain_blocks import read_plain

BODY, LIST, META = Place.BODY, Place.LIST, Place.META


def blocks(html: str, base: str | None = None) -> list[tuple[str, Place]]:
    read = read_html(html, base)
    return [(read.text[block.start : block.end], block.place) for block in read.blocks]


BLOCKS = {
    "paragraphs": ("<p>One</p>\n<p>Two <b>bold</b> words</p>", [("One", BODY), ("Two bold words", BODY)]),
    "loose-words": ("Loose <p>One</p> tail", [("Loose", BODY), ("One", BODY), ("tail", BODY)]),
    "line-break": ("One <br> two<br/>three", [("One\ntwo\nthree", BODY)]),
    "two-line-breaks-end-a-paragraph": ("One<br><br/>\n<br>Two", [("One", BODY), ("Two", BODY)]),
    "line-breaks-at-the-start": ("<p><br>One</p>", [("One", BODY)]),
    "heading": ("<h2>Head</h2>Text", [("Head", Place.SUBHEAD), ("Text", BODY)]),
    "list": ("<ul><li>One<li><p>Two</p></ul>", [("One", LIST), ("Two", LIST)]),
    "quotation": ("<blockquote><p>Q</p></blockquote>", [("Q", Place.QUOTE)]),
    "table": ("<table><tr><th>a<th>b<tr><td>1<td>2</table>", [("a\tb", Place.TABLE), ("1\t2", Place.TABLE)]),
    "layout-table": ("<table><tr><td><p>One</p><p>Two</p></td></tr></table>", [("One", BODY), ("Two", BODY)]),
    "caption": ("<figure><img><figcaption>Cap</figcaption></figure>", [("Cap", Place.CAPTION)]),
    "caption-by-class": ('<p class="wp-caption-text">Cap</p>', [("Cap", Place.CAPTION)]),
    "hidden": ('<p hidden>H</p><div style="display: none"><h2>I</h2></div>T', [("H", META), ("I", META), ("T", BODY)]),
    "hidden-in-a-line": ("One <span hidden>two</span> three", [("One", BODY), ("two", META), ("three", BODY)]),
    "script-style-template-noscript": (
        "A<script>x('<p>')</script><style>b{}</style><template>t</template><noscript><p>n</p></noscript>B",
        [("AB", BODY)],
    ),
    "line-break-in-noscript": ("A<noscript>x<br>y</noscript>B", [("AB", BODY)]),
    "preformatted": ("<pre>a\r\n  b</pre>", [("a\n  b", BODY)]),
    "entities": ("<p>a &lt; b &amp; c&nbsp;d</p>", [("a < b & c\xa0d", BODY)]),
    "white-space": ("<p>\n  One \t two\n</p>", [("One two", BODY)]),
    "escaped-twice": ("&lt;p&gt;One&lt;/p&gt;&lt;p&gt;Two&lt;/p&gt;", [("One", BODY), ("Two", BODY)]),
    "talk-of-a-tag": ("The &lt;p&gt; tag", [("The <p> tag", BODY)]),
    "navigation": ("<nav><a href=/>Home</a></nav>", [("Home", Place.NAV)]),
    "embedded": ("<iframe>Your browser</iframe>", [("Your browser", Place.EMBED)]),
    "comment": ("One<!-- <p>x</p> -->", [("One", BODY)]),
    "comment-that-never-ends": ("<p>One</p><!-- two", [("One", BODY)]),
    "half-a-pair": ("a\ud800b", [("a\ufffdb", BODY)]),
    "nothing": (" <p> </p><br>", []),
}


@pytest.mark.parametrize(("html", "expected"), BLOCKS.values(), ids=BLOCKS)
def test_markup_gives_blocks_and_their_places(html, expected):
    assert blocks(html) == expected


@pytest.mark.parametrize(
    "html", [case[0] for name, case in BLOCKS.items() if name not in ("half-a-pair", "escaped-twice")]
)
def test_the_second_reader_lays_the_same_blocks(html):
    first, second = lay_lxml(html, None), lay_soup(html, None)
    assert first is not None
    assert (second.text, second.blocks) == (first.text, first.blocks)


def test_a_block_knows_the_classes_round_it():
    html = '<div id="main" class="a b"><ul class=related><li>One</li></ul></div>' + "<div class=x>" * 9 + "deep"
    read = read_html(html)
    first, last = read.blocks
    assert read.hints(first) == ("div.a.b#main", "ul.related")
    assert read.hints(last) == ("div.x",) * 8


LINKS = {
    "absolute": ('<a href="https://a.example/x">One</a>', [("One", "https://a.example/x")]),
    "relative": ('See <a href="/y">two words</a>.', [("two words", "https://base.example/y")]),
    "round-a-block": (
        '<a href="/y"><h3>One</h3><p>Two</p></a>',
        [("One", "https://base.example/y"), ("Two", "https://base.example/y")],
    ),
    "over-a-line-end": (
        '<a href="/y">One <br><br>Two</a>',
        [("One", "https://base.example/y"), ("Two", "https://base.example/y")],
    ),
    "clipped-to-the-words": ('<a href="/y"> One <br> </a>', [("One", "https://base.example/y")]),
    "script": ('<a href="javascript:alert(1)">One</a>', []),
    "picture-data": ('<a href="data:text/html,x">One</a>', []),
    "broken": ('<a href="http://[x">One</a>', []),
    "no-address": ('<a name=x class="">One</a><a>Two</a>', []),
    "no-words": ('<a href="/y"><img></a>', []),
}


@pytest.mark.parametrize(("html", "expected"), LINKS.values(), ids=LINKS)
def test_links_are_http_or_https_or_none(html, expected):
    read = read_html(html, "https://base.example/")
    assert [(read.text[link.start : link.end], link.address) for link in read.links] == expected


HOSTILE = {
    "nested": ("<div>a" * 3000, 3000),
    "nested-inline": ("<b>a" * 20_000, 20_000),
    "attributes": ("<p " + " ".join(f"a{n}=1" for n in range(40_000)) + ">hello</p>", 5),
    "comments": ("<p>start</p>" + "<!-- " * 40_000, 5),
    "quotes": ("<p>start</p>" + '<a href="x' * 20_000 + ">", 5),
    "scripts": ("<p>start</p>" + "<script>" * 20_000, 5),
    "tables": ("<table><tr><td>" * 5000 + "x", 1),
}


@pytest.mark.parametrize(("html", "size"), HOSTILE.values(), ids=HOSTILE)
def test_hostile_markup_loses_no_text_and_ends_in_time(html, size):
    started = time.process_time()
    assert sum(map(len, read_html(html).text.split())) == size
    assert time.process_time() - started < 8


def test_more_than_a_story_is_refused():
    with pytest.raises(TooComplex):
        read_html("x" * 8_000_001)
    with pytest.raises(TooComplex):
        read_html("<p>x" * (html_blocks.MOST_BLOCKS + 1))
    with pytest.raises(TooComplex):
        read_plain("x\n" * (html_blocks.MOST_BLOCKS + 1))


@pytest.mark.parametrize(
    "before", ["<p>x" * (html_blocks.MOST_BLOCKS + 1), "<pre hidden><a href='https://a.example/'>x"]
)
def test_a_text_is_read_as_if_it_were_the_first(before):
    with suppress(TooComplex):
        read_html(before)
    text = "<p>One <a href='/two'>two</a>"
    read = read_html(text, "https://b.example/")
    assert read.text == "One two"
    assert read.blocks == lay_soup(text, "https://b.example/").blocks
    assert [link.address for link in read.links] == ["https://b.example/two"]


PLAIN = {
    "empty-lines": ("One\ntwo\n \nThree\n", ["One\ntwo", "Three"]),
    "lines": ("One\n  two \n", ["One", "two"]),
    "one-line": (" One ", ["One"]),
    "nothing": (" \n ", []),
    "the-same-words-twice": ("a\n\naa\n\na", ["a", "aa", "a"]),
}


@pytest.mark.parametrize(("text", "expected"), PLAIN.values(), ids=PLAIN)
def test_plain_text_is_cut_at_empty_lines_or_else_at_lines(text, expected):
    read = read_plain(text)
    assert read.text == text
    assert [text[block.start : block.end] for block in read.blocks] == expected


PIECES = st.sampled_from(
    [
        *("<p>", "</p>", "<b>", "</b>", "<br>", "<td>", "<tr>", "<table>", "<pre>", "</pre>", "<a href='/x'>", "</a>"),
        *("<li hidden>", "<div style='display:none' class='a b'>", "</div>", "<script>", "</script>", "<!--", "-->"),
        *("&amp;", "<", ">", '"', "<select>", "</i>", "word", " ", "\n"),
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES, max_size=30).map("".join) | st.text(max_size=40))
def test_blocks_cover_all_words_in_order_without_overlap(html):
    read = read_html(html, "https://base.example/")
    at = 0
    for block in read.blocks:
        assert not read.text[at : block.start].strip()
        assert block.start < block.end
        assert read.text[block.start : block.end] == read.text[block.start : block.end].strip()
        at = block.end
    assert not read.text[at:].strip()
    assert all(0 <= link.start < link.end <= len(read.text) for link in read.links)
