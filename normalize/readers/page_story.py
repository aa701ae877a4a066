"""Which blocks of a page are the story: the element that holds it is chosen, then its blocks are judged one by one.

The choice follows Readability's idea (paragraphs vote for the elements round them) with two guards: names never drop
an element that holds much of the page's running text, and a first choice that holds too little of it is made again,
without regard to names.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from normalize.document import Place
from normalize.readers.html_blocks import HtmlBlock, HtmlNode, HtmlText
from normalize.readers.html_tags import BREAKING, NAMING, Attributes
from normalize.readers.page_classes import Part, part_named

_WEAKLY = 250
"""Characters: what is named weakly (a picture, a network) and holds more than this is more than its name says."""
_SHORTEST, _SURELY = 25, 100
"""Characters: what is shorter is no paragraph; what is longer is one whatever it ends with."""
_STOPS = tuple(".!?…。！？।॥؟۔:;\"”»’)")
_MUCH = 0.3
"""Of the page's running text, how much an element holds that is not dropped for its name. (Without: F1 .81.)"""
_ENOUGH = 0.4
"""Of the page's running text, how much the story must hold for the first choice to stand."""
_MORE = 0.25
"""Of the story's text, how much an element round it must add to be chosen instead."""
_TAGS: dict[str, Part] = {
    "nav": (Place.NAV, "navigation"),
    "footer": (Place.NAV, "footer"),
    "aside": (Place.PROMO, "beside the story"),
    "form": (Place.NAV, "form"),
    "figure": (Place.CAPTION, "figure"),
    "dialog": (Place.NAV, "dialog"),
}
_INNER = frozenset({"p", "li", "ul", "ol", "dl", "dd", "dt", "blockquote", "pre", "tr", "tbody", "table", "h1", "h2", "h3", "h4", "h5", "h6", "figure"})  # fmt: skip
_FURNITURE_PLACES = frozenset({Place.CAPTION, Place.NAV, Place.META, Place.EMBED})
_VOTES = (1.0, 0.5, 0.25)


@dataclass(frozen=True, slots=True)
class Found:
    """`parts`: for each block the furniture that it is, None for the story's; `told`: characters of running text."""

    parts: Sequence[Part | None]
    container: int
    told: int
    is_consent: bool = False


class Tree:
    """The elements of a page with what they hold, by number."""

    def __init__(self, page: HtmlText) -> None:
        self.page = page
        self.good = [_running(page.text, block) for block in page.blocks]
        self.total = sum(self.good)

    def sums(self, values: Sequence[int]) -> list[int]:
        """For each element the sum of the values of the blocks inside."""
        nodes = self.page.nodes
        held = [0] * len(nodes)
        for block, value in zip(self.page.blocks, values, strict=True):
            if value and block.node >= 0:
                held[block.node] += value
        for number in range(len(nodes) - 1, 0, -1):
            if held[number] and nodes[number].parent >= 0:
                held[nodes[number].parent] += held[number]
        return held

    def own_parts(self, held: Sequence[int]) -> list[Part | None]:
        """What each element is by its own tag and names."""
        nodes = self.page.nodes
        sizes = self.sums([block.end - block.start for block in self.page.blocks])
        return [
            _part(node, told, size, is_new=node.parent < 0 or not nodes[node.parent].is_hidden)
            for node, told, size in zip(nodes, held, sizes, strict=True)
        ]


_NAMED = BREAKING - {"html", "body", "table", "tbody", "thead", "tr"}


def _part(node: HtmlNode, told: int, size: int, *, is_new: bool) -> Part | None:
    if node.is_hidden and is_new:
        return Place.META, "hidden in the page"
    found = _TAGS.get(node.tag)
    if found is None and node.attributes and node.tag in _NAMED and not (node.tag == "p" and told > _SURELY):
        named = part_named(node.names)
        found = named.part if named is not None and not (named.is_weak and (told or size > _WEAKLY)) else None
    return found


def skim_furniture(element: etree._Element, attributes: Attributes) -> tuple[str, Place, str] | None:
    """Text and kind of an element that is furniture as a whole: named so, without running text or the page's heading."""
    tag = element.tag
    part = _TAGS.get(tag)  # type: ignore[call-overload]
    if part is None and attributes and tag in _NAMED and tag != "p":
        names = " ".join([value for name, value in attributes if name in NAMING])
        named = part_named(names) if names else None
        if named is not None and not (named.is_weak and _says_much(element)):
            part = named.part
    if part is None:
        return None
    pieces = [" ".join(piece.split()) for piece in element.itertext() if not piece.isspace()]
    if any([len(piece) >= _SURELY for piece in pieces]) or next(element.iter("h1"), None) is not None:
        return None
    if any(len("".join(one.itertext())) >= _SURELY for one in element.iter("p")):
        return None
    return "\t".join(pieces), *part


