"""Which blocks of a page are the story: the element that holds it is chosen, then its blocks are judged one by one.

The choice follows Readability's idea (paragraphs vote for the elements round them) with two guards: a name never drops
an element that holds much of the story's running text, and a first choice that holds too little is made again, without
regard to names.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from normalize.document import Place
from normalize.readers.html_blocks import HtmlBlock, HtmlText
from normalize.readers.page_classes import Part
from normalize.readers.page_furniture import CONSENT, HIDDEN, folded, judge_block, own_part, running, trim_story

_DIMMED = 0.4
"""What a paragraph's vote counts for inside an element that is furniture by its name."""
_MUCH = 0.5
"""Of the story's running text, how much an element holds that is not dropped for its name."""
_MORE = 0.25
"""Of the story's running text, how much an element round it must add to be chosen instead."""
TOO_LITTLE = 250
"""Characters of running text with which no first choice stands; half of what JSON-LD holds is too little too."""
_BETTER = 1.5
_VOTES = (1.0, 0.5, 0.25)
"""What a paragraph counts for the element that it stands in, the one round that, and the next."""
_MARKED = 1.3
"""`article` and itemprop=articleBody say that they hold a story; not always the one."""
_CARD = 500
"""Characters: an element with a linked heading and no more running text points to another story."""
_INNER = frozenset({
    "p", "li", "ul", "ol", "dl", "dd", "dt", "blockquote", "pre", "tr", "tbody", "table", "h1", "h2", "h3", "h4", "h5",
    "h6", "figure", "span", "a", "em", "strong", "b", "i", "center",
})  # fmt: skip
"""Elements that are part of a text; what stands round them may hold one."""
_CARDS = frozenset({"div", "article", "li", "section"})


@dataclass(frozen=True, slots=True)
class Found:
    """`parts`: for each block the furniture that it is, None for the story's; `told`: characters of running text.

    `is_consent`: what was chosen is named as a question of consent.
    """

    parts: tuple[Part | None, ...]
    told: int
    is_consent: bool


def find_story(page: HtmlText, titles: frozenset[str] = frozenset(), told_body: int = 0) -> Found:
    """The parts of a page.

    `titles` are what the page calls its story, folded; `told_body` is how many characters its JSON-LD says it has.
    """
    first = _found(page, titles, named=True)
    if first.told >= max(TOO_LITTLE, told_body / 2):
        return first
    second = _found(page, titles, named=False)
    return second if second.told > first.told * _BETTER and not first.is_consent else first


def _found(page: HtmlText, titles: frozenset[str], *, named: bool) -> Found:
    if not page.nodes:
        return Found((None,) * len(page.blocks), 0, is_consent=False)
    good = [running(page.text, block) for block in page.blocks]
    held = _sums(page, good)
    own = _own_parts(page, held, sum(good), named=named)
    parts = _inherited(page, own)
    container = _voted(page, [_dimmed(value, part) for value, part in _with(page, good, parts)])
    is_consent = parts[container] == CONSENT
    _clear(page, own, container)
    container = _climb(page, own, good, container, _headed(page, titles))
    _clear(page, own, container)
    inside = _inside(page, container)
    for number, part in enumerate(own):
        if part not in (None, HIDDEN) and inside[number] and held[number] > _MUCH * held[container]:
            own[number] = None
    for number in _cards(page, inside, held, container):
        own[number] = own[number] or (Place.PROMO, "card of another story")
    parts = _inherited(page, own)
    told = [judge_block(page, block, _part_of(block, parts), container, inside) for block in page.blocks]
    trim_story(page, told, titles)
    kept = sum(value for value, part in zip(good, told, strict=True) if part is None)
    return Found(tuple(told), kept, is_consent=is_consent)


def _sums(page: HtmlText, values: Sequence[int]) -> list[int]:
    """For each element the sum of the values of the blocks inside."""
    held = [0] * len(page.nodes)
    for block, value in zip(page.blocks, values, strict=True):
        if value and block.node >= 0:
            held[block.node] += value
    for number in range(len(held) - 1, 0, -1):
        if held[number] and page.nodes[number].parent >= 0:
            held[page.nodes[number].parent] += held[number]
    return held


