"""The Article: what the chain makes of one raw copy, ready to be stored or printed as JSON."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from normalize.document import Dateline, Document, Place, Teaser


class Status(StrEnum):
    """Whether the provider lets the story be used (NewsML-G2 pubStatus, NITF management-status)."""

    USABLE = "usable"
    WITHHELD = "withheld"
    CANCELED = "canceled"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the body as printed; `role` is one of normalize.document.STORY_PLACES."""

    text: str
    role: Place


@dataclass(frozen=True, slots=True)
class Removed:
    """A piece that is not the story: its place, its text as it stood, which stage took it off and why."""

    kind: Place
    text: str
    stage: str
    reason: str


@dataclass(frozen=True, slots=True)
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
    subjects: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    rights: str | None = None
    usage_terms: str | None = None
    first_created: datetime | None = None
    version_created: datetime | None = None
    address: str | None = None
    origins: Mapping[str, str] = field(default_factory=dict)
