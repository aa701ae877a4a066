"""The outline of a document: where the headline stands, where the story begins and where it ends among furniture."""

from collections.abc import Sequence
from functools import lru_cache
from re import compile as pattern

from normalize.blocks import Block, Sight, is_read_page, sight_of
from normalize.document import Document, Place
from normalize.headline_forms import is_no_headline
from normalize.looks import SHORT, content_words
from normalize.phrasebook import Sign
from normalize.values import value

FURNITURE = frozenset(
    {Place.SHARE, Place.SUBSCRIBE, Place.PROMO, Place.NAV, Place.AD, Place.COMMENT, Place.META, Place.COPYRIGHT}
    | {Place.EMBED}
)
"""Places of what a page puts round a story."""
_FOOTERS = frozenset({Place.SHARE, Place.SUBSCRIBE, Place.PROMO, Place.COMMENT, Place.COPYRIGHT})
_ENDINGS = frozenset({Place.COPYRIGHT, Place.COMMENT, Place.CREDIT, Place.SIGNOFF})
"""After one of these a story seldom goes on."""
_SKIPPED = frozenset({Place.AD, Place.CAPTION, Place.EMBED})
"""What stands between any two paragraphs."""
_POINTED = 2
"""Headlines of one pointer inside the story."""
_PAGE = 2
"""Blocks of furniture that make a page."""
_STORY = 3
"""Paragraphs that must follow another print of the headline below a deck."""
_LONGEST_DECK = 500
_LONG = 320
"""Characters: teasers and notices of the house are seldom as long."""
_LIKE, _COMMON = 0.2, 3
"""Of a paragraph's content words, how many the story above has (.35 in half of all paragraphs, .2 in half of all
snippets), and how many that must be at least."""
_TOLD = 3
"""Paragraphs: fewer above the gap say too little of the story to weigh what follows by them."""
_LABEL = 40
"""Characters of a label."""
_LISTED = 3
"""Lines below a list's head that make it a list."""
_CUT_PARAGRAPH = 16
"""Words: a line as long as this right below the story is hardly a headline or a tag."""
_LONGEST_HEADLINE, _LONGEST_BYLINE = 220, 8
_TAGS, _WORDS_A_TAG = 3, 4
_ROW = pattern(r"\b(?:vs|v)\b.*\d|\d(?:\t| {2,})\S|\d[.,]\d+ ?%?\s+[+-]?\d+[.,]\d")
"""A row of figures: "Net 1,535,000 vs 783,000", "BASF 45.20 +0.55"."""
_NUMBERED = pattern(r"(?P<number>\d{1,2})[.)]\s")
_SHORT_ROW, _TRAILING = 60, 7
"""Characters of a row or its head; words of a last sentence that trails off."""
_APART = 4
"""Blocks that stand between two numbered items at most."""
_ASKS = ("?", "!", "...", "…", "？", "！")


@value()
class Outline:
    """Block indices: `headline` (-1: none), `first` and `last` of the story's text (`first` > `last`: none).

    `is_page`: furniture of a page stands in the text; without it nothing short is taken for furniture. Where the reader
    told the furniture by its markup, what it left is no page any more.
    """

    blocks: Sequence[Block]
    headline: int
    first: int
    last: int
    is_page: bool


def outline_of(document: Document) -> Outline:
    """Where the story lies. Prose decides: furniture stands on both sides of it and between its paragraphs."""
    return _outline(sight_of(document))


@lru_cache(maxsize=1)  # most stages change no span, and the next one asks for the same outline
def _outline(sight: Sight) -> Outline:
    blocks = sight.blocks
    headline = _headline(blocks)
    first = _first(sight, headline)
    is_page = sum(block.place in FURNITURE for block in blocks) >= _PAGE and not is_read_page(sight)
    last = _last(blocks, first) if is_page else _last_open(blocks)
    return Outline(blocks, headline, first, last, is_page)


def is_paragraph(block: Block) -> bool:
    """Whether the block is running text that is still story; a marked dateline opens some, however short."""
    return block.is_story and (block.look.is_prose or block.look.is_dated)


def is_list_head(block: Block) -> bool:
    """Whether the block was placed as the head of a list of other stories, or is a label printed over and over."""
    if block.place is not Place.PROMO:
        return False
    return knows(block, Sign.LIST_HEAD, Sign.OPENER) or (block.look.known is None and len(block.text) <= _LABEL)


