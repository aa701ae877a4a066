"""Why an article is what it is: its document as rows for eyes, and as a small trace for the store."""

from collections.abc import Iterator
from dataclasses import astuple, dataclass
from enum import StrEnum
from typing import Any

from xxhash import xxh3_64_hexdigest

from normalize.document import Dateline, Document, Note, Place, Repair, Span, Teaser
from normalize.errors import TraceMismatch
from normalize.overrides import block_name


class RowKind(StrEnum):
    """What a row of an explanation is about."""

    SPAN = "span"
    NOTE = "note"
    FIELD = "field"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of an explanation: a stretch of text with its place, a doubt, or a field with its origin.

    `name` is the place or the field's name, `stage` who decided it; `repairs` are those made inside the stretch.
    `block` is the number of the block that the stretch is, or is part of, `block_name` what its text is called.
    """

    kind: RowKind
    name: str
    text: str
    stage: str
    reason: str
    confidence: float
    repairs: tuple[Repair, ...] = ()
    block: int | None = None
    block_name: str | None = None


def explain(document: Document) -> list[Row]:
    """Every span in the order of the text, then what stages were unsure of, then the fields by name."""
    return [*_span_rows(document), *_note_rows(document), *_field_rows(document)]


def _span_rows(document: Document) -> Iterator[Row]:
    for spans in document.blocks():
        name = block_name(document.text[spans[0].start : spans[-1].end])
        for span in spans:
            inside = tuple(document.repairs_in(span.start, span.end))
            text, number = document.of(span), span.block
            yield Row(RowKind.SPAN, span.place, text, span.stage, span.reason, span.confidence, inside, number, name)


def _note_rows(document: Document) -> Iterator[Row]:
    for note in document.notes:
        text = document.text[note.start : note.end]
        yield Row(RowKind.NOTE, "unsure", text, note.stage, note.reason, note.confidence)


def _field_rows(document: Document) -> Iterator[Row]:
    for name, found in sorted(document.fields.items()):
        yield Row(RowKind.FIELD, name, str(found.value), found.origin, "", 1.0)


def trace_of(document: Document) -> dict[str, Any]:
    """All that the stages decided about a text, for JSON and without the text: `with_trace` undoes it."""
    return {
        "text": _digest(document.text),
        "spans": [
            [one.start, one.end, one.place.value, one.block, one.stage, one.reason, one.confidence]
            for one in document.spans
        ],
        "repairs": [[one.start, one.end, one.fixed, one.rule] for one in document.repairs],
        "notes": [[one.stage, one.start, one.end, one.reason, one.confidence] for one in document.notes],
        "teasers": [astuple(teaser) for teaser in document.teasers],
        "not_carried": list(document.not_carried),
    }


def with_trace(text: str, trace: dict[str, Any]) -> Document:
    """The document whose text and trace these are; its fields are not in it: they are the article's.

    Raises TraceMismatch if the trace was taken of another text.
    """
    if trace["text"] != _digest(text):
        raise TraceMismatch("this trace was taken of another text")
    return Document(
        text=text,
        spans=tuple(Span(start, end, Place(place), *rest) for start, end, place, *rest in trace["spans"]),
        repairs=tuple(Repair(start, end, text[start:end], *rest) for start, end, *rest in trace["repairs"]),
        notes=tuple(Note(*note) for note in trace["notes"]),
        teasers=tuple(_teaser(*teaser) for teaser in trace["teasers"]),
        not_carried=tuple(trace["not_carried"]),
    )


def _teaser(headline: str, snippet: str | None, dateline: list[Any] | None, *rest: Any) -> Teaser:
    if dateline is None:
        return Teaser(headline, snippet, None, *rest)
    places, *others = dateline
    return Teaser(headline, snippet, Dateline(tuple(places), *others), *rest)


def _digest(text: str) -> str:
    return str(xxh3_64_hexdigest(text.encode("utf-8", "surrogatepass")))