def _own_parts(page: HtmlText, held: Sequence[int], total: int, *, named: bool) -> list[Part | None]:
    """What each element is by its own tag and names; only whether it is hidden, where names are not to count."""
    sizes = _sums(page, [block.end - block.start for block in page.blocks])
    told = [
        own_part(node, one, size, total, is_shown=node.parent < 0 or not page.nodes[node.parent].is_hidden)
        for node, one, size in zip(page.nodes, held, sizes, strict=True)
    ]
    return told if named else [part if part == HIDDEN else None for part in told]


def _dimmed(value: int, part: Part | None) -> int:
    """What running text counts for in the vote."""
    if part is None:
        return value
    return 0 if part == HIDDEN else int(value * _DIMMED)


def _inherited(page: HtmlText, own: Sequence[Part | None]) -> list[Part | None]:
    """What each element is, by those round it or by itself."""
    told: list[Part | None] = []
    for node, part in zip(page.nodes, own, strict=True):
        told.append((told[node.parent] if node.parent >= 0 else None) or part)
    return told


def _part_of(block: HtmlBlock, parts: Sequence[Part | None]) -> Part | None:
    return parts[block.node] if block.node >= 0 else None


def _with(page: HtmlText, good: Sequence[int], parts: Sequence[Part | None]) -> Iterator[tuple[int, Part | None]]:
    return ((value, _part_of(block, parts)) for value, block in zip(good, page.blocks, strict=True))


def _path(page: HtmlText, number: int) -> Iterator[int]:
    """The element and all round it, the innermost first."""
    while number >= 0:
        yield number
        number = page.nodes[number].parent


def _clear(page: HtmlText, own: list[Part | None], container: int) -> None:
    """What holds the story is no furniture, whatever its name."""
    for number in _path(page, container):
        if own[number] != HIDDEN:
            own[number] = None


def _voted(page: HtmlText, good: Sequence[int]) -> int:
    votes = [0.0] * len(page.nodes)
    for block, value in zip(page.blocks, good, strict=True):
        if not value:
            continue
        at = block.node
        while at > 0 and page.nodes[at].tag in _INNER:
            at = page.nodes[at].parent
        for weight in _VOTES:
            if at < 0:
                break
            votes[at] += value * weight * (0.5 if block.place is Place.LIST else 1.0)
            at = page.nodes[at].parent
    for number, node in enumerate(page.nodes):
        if votes[number] and (node.tag == "article" or "articleBody" in node.names):
            votes[number] *= _MARKED
    return max(range(len(votes)), key=votes.__getitem__)


def _headed(page: HtmlText, titles: frozenset[str]) -> frozenset[int]:
    """The elements that hold a heading h1, or one with the page's title."""
    found: set[int] = set()
    for block in page.blocks:
        tag = page.nodes[block.node].tag if block.node >= 0 else ""
        if tag == "h1" or (tag == "h2" and folded(page.text[block.start : block.end]) in titles):
            for number in _path(page, block.node):
                if number in found:
                    break
                found.add(number)
    return frozenset(found)


def _climb(
    page: HtmlText, own: Sequence[Part | None], good: Sequence[int], container: int, headed: frozenset[int]
) -> int:
    """The element round the chosen one that adds much text and no more noise; never out of the article itself."""
    nodes = page.nodes
    plain = [0 if part else value for value, part in _with(page, good, _inherited(page, own))]
    held = _sums(page, plain)
    noise = _sums(
        page, [0 if value else block.end - block.start for value, block in zip(plain, page.blocks, strict=True)]
    )
    chosen = at = container
    while nodes[at].parent >= 0:
        if nodes[at].tag == "article" and (at in headed or held[at] > held[0] / 2):
            break
        at = nodes[at].parent
        added = held[at] - held[chosen]
        if added >= _MORE * held[chosen] and noise[at] - noise[chosen] <= added:
            chosen = at
    return chosen


def _inside(page: HtmlText, container: int) -> list[bool]:
    """For each element whether it is the container or stands in it."""
    inside: list[bool] = []
    for number, node in enumerate(page.nodes):
        inside.append(number == container or (node.parent >= 0 and inside[node.parent]))
    return inside


def _cards(page: HtmlText, inside: Sequence[bool], held: Sequence[int], container: int) -> Iterator[int]:
    """Elements in the container that hold a linked heading and little more."""
    for block in page.blocks:
        if block.place is not Place.SUBHEAD or block.node < 0 or block.linked < 0.9 * (block.end - block.start):
            continue
        at = page.nodes[block.node].parent
        if at > container and inside[at] and held[at] <= _CARD and page.nodes[at].tag in _CARDS:
            yield at