def knows(block: Block, *signs: Sign) -> bool:
    """Whether the phrase lists know the block by one of these signs."""
    return block.look.known is not None and block.look.known.sign in signs


def is_headline_like(block: Block, least: float = 4) -> bool:
    """Whether the block could be the headline of another story: some words, no full stop, nothing the lists know."""
    look = block.look
    if not block.is_open or len(block.text) > _LONGEST_HEADLINE or look.size < least:
        return False
    if (look.ends_sentence and not block.text.rstrip("\"'”’»› ").endswith(_ASKS)) or is_no_headline(block.text):
        return False
    if look.known and not knows(block, Sign.SECTION, Sign.CREDIT, Sign.BYLINE, Sign.OPENER, Sign.LIST_HEAD):
        return False
    if knows(block, Sign.BYLINE) and look.size <= _LONGEST_BYLINE:
        return False
    commas = block.text.count(",")
    return commas < _TAGS or look.size > _WORDS_A_TAG * commas


def is_row(block: Block) -> bool:
    """Whether the block is a row of figures that belongs to a story: "Net 1,535,000 vs 783,000", "BASF 45.20 +0.55"."""
    return _ROW.search(block.text) is not None


def is_head_furniture(block: Block) -> bool:
    """Whether the block is what pages print between headline and story: date, byline, share bar."""
    if block.place in {Place.META, Place.SHARE, Place.BYLINE}:
        return True
    return block.is_open and not block.look.is_prose and knows(block, Sign.BYLINE)


def _headline(blocks: Sequence[Block]) -> int:
    """The last print of the headline with no more than a deck or caption above it; -1 if it has no place."""
    prints = [i for i, block in enumerate(blocks) if block.place is Place.HEADLINE]
    if not prints:
        return -1
    prose = [i for i, block in enumerate(blocks) if is_paragraph(block)]
    over = sum(i < prints[0] for i in prose)
    for one in reversed(prints[1:]):
        above = sum(i < one for i in prose)
        if above - over <= 1 and len(prose) - above >= _STORY:
            return one
    return prints[0]


def _first(sight: Sight, headline: int) -> int:
    """The first paragraph below the headline and its decks; the block with the dateline, where one was read."""
    blocks = sight.blocks
    dated = next((span.block for span in sight.spans if span.place is Place.DATELINE), -1)
    if dated >= 0:
        return next(i for i, block in enumerate(blocks) if block.number >= dated)
    prose = [i for i in range(headline + 1, len(blocks)) if is_paragraph(blocks[i])]
    if not prose:
        return len(blocks)
    return prose[_decks(blocks, headline, prose)]


def _decks(blocks: Sequence[Block], headline: int, prose: Sequence[int]) -> int:
    """How many paragraphs (0 to 2) below the headline are decks: date, byline or share bar stand below, not above."""
    if any(is_head_furniture(block) for block in blocks[headline + 1 : prose[0]]):
        return 0
    for decks in (1, 2):
        if len(prose) <= 2 * decks + 1:
            return 0
        if any(is_head_furniture(block) for block in blocks[prose[decks - 1] : prose[decks]]):
            return 0 if decks == 1 and len(blocks[prose[0]].text) > _LONGEST_DECK else decks
    return 0


def _last_open(blocks: Sequence[Block]) -> int:
    return max((i for i, block in enumerate(blocks) if block.is_story), default=-1)


def _last(blocks: Sequence[Block], first: int) -> int:
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
    return _resumes(blocks, first, gap, i, places)


def _resumes(blocks: Sequence[Block], first: int, gap: range, i: int, places: set[Place]) -> bool:
    """Whether the story goes on below a footer."""
    if (blocks[i].look.is_cut_off and len(blocks[i].text) <= SHORT) or _is_card(blocks, gap):
        return False
    if _is_one_pointer(blocks, gap):
        return not _is_told_by(blocks, first, gap, i)
    likeness = _likeness(blocks, first, gap.start, i)
    following = _following_text(blocks, i)
    resumes = bool(following) and is_paragraph(following[0])
    if resumes and sum(is_paragraph(block) for block in blocks[first : gap.start]) < _TOLD:
        return True
    if places & _ENDINGS or _is_list(blocks, gap):
        return resumes and likeness >= _LIKE
    if resumes or (len(following) > 1 and following[0].is_open and is_paragraph(following[1])):
        return likeness >= _LIKE / 2
    return likeness >= _LIKE or (len(blocks[i].text) >= _LONG and likeness > 0)


