"""The outline of a document: where the headline stands, where the story begins and where it ends among the furniture."""

from collections.abc import Sequence
from dataclasses import dataclass

from normalize.blocks import Block, blocks_of, content_words
from normalize.document import Document, Place
from normalize.phrasebook import Sign

FURNITURE = frozenset(
    {Place.SHARE, Place.SUBSCRIBE, Place.PROMO, Place.NAV, Place.AD, Place.COMMENT, Place.META, Place.COPYRIGHT, Place.EMBED}
)
"""Places of what a page puts round a story."""
_FOOTERS = frozenset({Place.SHARE, Place.SUBSCRIBE, Place.PROMO, Place.COMMENT, Place.COPYRIGHT})
_LONGEST_DECK = 500
_LONG = 320
"""Characters: teasers and notices of the house are seldom as long."""
_LIKE = 0.2
"""Of a paragraph's content words, how many the story above has: .35 in half of all paragraphs, .2 in half of all snippets."""
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
    prose = [i for i in range(headline + 1, len(blocks)) if is_paragraph(blocks[i])]
    if not prose:
        return len(blocks)
    if any(is_head_furniture(block) for block in blocks[headline + 1 : prose[0]]):
        return prose[0]
    for decks in (1, 2):
        if len(prose) > 2 * decks + 1 and any(is_head_furniture(block) for block in blocks[prose[decks - 1] : prose[decks]]):
            return prose[decks] if decks > 1 or len(blocks[prose[0]].text) <= _LONGEST_DECK else prose[0]
    return prose[0]


def is_head_furniture(block: Block) -> bool:
    """Whether the block is what pages print between headline and story: date, byline, share bar."""
    if block.place in {Place.META, Place.SHARE, Place.BYLINE}:
        return True
    known = block.look.known
    return block.is_open and known is not None and known.sign is Sign.BYLINE and not block.look.is_prose


def is_paragraph(block: Block) -> bool:
    """Whether the block is running text that nobody has claimed."""
    return block.is_open and block.look.is_prose


def _last(blocks: Sequence[Block], first: int, is_page: bool) -> int:
    if not is_page:
        return max((i for i, block in enumerate(blocks) if block.is_open), default=-1)
    last = first if first < len(blocks) else first - 1
    for i in range(first + 1, len(blocks)):
        if is_paragraph(blocks[i]) and _goes_on(blocks, first, range(last + 1, i), i):
            last = i
    return _with_list(blocks, last)


def _goes_on(blocks: Sequence[Block], first: int, gap: range, i: int) -> bool:
    """Whether the paragraph after the gap is still the story: no footer between, or running text resumes."""
    places = {blocks[j].place for j in gap if not blocks[j].is_open}
    if not places & (_FOOTERS | _ENDINGS):
        return True
    likeness = _likeness(blocks, first, gap.start, i)
    following = _following_text(blocks, i)
    resumes = bool(following) and is_paragraph(following[0])
    if places & _ENDINGS or _is_list(blocks, gap):
        return resumes and likeness >= _LIKE
    if resumes or (len(following) > 1 and following[0].is_open and is_paragraph(following[1])):
        return likeness >= _LIKE / 2
    return likeness >= _LIKE or (len(blocks[i].text) >= _LONG and likeness > 0)


def _is_list(blocks: Sequence[Block], gap: range) -> bool:
    """Whether the gap holds the head of a list of stories and several headlines below it."""
    heads = [j for j in gap if blocks[j].place is Place.PROMO and blocks[j].look.known and blocks[j].look.known.sign is Sign.LIST_HEAD]
    return bool(heads) and sum(blocks[j].is_open or blocks[j].place is Place.TEASER for j in gap if j > heads[0]) > 3


def _likeness(blocks: Sequence[Block], first: int, end: int, i: int) -> float:
    """How much of the paragraph's content words the story above the gap has; 0 if fewer than three."""
    told = frozenset[str]().union(*(content_words(block.text) for block in blocks[first:end] if is_paragraph(block)))
    said = content_words(blocks[i].text)
    common = len(said & told)
    return common / len(said) if common >= 3 else 0.0


def _following_text(blocks: Sequence[Block], i: int) -> list[Block]:
    """The next two blocks that are not a picture's, an advertisement's or an embed's."""
    skipped = {Place.AD, Place.CAPTION, Place.EMBED}
    return [block for block in blocks[i + 1 : i + 8] if block.place not in skipped][:2]


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
