"""Teasers: pointers to other stories, inside and below the story."""

from collections.abc import Sequence
from dataclasses import replace
from enum import Enum
from re import compile as pattern

from normalize.blocks import Block, Cut, lay, whole
from normalize.datelines import parse_dateline
from normalize.document import Dateline, Document, Place, Teaser
from normalize.outline import Outline, is_headline_like, is_paragraph, outline_of
from normalize.phrasebook import UNSPACED, Sign

_STAGE = "split_teasers"
_SEPARATOR = pattern(r"\s*[:：|»>–—-]*\s*")
_OPENED = pattern(r"\s*[:：|»>–—]\s*")
_SUFFIX = pattern(r",? article with (?:image|gallery|video)\Z|\s(?:Lunes|Martes|Miércoles|Jueves|Viernes|Sábado|Domingo) \d{1,2} \w+,? \d{4}.*\Z")
_TICKER = "+++"
_SUBHEAD = 80
"""Characters: sub-heads are seldom longer."""
_SNIPPET = 320
_PAID = ("sponsor", "promoted", "taboola", "outbrain", "we recommend")
_FEW = 3
"""Words: what follows an opener in its line must be as long as this to be a headline."""


class Listed(Enum):
    """Under which head a line below the story stands."""

    NO = "no head"
    STORIES = "the head of a list of stories"
    ADS = "the head of a list of advertisements"


def split_teasers(document: Document) -> Document:
    """Take pointers to other stories out of the body and list them as Teasers.

    Sites put other stories' headlines between paragraphs and below the story, often with a cut-off first sentence.
    Before: `For Kuwait's new emir, Saudi ties are seen as key` / `Kuwait (Reuters) - Sheikh Meshal was named...`
    below a share bar. After: both lines in the place TEASER, one Teaser with its own dateline.
    Not touched: a quote that ends in dots; a sub-head; a list that a colon announces.
    """
    outline = outline_of(document)
    found: list[Teaser] = []
    found += _pairs(outline)
    taken = {teaser.start for teaser in found}
    found += [t for t in (*_inline(outline), *_lists(outline), *_printed_twice(outline), *_runs(outline), *_above(outline), *_below(outline)) if not _overlaps(t, taken, found)]
    if not found:
        return document
    unique = _without_overlap(found)
    headline = document.value("headline")
    cuts = [Cut(t.start, t.end, Place.TEASER, "pointer to another story") for t in unique]
    changed = lay(document, _STAGE, cuts)
    kept = tuple(t for t in unique if t.headline != headline)
    return changed if changed is document else replace(changed, teasers=(*document.teasers, *kept))


def _overlaps(teaser: Teaser, taken: set[int], found: Sequence[Teaser]) -> bool:
    return any(other is not teaser and other.start < teaser.end and teaser.start < other.end for other in found)


def _without_overlap(found: Sequence[Teaser]) -> list[Teaser]:
    unique: list[Teaser] = []
    for teaser in sorted(found, key=lambda t: (t.start, -t.end)):
        if not unique or teaser.start >= unique[-1].end:
            unique.append(teaser)
    return unique


def _teaser(headline: str, snippet: Block | None, start: int, end: int) -> Teaser:
    dateline: Dateline | None = None
    if snippet is not None:
        read = parse_dateline(snippet.text)
        dateline = read.dateline if read and read.is_marked else None
    text = " ".join(_SUFFIX.sub("", headline).split())
    return Teaser(text, None if snippet is None else snippet.text, dateline, None, start, end)


def _pairs(outline: Outline) -> list[Teaser]:
    """A headline and a cut-off snippet with a dateline of its own: sure wherever it stands."""
    found = []
    blocks = outline.blocks
    for i in range(1, len(blocks)):
        if not (blocks[i].is_open and blocks[i].look.is_cut_off and is_headline_like(blocks[i - 1], 2)):
            continue
        read = parse_dateline(blocks[i].text)
        if read and read.is_marked and i > outline.first:
            found.append(_teaser(blocks[i - 1].text, blocks[i], blocks[i - 1].start, blocks[i].end))
    return found


def _inline(outline: Outline) -> list[Teaser]:
    """An opener with the headline in its own line: "READ MORE: Woman in her 90s found alive"."""
    found = []
    for block in outline.blocks:
        known = block.look.known
        if not block.is_open or known is None or known.is_whole or known.sign not in {Sign.OPENER, Sign.LIST_HEAD}:
            continue
        at = block.text.casefold().replace("’", "'").find(known.phrase) + len(known.phrase)
        rest = block.text[at:]
        is_opened = _OPENED.match(rest) is not None
        headline = _SEPARATOR.sub("", rest, count=1)
        if len(headline.split()) < _FEW or not (is_opened or (" " in known.phrase and not block.look.ends_sentence)):
            continue
        if block.text.endswith(".") and not block.text.endswith("...") and not is_opened:
            continue
        found.append(_teaser(headline, None, block.start, block.end))
    return found


def _lists(outline: Outline) -> list[Teaser]:
    """Headlines below a list's head inside the story: "RELATED COVERAGE" and three headlines."""
    found: list[Teaser] = []
    blocks = outline.blocks
    for i in range(max(outline.first, 0), min(outline.last, len(blocks))):
        if blocks[i].place is Place.PROMO and _is_head(blocks[i]):
            found += _list(blocks, i)
    return found


