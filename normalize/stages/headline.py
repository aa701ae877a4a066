"""The headline among what stands above the story."""

from collections.abc import Sequence
from re import compile as pattern

from normalize.blocks import Block, Cut, blocks_of, is_settled, lay
from normalize.document import Document, Place
from normalize.looks import content_words
from normalize.outline import is_paragraph
from normalize.phrasebook import Sign

_STAGE = "find_headline"
_REACH, _DATED_REACH = 60, 4
"""Blocks: how far down the first paragraph may stand. Paragraphs: how far down the one with the dateline may."""
_LONGEST = 260
_TOPIC = 6
"""Paragraphs whose words tell what the story is about."""
_FEWEST = 3
"""Words: a shorter line is a section's name rather than a headline."""
_FIT = range(4, 31)
"""Words of most headlines."""
_FIT_ASKED = range(17)
"""Words of a question that can be a headline."""
_MOST_TOLD = 0.6
"""Of a headline's content words, how many the story has; more proves nothing more."""
_TOLD, _TWICE, _WELL_SIZED, _EARLIER = 5.0, 1.5, 1.0, 0.45
"""Points for a line that the story tells of, that is printed twice, has a headline's length; off for each rival above
it: a deck says more of the story than the headline does, but stands below it."""
_FLAW, _FOLLOWS = 1.5, 2.0
"""Points off for each mark of a sentence, a label or a breadcrumb, and for repeating the line below it."""
_TRAIL = pattern(r"\s[/|>»]\s|(?<![<\w])\w+>\w")
"""A breadcrumb: "Home > Politics", "SN.AT / Politik"."""
_SENTENCES = pattern(r"[^\W\d_]{3,}[.。।]\s+\S[^.]{20,}")
"""A deck of two sentences."""
_FULL_STOPS = (".", "。", "।")
_BULLETS = "*•-–"
_LIKELY = frozenset({Sign.SECTION, Sign.BYLINE, Sign.CREDIT, Sign.OPENER, Sign.LIST_HEAD, Sign.CAPTION})
"""Signs that a headline's first words may bear by chance: "More than 100 killed"."""


def find_headline(document: Document) -> Document:
    """Give the headline its place, with every print of it, and fill the field `headline`.

    Breadcrumbs, tickers, dates and share bars stand above it: the first line is the headline in fewer than half of
    raw copies. Evidence: it speaks of what the paragraphs speak of, is printed twice, ends no sentence, stands early.
    Before: `Home` / `World` / `Esper accuses China` / `Updated ...`. After: the third line in the place HEADLINE.
    Not touched: a first paragraph without anything above it (terminal copy has no headline).
    """
    if is_settled(document):
        return document
    blocks = blocks_of(document)
    given = document.value("headline")
    chosen = next((block for block in blocks if block.place is Place.HEADLINE), None) or _choose(blocks, given)
    if chosen is None:
        return document
    changed = lay(document, _STAGE, [_cut(block, chosen) for block in blocks if _is_print(block, chosen)])
    return changed if given is not None else changed.with_field("headline", " ".join(chosen.text.split()), _STAGE)


def _cut(block: Block, chosen: Block) -> Cut:
    return Cut(block.start, block.end, Place.HEADLINE, "headline" if block is chosen else "headline printed again")


def _is_print(block: Block, chosen: Block) -> bool:
    return block is chosen or (block.look.folded == chosen.look.folded and len(block.text) <= _LONGEST)


def _choose(blocks: Sequence[Block], given: object) -> Block | None:
    """The best of the lines above the first paragraph; the one that a reader found elsewhere, if it stands there."""
    first = _first_paragraph(blocks)
    candidates = [block for block in blocks[:first] if _may_be(block)]
    if isinstance(given, str):
        return next((block for block in candidates if block.text == given), None)
    topic = _topic(blocks, first)
    told = {block.number: _told(block, topic) for block in candidates}
    rivals = [block for block in candidates if _is_rival(block, told)]
    points = [
        _points(block, told, blocks) - _EARLIER * sum(rival.number < block.number for rival in rivals)
        for block in candidates
    ]
    best = max(range(len(points)), key=lambda i: (points[i], -i), default=-1)
    return candidates[best] if best >= 0 and points[best] > 0 else None


def _is_rival(block: Block, told: dict[int, float]) -> bool:
    return block.look.size >= _FEWEST and told[block.number] >= max(told.values()) / 2


def _first_paragraph(blocks: Sequence[Block]) -> int:
    """The first paragraph with a marked dateline, else the first one; in copy without any, what follows line one."""
    prose = [i for i, block in enumerate(blocks[:_REACH]) if is_paragraph(block) and not _asks(block)]
    dated = next((i for i in prose[:_DATED_REACH] if blocks[i].look.is_dated), None)
    if dated is not None:
        return dated
    return prose[0] if prose else min(1, len(blocks))


def _asks(block: Block) -> bool:
    """Whether it is a question or a cry no longer than a headline: "Will he yield? What is known so far!"."""
    return int(block.look.size) in _FIT_ASKED and block.text.rstrip("\"'”’»").endswith(("?", "!", "？", "！"))


def _may_be(block: Block) -> bool:
    if not block.is_open or len(block.text) > _LONGEST or not block.look.folded:
        return False
    known = block.look.known
    return known is None or (known.sign in _LIKELY and not known.is_whole)


def _topic(blocks: Sequence[Block], first: int) -> frozenset[str]:
    told = [block for block in blocks[first:] if is_paragraph(block)][:_TOPIC]
    return frozenset[str]().union(*(content_words(block.text) for block in told))


def _told(block: Block, topic: frozenset[str]) -> float:
    """How much of the line the story speaks of."""
    words = content_words(block.text)
    return min(len(words & topic) / max(len(words), _FEWEST), _MOST_TOLD)


def _points(block: Block, told: dict[int, float], blocks: Sequence[Block]) -> float:
    look = block.look
    prints = sum(other.look.folded == look.folded for other in blocks[:_REACH])
    follows = any(
        other is not block and other.look.size >= _FEWEST and look.folded.endswith(f" {other.look.folded}")
        for other in blocks[:_REACH]
    )
    points = _TOLD * told[block.number] + _TWICE * (prints > 1) + _WELL_SIZED * (int(look.size) in _FIT)
    return points - _FLAW * _flaws(block) - _FOLLOWS * follows


def _flaws(block: Block) -> int:
    return sum(
        (
            block.text.endswith(_FULL_STOPS) and not block.look.is_cut_off,
            block.look.size < _FEWEST,
            _TRAIL.search(block.text) is not None,
            _SENTENCES.search(block.text) is not None,
            block.text[0] in _BULLETS,
        )
    )
