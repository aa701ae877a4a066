"""Teasers inside the story: pointers to other stories between its paragraphs."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from re import compile as pattern

from normalize.blocks import Block
from normalize.document import Document, Place, Teaser
from normalize.looks import SHORT
from normalize.outline import Outline, is_headline_like, is_list_head, is_paragraph, knows
from normalize.phrasebook import Known, Sign, end_of
from normalize.pointers import pairs, take_teasers, teaser_of, width

_STAGE = "split_inside_teasers"
_OPENED = pattern(r"\s*[:：|»>–—]\s*")
_SEPARATOR = pattern(r"\s*[:：|»>–—-]*\s*")
_FEW = 3
"""Words: what follows an opener in its line must be as long as this to be a headline."""
_HEADLINE = 5
"""Words of a headline inside the story that no opener announces."""
_SUBHEAD = 80
"""Characters: sub-heads are seldom longer."""
_SNIPPET, _FUSED, _BYLINE = 320, 400, 80
"""Characters of a card's snippet, of several headlines in one line, and of a byline at most."""
_LONGEST_LIST, _RUN = 12, 4
_LEAST, _MEAN = 30, 50
"""Columns of a headline in a run without opener: the shortest, and the mean."""
_SPEAKER = pattern(r"[A-ZÄÖÜ]{1,3}: |[-–—•*] ")
"""How items of a list or questions of an interview begin: "Q: "."""
_YEAR = pattern(r"\d{4}")


def split_inside_teasers(document: Document) -> Document:
    """Take pointers to other stories out of the running text and list them as Teasers.

    Sites put other stories between paragraphs: after an opener, below a list's head, as a card, or bare.
    Before: `READ MORE: Woman in her 90s found alive` between paragraphs. After: the line in the place TEASER, a
    Teaser with the headline behind the opener.
    Not touched: a sub-head; a quote that ends in dots; a list that a colon announces; an interview's questions.
    """
    if any(span.stage == _STAGE for span in document.spans):
        return document
    return take_teasers(document, _STAGE, (pairs, _opened, _listed, _printed_twice, _dated, _in_a_row))


def _inside(outline: Outline) -> range:
    return range(outline.first + 1, min(outline.last, len(outline.blocks)))


def _opened(outline: Outline) -> Iterable[Teaser]:
    """An opener with the headline in its own line: "READ MORE: Woman in her 90s found alive"."""
    for block in outline.blocks:
        known = block.look.known if block.is_open else None
        if known and not known.is_whole and known.sign in {Sign.OPENER, Sign.LIST_HEAD}:
            headline = _behind(block, known)
            if headline:
                yield teaser_of(block, text=headline)


def _behind(block: Block, known: Known) -> str:
    """The headline behind an opener; empty if what follows is none."""
    rest = block.text[end_of(block.text, known.phrase) :]
    headline = _SEPARATOR.sub("", rest, count=1)
    is_sure = _OPENED.match(rest) is not None
    if not is_sure and (" " not in known.phrase or headline[:1].islower() or block.look.ends_sentence):
        return ""
    return headline if len(headline.split()) >= _FEW else ""


def _listed(outline: Outline) -> Iterable[Teaser]:
    """Headlines below a list's head: "RELATED COVERAGE" and three headlines."""
    blocks = outline.blocks
    for head in _inside(outline):
        if not is_list_head(blocks[head]):
            continue
        run = _without_subhead(blocks, _below(blocks, head))
        snippet = _card_snippet(blocks, run[0]) if len(run) == 1 and _is_label(blocks[run[0] - 1]) else None
        for j in run:
            yield teaser_of(blocks[j], snippet, text=" " if _is_fused(blocks[j]) else "")


def _below(blocks: Sequence[Block], head: int) -> list[int]:
    run: list[int] = []
    for j in range(head + 1, min(head + _LONGEST_LIST, len(blocks))):
        if _is_label(blocks[j]) or blocks[j].place in {Place.NAV, Place.META}:
            continue
        if not is_headline_like(blocks[j], _FEW) and (run or not _is_fused(blocks[j])):
            break
        run.append(j)
    return run


def _without_subhead(blocks: Sequence[Block], run: list[int]) -> list[int]:
    """Of two lines below a head the second may be the next section's sub-head: it stays."""
    is_pair = len(run) == 2 and len(blocks[run[1]].text) < _SUBHEAD  # noqa: PLR2004 - one headline, one sub-head
    return run[:1] if is_pair and run[1] + 1 < len(blocks) and is_paragraph(blocks[run[1] + 1]) else run


def _is_fused(block: Block) -> bool:
    """Several headlines in one line."""
    return block.is_open and SHORT < len(block.text) <= _FUSED and not block.look.is_prose


def _is_label(block: Block) -> bool:
    """A section's name, placed or not."""
    return knows(block, Sign.SECTION, Sign.NAV)


def _card_snippet(blocks: Sequence[Block], i: int) -> Block | None:
    """A card with its section's label has a snippet: a short paragraph that another one follows."""
    following = blocks[i + 1 : i + 3]
    is_snippet = len(following) > 1 and following[0].is_open and all(is_paragraph(block) for block in following)
    return following[0] if is_snippet and len(following[0].text) <= _SNIPPET else None


def _printed_twice(outline: Outline) -> Iterable[Teaser]:
    """A card prints its headline twice, for picture and text."""
    blocks = outline.blocks
    for i in _inside(outline):
        if not is_headline_like(blocks[i], _HEADLINE):
            continue
        j = next((j for j in range(i + 1, min(i + 3, len(blocks))) if not _is_label(blocks[j])), i)
        if j > i and blocks[i].look.folded == blocks[j].look.folded:
            snippet = _card_snippet(blocks, j) if _is_label(blocks[j - 1]) else None
            yield teaser_of(blocks[i], snippet, end=blocks[j].end)


def _dated(outline: Outline) -> Iterable[Teaser]:
    """A headline with a date line, or a byline with a date, right below it."""
    for block, below in pairwise(outline.blocks[outline.first + 1 : outline.last]):
        is_byline = below.is_open and len(below.text) <= _BYLINE and knows(below, Sign.BYLINE)
        is_dated = (below.place is Place.META or is_byline) and _YEAR.search(below.text) is not None
        if is_dated and is_headline_like(block, _HEADLINE):
            yield teaser_of(block, end=below.end)


def _in_a_row(outline: Outline) -> Iterable[Teaser]:
    """Several headlines in a row without an opener; the last may be a sub-head and stays."""
    if not outline.is_page:
        return
    run: list[Block] = []
    for i in (*_inside(outline), outline.last):
        block = outline.blocks[i] if i < len(outline.blocks) else None
        if block and is_headline_like(block, _HEADLINE) and not block.look.ends_sentence:
            run.append(block)
            continue
        if len(run) >= _RUN and _are_headlines(run) and not outline.blocks[i - len(run) - 1].text.endswith((":", "：")):
            yield from (teaser_of(one) for one in run[:-1])
        run = []


def _are_headlines(run: Sequence[Block]) -> bool:
    """Headlines are of some length; the items of a list or the questions of an interview are shorter or alike."""
    widths = [width(block) for block in run]
    is_long = min(widths) >= _LEAST and sum(widths) >= _MEAN * len(run)
    return is_long and not any(_SPEAKER.match(block.text) or block.text.endswith((":", ",")) for block in run)
