"""What the named reads of storage.queries answer with: frozen values, no rows of tables."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from normalize.article import Status
from storage.overrides import OverrideLine
from storage.runs import Books
from storage.states import CopyOutcome, CopyState, RunState


@dataclass(frozen=True, slots=True)
class ArticleLine:
    """An article in a list, as its head stands."""

    id: int
    source: str
    provider: str
    status: Status
    copy_of: int | None
    language: str | None
    headline: str | None
    dateline: str | None
    wire_move: str | None
    first_seen: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class TeaserLine:
    """A pointer to another story that stood in a revision's copy."""

    position: int
    headline: str
    snippet: str | None
    dateline: str | None
    address: str | None


@dataclass(frozen=True, slots=True)
class SightingLine:
    """Where an article was seen, and when first and last."""

    source: str
    address: str
    first_seen: datetime
    last_seen: datetime


@dataclass(frozen=True, slots=True)
class RevisionLine:
    """One version of an article; `fields` holds all its values. `why` is set where its raw copy was made again."""

    id: int
    raw_copy_id: int
    run_id: int
    chain_version: str
    revision_class: str
    status: Status
    wire_move: str | None
    wire_version: int | None
    wire_created: datetime | None
    received_at: datetime
    stored_at: datetime
    headline: str | None
    language: str | None
    why: str | None
    fields: Mapping[str, object]
    body: str
    is_head: bool


@dataclass(frozen=True, slots=True)
class ArticleFile:
    """All that is kept about one article: versions in the order stored, the head's teasers, sightings, copies.

    `overrides` are what operators said of its blocks and holds, the newest first.
    """

    line: ArticleLine
    revisions: tuple[RevisionLine, ...]
    teasers: tuple[TeaserLine, ...]
    sightings: tuple[SightingLine, ...]
    copies: tuple[int, ...]
    overrides: tuple[OverrideLine, ...]

    @property
    def head(self) -> RevisionLine:
        """The version that stands."""
        return next(revision for revision in self.revisions if revision.is_head)


@dataclass(frozen=True, slots=True)
class RunLine:
    """One run and its books."""

    id: int
    command: str
    state: RunState
    started_at: datetime
    finished_at: datetime | None
    books: Books


@dataclass(frozen=True, slots=True)
class QuarantineLine:
    """One entry of the quarantine; open while `resolved_at` is None."""

    id: int
    raw_copy_id: int | None
    source: str
    address: str
    code: str
    sentence: str
    advice: str
    run_id: int
    first_at: datetime
    last_at: datetime
    times: int
    resolved_at: datetime | None


@dataclass(frozen=True, slots=True)
class RunSource:
    """What one source delivered in a run, and how many raw copies it was split into."""

    source: str
    deliveries: int
    copies: int


@dataclass(frozen=True, slots=True)
class RunFile:
    """All that is known of one run; `failures` are the entries of the quarantine that it met last."""

    line: RunLine
    sources: tuple[RunSource, ...]
    failures: tuple[QuarantineLine, ...]


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """How one source stands: what it brought, and what waits or is held up."""

    source: str
    deliveries: int
    articles: int
    last_received: datetime | None
    pending: int
    open_quarantine: int


@dataclass(frozen=True, slots=True)
class Explanation:
    """What was made of one raw copy: its state, and the revision with its trace (JSON), if it made one."""

    raw_copy_id: int
    source: str
    provider: str
    address: str
    media_type: str
    received_at: datetime
    envelope: Mapping[str, str]
    state: CopyState
    outcome: CopyOutcome | None
    raw: bytes
    article_id: int | None
    revision_id: int | None
    chain_version: str | None
    trace: bytes | None
