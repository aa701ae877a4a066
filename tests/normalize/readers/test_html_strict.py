"""What is written by the book is read as a parser reads it, and the rest is left to one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from normalize.readers.html import lay_lxml
from normalize.readers.html_blocks import HtmlText
from normalize.readers.html_strict import read_strict

BASE = "https://paper.example/news/"


def seen(read: HtmlText) -> tuple[object, ...]:
    """All that an entry's reader takes from a text; the elements of a parser that no one named are not of it."""
    blocks = [
        (one.start, one.end, one.place, one.reason, read.hints(one), one.linked, one.has_image) for one in read.blocks
    ]
    return read.text, blocks, read.links


def assert_as_parsed(source: str) -> None:
    strict, parsed = read_strict(source, BASE), lay_lxml(source, BASE)
    assert strict is not None
    assert seen(strict) == (("", [], ()) if parsed is None else seen(parsed))


BY_THE_BOOK = {
    "paragraphs": "<p>One</p>\n<p>Two <b>bold</b> words</p>",
    "loose-words": "Loose <p>One</p> tail",
    "breaks": "One<br><br/>\n<br />Two",
    "capitals": "<P CLASS='x'>One</P>",
    "links": "<p><a href=\"/a?x=1&amp;y=2&z=3\">A link</a>, <a>none</a> and <a href='http://[x'>a broken one</a></p>",
    "classes": '<div class="related posts"><p id=more>One</p><ul><li>Two</li></ul></div>',
    "named-phrases": '<p><span class="name">Jane</span> and <em id="x">John</em></p>',
    "hidden": '<p hidden>H</p><div style="display: none"><h2>I</h2></div>T',
    "hidden-picture": 'One <img style="display:none" src="x"> two',
    "caption": '<figure><img src="a.jpg"><figcaption>Cap</figcaption></figure><p>T</p>',
    "pictures": '<p><img src="a.jpg"></img> One</p>',
    "code": '<pre><code><span class="k">def</span> f():\r\n    <span class="k">pass</span>\n</code></pre>',
    "table": "<table><tr><th>a</th><th>b</th></tr> <tr><td>1</td> <td><p>2</p></td></tr></table>",
    "script-and-style": "<p>A<script>x(1)</script></p><style>b{}</style>",
    "frame": '<p>A<iframe src="https://tube.example/1"></iframe>B</p>',
    "references": "&amp;&lt;b&gt;&nbsp;&eacute;&#8217;&#x2014;&#39; AT&amp;T, R & D",
    "comments": "One<!-- <p>x</p> --> two <!---->",
    "no-tag": "One > two",
    "nothing": " <p> </p><br>",
}


@pytest.mark.parametrize("source", BY_THE_BOOK.values(), ids=BY_THE_BOOK)
def test_what_is_by_the_book_is_read_as_a_parser_reads_it(source):
    assert_as_parsed(source)


NOT_BY_THE_BOOK = {
    "open": "<p>One",
    "crossed": "<p><b>One</p></b>",
    "closed-but-never-opened": "One</p>",
    "paragraph-in-a-paragraph": "<p>One<div>Two</div></p>",
    "block-in-a-phrase": "<span><div>One</div></span>",
    "item-without-a-list": "<li>One</li>",
    "link-in-a-link": '<a href="/1">One <a href="/2">two</a></a>',
    "cell-outside-a-row": "<table><td>One</td></table>",
    "empty-element-that-is-none": "<p/>One",
    "value-without-its-end": '<p class="x>One</p>',
    "attribute-twice": '<p class="a" class="b">One</p>',
    "less-than": "a <b and c> d < e",
    "unknown-element": "<video>One</video>",
    "frame-with-text": "<iframe>Your <b>browser</b></iframe>",
    "comment-that-never-ends": "<p>One</p><!-- two",
    "unknown-reference": "&nosuch; thing",
    "reference-without-its-end": "&eacute is no word",
    "control-by-reference": "&#1; &#146;",
    "nul": "a\0b",
    "break-in-a-named-phrase": '<p><span class="x">One<br><br>Two</span></p>',
    "phrase-that-hides": "One <span hidden>two</span>",
}


@pytest.mark.parametrize("source", NOT_BY_THE_BOOK.values(), ids=NOT_BY_THE_BOOK)
def test_what_is_not_by_the_book_is_left_to_a_parser(source):
    assert read_strict(source, BASE) is None


WORDS = st.sampled_from(
    [
        "One",
        " two ",
        "\n",
        "  ",
        "Jane\tRoe",
        "&amp;",
        "&nbsp;",
        "&#8217;s",
        "R & D",
        "é",
        "…",
        "\xa0",
        "x > y",
        "分享",
        ".",
    ]
)
ATTRIBUTES = st.sampled_from(
    ["", ' class="related"', " id='x y'", ' class="wp-caption-text"', " hidden", ' style="display:none"', " dir = rtl"]
)  # fmt: skip
HREFS = st.sampled_from(["", ' href="/a"', ' href="https://a.example/?b=1&amp;c=2"', ' href="x&y=1" class="more"'])


@st.composite
def elements(draw, inner, names):
    name = draw(st.sampled_from(names))
    return f"<{name}{draw(ATTRIBUTES)}>{draw(inner)}</{name}>"


def joined(*kinds):
    return st.lists(st.one_of(*kinds), max_size=4).map("".join)


VOID = st.sampled_from(["<br>", "<br/>", '<img src="a.jpg">', "<br />\n<br>"])
PLAIN_PHRASES = joined(WORDS, VOID, elements(joined(WORDS, VOID), ["b", "em", "span", "code"]))
LINKS = st.tuples(HREFS, PLAIN_PHRASES).map(lambda pair: f"<a{pair[0]}>{pair[1]}</a>")
PHRASES = joined(WORDS, VOID, LINKS, elements(PLAIN_PHRASES, ["i", "strong", "q"]))
LISTS = joined(elements(PHRASES, ["li"])).map(lambda items: f"<ul>\n{items}</ul>")
ROWS = joined(elements(PHRASES, ["td", "th"])).map(lambda cells: f"<tr>{cells}</tr>\n")
TABLES = joined(ROWS).map(lambda rows: f"<table>{rows}</table>")
LEAVES = st.one_of(elements(PHRASES, ["p", "h2", "pre"]), LISTS, TABLES, PHRASES)
FLOW = st.recursive(
    LEAVES, lambda inner: elements(joined(inner, WORDS), ["div", "blockquote", "section"]), max_leaves=8
)


@settings(max_examples=400, deadline=None)
@given(joined(FLOW))
def test_all_that_is_by_the_book_is_read_as_a_parser_reads_it(source):
    strict, parsed = read_strict(source, BASE), lay_lxml(source, BASE)
    if strict is not None and parsed is not None:
        assert seen(strict) == seen(parsed)


SOUP = (
    "<p>|</p>|<b>|</b>|<div class=x>|</div>|<br>|<a href='/x'>|</a>|<li>|</li>|<ul>|</ul>|One| |&amp;|&|<|>|<!-- -->"
    "|<span hidden>|</span>|<td>|</td>|</br>|<hr>|\n|<!--|-->|<script>|</script>|<iframe>|</iframe>|<pre>|</pre>|<h2>"
)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(SOUP.split("|")), max_size=12).map("".join))
def test_what_a_parser_would_mend_is_never_read_otherwise(source):
    strict, parsed = read_strict(source, BASE), lay_lxml(source, BASE)
    if strict is not None and parsed is not None:
        assert seen(strict) == seen(parsed)
