"""What on a page is no story: elements by tag and name, blocks by what is in them, lines by where they stand."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import islice

from lxml import etree

from normalize.document import Place
from normalize.readers.html_blocks import HtmlBlock, HtmlNode, HtmlText
from normalize.readers.html_tags import BREAKING, NAMING, PLACES, Attributes
from normalize.readers.page_classes import Named, Part, part_named

CONSENT: Part = (Place.NAV, "question of consent")
"""What phrases/page_classes.toml says of cookie banners."""
HIDDEN: Part = (Place.META, "hidden in the page")
"""What a reader of the page cannot see; it is never chosen as the story."""
_PAYWALL = re.compile(r"pay-?wall|premium|metered|subscriber|restricted|locked", re.IGNORECASE)
"""Names of elements that are hidden from those who have not paid: their text is the story all the same."""
_NEARLY_ALL = 0.9
"""Of the page's running text, how much an element holds that a script was to show: the whole page, hidden at first."""
_TAGS: dict[str, Part] = {
    "nav": (Place.NAV, "navigation"),
    "footer": (Place.NAV, "footer"),
    "aside": (Place.PROMO, "beside the story"),
    "form": (Place.NAV, "form"),
    "figure": (Place.CAPTION, "figure"),
    "dialog": (Place.NAV, "dialog"),
}
"""Elements that say themselves what they are. Source: the HTML standard, sections 4.3, 4.4 and 4.10."""
_SKIMMED: dict[str, Part] = {
    **_TAGS,
    "head": (Place.META, "head of the page"),
    "svg": (Place.META, "drawing"),
    "select": PLACES["select"],
    "button": PLACES["button"],
    "iframe": PLACES["iframe"],
}
"""Elements that are no text at all, too: a page has hundreds."""
_NAMED = BREAKING - {"html", "body", "table", "tbody", "thead", "tr"}
"""Elements whose names count: `body` and rows bear the names of what is in them."""
_SKIMMED_TAGS = _NAMED - {"p"}
_FURNITURE = frozenset({Place.CAPTION, Place.NAV, Place.EMBED})
_SHORTEST, _SURELY = 25, 100
"""Characters: what is shorter is no running text; what is longer is some, whatever it ends with."""
_WEAKLY = 250
"""Characters: what is named weakly (a picture, a network) and holds more is more than its name says."""
_PARAGRAPHS = 200
"""Characters in paragraphs: an element with more is walked through, whatever its name."""
_STOPS = tuple('.!?…。！？।॥؟۔:;"”»’)')
_SENTENCE = (".", "!", "?", "…", "。", "！", "？", "।", "॥", "؟", "۔")
_CLOSERS = "\"'”’»"
_ALL, _MOST, _HALF = 0.9, 0.75, 0.5
"""Of a line, how much is a link: such a line is nothing else; it is that unless it ends a sentence; and so if a label
opens it: "Read more: Rain floods valley"."""
_LABEL = re.compile(r"[^:|>»]{2,40}[:|>»]")
_PICTURED = 100
"""Characters of a line under its picture, where neither tag nor name tells."""
_PICTURED_TAGS = frozenset({"div", "center", "section"})
_MOST_VAIN, _MOST_INSIDE = 100, 2_000
"""Looks in vain on one page (70 at most on real ones), and elements in one that is looked at."""
_LAST, _CONTACT = 5, 400
"""Lines at the end in which the house tells how to reach it, and their characters."""
_MAIL = re.compile(r"\S@\S+\.\w")
_NETWORKS = re.compile(
    r"https?://(?:www\.|m\.)?(?:facebook\.com|twitter\.com|x\.com|instagram\.com|youtube\.com|t\.me|wa\.me|whatsapp\.com"
    r"|linkedin\.com|threads\.net|tiktok\.com|bsky\.app|vk\.com|ok\.ru)/",
    re.IGNORECASE,
)


def folded(text: str) -> str:
    """Text as titles are compared: lower case, single spaces."""
    return " ".join(text.casefold().split())


def running(text: str, block: HtmlBlock) -> int:
    """The block's characters if it is running text, else 0. Hidden text counts: some pages hide what is not free."""
    size = block.end - block.start
    if block.is_skimmed or size < _SHORTEST or block.place in _FURNITURE or block.place is Place.SUBHEAD:
        return 0
    if block.linked * 2 > size or (block.place is Place.LIST and (size < _SURELY or block.linked * 3 > size)):
        return 0
    return size if size >= _SURELY or text[block.end - 1] in _STOPS else 0


class Skimmer:
    """Takes elements that are furniture as a whole, so that two thirds of a page need not be walked through.

    State: how many looks were in vain; a page that is made to waste them is walked through.
    """

    def __init__(self) -> None:
        self._vain = 0

    def __call__(self, element: etree._Element, attributes: Attributes) -> tuple[str, Place, str] | None:
        """Text, place and reason of an element that is named as furniture and holds neither running text nor an h1."""
        part = _part_of(element, attributes)
        if part is None or self._vain > _MOST_VAIN:
            return None
        text = _short_text(element)
        if text is None:
            self._vain += 1
            return None
        return text, *part


