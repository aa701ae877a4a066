"""A whole page becomes a document: the story is told from what stands round it, and nothing is lost."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from ingest.raw import RawCopy
from normalize.article import article_from
from normalize.chain import build_chain
from normalize.document import STORY_PLACES, Place, check_conservation
from normalize.errors import ConsentWall, NoText, TooComplex
from normalize.readers.page import read_page
from tests.normalize.readers.pages import (
    COMMENTS,
    FOOTER,
    LEAD,
    MENU,
    RELATED,
    SECOND,
    SHARE,
    STORY,
    THIRD,
    page,
    paragraphs,
)

CHAIN = build_chain()
CZECH = (
    "Zastupitelé přístavu v pondělí rozhodli, že starý přívoz zůstane v provozu i v létě.",
    "Jízdné se od června zvýší o dvě koruny, noční loď vypluje jen v pátek a v sobotu.",
)
JAPANESE = (
    "港町の議会は月曜日、古いフェリーの運航を続けることを決めたと港湾当局が発表した。市民の多くが存続を望んでいた。",
    "運賃は六月から値上げされ、夜の便は金曜日と土曜日だけになる。組合はこの決定を歓迎していると述べた。",
)
ARABIC = (
    "صوت مجلس مدينة الميناء يوم الاثنين على الإبقاء على العبارة القديمة، حسبما قالت هيئة الميناء.",
    "وترتفع الأسعار في يونيو، ويبحر القارب الليلي يومي الجمعة والسبت فقط، بحسب الهيئة نفسها.",
)


@pytest.fixture
def read(raw_copy):
    """The document of a page's HTML."""
    return lambda html, **envelope: read_page(raw_copy(html, "text/html", **envelope))


def story(document) -> list[str]:
    return [document.of(span) for span in document.spans if span.place in STORY_PLACES]


def placed(document, place: Place) -> str:
    return " | ".join(document.of(span) for span in document.spans if span.place is place)


KINDS = {
    "article-element": f"{MENU}<article><h1>Old ferry stays</h1>{paragraphs()}{RELATED}</article>{FOOTER}",
    "paragraphs-in-divs": f"<div id=c>{MENU}<div class=body>"
    + "".join(f'<div class="text-block"><p>{text}</p></div>' for text in STORY)
    + f"</div></div>{FOOTER}",
    "two-containers-side-by-side": f"<main><h1>Old ferry stays</h1><section>{paragraphs(LEAD)}</section>"
    f"<section>{paragraphs(SECOND)}</section><section>{paragraphs(THIRD)}</section></main>{FOOTER}",
    "lead-beside-the-paywall": f"<article><p>{LEAD}</p><div class=paywall hidden>{paragraphs(SECOND, THIRD, THIRD)}"
    "</div></article>",
    "line-breaks-for-paragraphs": f"{MENU}<div class=post-body>{'<br><br>'.join(STORY)}</div>{FOOTER}",
    "layout-table": f"<table><tr><td>{MENU}<td>{paragraphs()}</table>",
    "a-name-of-furniture-round-the-story": f'<div class="share-page comments-open">{paragraphs()}</div>{FOOTER}',
    "form-round-the-page": f"<form>{MENU}<div>{paragraphs()}</div></form>",
    "comments-longer-than-the-story": f"<div class=content>{paragraphs()}</div>{COMMENTS * 9}",
    "list-of-articles-below": f"<article><h1>Old ferry stays</h1>{paragraphs()}</article>"
    + "".join(
        f"<article><h2><a href=/{n}>Bridge {n}</a></h2><p>The bridge closes on Sunday.</p></article>" for n in "abc"
    ),
    "cards-inside": f"<article>{paragraphs(LEAD, SECOND)}<div><h3><a href=/a>Bridge closes for repair</a></h3>"
    f"<p>The bridge closes on Sunday for a week.</p></div>{paragraphs(THIRD)}</article>",
    "pointer-between": f"<article>{paragraphs(LEAD)}<p>Read more: <a href=/a>Bridge closes for repair</a></p>"
    f"{paragraphs(SECOND, THIRD)}</article>",
    "caption-and-credit": f"<article><figure><img src=a.jpg><figcaption>The ferry. Photo: J. Roe</figcaption></figure>"
    f"{paragraphs()}</article>",
    "line-under-a-picture": f"<div>{paragraphs(LEAD)}<div><img src=a.jpg><br>The ferry in its dock</div>"
    f"{paragraphs(SECOND, THIRD)}</div>",
    "hidden-box": f'<article>{paragraphs()}<div style="display:none"><p>{LEAD} {LEAD}</p></div></article>',
    "how-to-reach-the-house": f"<article>{paragraphs()}<p>Write to us at desk@harborpost.example.</p></article>",
    "heading-with-nothing-below": f"<article>{paragraphs()}<h2>More from Harbor City</h2></article>",
    "newsletter": f'<article>{paragraphs(LEAD)}<div class="newsletter-signup"><p>Get the news by mail.</p></div>'
    f"{paragraphs(SECOND, THIRD)}</article>",
    "page-hidden-until-a-script-runs": f'<div style="visibility:hidden">{paragraphs()}</div>',
}