def _is_one_pointer(blocks: Sequence[Block], gap: range) -> bool:
    """Whether the gap is one pointer between paragraphs: an opener and a headline or two, perhaps an advertisement."""
    promos = [j for j in gap if blocks[j].place is Place.PROMO]
    others = {blocks[j].place for j in gap if not blocks[j].is_open} - {Place.PROMO, Place.TEASER, *_SKIPPED}
    if len(promos) != 1 or others or not is_list_head(blocks[promos[0]]):
        return False
    return (
        1
        <= sum(blocks[j].is_open or blocks[j].place is Place.TEASER for j in range(promos[0] + 1, gap.stop))
        <= _POINTED
    )


def _is_told_by(blocks: Sequence[Block], first: int, gap: range, i: int) -> bool:
    """Whether the paragraph is the snippet of the one headline above it: it says what that says, not the story."""
    above = [blocks[j].text for j in gap if blocks[j].is_open or blocks[j].place is Place.TEASER]
    said = content_words(blocks[i].text)
    common = len(said & content_words(above[0])) if len(above) == 1 and len(above[0]) <= SHORT else 0
    return common > 1 and 2 * common > len(said & _told(blocks, first, gap.start))


def _is_list(blocks: Sequence[Block], gap: range) -> bool:
    """Whether the gap holds the head of a list of stories and several headlines below it."""
    head = next((j for j in gap if is_list_head(blocks[j])), gap.stop)
    return sum(blocks[j].is_open or blocks[j].place is Place.TEASER for j in range(head + 1, gap.stop)) > _LISTED


def _is_card(blocks: Sequence[Block], gap: range) -> bool:
    """Whether the gap ends with a line of words and a date below it: a card of another story, its snippet next."""
    below = next((j for j in reversed(gap) if blocks[j].is_open), -1)
    if not any(j > below >= 0 and blocks[j].place is Place.META for j in gap):
        return False
    return any(
        block.place is Place.TEASER or is_headline_like(block) for block in blocks[max(below - 1, 0) : below + 1]
    )


def _likeness(blocks: Sequence[Block], first: int, end: int, i: int) -> float:
    """How much of the paragraph's content words the story above the gap has; 0 if too few."""
    said = content_words(blocks[i].text)
    common = len(said & _told(blocks, first, end))
    return common / len(said) if common >= _COMMON else 0.0


def _told(blocks: Sequence[Block], first: int, end: int) -> frozenset[str]:
    """The content words of the story above the gap."""
    return frozenset[str]().union(*(content_words(block.text) for block in blocks[first:end] if is_paragraph(block)))


def _following_text(blocks: Sequence[Block], i: int) -> list[Block]:
    """The next two blocks that are not a picture's, an advertisement's or an embed's."""
    return [block for block in blocks[i + 1 : i + 8] if block.place not in _SKIPPED][:2]


def _with_list(blocks: Sequence[Block], last: int) -> int:
    """A list that is numbered, or announced with a colon, belongs to the story, as do rows and cut paragraphs."""
    if not 0 <= last < len(blocks):
        return last
    last = _with_numbered(blocks, last)
    is_announced = blocks[last].text.endswith((":", "："))
    while last + 1 < len(blocks) and blocks[last + 1].is_open:
        following = blocks[last + 1]
        if not (is_announced or _belongs(following, blocks[last + 2 : last + 3])):
            break
        last += 1
    return last


def _belongs(block: Block, below: Sequence[Block]) -> bool:
    """Whether a line right below the story is still of it: a row of figures, the head of one, a paragraph cut short."""
    is_head = len(block.text) <= _SHORT_ROW and bool(below) and below[0].is_open and is_row(below[0])
    return is_row(block) or is_head or block.look.size >= _CUT_PARAGRAPH or _trails_off(block)


def _trails_off(block: Block) -> bool:
    """A short last sentence that ends in dots: "He could not go on …"."""
    return block.look.is_cut_off and block.look.size <= _TRAILING and not block.look.is_dated


def _with_numbered(blocks: Sequence[Block], last: int) -> int:
    """Items numbered from one on below the last paragraph, whatever a page puts between them."""
    number = 1
    for i in range(last + 1, len(blocks)):
        item = _NUMBERED.match(blocks[i].text) if blocks[i].is_open else None
        if item and int(item["number"]) in {number, number + 1}:
            last, number = i, int(item["number"]) + 1
        elif is_list_head(blocks[i]) or (blocks[i].is_open and number == 1) or i > last + _APART:
            break
    return last
