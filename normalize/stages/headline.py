"""The headline among what stands above the story."""

from collections.abc import Sequence
from re import compile as pattern

from normalize.blocks import Block, Cut, blocks_of, content_words, is_settled, lay
from normalize.datelines import parse_dateline
from normalize.document import Document, Place
from normalize.outline import is_paragraph
from normalize.phrasebook import Sign

_STAGE = "find_headline"
_REACH = 60
"""Blocks: how far down the first paragraph may stand."""
_LONGEST = 260
_TOLD = 5.0
_LATER = 0.45
"""A deck says more of the story than the headline does, but stands below it."""
_SENTENCES = pattern(r"[^\W\d_]{3,}[.。।]\s+\S[^.]{20,}")
_TOPIC = 6
"""Paragraphs whose words tell what the story is about."""


def find_headline(document: Document) -> Document:
    """Give the headline its place, with every print of it above the story, and fill the field `headline`.

    Breadcrumbs, tickers, dates and share bars stand above it: the first line is the headline in fewer than half of
    raw copies. Evidence: it speaks of what the paragraphs speak of, is printed twice, ends no sentence, stands early.
    Before: `Home` / `World` / `Esper accuses China` / `Updated ...`. After: the third line in the place HEADLINE.
    Not touched: a first paragraph without anything above it (terminal copy has no headline).
    """
    if is_settled(document):
        return document
    blocks = blocks_of(document)
    placed = next((block for block in blocks if block.place is Place.HEADLINE), None)
    chosen = placed or _choose(blocks, document.value("headline"))
    if chosen is None:
        return document
    cuts = [_cut(block, chosen) for block in _prints(blocks, chosen)]
    changed = lay(document, _STAGE, cuts)
    if document.value("headline") is not None:
        return changed
    return changed.with_field("headline", _clean(chosen.text), _STAGE)


def _clean(text: str) -> str:
    return " ".join(text.split()).lstrip("^").rstrip("<=").strip()


def _cut(block: Block, chosen: Block) -> Cut:
    return Cut(block.start, block.end, Place.HEADLINE, "headline" if block is chosen else "headline printed again")


def _prints(blocks: Sequence[Block], chosen: Block) -> list[Block]:
    return [block for block in blocks if block is chosen or (block.look.folded == chosen.look.folded and len(block.text) <= _LONGEST)]


def _choose(blocks: Sequence[Block], given: object) -> Block | None:
    first = _first_paragraph(blocks)
    candidates = [block for block in blocks[:first] if _may_be(block)]
    if isinstance(given, str):
        return next((block for block in candidates if block.text == given), None)
    topic = _topic(blocks, first)
    told = {block.start: _told(block, topic) for block in candidates}
    best_told = max(told.values(), default=0.0)
    rivals = [block for block in candidates if block.look.size >= 3 and told[block.start] >= best_told / 2]
    scored = [
        (_score(block, told[block.start], blocks) - _LATER * sum(one.start < block.start for one in rivals), -block.start, block)
        for block in candidates
    ]
    best = max(scored, key=lambda entry: entry[:2], default=None)
    return best[2] if best and best[0] > 0 else None


def _first_paragraph(blocks: Sequence[Block]) -> int:
    """The first paragraph with a marked dateline, else the first one that has anything above it."""
    prose = [i for i, block in enumerate(blocks[:_REACH]) if is_paragraph(block)]
    for i in prose[:6]:
        found = parse_dateline(blocks[i].text)
        if found and found.is_marked:
            return i
    return next((i for i in prose if any(_may_be(block) for block in blocks[:i])), 0 if prose else min(1, len(blocks)))


def _may_be(block: Block) -> bool:
    known = block.look.known
    if not block.is_open or len(block.text) > _LONGEST or not block.look.words and len(block.text) <= 200:
        return False
    return known is None or (known.sign in {Sign.SECTION, Sign.BYLINE, Sign.CREDIT, Sign.OPENER, Sign.LIST_HEAD, Sign.CAPTION} and not known.is_whole)


def _topic(blocks: Sequence[Block], first: int) -> frozenset[str]:
    told = [block for block in blocks[first:] if is_paragraph(block)][:_TOPIC]
    return frozenset[str]().union(*(content_words(block.text) for block in told))


def _is_two_sentences(text: str) -> bool:
    """Whether it is a deck of several sentences; a quote may end inside a headline."""
    return _SENTENCES.search(text) is not None


def _told(block: Block, topic: frozenset[str]) -> float:
    """How much of the line the story speaks of."""
    words = content_words(block.text)
    return min(len(words & topic) / max(len(words), 3), 0.6)


def _score(block: Block, told: float, blocks: Sequence[Block]) -> float:
    score = _TOLD * told
    score += 1.5 * (sum(other.look.folded == block.look.folded for other in blocks[:_REACH]) > 1)
    score += 1.0 * (4 <= block.look.size <= 30)
    score -= 1.5 * (block.text.endswith((".", "。", "।")) and not block.text.endswith("..."))
    score -= 1.5 * (block.look.size < 3)
    score -= 1.5 * any(mark in block.text for mark in (" / ", ">", " | ", "»"))
    score -= 1.5 * _is_two_sentences(block.text)
    score -= 2.0 * (block.text[0] in "*•-–")
    folded = block.look.folded
    score -= 2.0 * any(other is not block and other.look.size >= 3 and folded.endswith(" " + other.look.folded) for other in blocks[:_REACH])
    return score