def _says_much(element: etree._Element) -> bool:
    return next(element.iter("blockquote"), None) is not None or len("".join(element.itertext())) > _WEAKLY


def _running(text: str, block: HtmlBlock) -> int:
    """The block's characters if it is running text, else 0."""
    size = block.end - block.start
    if block.is_skimmed or size < _SHORTEST or (block.place in _FURNITURE_PLACES and block.place is not Place.META) or block.place is Place.SUBHEAD or block.linked * 2 > size:
        return 0
    if block.place is Place.LIST and (size < _SURELY or block.linked * 3 > size):
        return 0
    return size if size >= _SURELY or text[block.end - 1] in _STOPS else 0


def find_story(page: HtmlText, titles: frozenset[str] = frozenset(), told_body: int = 0) -> Found:
    """The parts of a page."""
    tree = Tree(page)
    first = _found(tree, titles, named=True)
    if first.told < max(250, told_body / 2):
        second = _found(tree, titles, named=False)
        if second.told > first.told * 1.5:
            return second
    return first


def _found(tree: Tree, titles: frozenset[str], *, named: bool) -> Found:
    page = tree.page
    held = tree.sums(tree.good)
    own = tree.own_parts(held) if named else [None] * len(page.nodes)
    title = _titled(page, titles)
    weighted = [
        int(value * (DIM if part is not None else 1))
        for value, part in zip(tree.good, _of_blocks(page, _inherited(page, own)), strict=True)
    ]
    container = _voted(page, weighted)
    for number in _path(page, container):
        own[number] = None
    container = _climb(tree, own, container, title)
    for number in _path(page, container):
        own[number] = None
    inside = _inside(page, container)
    for number, part in enumerate(own):
        if part is not None and inside[number] and held[number] > GUARD * held[container]:
            own[number] = None
    for number in _cards(page, inside, held, container):
        own[number] = own[number] or (Place.PROMO, "card of another story")
    parts = _inherited(page, own)
    told = [_judge(page, i, block, parts, inside, container) for i, block in enumerate(page.blocks)]
    _trim(page, told, titles)
    return Found(told, container, sum(value for value, part in zip(tree.good, told, strict=True) if part is None))


def _cards(page: HtmlText, inside: Sequence[bool], held: Sequence[int], container: int) -> Iterator[int]:
    """Elements that hold a linked heading and little more."""
    for block in page.blocks:
        if block.place is Place.SUBHEAD and block.node >= 0 and block.linked >= 0.9 * (block.end - block.start):
            at = page.nodes[block.node].parent
            if at > container and inside[at] and held[at] <= 500 and page.nodes[at].tag in ("div", "article", "li", "section"):
                yield at


DIM = 0.4
GUARD = 0.5


def _titled(page: HtmlText, titles: frozenset[str]) -> list[int]:
    """The elements that a print of the title stands in, or a heading h1."""
    found = []
    for block in page.blocks:
        if block.node >= 0 and page.nodes[block.node].tag in ("h1", "h2"):
            text = page.text[block.start : block.end]
            if page.nodes[block.node].tag == "h1" or " ".join(text.casefold().split()) in titles:
                found.append(block.node)
    return found


def _path(page: HtmlText, number: int) -> list[int]:
    """The element and all round it, the innermost first."""
    path = []
    while number >= 0:
        path.append(number)
        number = page.nodes[number].parent
    return path


def _inherited(page: HtmlText, own: Sequence[Part | None]) -> list[Part | None]:
    told: list[Part | None] = []
    for node, part in zip(page.nodes, own, strict=True):
        outer = told[node.parent] if node.parent >= 0 else None
        told.append(outer or part)
    return told


def _of_blocks(page: HtmlText, parts: Sequence[Part | None]) -> list[Part | None]:
    return [parts[block.node] if block.node >= 0 else None for block in page.blocks]


def _voted(page: HtmlText, good: Sequence[int]) -> int:
    votes = [0.0] * len(page.nodes)
    for block, value in zip(page.blocks, good, strict=True):
        if not value:
            continue
        if block.place is Place.LIST:
            value //= 2
        at = block.node
        while at > 0 and page.nodes[at].tag in _INNER:
            at = page.nodes[at].parent
        for weight in _VOTES:
            if at < 0:
                break
            votes[at] += value * weight
            at = page.nodes[at].parent
    for number, node in enumerate(page.nodes):
        if votes[number] and ("articleBody" in node.names or node.tag == "article"):
            votes[number] *= 1.3
    return max(range(len(votes)), key=votes.__getitem__, default=-1)