@pytest.mark.parametrize("body", KINDS.values(), ids=KINDS)
def test_the_story_is_told_from_what_stands_round_it(read, body):
    document = read(page(body))
    assert " ".join(" ".join(story(document)).split()).replace(f"{THIRD} {THIRD}", THIRD) == " ".join(STORY)


@pytest.mark.parametrize("texts", [CZECH, JAPANESE, ARABIC], ids=["cs", "ja", "ar"])
def test_every_language_is_read_alike(read, texts):
    document = read(page(f"{MENU}{SHARE}<div class=body>{paragraphs(*texts)}</div>{RELATED}{FOOTER}"))
    assert story(document) == list(texts)


def test_headings_lists_quotations_and_tables_are_part_of_the_story(read):
    body = (
        f"<p>{LEAD}</p><h2>What it costs</h2><ul><li>Two crowns more for a grown-up passenger.</ul>"
        f"<blockquote><p>{SECOND}</p></blockquote><table><tr><th>Day<th>Boats<tr><td>Friday<td>4</table><p>{THIRD}</p>"
    )
    document = read(page(f"<article>{body}</article>"))
    places = [span.place for span in document.spans if span.place in STORY_PLACES]
    assert places == [Place.BODY, Place.SUBHEAD, Place.LIST, Place.QUOTE, Place.TABLE, Place.TABLE, Place.BODY]


def test_furniture_keeps_its_text_its_kind_and_a_reason(read):
    document = read(page(f"{MENU}<article>{paragraphs()}{SHARE}{RELATED}{COMMENTS}</article>{FOOTER}"))
    assert "Home" in placed(document, Place.NAV)
    assert "Facebook" in placed(document, Place.SHARE)
    assert "Bridge closes for repair" in placed(document, Place.PROMO)
    assert "always liked" in placed(document, Place.COMMENT)
    assert all(span.reason and span.stage == "read_page" for span in document.spans)


def test_a_pointer_inside_the_story_becomes_a_teaser_with_its_address(read):
    pointer = "<p>Read more: <a href=/b>Bridge closes for repair</a></p>"
    html = page(f"<article>{paragraphs(LEAD)}{pointer}{paragraphs()}</article>")
    (teaser,) = read(html.replace("<head>", "<head><base href=https://post.example/>")).teasers
    assert (teaser.headline, teaser.address) == ("Bridge closes for repair", "https://post.example/b")


def test_the_deck_and_a_correction_get_their_places(read):
    head = "<title>Old ferry stays</title><meta name=description content='The night boat goes on, too.'>"
    body = (
        "<h1>Old ferry stays</h1><div><h2>The night boat goes on, too.</h2></div>"
        f"<article>{paragraphs()}<div class=correction>An earlier version gave a wrong fare.</div></article>"
    )
    document = read(page(body, head))
    assert placed(document, Place.DECK) == "The night boat goes on, too."
    assert placed(document, Place.EDNOTE) == "An earlier version gave a wrong fare."
    assert story(document) == list(STORY)


def test_the_article_says_what_the_page_says_and_where(read, raw_copy):
    head = """<title>Old ferry stays | Harbor Post</title><meta property=og:site_name content="Harbor Post">
    <script type="application/ld+json">{"@type": "NewsArticle", "headline": "Old ferry stays",
    "author": [{"name": "Jane Roe"}, {"name": "John Doe"}], "datePublished": "2026-05-04T10:00:00+02:00",
    "isAccessibleForFree": false}</script><meta name=keywords content="ferries, fares">"""
    html = page(f"<article><h1>Old ferry stays</h1>{paragraphs()}</article>", head, 'lang="en-GB"')
    document = CHAIN(read(html))
    article = article_from(document, raw_copy(html, "text/html"))
    assert article.headline == "Old ferry stays"
    assert article.byline == "Jane Roe, John Doe"
    assert article.first_created == datetime(2026, 5, 4, 8, tzinfo=UTC)
    assert (article.language, article.keywords, article.credits) == ("en", ("ferries", "fares"), ("Harbor Post",))
    assert article.origins["byline"] == "json-ld/author"
    assert any(note.reason.startswith("paywall") for note in document.notes)
    assert [paragraph.text for paragraph in article.body] == list(STORY)