def _list(blocks: Sequence[Block], head: int) -> list[Teaser]:
    run = _run(blocks, head + 1)
    if len(run) == 2 and run[1] + 1 < len(blocks) and is_paragraph(blocks[run[1] + 1]) and len(blocks[run[1]].text) < _SUBHEAD:
        run = run[:1]
    if len(run) == 1 and run[0] > head + 1 and _is_label(blocks[run[0] - 1]) and (j := _card_snippet(blocks, run[0])):
        return [_teaser(blocks[run[0]].text, blocks[j], blocks[run[0]].start, blocks[j].end)]
    return [_teaser(blocks[j].text, None, blocks[j].start, blocks[j].end) for j in run]


def _card_snippet(blocks: Sequence[Block], i: int) -> int:
    """A card with its section's label has a snippet: a short paragraph that another one follows; 0 if not."""
    j = i + 1
    if j + 1 < len(blocks) and is_paragraph(blocks[j]) and len(blocks[j].text) <= _SNIPPET and is_paragraph(blocks[j + 1]):
        return j
    return 0


def _is_label(block: Block) -> bool:
    """A section's name, placed or not."""
    return block.look.known is not None and block.look.known.sign in {Sign.SECTION, Sign.NAV}


def _is_head(block: Block) -> bool:
    return block.look.known is not None and block.look.known.sign is Sign.LIST_HEAD


def _run(blocks: Sequence[Block], start: int) -> list[int]:
    run = []
    for j in range(start, min(start + 12, len(blocks))):
        if is_headline_like(blocks[j], 3) and not _is_label(blocks[j]):
            run.append(j)
        elif blocks[j].place not in {Place.NAV, Place.META} and not _is_label(blocks[j]):
            break
    return run


def _printed_twice(outline: Outline) -> list[Teaser]:
    """A card inside the story prints its headline twice, for picture and text."""
    found = []
    blocks = outline.blocks
    for i in range(max(outline.first, 0), min(outline.last, len(blocks) - 1)):
        j = next((j for j in range(i + 1, min(i + 3, len(blocks))) if not _is_label(blocks[j])), i)
        if j > i and is_headline_like(blocks[i], 5) and blocks[i].look.folded == blocks[j].look.folded:
            snippet = _card_snippet(blocks, j) if _is_label(blocks[j - 1]) else 0
            end = blocks[snippet].end if snippet else blocks[j].end
            found.append(_teaser(blocks[i].text, blocks[snippet] if snippet else None, blocks[i].start, end))
    return found


def _runs(outline: Outline) -> list[Teaser]:
    """Three or more headlines in a row between paragraphs, without an opener; the last may be a sub-head and stays."""
    if not outline.is_page:
        return []
    found: list[Teaser] = []
    blocks, i = outline.blocks, max(outline.first, 0) + 1
    while i < min(outline.last, len(blocks)):
        run = []
        while i < outline.last and is_headline_like(blocks[i], 5) and not blocks[i].text.endswith((":", ",")):
            run.append(i)
            i += 1
        if len(run) > 3 and not blocks[run[0] - 1].text.endswith((":", "：")):
            found += [_teaser(blocks[j].text, None, blocks[j].start, blocks[j].end) for j in run[:-1]]
        i += 1
    return found


def _above(outline: Outline) -> list[Teaser]:
    """Tickers above the headline; what a ticker prints over and over is one teaser."""
    if not outline.is_page or outline.headline < 1:
        return []
    first = next((i for i, block in enumerate(outline.blocks) if block.place is Place.HEADLINE), 0)
    found = []
    for block in outline.blocks[:first]:
        parts = {part.strip() for part in block.text.split(_TICKER)} - {""} if block.is_open else set()
        if is_headline_like(block, 6) or (_TICKER in block.text and len(parts) == 1):
            found.append(_teaser(min(parts), None, block.start, block.end))
    return found


def _below(outline: Outline) -> list[Teaser]:
    """Everything below the story that reads like a headline, each with the snippet that follows it."""
    if not outline.is_page:
        return []
    found: list[Teaser] = []
    blocks = outline.blocks
    listed = Listed.NO
    i = outline.last + 1
    while i < len(blocks):
        listed = _listed(blocks[i], listed)
        if listed is Listed.ADS or not is_headline_like(blocks[i], 4 if listed is Listed.STORIES else 6) or _width(blocks[i]) < (18 if listed is Listed.STORIES else 32):
            i += 1
            continue
        j = _snippet(blocks, i)
        found.append(_teaser(blocks[i].text, blocks[j] if j > i else None, blocks[i].start, blocks[j].end if j > i else blocks[i].end))
        i = j + 1
    return found


def _width(block: Block) -> int:
    """Columns: letters of scripts without spaces count twice."""
    return len(block.text) + len(UNSPACED.findall(block.text))


def _listed(block: Block, listed: Listed) -> Listed:
    """Under which kind of head the block stands."""
    phrase = block.look.known.phrase if block.look.known else ""
    if block.place is Place.PROMO and _is_head(block):
        return Listed.STORIES
    if block.place is Place.AD and any(word in phrase for word in _PAID):
        return Listed.ADS
    if block.place in {Place.SHARE, Place.SUBSCRIBE, Place.COMMENT, Place.COPYRIGHT}:
        return Listed.NO
    return listed


def _snippet(blocks: Sequence[Block], i: int) -> int:
    """The index of the snippet that follows the headline, the headline's own if none does."""
    for j in range(i + 1, min(i + 4, len(blocks))):
        block = blocks[j]
        if block.is_open and (block.look.is_prose or (block.look.is_cut_off and not blocks[i].look.is_cut_off) or (block.look.ends_sentence and block.look.size > 3 and not is_headline_like(block))):
            return j
        if block.place not in {Place.META, Place.NAV}:
            return i
    return i
