"""Teasers around the story: tickers above the headline, lists of other stories below the text."""

from collections.abc import Iterable, Sequence
from enum import Enum
from re import compile as pattern

from normalize.blocks import Block
from normalize.document import Document, Place, Teaser
from normalize.outline import Outline, is_headline_like, is_list_head, knows
from normalize.phrasebook import Sign, fold
from normalize.pointers import take_teasers, teaser_of, width

_STAGE = "split_teasers"
_TICKER = "+++"
_PAID = ("sponsor", "promoted", "taboola", "outbrain", "we recommend")
_NO_LIST = frozenset({Place.SHARE, Place.SUBSCRIBE, Place.COMMENT, Place.COPYRIGHT, Place.PROMO})
_LISTED_WORDS, _BARE_WORDS, _REPEATED_WORDS = 4, 6, 5
_LISTED_WIDTH, _BARE_WIDTH = 18, 32
"""Words and columns of a headline below a list's head, and of one that no head announces."""
_REACH = 5
_SENTENCE = 4
_BYLINE = 8
"""Words of a byline at most."""
_TRAIL = pattern(r"\s[>|/»]\s|\w>\w")


class Listed(Enum):
    """Under which head a line below the story stands."""

    NO = "no head"
    STORIES = "the head of a list of stories"
    ADS = "the head of a list of advertisements"


def split_teasers(document: Document) -> Document:
    """Take pointers to other stories above the headline and below the story out of the body.

    Sites close a page with other stories' headlines, often with a cut-off first sentence, and open it with a ticker.
    Before: `Pope Francis deplores killings` / `Vatican City (Reuters) - Pope Francis on Sunday again...` below a share
    bar. After: both in the place TEASER, one Teaser with its own dateline.
    Not touched: copy without any furniture; tags; lines that follow the last paragraph as its list.
    """
    if any(span.stage == _STAGE for span in document.spans):
        return document
    listed = [fold(teaser.headline) for teaser in document.teasers]

    def repeated(outline: Outline) -> Iterable[Teaser]:
        """A headline inside the story that stands in another list too."""
        around = [*listed, *(fold(one.headline) for one in (*_above(outline), *_below(outline)))]
        for block in outline.blocks[outline.first + 1 : outline.last]:
            if is_headline_like(block, _REPEATED_WORDS) and any(one.endswith(block.look.folded) for one in around):
                yield teaser_of(block)

    return take_teasers(document, _STAGE, (_above, _below, repeated))


def _above(outline: Outline) -> Iterable[Teaser]:
    """Tickers above the headline; what a ticker prints over and over is one teaser."""
    first = next((i for i, block in enumerate(outline.blocks) if block.place is Place.HEADLINE), 0)
    if not outline.is_page or first < 1:
        return
    own = outline.blocks[first].look.folded
    for block in outline.blocks[:first]:
        parts = {part.strip() for part in block.text.split(_TICKER)} - {""}
        if block.is_open and _TICKER in block.text and len(parts) == 1:
            yield teaser_of(block, text=min(parts))
        elif is_headline_like(block, _BARE_WORDS) and own not in block.look.folded and not _TRAIL.search(block.text):
            yield teaser_of(block)


def _below(outline: Outline) -> Iterable[Teaser]:
    """Everything below the story that reads like a headline, each with the snippet that follows it."""
    if not outline.is_page:
        return
    blocks, listed, i = outline.blocks, Listed.NO, outline.last + 1
    while i < len(blocks):
        listed = _listed(blocks[i], listed)
        j = i
        if _is_pointer(blocks[i], listed):
            j = _snippet(blocks, i)
            yield teaser_of(blocks[i], blocks[j] if j > i else None)
        i = j + 1


def _is_pointer(block: Block, listed: Listed) -> bool:
    if listed is Listed.ADS:
        return False
    is_listed = listed is Listed.STORIES
    words, columns = (_LISTED_WORDS, _LISTED_WIDTH) if is_listed else (_BARE_WORDS, _BARE_WIDTH)
    return is_headline_like(block, words) and width(block) >= columns


def _listed(block: Block, listed: Listed) -> Listed:
    """Under which kind of head the block stands."""
    if is_list_head(block):
        return Listed.STORIES
    if block.place is Place.AD and block.look.known and any(word in block.look.known.phrase for word in _PAID):
        return Listed.ADS
    return Listed.NO if block.place in _NO_LIST else listed


def _snippet(blocks: Sequence[Block], i: int) -> int:
    """The index of the snippet that follows the headline, the headline's own if none does."""
    for j in range(i + 1, min(i + _REACH, len(blocks))):
        if _is_snippet(blocks[j], blocks[i]):
            return j
        if blocks[j].place not in {Place.META, Place.NAV} and not _is_writer(blocks, j):
            break
    return i


def _is_snippet(block: Block, headline: Block) -> bool:
    look = block.look
    if not block.is_open or (look.is_cut_off and headline.look.is_cut_off):
        return False
    is_sentence = look.ends_sentence and look.size >= _SENTENCE and not is_headline_like(block)
    return look.is_prose or look.is_cut_off or is_sentence


def _is_writer(blocks: Sequence[Block], j: int) -> bool:
    """A short line with a date line below it: who wrote the other story."""
    is_short = blocks[j].is_open and blocks[j].look.size <= _BYLINE and not knows(blocks[j], Sign.LIST_HEAD)
    return is_short and j + 1 < len(blocks) and blocks[j + 1].place is Place.META
