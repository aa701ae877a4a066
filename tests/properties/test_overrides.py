"""Whatever an operator says of whatever block: nothing is lost, once is enough, and his word holds."""

import gzip
import random
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.raw import RawCopy
from normalize.blocks import OVERRIDDEN
from normalize.chain import build_chain
from normalize.document import Document, Place
from normalize.errors import NoText, NotText
from normalize.explain import trace_of, with_trace
from normalize.normalizer import read
from normalize.overrides import Override, block_name, words_of

CHAIN = build_chain()
PLACES = list(Place)
FEW = 4
"""Overrides of one text at most."""


def _copy(raw: bytes, media_type: str) -> RawCopy:
    return RawCopy("kit", "kit", "copy", media_type, datetime(2026, 1, 1, tzinfo=UTC), raw)


def _kit(corpus: Path) -> Iterator[tuple[str, Document]]:
    for path in sorted(corpus.glob("wire/*/raw.txt")):
        yield path.parent.name, read(_copy(path.read_bytes(), "text/plain"))
    for path in sorted(corpus.glob("pages/*/html/*.html.gz"))[::4]:
        yield path.name, read(_copy(gzip.decompress(path.read_bytes()), "text/html"))


def _overrides(reading: Document, dice: random.Random) -> tuple[Override, ...]:
    """Of a few blocks, each of other words than the others."""
    texts = {words_of(reading.text[block[0].start : block[-1].end]) for block in reading.blocks()}
    chosen = dice.sample(sorted(texts), min(len(texts), dice.randint(1, FEW)))
    return tuple(Override(block_name(text), text, dice.choice(PLACES), "ada", "as read") for text in chosen)


def _check(reading: Document, overrides: tuple[Override, ...], name: str) -> None:
    chain = CHAIN.overridden(overrides)
    once = chain(reading)  # which checks conservation
    assert once.text == reading.text, name
    assert chain(once) == once, name
    assert with_trace(once.text, trace_of(once)).spans == once.spans, name
    assert once.value("dateline") is None or any(span.place is Place.DATELINE for span in once.spans), name
    for one in overrides:
        blocks = [
            block for block in once.blocks() if block_name(once.text[block[0].start : block[-1].end]) == one.block
        ]
        assert blocks, name
        told = {(span.place, span.stage) for block in blocks for span in block}
        if one.place is Place.HEADLINE:  # a move is taken off it as ever
            told -= {(Place.MOVE, "strip_wire_move")}
        assert told == {(one.place, OVERRIDDEN)}, name


def test_every_kit_text_and_page_obeys_its_operator(corpus):
    dice = random.Random(11)
    names = [
        name for name, reading in _kit(corpus) for _ in range(2) if not _check(reading, _overrides(reading, dice), name)
    ]
    assert len(names) > 200


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=300), st.randoms(use_true_random=False))
def test_any_text_obeys_its_operator(text, dice):
    try:
        reading = read(_copy(text.encode(), "text/plain"))
    except (NoText, NotText):
        return
    _check(reading, _overrides(reading, dice), text)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.sampled_from(["Ferry sails again on Monday. Share post:", "By Ann", "* one", "More"]), min_size=1),
    st.data(),
)
def test_a_passage_is_placed_and_nothing_is_lost(lines, data):
    reading = read(_copy("\n\n".join(lines).encode(), "text/plain"))
    words = data.draw(st.sampled_from(lines)).split()
    start = data.draw(st.integers(0, len(words) - 1))
    passage = " ".join(words[start : data.draw(st.integers(start + 1, len(words)))])
    place = data.draw(st.sampled_from([place for place in PLACES if place is not Place.HEADLINE]))
    chain = CHAIN.overridden((Override(block_name(passage), passage, place, "ada", ""),))
    once = chain(reading)
    fixed = [span for span in once.spans if span.stage == OVERRIDDEN]
    assert {words_of(once.of(span)) for span in fixed} == {passage}
    assert {span.place for span in fixed} == {place}
    assert chain(once) == once