def _climb(tree: Tree, own: Sequence[Part | None], container: int, titled: Sequence[int]) -> int:
    page = tree.page
    nodes = page.nodes
    parts = _of_blocks(page, _inherited(page, own))
    good = [value if part is None else 0 for value, part in zip(tree.good, parts, strict=True)]
    held = tree.sums(good)
    noise = tree.sums([
        0 if value else block.end - block.start for value, block in zip(good, page.blocks, strict=True)
    ])
    heads = {number for one in titled for number in _path(page, one)}
    chosen = at = container
    while at >= 0 and nodes[at].parent >= 0:
        if nodes[at].tag == "article" and (at in heads or held[at] > held[0] / 2):
            break
        at = nodes[at].parent
        extra = held[at] - held[chosen]
        if extra >= _MORE * held[chosen] and noise[at] - noise[chosen] <= extra:
            chosen = at
    return chosen


def _inside(page: HtmlText, container: int) -> list[bool]:
    inside: list[bool] = []
    for number, node in enumerate(page.nodes):
        inside.append(number == container or (node.parent >= 0 and inside[node.parent]))
    return inside


def _judge(page: HtmlText, i: int, block: HtmlBlock, parts: list[Part | None], inside: list[bool], container: int) -> Part | None:
    part = parts[block.node] if block.node >= 0 else None
    if part is not None:
        return part
    if block.is_skimmed:
        return block.place, block.reason
    if block.node < 0 or not (inside[block.node] or _is_beside(page, block, container)):
        return Place.NAV, "outside the story"
    if block.place in _FURNITURE_PLACES and block.place is not Place.META:
        return block.place, block.reason
    size = block.end - block.start
    if _is_pointer(page.text[block.start : block.end], block, size):
        return Place.TEASER, "little but a link"
    if block.has_image and size < 150 and page.nodes[block.node].tag in ("div", "center", "section", "span") and page.text[block.end - 1] not in ".!?":
        return Place.CAPTION, "line beside a picture"
    return None


def _is_beside(page: HtmlText, block: HtmlBlock, container: int) -> bool:
    """A paragraph that stands beside the element with all the others: the lead above what is not free."""
    node = page.nodes[block.node]
    return node.tag == "p" and node.parent == page.nodes[container].parent and _running(page.text, block) > 0


_LABEL = re.compile(r"[^:|>»]{2,40}[:|>»]")


def _is_pointer(text: str, block: HtmlBlock, size: int) -> bool:
    if block.place is Place.QUOTE or not block.linked or text.startswith(("http", "www.")):
        return False
    if block.linked >= 0.9 * size:
        return True
    is_sentence = text.rstrip("\"'”’»").endswith((".", "!", "?"))
    if block.linked >= 0.75 * size and not is_sentence:
        return True
    return block.linked >= 0.5 * size and not is_sentence and _LABEL.match(text) is not None


def _trim(page: HtmlText, told: list[Part | None], titles: frozenset[str]) -> None:
    """What stands above the headline, the headline itself, and headings with nothing below."""
    story = [i for i, part in enumerate(told) if part is None]
    for i in story:
        block = page.blocks[i]
        text = page.text[block.start : block.end]
        if " ".join(text.casefold().split()) in titles:
            told[i] = (Place.HEADLINE, "the page's title")
        elif page.nodes[block.node].tag == "h1":
            told[i] = (Place.HEADLINE, "heading h1")
    _trim_contacts(page, told, story)
    for i in reversed(story):
        if told[i] is None:
            if page.blocks[i].place is not Place.SUBHEAD:
                break
            told[i] = (Place.NAV, "heading with nothing below")


_MAIL = re.compile(r"\S@\S+\.\w")
_NETWORKS = re.compile(r"https?://(?:www\.|m\.)?(?:facebook|twitter|x|instagram|youtube|t|wa|whatsapp|linkedin|threads|tiktok|bsky|vk|ok)\.(?:com|me|app|net|ru)/", re.IGNORECASE)


def _trim_contacts(page: HtmlText, told: list[Part | None], story: Sequence[int]) -> None:
    """How to reach or follow the writer or the house, in the last lines."""
    for i in [i for i in story if told[i] is None][-5:]:
        block = page.blocks[i]
        if block.end - block.start > 400 or i < story[len(story) // 2]:
            continue
        first = bisect_left(page.links, block.start, key=lambda link: link.start)
        links = [link.address for link in page.links[first : first + 20] if link.end <= block.end]
        if _MAIL.search(page.text, block.start, block.end) or sum(map(bool, map(_NETWORKS.match, links))) > 1:
            told[i] = (Place.PROMO, "how to reach or follow the house")
