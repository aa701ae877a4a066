"""The blocks of a Document as the stages look at them, and the one way to give a stretch of text its place."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import is_not

from normalize.document import STORY_PLACES, Document, Place, Span
from normalize.looks import Look
from normalize.once import once
from normalize.values import value

SETTLED = "settle_body"
"""The stage that has the last word: what it leaves in the body is not judged again."""

OVERRIDDEN = "apply_overrides"
"""The stage that lays an operator's word: no other stage has a say on what it placed."""

PAGE_READER = "read_page"
"""The reader that tells a page's story from the furniture round it by the page's markup."""


@value(slots=False)  # `once` writes into its `__dict__`
class Block:
    """A block of the document, at start..end: its text and what that looks like, the place of its last span.

    `is_open`: no stage has placed its end yet. Of a block that was carved, the open part is looked at. `is_fixed`: an
    operator placed it.
    """

    number: int
    start: int
    end: int
    text: str
    place: Place
    is_open: bool
    is_fixed: bool = False

    @property
    def is_story(self) -> bool:
        """Whether it is story still: open, or fixed there by an operator."""
        return self.is_open or (self.is_fixed and self.place in STORY_PLACES)

    @once
    def look(self) -> Look:
        """What the text looks like; found out when first asked, as most blocks that are placed never are."""
        return Look(self.text)


@value()
class Cut:
    """A stretch start..end that a stage gives a place, with its reason."""

    start: int
    end: int
    place: Place
    reason: str
    confidence: float = 1.0


_SAID = frozenset({SETTLED, OVERRIDDEN})


def is_open(span: Span) -> bool:
    """Whether the span is story that no stage has had its say on."""
    return span.place in STORY_PLACES and span.stage not in _SAID


def fixed_text(document: Document, place: Place) -> str | None:
    """The text of the first stretch that an operator gave this place; None where he gave it none."""
    fixed = (span for span in document.spans if span.stage == OVERRIDDEN and span.place is place)
    return next((document.of(span) for span in fixed), None)


def is_settled(document: Document) -> bool:
    """Whether the last word on the document was said: no field is read from it any more."""
    return SETTLED in [span.stage for span in document.spans]


def is_read_page(seen: "Document | Sight") -> bool:
    """Whether the reader had a whole page before it: what stands above and below the story was told by its markup."""
    return PAGE_READER in [span.stage for span in seen.spans]


@dataclass(frozen=True, slots=True, eq=False)
class Sight:
    """The blocks of a document, in order; the same object as long as no stage changes a span.

    `runs` has for each block its spans and itself, by the identity of its first span.
    """

    text: str
    spans: Sequence[Span]
    blocks: Sequence[Block]
    runs: Mapping[int, tuple[Sequence[Span], Block]]


class _Memory:
    """What was looked at last: most stages change no span, the others few; what is left alone is not made anew.

    What is the same is told by identity, as texts and spans are dear to compare.
    """

    def __init__(self) -> None:
        self._last = Sight("", (), (), {})

    def sight_of(self, document: Document) -> Sight:
        """The blocks of the document. Threads may take each other's last sight away, but never half of one."""
        last = self._last
        if last.text is not document.text or last.spans is not document.spans:
            last = self._last = _look_over(document, last)
        return last


sight_of = _Memory().sight_of
"""The blocks of a document; one that no stage has changed is the same object as before, with the look it had."""


def blocks_of(document: Document) -> Sequence[Block]:
    """The blocks in order."""
    return sight_of(document).blocks


def _look_over(document: Document, last: Sight) -> Sight:
    text, known = document.text, last.runs if last.text is document.text else {}
    runs: dict[int, tuple[Sequence[Span], Block]] = {}
    for run in _runs(document.spans):
        before, block = known.get(id(run[0]), ((), None))
        if block is None or len(before) != len(run) or any(map(is_not, before, run)):
            block = _block(text, run)
        runs[id(run[0])] = run, block
    return Sight(text, document.spans, tuple(block for _, block in runs.values()), runs)


def _runs(spans: Sequence[Span]) -> Iterator[Sequence[Span]]:
    """The spans of each block."""
    i, count = 0, len(spans)
    while i < count:
        end = i + 1
        while end < count and spans[end].block == spans[i].block:
            end += 1
        yield spans[i:end]
        i = end


def _block(text: str, spans: Sequence[Span]) -> Block:
    if len(spans) > 1:
        spans = [span for span in spans if is_open(span)] or spans
    first, last = spans[0], spans[-1]
    inner = text[first.start : last.end]
    return Block(first.block, first.start, last.end, inner, last.place, is_open(last), last.stage == OVERRIDDEN)


def lay(document: Document, stage: str, cuts: Iterable[Cut], *, may_move: Callable[[Span], bool] = is_open) -> Document:
    """The document with every open span inside a cut in the cut's place; spans are split at its edges.

    Cuts may come in any order but do not overlap. `may_move` says which spans are placed, if not the open ones. The
    same object if there is nothing to do.
    """
    waiting = sorted(cuts, key=lambda cut: cut.start)
    if not waiting:
        return document
    spans: list[Span] = []
    at = 0
    for span in document.spans:
        while at < len(waiting) and waiting[at].end <= span.start:
            at += 1
        if at < len(waiting) and waiting[at].start < span.end and may_move(span):
            spans += _split(document.text, span, stage, waiting[at:])
        else:
            spans.append(span)
    return document if spans == list(document.spans) else document.with_spans(spans)


def whole(block: Block, place: Place, reason: str, confidence: float = 1.0) -> Cut:
    """The cut that takes the whole block."""
    return Cut(block.start, block.end, place, reason, confidence)


def _split(text: str, span: Span, stage: str, cuts: Sequence[Cut]) -> Iterator[Span]:
    at = span.start
    for cut in cuts:
        if cut.start >= span.end:
            break
        start, end = max(cut.start, at), min(cut.end, span.end)
        yield from _trimmed(text, span.cut(at, start))
        yield from _trimmed(text, Span(start, end, cut.place, span.block, stage, cut.reason, cut.confidence))
        at = end
    yield from _trimmed(text, span.cut(at, span.end))


def _trimmed(text: str, span: Span) -> Iterator[Span]:
    """The span without white space at its edges; none if nothing else is in it."""
    inner = text[span.start : span.end]
    bare = inner.strip()
    if bare:
        start = span.start + len(inner) - len(inner.lstrip())
        yield span if len(bare) == len(inner) else span.cut(start, start + len(bare))
