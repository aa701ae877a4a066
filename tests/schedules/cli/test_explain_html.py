"""The page that explains a copy holds all of its text, as text, with the place and the reason of every piece."""

import gzip
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import html

from ingest.raw import RawCopy
from normalize.chain import build_chain
from normalize.document import Document, Note, Place, Repair, Span, Teaser
from normalize.normalizer import read
from schedules.cli.explain_html import _GROUP_OF, page_of
from schedules.cli.show import printable

EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)> \"' onmouseover='x' & &lt;b&gt; \x1b[31m\u202egnp\x00 ]]>"
SHARE = "Share post:"
HEADLINE = "Ferries sail again after the storm"
LEAD = "Ferries across the strait sailed again on Monday after a storm had kept them in port for three days."


def document_of(copy: str | bytes, media_type: str = "text/plain") -> Document:
    raw = copy if isinstance(copy, bytes) else copy.encode()
    return build_chain()(read(RawCopy("wire", "wire", "a", media_type, datetime(2026, 1, 1, tzinfo=UTC), raw)))


def tree_of(document: Document, subject: str = "a.txt", told: str = "chain 1"):
    return html.document_fromstring(page_of(document, subject, told))


def assert_harmless(page) -> None:
    """No element that does anything, no address that a browser would ask, no attribute that is a script."""
    assert {element.tag for element in page.iter()} <= {
        "html", "head", "meta", "title", "style", "body", "h1", "h2", "p", "ul", "li", "b", "section", "div", "span",
        "del", "ins", "details", "summary", "table", "tr", "th", "td",
    }  # fmt: skip
    attributes = {name for element in page.iter() for name in element.attrib}
    assert attributes <= {"lang", "charset", "http-equiv", "content", "name", "dir", "class", "title", "open"}
    assert "url(" not in page.findtext(".//style")
    assert "@import" not in page.findtext(".//style")


def words(text: str) -> str:
    return "".join(text.split())


def copy_in(page: str) -> str:
    """The words of the copy in a page, without what is printed in place of some of them."""
    tree = html.document_fromstring(re.sub(r"<ins [^>]*>.*?</ins>", "", page, flags=re.DOTALL))
    return words("".join(block.text_content() for block in tree.iterfind(".//div[@class='copy']")))


def test_every_place_has_a_colour():
    assert set(_GROUP_OF) == set(Place)


def test_each_piece_stands_in_its_block_with_its_place_stage_and_reason():
    page = tree_of(document_of(f"{HEADLINE}\n\nPORT ELLERY, March 3 (Reuters) - {LEAD}\n\n{SHARE}"))
    blocks = page.findall(".//section")
    assert [block.findtext("div") for block in blocks] == ["0", "1", "2"]
    assert [[piece.text_content() for piece in block.findall("div/span")] for block in blocks] == [
        [HEADLINE], ["PORT ELLERY, March 3 (Reuters) -", LEAD], [SHARE],
    ]  # fmt: skip
    assert [piece.get("class") for piece in blocks[1].findall("div/span")] == ["piece lines", "piece story"]
    assert blocks[2].find("ul").text_content() == "share find_shares: share line: share post"
    assert [item.text for item in page.findall(".//ul[@class='legend']/li")] == [
        "body 1", "headline 1", "dateline 1", "share 1",
    ]  # fmt: skip


def test_a_mend_shows_what_was_sent_and_what_is_printed():
    page = tree_of(document_of("Talks\n\nMacron said so, althoughMacron left before that was done."))
    (mended,) = page.iterfind(".//span[del]")
    assert (mended.findtext("del"), mended.findtext("ins")) == ("althoughMacron", "although Macron")
    assert mended.find("ins").get("title") == "lost_space"


def test_fields_doubts_teasers_and_what_is_not_carried_are_tables():
    text = "Share Other"
    document = Document(
        text,
        (Span(0, 5, Place.SHARE, 0, "s", "r", 0.5), Span(6, 11, Place.TEASER, 1, "t", "r")),
        teasers=(Teaser("Other", None, None, "javascript:alert(1)", 6, 11),),
        notes=(Note("find_x", 0, 5, "perhaps not"),),
        not_carried=("item/signal",),
    ).with_field("language", "en", "tell_language")
    page = tree_of(document)
    tables = {table.findtext("summary/h2"): table.xpath(".//td/text()") for table in page.iterfind(".//details")}
    assert tables == {
        "Teasers": ["Other", "javascript:alert(1)"],
        "Unsure": ["unsure", "Share", "find_x: perhaps not"],
        "Fields": ["language", "en", "tell_language"],
        "Not carried": ["item/signal"],
    }
    assert "(0.50)" in page.find(".//section").text_content()
    assert_harmless(page)


@pytest.mark.parametrize("media_type", ["text/plain", "text/html"])
def test_hostile_text_stays_text(media_type):
    copy = f"{EVIL}\n\nHARBOR CITY (Reuters) - {EVIL} sailed on Monday.\n\nBy {EVIL}\n\n{SHARE}"
    if media_type == "text/html":
        escaped = copy.replace("&", "&amp;").replace("<", "&lt;").replace("\x00", "")
        story = f"<article><h1>{HEADLINE}</h1><p>{LEAD}</p><p>{LEAD}</p><p>{escaped}</p></article>"
        copy = f"<html><head><title>{escaped}</title></head><body>{story}</body></html>"
    document = document_of(copy, media_type)
    page = page_of(document, f"{EVIL}.txt", EVIL)
    assert not set(page) & {"\x1b", "\x00", "\u202e"}
    assert_harmless(html.document_fromstring(page))
    assert "<script>alert(1)</script>" in copy_in(page)
    assert copy_in(page) == words(printable(document.text, keep_lines=True))


def test_a_repair_and_a_field_of_hostile_text_stay_text():
    document = Document(
        EVIL,
        (Span(0, len(EVIL), Place.BODY, 0, EVIL, EVIL),),
        repairs=(Repair(0, 8, "<script>", EVIL, EVIL),),
    ).with_field(EVIL, EVIL, EVIL)
    assert_harmless(tree_of(document, EVIL, EVIL))


@pytest.mark.parametrize("kind", ["wire/*/raw.txt", "pages/benchmark/html/*.html.gz"])
def test_the_whole_text_of_every_kit_copy_is_in_its_page(corpus: Path, kind):
    paths = sorted(corpus.glob(kind))[::9]
    assert paths
    for path in paths:
        raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        document = document_of(raw, "text/html" if path.suffix == ".gz" else "text/plain")
        page = page_of(document, path.name, "chain")
        assert copy_in(page) == words(printable(document.text, keep_lines=True)), path.name
        assert_harmless(html.document_fromstring(page))
