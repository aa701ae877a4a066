"""The Document: one text, and for every character of it a place and the reason for it.

Law of conservation: each character that is not white space lies in exactly one span, spans stand
in the order of the text, and what is printed follows from spans by listed repairs alone.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from enum import StrEnum
from operator import attrgetter

from normalize.errors import ConservationBroken
from normalize.values import value


class Place(StrEnum):
    """Where a span belongs. A closed set: the newsroom's parts of a story, and its clutter."""

    HEADLINE = "headline"
    DECK = "deck"
    SUBHEAD = "subhead"
    DATELINE = "dateline"
    BYLINE = "byline"
    BODY = "body"
    TABLE = "table"
    LIST = "list"
    QUOTE = "quote"
    CAPTION = "caption"
    CREDIT = "credit"
    EDNOTE = "ednote"
    HEADER = "header"
    MOVE = "move"
    ADVISORY = "advisory"
    TEASER = "teaser"
    SHARE = "share"
    SUBSCRIBE = "subscribe"
    PROMO = "promo"
    NAV = "nav"
    AD = "ad"
    COMMENT = "comment"
    COPYRIGHT = "copyright"
    SIGNOFF = "signoff"
    EMBED = "embed"
    META = "meta"


STORY_PLACES = frozenset({Place.BODY, Place.SUBHEAD, Place.TABLE, Place.LIST, Place.QUOTE})
"""What is printed as the article's body."""


@value()
class Span:
    """A run of `Document.text`, half open, in characters; spans of one block print as one paragraph."""

    start: int
    end: int
    place: Place
    block: int
    stage: str
    reason: str
    confidence: float = 1.0

    def cut(self, start: int, end: int) -> "Span":
        """The same place, block and reason for another stretch."""
        return Span(start, end, self.place, self.block, self.stage, self.reason, self.confidence)

    def placed(self, place: Place, stage: str, reason: str) -> "Span":
        """The same stretch in another place, and which stage put it there."""
        return Span(self.start, self.end, place, self.block, stage, reason, self.confidence)


@value()
class Repair:
    """A mend that is made when the text is printed: `raw` stood at start..end, `fixed` is printed."""

    start: int
    end: int
    raw: str
    fixed: str
    rule: str


_start_of = attrgetter("start")
_end_of = attrgetter("end")


@value()
class Note:
    """What a stage saw at start..end and was not sure enough, or had no place, to act upon."""

    stage: str
    start: int
    end: int
    reason: str
    confidence: float = 1.0


@value()
class Dateline:
    """Where, when and by which agency a story was filed; `raw` is the printed prefix, unmended.

    `place` keeps the printed form, one for each slash part; `agency` and `date` are None where none is printed.
    """

    place: tuple[str, ...]
    agency: str | None
    date: str | None
    raw: str


@value()
class Teaser:
    """A pointer to another story that stood in this one's copy, at start..end of the text."""

    headline: str
    snippet: str | None
    dateline: Dateline | None
    address: str | None
    start: int
    end: int


@value()
class Field:
    """A value that the story carries, and who gave it: a stage's name, or the path in the format."""

    value: object
    origin: str


