"""The outline of a document: where the headline stands, where the story begins and where it ends among the furniture."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from normalize.blocks import Block, blocks_of
from normalize.document import Document, Place
from normalize.phrasebook import Sign

FURNITURE = frozenset(
    {Place.SHARE, Place.SUBSCRIBE, Place.PROMO, Place.NAV, Place.AD, Place.COMMENT, Place.META, Place.COPYRIGHT, Place.EMBED}
)
"""Places of what a page puts round a story."""
_FOOTERS = frozenset({Place.SHARE, Place.SUBSCRIBE, Place.PROMO, Place.NAV, Place.COMMENT, Place.COPYRIGHT, Place.TEASER})
_ENDINGS = frozenset({Place.COPYRIGHT, Place.COMMENT, Place.CREDIT, Place.SIGNOFF})
"""After one of these a story seldom goes on."""


@dataclass(frozen=True, slots=True)
class Outline:
    """Block indices: `headline` (-1: none), `first` and `last` of the story's text (`first` > `last`: none).

    `is_page`: furniture of a page stands in the text; without it nothing short is taken for furniture.
    """

    blocks: Sequence[Block]
    headline: int
    first: int
    last: int
    is_page: bool


def outline_of(document: Document) -> Outline:
    """Where the story lies. Prose decides: furniture stands on both sides of it and between its paragraphs."""
    blocks = blocks_of(document)
    headline = max((i for i, block in enumerate(blocks[:40]) if block.place is Place.HEADLINE), default=-1)
    first = _first(document, blocks, headline)
    is_page = sum(block.place in FURNITURE for block in blocks) >= 2
    return Outline(blocks, headline, first, _last(blocks, first, is_page), is_page)


def _first(document: Document, blocks: Sequence[Block], headline: int) -> int:
    dated = next((span.block for span in document.spans if span.place is Place.DATELINE), -1)
    if dated >= 0:
        return next(i for i, block in enumerate(blocks) if block.number >= dated)
    return next((i for i in range(headline + 1, len(blocks)) if is_paragraph(blocks[i])), len(blocks))


def is_paragraph(block: Block) -> bool:
    """Whether the block is running text that nobody has claimed."""
    return block.is_open and block.look.is_prose


def _last(blocks: Sequence[Block], first: int, is_page: bool) -> int:
    if not is_page:
        return max((i for i, block in enumerate(blocks) if block.is_open), default=-1)
    last = first if first < len(blocks) else first - 1
    for gap, i in _prose_after(blocks, first):
        if _goes_on(blocks, gap, i):
            last = i
    return _with_list(blocks, last)


def _prose_after(blocks: Sequence[Block], first: int) -> Iterator[tuple[range, int]]:
    """Each paragraph after the first one, with the blocks between it and the paragraph before."""
    prose = [first, *(i for i in range(first + 1, len(blocks)) if is_paragraph(blocks[i]))]
    for before, i in pairwise(prose):
        yield range(before + 1, i), i


def _goes_on(blocks: Sequence[Block], gap: range, i: int) -> bool:
    """Whether the paragraph after the gap is still the story: no footer between, or running text resumes."""
    places = {blocks[j].place for j in gap if not blocks[j].is_open}
    if not places & (_FOOTERS | _ENDINGS):
        return True
    resumes = i + 1 < len(blocks) and is_paragraph(_next_text(blocks, i))
    if places & _ENDINGS:
        return False
    return resumes


def _next_text(blocks: Sequence[Block], i: int) -> Block:
    """The next block that is not a picture's, an advertisement's or an embed's."""
    skipped = {Place.AD, Place.CAPTION, Place.EMBED}
    return next((block for block in blocks[i + 1 :] if block.place not in skipped), blocks[i])


def _with_list(blocks: Sequence[Block], last: int) -> int:
    """A list that the last paragraph announces with a colon belongs to the story."""
    if 0 <= last < len(blocks) and blocks[last].text.endswith((":", "：")):
        while last + 1 < len(blocks) and blocks[last + 1].is_open:
            last += 1
    return last


def is_headline_like(block: Block, least: float = 4) -> bool:
    """Whether the block could be the headline of another story: some words, no full stop, nothing the lists know."""
    look = block.look
    if not block.is_open or len(block.text) > 220 or look.size < least:
        return False
    if look.known is not None and look.known.sign not in {Sign.SECTION, Sign.CREDIT, Sign.BYLINE, Sign.OPENER, Sign.LIST_HEAD}:
        return False
    return not look.ends_sentence or block.text.rstrip("\"'”’»› ").endswith(("?", "!", "...", "…", "？", "！"))