def _part_of(element: etree._Element, attributes: Attributes) -> Part | None:
    tag: str = element.tag  # type: ignore[assignment]  # comments were left out by the parser
    part = _SKIMMED.get(tag)
    if part is not None or not attributes or tag not in _SKIMMED_TAGS:
        return part
    named = part_named(" ".join([value for name, value in attributes if name in NAMING]))
    if named is None or (named.is_weak and _says_much(element)):
        return None
    return named.part


def _short_text(element: etree._Element) -> str | None:
    """All text of an element, its nodes apart; None where it holds running text, an h1, or very many elements."""
    if next(islice(element.iter(), _MOST_INSIDE, None), None) is not None:
        return None
    pieces = [*filter(None, map(str.strip, element.itertext()))]
    if max(map(len, pieces), default=0) >= _SURELY or next(element.iter("h1"), None) is not None:
        return None
    if sum(len("".join(one.itertext())) for one in element.iter("p")) >= _PARAGRAPHS:
        return None
    return "\t".join(pieces)


def _says_much(element: etree._Element) -> bool:
    text = sum(map(len, islice(element.itertext(), _WEAKLY)))
    return text > _WEAKLY or next(element.iter("blockquote"), None) is not None


def own_part(node: HtmlNode, told: int, size: int, total: int, *, is_shown: bool) -> Part | None:
    """What an element is by its own tag and names; `told` and `size` count its running text and all its text.

    `total` counts the running text of the page, `is_shown`: what stands round the element is not hidden.
    """
    if node.is_hidden and is_shown and not (_PAYWALL.search(node.names) or told > _NEARLY_ALL * total):
        return HIDDEN
    part = _TAGS.get(node.tag)
    if part is None and node.attributes and node.tag in _NAMED and not (node.tag == "p" and told > _SURELY):
        part = _part(part_named(node.names), told, size)
    return part


def _part(named: Named | None, told: int, size: int) -> Part | None:
    if named is None or (named.is_weak and (told or size > _WEAKLY)):
        return None
    return named.part


def judge_block(
    page: HtmlText, block: HtmlBlock, part: Part | None, container: int, inside: Sequence[bool]
) -> Part | None:
    """The furniture that a block is, None for one of the story. `part` is what the elements round it say."""
    if part is not None:
        return part
    if block.is_skimmed or (block.place in _FURNITURE and block.node >= 0 and inside[block.node]):
        return block.place, block.reason
    if block.node < 0 or not (inside[block.node] or _is_beside(page, block, container)):
        return Place.NAV, "outside the story"
    text = page.text[block.start : block.end]
    if block.place is not Place.QUOTE and _is_pointer(text, block.linked):
        return Place.TEASER, "little but a link"
    if block.has_image and page.nodes[block.node].tag in _PICTURED_TAGS and _is_label(text):
        return Place.CAPTION, "line under a picture"
    return None


def _is_beside(page: HtmlText, block: HtmlBlock, container: int) -> bool:
    """A paragraph that stands beside the element with all the others: the lead above what is not free."""
    node = page.nodes[block.node]
    return node.tag == "p" and node.parent == page.nodes[container].parent and running(page.text, block) > 0


def _is_label(text: str) -> bool:
    return len(text) <= _PICTURED and not text.endswith(_SENTENCE)


def _is_pointer(text: str, linked: int) -> bool:
    """A line that is a link to somewhere else: all of it, or most and no sentence; a printed address is none."""
    if not linked or text.startswith(("http", "www.")):
        return False
    share = linked / len(text)
    if share >= _ALL:
        return True
    if share < _HALF or text.rstrip(_CLOSERS).endswith(_SENTENCE):
        return False
    return share >= _MOST or _LABEL.match(text) is not None


def trim_story(page: HtmlText, told: list[Part | None], titles: frozenset[str]) -> None:
    """Take the headline off the story, contacts off its end, and headings with nothing below. Changes `told`."""
    story = [i for i, part in enumerate(told) if part is None]
    for i in story:
        block = page.blocks[i]
        if page.nodes[block.node].tag == "h1" or folded(page.text[block.start : block.end]) in titles:
            told[i] = (Place.HEADLINE, "headline")
    _trim_contacts(page, told, [i for i in story if told[i] is None])
    for i in reversed(story):
        if told[i] is not None:
            continue
        if page.blocks[i].place is not Place.SUBHEAD:
            break
        told[i] = (Place.NAV, "heading with nothing below")


def _trim_contacts(page: HtmlText, told: list[Part | None], story: Sequence[int]) -> None:
    for i in story[len(story) // 2 :][-_LAST:]:
        block = page.blocks[i]
        text = page.text[block.start : block.end]
        if len(text) <= _CONTACT and text.endswith(_SENTENCE) and (_MAIL.search(text) or _follows(page, block)):
            told[i] = (Place.PROMO, "how to reach or follow the house")


def _follows(page: HtmlText, block: HtmlBlock) -> bool:
    """Whether a line links to more than one social network."""
    first = bisect_left(page.links, block.start, key=lambda link: link.start)
    links = [link.address for link in page.links[first : first + 20] if link.end <= block.end]
    return sum(_NETWORKS.match(address) is not None for address in links) > 1