@value()
class Document:
    """One raw copy, read. A stage returns a changed copy of it, or the same object.

    `fields` holds what a reader or stage made of the text, by the names of `normalize.article.Article`;
    `not_carried` lists the paths of a structured format that are in neither text nor fields;
    `reading` is the document as its reader left it, once a chain has gone over it: the chain's next start.
    """

    text: str
    spans: tuple[Span, ...]
    fields: Mapping[str, Field] = field(default_factory=dict)
    teasers: tuple[Teaser, ...] = ()
    repairs: tuple[Repair, ...] = ()
    notes: tuple[Note, ...] = ()
    not_carried: tuple[str, ...] = ()
    reading: "Document | None" = field(default=None, repr=False)

    def of(self, span: Span) -> str:
        """The span's own text, unmended."""
        return self.text[span.start : span.end]

    def printed(self, start: int, end: int) -> str:
        """The text of start..end with the repairs that lie inside it made."""
        pieces: list[str] = []
        at = start
        for repair in self.repairs_in(start, end):
            pieces += (self.text[at : repair.start], repair.fixed)
            at = repair.end
        pieces.append(self.text[at:end])
        return "".join(pieces)

    def repairs_in(self, start: int, end: int) -> Iterator[Repair]:
        """The repairs that lie inside start..end, in order."""
        for number in range(bisect_left(self.repairs, start, key=_start_of), len(self.repairs)):
            repair = self.repairs[number]
            if repair.end > end:
                break
            yield repair

    def blocks(self) -> Iterator[tuple[Span, ...]]:
        """The spans, a tuple for each block, in order."""
        block: list[Span] = []
        for span in self.spans:
            if block and span.block != block[0].block:
                yield tuple(block)
                block = []
            block.append(span)
        if block:
            yield tuple(block)

    def with_field(self, name: str, value: object, origin: str) -> "Document":
        """The same document with one more field; a field that is set already is replaced."""
        return self._with(fields={**self.fields, name: Field(value, origin)})

    def with_spans(self, spans: Iterable[Span]) -> "Document":
        """The same document with these spans in place of its own."""
        return self._with(spans=tuple(spans))

    def with_notes(self, *notes: Note) -> "Document":
        """The same document with more notes."""
        return self._with(notes=(*self.notes, *notes))

    def with_reading(self, reading: "Document") -> "Document":
        """The same document with what its reader made of it."""
        return self._with(reading=reading)

    def _with(
        self,
        spans: tuple[Span, ...] | None = None,
        fields: Mapping[str, Field] | None = None,
        repairs: tuple[Repair, ...] | None = None,
        notes: tuple[Note, ...] | None = None,
        reading: "Document | None" = None,
    ) -> "Document":
        """What `dataclasses.replace` does, at a tenth of its time: a story is copied five to ten times."""
        return Document(
            self.text,
            self.spans if spans is None else spans,
            self.fields if fields is None else fields,
            self.teasers,
            self.repairs if repairs is None else repairs,
            self.notes if notes is None else notes,
            self.not_carried,
            reading or self.reading,
        )

    def with_repairs(self, repairs: Iterable[Repair]) -> "Document":
        """The same document with more repairs; one that overlaps a repair already made is left out.

        `repairs` must be in the order of the text and lie apart. Without a new one: the same object.
        """
        if not self.repairs:
            added = tuple(repairs)
            return self._with(repairs=added) if added else self
        added = tuple(repair for repair in repairs if not self._is_repaired(repair.start, repair.end))
        if not added:
            return self
        return self._with(repairs=tuple(sorted((*self.repairs, *added), key=_start_of)))

    def _is_repaired(self, start: int, end: int) -> bool:
        following = bisect_right(self.repairs, start, key=_end_of)
        return following < len(self.repairs) and self.repairs[following].start < end

    def value(self, name: str) -> object:
        """The value of a field, None where it is not set."""
        found = self.fields.get(name)
        return None if found is None else found.value


def check_conservation(document: Document) -> Document:
    """Return the document if its spans cover its text as the law wants; raise ConservationBroken if not.

    Every character outside white space lies in exactly one span; spans are in order, not empty and
    inside the text; block numbers never fall; repairs are in order, lie apart and name what stands there.
    """
    at, block = 0, -1
    for span in document.spans:
        if span.start < at or span.end <= span.start or span.end > len(document.text):
            raise ConservationBroken(f"span {span.start}..{span.end} overlaps, is empty or lies outside the text")
        if span.block < block:
            raise ConservationBroken(f"block {span.block} of span {span.start}..{span.end} comes after block {block}")
        _refuse_words(document.text, at, span.start)
        at, block = span.end, span.block
    _refuse_words(document.text, at, len(document.text))
    _check_repairs(document.text, document.repairs)
    return document


def _refuse_words(text: str, start: int, end: int) -> None:
    uncovered = text[start:end]
    if uncovered and not uncovered.isspace():
        raise ConservationBroken(f"no span covers {uncovered.strip()[:40]!r} in {start}..{end}")


def _check_repairs(text: str, repairs: Iterable[Repair]) -> None:
    at = 0
    for repair in repairs:
        if repair.start < at or text[repair.start : repair.end] != repair.raw:
            raise ConservationBroken(f"repair {repair.rule} at {repair.start}..{repair.end} does not fit the text")
        at = repair.end
