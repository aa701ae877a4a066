"""The last word: what is left is the story."""

from dataclasses import replace

from normalize.blocks import OVERRIDDEN, SETTLED, Block, blocks_of, is_open
from normalize.document import Document, Place, Span
from normalize.outline import FURNITURE

_LONGEST_SUBHEAD = 120
_FURNITURE = FURNITURE - {Place.COPYRIGHT, Place.EMBED} | {Place.TEASER}
_DOUBTFUL = 0.3


def settle_body(document: Document) -> Document:
    """Tell sub-heads from paragraphs and mark everything that is left as the story, not to be judged again.

    Sub-heads part long stories; they stay in the body with a role of their own. Copy of nothing but furniture (one
    word, `Share`) stays in the body, as a doubt.
    Before: `Nuclear umbrella` between two paragraphs. After: the same text in the place SUBHEAD.
    Not touched: what another stage has placed; a short sentence with its full stop.
    """
    document = _not_empty(document)
    blocks = blocks_of(document)
    subheads = {
        block.number
        for i, block in enumerate(blocks)
        if block.is_open and _is_subhead(block, blocks[i + 1] if i + 1 < len(blocks) else None)
    }
    spans = tuple(_settled(span, Place.SUBHEAD if span.block in subheads else Place.BODY) for span in document.spans)
    return document if spans == document.spans else document.with_spans(spans)


def _not_empty(document: Document) -> Document:
    """The document with all that was taken for furniture back in the body, if nothing else is in it.

    What an operator placed stays where it is.
    """
    places = {span.place for span in document.spans}
    if not places or not places <= _FURNITURE or document.value("headline") is not None:
        return document
    spans = tuple(
        span if span.stage == OVERRIDDEN else replace(span, place=Place.BODY, confidence=_DOUBTFUL)
        for span in document.spans
    )
    return document if spans == document.spans else document.with_spans(spans)


def _is_subhead(block: Block, following: Block | None) -> bool:
    """A line that ends no sentence, with a paragraph right after it."""
    return (
        len(block.text) <= _LONGEST_SUBHEAD
        and not block.look.ends_sentence
        and following is not None
        and following.is_story
        and following.look.is_prose
        and block.place is Place.BODY
    )


def _settled(span: Span, place: Place) -> Span:
    if not is_open(span) or span.place is not Place.BODY:
        return span
    reason = "sub-head" if place is Place.SUBHEAD else "story"
    return Span(span.start, span.end, place, span.block, SETTLED, reason, span.confidence)
