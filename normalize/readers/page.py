"""The reader for article pages: a whole HTML page to a Document in which every text node has its place.

One parse, one walk to blocks; page_story finds the story among them, page_metadata what the page says of it. What is
left out stays in the text, as spans of furniture: the menu, other stories, comments, what is hidden.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from lxml import etree

from ingest.raw import RawCopy
from normalize.blocks import PAGE_READER
from normalize.document import Document, Note, Place, Span, Teaser
from normalize.errors import TooComplex
from normalize.readers.decode import decode
from normalize.readers.html import is_overloaded, parse_html, walk_html
from normalize.readers.html_blocks import HtmlBlock, HtmlLink, HtmlText
from normalize.readers.html_soup import check_text, lay_soup
from normalize.readers.html_tags import PLACES, UNREAD
from normalize.readers.page_classes import Part
from normalize.readers.page_furniture import Skimmer, folded
from normalize.readers.page_metadata import Metadata, read_metadata
from normalize.readers.page_story import TOO_LITTLE, Found, find_story
from normalize.readers.page_walls import refuse_walls

_LARGEST, _LARGEST_MENDED, _MOST_TAGS = 8_000_000, 1_000_000, 300_000
"""Characters of a page, of one that only the slow reader takes, and its tags: each costs memory, in lxml and here."""
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.\-]{2,40})", re.IGNORECASE)
_HEAD = 4096
_HALF_A_PAIR = re.compile("[\ud800-\udfff]")
_LONGEST_TOLD = 500
"""Characters of a headline or a deck."""
_TEASER = 3
"""Words that a headline has at least."""
_NOTHING = Metadata({}, (), None, None, 0, None)


def read_page(raw_copy: RawCopy) -> Document:
    """One article page as a Document.

    Fields: headline, byline, first_created, version_created, language, address, keywords, subjects and credits, each
    with its origin (`json-ld/headline`, `meta/og:title`, `h1`, `time`, `address`). Links and the classes of the markup
    round the story's blocks are notes. Raises NotText, NoText where the page holds no story, ConsentWall where it holds
    a question of consent instead, TooComplex over 8,000,000 characters or `html_blocks.MOST_BLOCKS` blocks.
    """
    source = _source(raw_copy)
    page, found, metadata = _read(source, raw_copy.address)
    refuse_walls(page, found, is_dated="first_created" in metadata.fields)
    laid = _Laid(page, found, metadata)
    return Document(
        text=page.text,
        spans=tuple(laid.spans()),
        fields=metadata.fields,
        teasers=tuple(laid.teasers()),
        notes=(*_told(metadata), *laid.notes()),
    )


def _source(raw_copy: RawCopy) -> str:
    declared = raw_copy.envelope.get("charset")
    if declared is None and (named := _CHARSET.search(raw_copy.raw[:_HEAD])):
        declared = named.group(1).decode("ascii")
    source = decode(raw_copy.raw, declared).text.replace("\x00", "\ufffd")  # a NUL would end the page for the parser
    if len(source) > _LARGEST:
        raise TooComplex(f"{len(source)} characters are more than the {_LARGEST} that one page may have")
    if source.count("<") > _MOST_TAGS:
        raise TooComplex(f"the page has more than {_MOST_TAGS} tags")
    return source


def _read(source: str, address: str) -> tuple[HtmlText, Found, Metadata]:
    try:
        root = None if is_overloaded(source) else parse_html(source)
    except UnicodeEncodeError:
        return _read(_HALF_A_PAIR.sub("\ufffd", source), address)
    if root is None:
        if len(source) > _LARGEST_MENDED:
            raise TooComplex("the page is nested too deeply, or its tags are too long, to be read in any time")
        page = lay_soup(source, None)
        return page, find_story(page), _NOTHING
    metadata = read_metadata(root, address)
    etree.strip_elements(root, *UNREAD, with_tail=False)
    page, found = _walked(root, metadata, Skimmer())
    if found.told < TOO_LITTLE:  # a second, looser look: nothing is skimmed for its name
        slow, second = _walked(root, metadata, None)
        if second.told > found.told:
            page, found = slow, second
    return page, found, metadata


def _walked(root: etree._Element, metadata: Metadata, skim: Skimmer | None) -> tuple[HtmlText, Found]:
    """The blocks of a page, checked against its text nodes, and the story among them."""
    page = check_text(walk_html(root, metadata.base, skim), etree.tostring(root, method="text", encoding="unicode"))
    return page, find_story(page, frozenset(map(folded, metadata.titles)), metadata.told_body)


def _told(metadata: Metadata) -> Iterator[Note]:
    """What the page says that no field of an article holds."""
    if metadata.is_free is False:
        yield Note(PAGE_READER, 0, 0, "paywall: the page says that the story is not free")


def _in_story(page: HtmlText, block: HtmlBlock, number: int) -> tuple[Place, int, str, str]:
    """A block of the story as a span has it; of one that is hidden until it is paid for, by its tag."""
    place, reason = block.place, block.reason
    if place is Place.META:
        place, reason = PLACES.get(page.nodes[block.node].tag, (Place.BODY, "running text"))
    return place, number, PAGE_READER, reason


class _Laid:
    """Lays the spans, teasers and notes of a judged page. State: nothing but its inputs."""

    def __init__(self, page: HtmlText, found: Found, metadata: Metadata) -> None:
        self._page = page
        headline = metadata.fields.get("headline")
        self._headline = folded(str(headline.value)) if headline is not None else ""
        self._deck = folded(metadata.description or "")
        self._parts = [self._judged(block, part) for block, part in zip(page.blocks, found.parts, strict=True)]

    def _judged(self, block: HtmlBlock, part: Part | None) -> Part | None:
        """A part, with the prints of what the page told of itself outside its text."""
        if part is None or block.end - block.start > _LONGEST_TOLD or part[0] not in (Place.HEADLINE, Place.NAV):
            return part
        text = folded(self._page.text[block.start : block.end])
        if part[0] is Place.HEADLINE:
            is_other = self._headline and text != self._headline
            return (Place.META, "headline in another form than the page's own") if is_other else part
        return (Place.DECK, "what the page says of its story") if text == self._deck else part

    def spans(self) -> Iterator[Span]:
        """A span for each block of the story, one for each run of furniture of a kind."""
        number, start, end = 0, 0, 0
        under_way: Part | None = None
        for block, part in zip(self._page.blocks, self._parts, strict=True):
            if under_way is not None and part != under_way:
                yield Span(start, end, under_way[0], number, PAGE_READER, under_way[1])
                number += 1
            if part is None:
                yield Span(block.start, block.end, *_in_story(self._page, block, number))
                number += 1
            elif part != under_way:
                start = block.start
            under_way, end = part, block.end
        if under_way is not None:
            yield Span(start, end, under_way[0], number, PAGE_READER, under_way[1])

    def teasers(self) -> Iterator[Teaser]:
        """Pointers to other stories that stand inside this one, without the label before them ("Read more:")."""
        for block, part in zip(self._page.blocks, self._parts, strict=True):
            if part is None or part[0] is not Place.TEASER:
                continue
            link = self._link_in(block)
            start, end = (link.start, link.end) if link is not None else (block.start, block.end)
            text = " ".join(self._page.text[start:end].split())
            if len(text.split()) >= _TEASER:
                yield Teaser(text, None, None, link.address if link is not None else None, block.start, block.end)

    def _link_in(self, block: HtmlBlock) -> HtmlLink | None:
        links = self._page.links
        first = bisect_left(links, block.start, key=lambda link: link.start)
        return links[first] if first < len(links) and links[first].end <= block.end else None

    def notes(self) -> Iterator[Note]:
        """The markup round each block of the story, and its links."""
        story = [block for block, part in zip(self._page.blocks, self._parts, strict=True) if part is None]
        for block in story:
            if hints := self._page.hints(block):
                yield Note(PAGE_READER, block.start, block.end, f"markup {' '.join(hints)}")
        yield from self._links(story)

    def _links(self, story: Sequence[HtmlBlock]) -> Iterator[Note]:
        waiting = iter(story)
        block = next(waiting, None)
        for link in self._page.links:
            while block is not None and block.end <= link.start:
                block = next(waiting, None)
            if block is not None and link.start >= block.start:
                yield Note(PAGE_READER, link.start, link.end, f"link {link.address}")