REFUSED = {
    "nothing": ("", NoText),
    "white-space": (" \n\t ", NoText),
    "title-alone": ("<title>News</title>", NoText),
    "shell": (page('<div id="root"></div><noscript>Enable JavaScript.</noscript><script>start()</script>'), NoText),
    "shell-with-a-menu": (page(f"{MENU}<div id=app></div><div>© 2026 The Post</div>{FOOTER}"), NoText),
    "frames": ("<html><frameset cols=1,2><frame src=a.html><frame src=b.html></frameset></html>", NoText),
    "cookie-banner": (
        page('<div class="cookie-banner"><p>We and our partners use cookies to store data on your device.</p></div>'),
        ConsentWall,
    ),
    "cookie-wall-without-a-name": (
        page("<h1>Before you go on</h1><p>We use cookies and data for tracking. Your consent can be withdrawn in the "
             "privacy settings.</p><p>Without cookies we show fewer advertisements that fit.</p>"),
        ConsentWall,
    ),
    "too-long": ("<p>" + "word " * 1_700_000, TooComplex),
    "too-many-tags": ("<p>" * 300_001, TooComplex),
    "too-many-blocks": ("<p>A short line" * 50_001, TooComplex),
    "a-long-page-of-one-tag": ("<p " + "a=1 " * 400_000 + ">x", TooComplex),
}  # fmt: skip


@pytest.mark.parametrize(("html", "error"), REFUSED.values(), ids=REFUSED)
def test_a_page_without_a_story_is_refused_by_name(read, html, error):
    with pytest.raises(error):
        read(html)


def test_a_story_about_cookies_is_no_consent_wall(read):
    text = "The court said consent to cookies must be free. Cookies for tracking need consent, and privacy rules hold. "
    document = read(
        page(f"<article>{paragraphs(text * 3)}</article>", "<meta property=article:published_time content=2026-05-04>")
    )
    assert story(document) == [(text * 3).strip()]


HOSTILE = {
    "deep": "<div>" * 20_000 + paragraphs(),
    "deep-and-named": "<div class=share>" * 2_000 + paragraphs(),
    "attributes": "<p " + " ".join(f"a{n}=1" for n in range(40_000)) + ">" + paragraphs(),
    "unclosed": "<b><i><span>" * 600 + paragraphs(),
    "script-that-never-ends": paragraphs() + "<script><p>never</p>",
    "comment-that-never-ends": paragraphs() + "<!-- <p>never</p>",
    "nul-and-half-pairs": "\x00\x00" + paragraphs() + "\x00",
}


@pytest.mark.parametrize("html", HOSTILE.values(), ids=HOSTILE)
def test_hostile_markup_still_gives_its_story(read, html):
    words = "".join("".join(story(read(html))).split())
    assert all("".join(text.split()) in words for text in STORY)


@pytest.mark.parametrize("charset", ["windows-1252", "iso-8859-1"])
def test_the_charset_that_the_page_declares_is_taken(read, charset):
    html = page(paragraphs("Die Fähre über die Förde fährt künftig häufiger, sagte die Behörde am Montag in Kiel."))
    document = read(html.replace("charset=utf-8", f"charset={charset}").encode("cp1252"))
    assert "Fähre über die Förde" in document.text


def test_a_charset_of_the_envelope_goes_before_the_page_s(read):
    html = page(paragraphs("Паром остаётся на линии, сообщила в понедельник администрация порта города.")).encode(
        "cp1251"
    )
    assert "Паром остаётся" in read(html, charset="windows-1251").text


TEXTS = st.sampled_from([LEAD, SECOND, "Short line", "x", " ", "a &amp; b", "<", "é\u200f", ""])
NAMES = st.sampled_from(["", ' class="share"', " hidden", ' id="comments"', ' class="body text"', " class=caption"])
TAGS = st.sampled_from(
    [
        "div",
        "p",
        "ul",
        "li",
        "h1",
        "h2",
        "a",
        "span",
        "table",
        "tr",
        "td",
        "br",
        "b",
        "article",
        "aside",
        "nav",
        "figure",
        "script",
        "pre",
        "blockquote",
    ]
)
ELEMENTS = st.recursive(
    TEXTS,
    lambda inner: st.tuples(TAGS, NAMES, st.lists(inner, max_size=4), st.booleans()).map(
        lambda told: f"<{told[0]}{told[1]}>{''.join(told[2])}" + (f"</{told[0]}>" if told[3] else "")
    ),
    max_leaves=25,
)


@given(ELEMENTS)
@settings(max_examples=300, deadline=None)
def test_any_html_gives_a_document_that_keeps_the_law_or_a_typed_error(html):
    copy = RawCopy("drop", "agency", "a.html", "text/html", datetime(2026, 1, 1, tzinfo=UTC), html.encode())
    try:
        document = read_page(copy)
    except (NoText, ConsentWall):
        return
    check_conservation(document)
    judged = CHAIN(document)
    assert CHAIN(judged) == judged
    root = etree.fromstring(html.encode(), etree.HTMLParser(encoding="utf-8", remove_comments=True, huge_tree=True))
    etree.strip_elements(root, "script", "style", "template", "noscript", with_tail=False)
    assert "".join("".join(root.itertext()).split()) == "".join(document.text.split())


def test_a_page_made_to_waste_looks_gives_its_story(read):
    assert story(read("<div class=share>" * 1_500 + paragraphs() + "<i></i>" * 20_000)) == list(STORY)
