"""The blocks of a Document as the stages look at them, and the one way to give a stretch of text its place."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from re import compile as pattern

from normalize.document import STORY_PLACES, Document, Place, Span
from normalize.phrasebook import UNSPACED, WORD, Known, Phrasebook, Sign, first_key, fold, phrasebook

SETTLED = "settle_body"
"""The stage that has the last word: what it leaves in the body is not judged again."""
SHORT = 200
"""Characters: lines up to this are looked up in the phrase lists."""
LONGEST_CAPTION = 700
"""Characters: a picture's legal lines can make a caption this long, hardly longer."""

_SENTENCE_END = pattern(r"[.!?:;…。！？；：।॥؟۔](?:[\"'”’»›)\]」』】）]|\s)*(?:[(（][^()（）\n]{1,40}[)）])?\Z")
"""The end of a sentence, closing marks included: `he said."`."""
_FULL_STOP = pattern(r"[.:;…。：；।॥۔](?:[\"'”’»›)\]」』】）]|\s)*\Z")
"""The end of a statement; a question or a cry can as well be a headline."""
_STOP_INSIDE = pattern(r"[.!?…。！？।॥؟۔][\"'”’»›)\]」』】）]*(?:\s|(?<=[。！？]))\S")
"""A sentence that ends inside the text."""
_CUT_OFF = pattern(r"(?:\.\.\.|…|\[\.\.\.\]|\[…\])\s*\Z")
"""Text that was cut with dots: "Pope Francis on Sunday again..."."""
_URL = pattern(r"(?:https?://|www\.)\S+\Z")
"""A line that is an address: "https://apnews.com/article/x"."""
_CAMEL = pattern(r"(?<=[a-zß-ÿ+])(?=[A-ZÀ-Þ])")
"""Where two names were fused: "FacebookTwitter"."""
_LONG_QUESTION = 17
"""Words: a question or cry that is longer is a paragraph, hardly a headline."""
_DIGIT = pattern(r"\d")
_FIRST_UNSPACED = "\u0e00"


@dataclass(frozen=True, slots=True)
class Look:
    """What a block's text alone says, whatever stands round it.

    `size` counts words, in scripts without spaces two letters as one word. `is_prose`: a paragraph of running text.
    """

    folded: str
    words: tuple[str, ...]
    size: float
    ends_sentence: bool
    is_cut_off: bool
    is_prose: bool
    known: Known | None


@dataclass(frozen=True, slots=True)
class Block:
    """A block of the document: its spans in order, its text from first to last, what the text looks like.

    `is_open`: nothing in it was placed yet; `place` is that of its last span.
    """

    number: int
    start: int
    end: int
    text: str
    place: Place
    is_open: bool
    look: Look


@dataclass(frozen=True, slots=True)
class Cut:
    """A stretch start..end that a stage gives a place, with its reason."""

    start: int
    end: int
    place: Place
    reason: str
    confidence: float = 1.0


def is_open(span: Span) -> bool:
    """Whether the span is story that no stage has had its say on."""
    return span.place in STORY_PLACES and span.stage != SETTLED


def is_settled(document: Document) -> bool:
    """Whether the last word on the document was said: no field is read from it any more."""
    return any(span.stage == SETTLED for span in document.spans)


def blocks_of(document: Document) -> list[Block]:
    """The blocks in order; of a block that was carved, the open part is what is looked at."""
    found = []
    for spans in document.blocks():
        kept = [span for span in spans if is_open(span)] or spans
        start, end = kept[0].start, kept[-1].end
        text = document.text[start:end]
        found.append(Block(spans[0].block, start, end, text, kept[-1].place, is_open(kept[-1]), look_at(text)))
    return found


def lay(document: Document, stage: str, cuts: Iterable[Cut]) -> Document:
    """The document with every open span inside a cut in the cut's place; spans are split at its edges.

    Cuts are in order and do not overlap. The same object if there is nothing to do.
    """
    waiting = sorted(cuts, key=lambda cut: cut.start)
    if not waiting:
        return document
    spans: list[Span] = []
    for span in document.spans:
        spans += _split(document.text, span, stage, waiting) if is_open(span) else (span,)
    return document if spans == list(document.spans) else replace(document, spans=tuple(spans))


def whole(block: Block, place: Place, reason: str, confidence: float = 1.0) -> Cut:
    """The cut that takes the whole block."""
    return Cut(block.start, block.end, place, reason, confidence)


def _split(text: str, span: Span, stage: str, cuts: Sequence[Cut]) -> Iterator[Span]:
    at = span.start
    for cut in cuts:
        if cut.end <= at or cut.start >= span.end:
            continue
        start, end = max(cut.start, at), min(cut.end, span.end)
        yield from _trimmed(text, replace(span, start=at, end=start))
        yield from _trimmed(text, Span(start, end, cut.place, span.block, stage, cut.reason, cut.confidence))
        at = end
    yield from _trimmed(text, replace(span, start=at))


def _trimmed(text: str, span: Span) -> Iterator[Span]:
    inner = text[span.start : span.end]
    bare = inner.strip()
    if bare:
        start = span.start + len(inner) - len(inner.lstrip())
        yield span if len(bare) == len(inner) else replace(span, start=start, end=start + len(bare))


