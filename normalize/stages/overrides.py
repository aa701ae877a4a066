"""Overrides: what an operator said of blocks of this article, laid before any stage looks at it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from normalize.blocks import OVERRIDDEN, Block, Cut, lay
from normalize.document import Document, Note, Place, Span, Teaser
from normalize.overrides import Override, Overrides, Stretch, find_block, words_of
from normalize.pointers import teaser_of

_STAGE = OVERRIDDEN
_ONLY_ONE = frozenset({Place.HEADLINE, Place.DECK})
"""Places of which an article prints one block alone."""
_SPACES = " \xa0\u3000"
"""What parts words of a line; readers part lines by line ends, and what a page prints beside each other by tabs."""


def apply_overrides(document: Document, overrides: Overrides) -> Document:
    """Give each block that an operator named the place that he gave it; no later stage moves it.

    Sites find ever new ways to set a story: where the rules are wrong on a block, an operator reads it.
    Before: `Share your view, the minister told voters.` in the place SHARE. After: the same text in the place BODY.
    Not touched: blocks of other words, though they stand where the named one stood; they are judged with it in view.
    An override whose block is not in this copy leaves a Note. The longest text is laid first, so that an override of a
    passage holds inside an override of its block. A passage of whole lines becomes a block of its own.
    """
    if _STAGE in {*(span.stage for span in document.spans), *(note.stage for note in document.notes)}:
        return document
    changed = document
    for one in sorted(overrides, key=lambda one: (-len(one.text), one.block)):
        found = find_block(changed, one)
        changed = _placed(changed, one, found) if found else changed.with_notes(_missing(one))
    return _with_teasers(changed)


def _missing(one: Override) -> Note:
    return Note(_STAGE, 0, 0, f"the block that {one.who} gave the place {one.place.value} is not in this copy")


def _placed(document: Document, one: Override, found: Sequence[Stretch]) -> Document:
    reason = f"{one.who}: {one.why}" if one.why else one.who
    changed = _without_others(document, one, found) if one.place in _ONLY_ONE else document
    changed = _without_headline(changed, one, found)
    cuts = [Cut(start, end, one.place, reason) for start, end in found]
    changed = _parted(lay(changed, _STAGE, cuts, may_move=lambda _: True), found)
    if one.place is Place.TEASER:
        return changed
    return replace(changed, teasers=tuple(_without(changed.text, changed.teasers, found)))


def _without_others(document: Document, one: Override, found: Sequence[Stretch]) -> Document:
    """What the reader took for the headline, or the deck, is not printed as such beside the operator's."""
    words = words_of(document.text[slice(*found[0])])
    others = [
        Cut(span.start, span.end, Place.META, f"{one.place.value} until {one.who} named another")
        for span in document.spans
        if _is_readers(span, one.place) and words_of(document.of(span)) != words and not _holds(found, span)
    ]
    return lay(document, _STAGE, others, may_move=lambda span: _is_readers(span, one.place))


def _is_readers(span: Span, place: Place) -> bool:
    return span.place is place and span.stage != _STAGE


def _without_headline(document: Document, one: Override, found: Sequence[Stretch]) -> Document:
    """A headline that the reader found goes with its block."""
    moved = [
        words_of(document.of(span)) for span in document.spans if span.place is Place.HEADLINE and _holds(found, span)
    ]
    told = document.value("headline")
    if one.place is Place.HEADLINE:
        return document.with_field("headline", words_of(document.text[slice(*found[0])]), _STAGE)
    if not isinstance(told, str) or words_of(told) not in moved:
        return document
    return replace(document, fields={name: field for name, field in document.fields.items() if name != "headline"})


def _holds(stretches: Iterable[Stretch], span: Span) -> bool:
    return any(start <= span.start and span.end <= end for start, end in stretches)


def _parted(document: Document, found: Sequence[Stretch]) -> Document:
    """The stretches that begin or end with a line in blocks of their own: they print as paragraphs of their own."""
    starts, ends = {start for start, _ in found}, {end for _, end in found}
    spans: list[Span] = []
    later, at = 0, Span(0, 0, Place.BODY, -1, "", "")
    for span in document.spans:
        is_edge = span.start in starts or at.end in ends
        if is_edge and span.block == at.block and document.text[at.end : span.start].strip(_SPACES):
            later += 1
        at = span
        spans.append(replace(span, block=span.block + later) if later else span)
    return document.with_spans(spans) if later else document


def _without(text: str, teasers: Iterable[Teaser], found: Sequence[Stretch]) -> Iterator[Teaser]:
    """The teasers without those whose headline is none, and without a snippet that is none."""
    for teaser in teasers:
        over = [start for start, end in found if start < teaser.end and teaser.start < end]
        if not over:
            yield teaser
        elif min(over) > teaser.start:
            end = teaser.start + len(text[teaser.start : min(over)].rstrip())
            yield replace(teaser, snippet=None, dateline=None, end=end)


def _with_teasers(document: Document) -> Document:
    """The document with a Teaser for each block that an operator gave that place, and that is in none yet."""
    told = [_block(document, span) for span in document.spans if span.stage == _STAGE and span.place is Place.TEASER]
    bare = [
        block
        for block in told
        if not any(teaser.start < block.end and block.start < teaser.end for teaser in document.teasers)
    ]
    made = tuple(_teasers(bare))
    if not made:
        return document
    return replace(document, teasers=tuple(sorted((*document.teasers, *made), key=lambda teaser: teaser.start)))


def _block(document: Document, span: Span) -> Block:
    return Block(span.block, span.start, span.end, document.of(span), span.place, is_open=False, is_fixed=True)


def _teasers(blocks: Sequence[Block]) -> Iterator[Teaser]:
    """A headline with the snippet right below it, where that is named too."""
    i = 0
    while i < len(blocks):
        below = blocks[i + 1] if i + 1 < len(blocks) else None
        is_pair = below is not None and below.number == blocks[i].number + 1 and _is_snippet(below, blocks[i])
        yield teaser_of(blocks[i], below if is_pair else None)
        i += 2 if is_pair else 1


def _is_snippet(block: Block, headline: Block) -> bool:
    is_running = block.look.is_prose or block.look.is_cut_off
    return is_running and not headline.look.is_prose and not headline.look.is_cut_off
