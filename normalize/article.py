"""The Article: what the chain makes of one raw copy, ready to be stored or printed as JSON."""

from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from ingest.raw import RawCopy
from normalize.document import STORY_PLACES, Dateline, Document, Place, Span, Teaser
from normalize.unprintable import printable
from normalize.values import value

_Kind = TypeVar("_Kind")


class Status(StrEnum):
    """Whether the provider lets the story be used (NewsML-G2 pubStatus, NITF management-status)."""

    USABLE = "usable"
    WITHHELD = "withheld"
    CANCELED = "canceled"


@value()
class Paragraph:
    """A paragraph of the body as printed; `role` is one of normalize.document.STORY_PLACES."""

    text: str
    role: Place


@value()
class Removed:
    """A piece that is not the story: its place, its text with its repairs made, which stage took it off and why."""

    kind: Place
    text: str
    stage: str
    reason: str


@value()
class Article:
    """A story told from its clutter. None or () where the copy does not say.

    `move` is the wire move as printed ("UPDATE 2", "CORRECTED", "4th Ld-Writethru", "KILL"); times are
    aware UTC; `origins` names for each field the stage or the path that gave it; `document` is the proof.
    """

    document: Document
    headline: str | None = None
    deck: str | None = None
    slugline: str | None = None
    dateline: Dateline | None = None
    byline: str | None = None
    body: tuple[Paragraph, ...] = ()
    teasers: tuple[Teaser, ...] = ()
    removed: tuple[Removed, ...] = ()
    credits: tuple[str, ...] = ()
    ednote: str | None = None
    wire_move: str | None = None
    language: str | None = None
    guid: str | None = None
    version: int | None = None
    urgency: int | None = None
    status: Status = Status.USABLE
    embargo: datetime | None = None
    expires: datetime | None = None
    subjects: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    rights: str | None = None
    usage_terms: str | None = None
    first_created: datetime | None = None
    version_created: datetime | None = None
    address: str | None = None
    origins: Mapping[str, str] = field(default_factory=dict)


_PRINTED_ELSEWHERE = frozenset({Place.HEADLINE, Place.DECK, Place.DATELINE, Place.BYLINE, Place.TEASER})
"""Places that are neither body nor removed: their text is in fields of the article."""


def article_from(document: Document, raw_copy: RawCopy) -> Article:
    """The article that a judged document makes: its body printed, its fields filled, what was removed listed.

    Where spans of a place stand in the text they win over a field of the format (the headline, the deck).
    An advisory is no body: its text is the note to editors where no other is.
    """
    blocks = [*document.blocks()]
    headline, deck = (_first_printed(document, blocks, place) for place in (Place.HEADLINE, Place.DECK))
    origins = {name: found.origin for name, found in document.fields.items()}
    if headline is not None:
        origins["headline"] = _stage_of(document, Place.HEADLINE)
    return Article(
        document=document,
        headline=headline or _text(document, "headline"),
        deck=deck or _text(document, "deck"),
        slugline=_text(document, "slugline"),
        dateline=_dateline(_one(document, "dateline", Dateline)),
        byline=_text(document, "byline"),
        body=tuple(_body(document, blocks)),
        teasers=tuple(map(_teaser, document.teasers)),
        removed=tuple(_removed(document)),
        credits=_several(document, "credits") or _all_printed(document, Place.CREDIT),
        ednote=_ednote(document),
        wire_move=_text(document, "wire_move"),
        language=_text(document, "language"),
        guid=_text(document, "guid"),
        version=_one(document, "version", int),
        urgency=_one(document, "urgency", int),
        status=_one(document, "status", Status) or Status.USABLE,
        embargo=_one(document, "embargo", datetime),
        expires=_one(document, "expires", datetime),
        subjects=_several(document, "subjects"),
        keywords=_several(document, "keywords"),
        places=_several(document, "places"),
        rights=_text(document, "rights"),
        usage_terms=_text(document, "usage_terms"),
        first_created=_one(document, "first_created", datetime),
        version_created=_one(document, "version_created", datetime),
        address=_text(document, "address") or raw_copy.address,
        origins=origins,
    )


def _one(document: Document, name: str, kind: type[_Kind]) -> _Kind | None:
    value = document.value(name)
    return value if isinstance(value, kind) else None


def _text(document: Document, name: str) -> str | None:
    value = document.value(name)
    return printable(value) if isinstance(value, str) else None


def _dateline(dateline: Dateline | None) -> Dateline | None:
    """The dateline with its values as they print; `raw` stays what stands in the text."""
    if dateline is None:
        return None
    agency, date = (part and printable(part) for part in (dateline.agency, dateline.date))
    return Dateline(tuple(map(printable, dateline.place)), agency, date, dateline.raw)


def _teaser(teaser: Teaser) -> Teaser:
    snippet = teaser.snippet and printable(teaser.snippet)
    return replace(teaser, headline=printable(teaser.headline), snippet=snippet, dateline=_dateline(teaser.dateline))


def _several(document: Document, name: str) -> tuple[str, ...]:
    value = document.value(name)
    return tuple(map(printable, value)) if isinstance(value, tuple) else ()


def _body(document: Document, blocks: list[tuple[Span, ...]]) -> Iterator[Paragraph]:
    for block in blocks:
        story = [span for span in block if span.place in STORY_PLACES]
        if story and (text := _printed(document, story)):
            yield Paragraph(text, story[0].place)


def _printed(document: Document, spans: list[Span]) -> str:
    """The spans of one block as they print; where something between them was taken off stands a space."""
    pieces: list[str] = []
    start, end = spans[0].start, spans[0].end
    for span in spans[1:]:
        if span.start != end:
            pieces.append(document.printed(start, end).strip())
            start = span.start
        end = span.end
    pieces.append(document.printed(start, end).strip())
    return " ".join(piece for piece in pieces if piece)


def _first_printed(document: Document, blocks: list[tuple[Span, ...]], place: Place) -> str | None:
    """The text of the first block that has spans of this place, None where none has."""
    for block in blocks:
        spans = [span for span in block if span.place is place]
        if spans and (text := _printed(document, spans)):
            return text
    return None


def _all_printed(document: Document, place: Place) -> tuple[str, ...]:
    printed = (document.printed(span.start, span.end).strip() for span in document.spans if span.place is place)
    return tuple(text for text in printed if text)


def _stage_of(document: Document, place: Place) -> str:
    return next(span.stage for span in document.spans if span.place is place)


def _ednote(document: Document) -> str | None:
    told = _text(document, "ednote")
    notes = _all_printed(document, Place.EDNOTE) or _all_printed(document, Place.ADVISORY)
    return told or " ".join(notes) or None


def _removed(document: Document) -> Iterator[Removed]:
    for span in document.spans:
        if span.place in STORY_PLACES or span.place in _PRINTED_ELSEWHERE:
            continue
        if text := document.printed(span.start, span.end).strip():
            yield Removed(span.place, text, span.stage, span.reason)