@lru_cache(maxsize=2048)
def content_words(text: str) -> frozenset[str]:
    """The words that carry a topic, by their first six letters; of scripts without spaces the pairs of letters."""
    words = WORD.findall(text.casefold())
    pairs = [word[i : i + 2] for word in words if word[0] >= _FIRST_UNSPACED for i in range(len(word) - 1)]
    return frozenset([*pairs, *(word[:6] for word in words if len(word) > 3 and word[0] < _FIRST_UNSPACED)])


@lru_cache(maxsize=2048)
def look_at(text: str) -> Look:
    """What the text of a block says by itself; remembered, as every stage asks again."""
    is_short = len(text) <= SHORT
    folded = fold(text) if len(text) <= LONGEST_CAPTION else ""
    words = tuple(WORD.findall(folded)) if is_short else ()
    size = _size(text, words) if is_short else len(text) / 7
    ends_sentence = _SENTENCE_END.search(text) is not None
    return Look(
        folded=folded,
        words=words,
        size=size,
        ends_sentence=ends_sentence,
        is_cut_off=_CUT_OFF.search(text) is not None,
        is_prose=_is_prose(text, size, ends_sentence),
        known=_known(text, folded, words, phrasebook()) if folded or is_short else None,
    )


def _is_prose(text: str, size: float, ends_sentence: bool) -> bool:
    if len(text) > SHORT:
        return ends_sentence or _STOP_INSIDE.search(text) is not None
    return size >= 8 and ends_sentence and (size >= _LONG_QUESTION or _FULL_STOP.search(text) is not None or _STOP_INSIDE.search(text) is not None)


def _size(text: str, words: Sequence[str]) -> float:
    if UNSPACED.search(text) is None:
        return len(words)
    unspaced = len(UNSPACED.findall(text))
    return max(len(words), unspaced / (3 if "\uac00" <= text[0] <= "\ud7af" else 2))


def _known(text: str, folded: str, words: Sequence[str], book: Phrasebook) -> Known | None:
    if len(text) <= SHORT:
        return _known_line(text, folded, words, book) or _known_inside(folded, words, book)
    return _known_inside(folded, WORD.findall(folded), book)


def _known_line(text: str, folded: str, words: Sequence[str], book: Phrasebook) -> Known | None:
    if not folded:
        return Known(Sign.NAV, "marks alone", True)
    if sign := book.whole.get(folded):
        return Known(sign, folded, True)
    if folded.isdecimal():
        return Known(Sign.NAV, "a number alone", True)
    if _URL.match(folded):
        return Known(Sign.NAV, "an address alone", True)
    return _known_words(text, folded, words, book) or _known_start(folded, words, book)


def _known_words(text: str, folded: str, words: Sequence[str], book: Phrasebook) -> Known | None:
    """Lines made of nothing but share words, date words, or a listed phrase and a counter."""
    if len(words) <= 12 and _is_share(text, words, book):
        return Known(Sign.SHARE, "share words alone", True)
    if _DIGIT.search(folded) and len(words) <= 24:
        if all(word in book.date_words or word[0].isdecimal() for word in words):
            return Known(Sign.META, "date words alone", True)
        if len(folded) <= 90 and (found := _starting(folded, book.date_leads)):
            return Known(*found[::-1], False)
        bare = " ".join(word for word in words if not word.isdecimal())
        if sign := book.whole.get(bare):
            return Known(sign, bare, True)
    return None


def _is_share(text: str, words: Sequence[str], book: Phrasebook) -> bool:
    for tried in (words, tuple(WORD.findall(_CAMEL.sub(" ", text).casefold()))):
        if tried and all(word in book.share_words for word in tried):
            return any(word in book.networks or word in book.verbs for word in tried)
    return False


def _known_start(folded: str, words: Sequence[str], book: Phrasebook) -> Known | None:
    found = _starting(folded, book.starts)
    return Known(found[1], found[0], False) if found else None


def _starting(folded: str, starts: Mapping[str, tuple[tuple[str, Sign], ...]]) -> tuple[str, Sign] | None:
    for phrase, sign in starts.get(first_key(folded), ()):
        if folded.startswith(phrase) and _ends_word(folded, len(phrase)):
            return phrase, sign
    return None


def _ends_word(folded: str, at: int) -> bool:
    """Whether a word may end at this place: before white space, a mark or the end, or in a script without spaces."""
    return not folded[at : at + 1].isalnum() or not folded[at - 1].isalnum() or UNSPACED.match(folded[at - 1]) is not None


def _known_inside(folded: str, words: Sequence[str], book: Phrasebook) -> Known | None:
    """Phrases that give a line away wherever they stand in it."""
    for word in words:
        for phrase, sign in book.within.get(word, ()):
            at = folded.find(phrase)
            if at >= 0 and _ends_word(folded, at + len(phrase)) and not folded[at - 1 : at].isalnum():
                return Known(sign, phrase, False)
    if UNSPACED.search(folded):
        for phrase, sign in book.within_unspaced:
            if phrase in folded:
                return Known(sign, phrase, False)
    return None
