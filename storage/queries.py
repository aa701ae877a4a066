"""Every read of the store that the desk, the commands and the page need, each with a name."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, RowMapping, Select, func, or_, select

from normalize.article import Status
from storage import raw_bytes
from storage.answers import (
    ArticleFile,
    ArticleLine,
    Explanation,
    QuarantineLine,
    RevisionLine,
    RunFile,
    RunLine,
    RunSource,
    SightingLine,
    SourceStatus,
    TeaserLine,
)
from storage.database import Database
from storage.deliveries import received_at
from storage.dialect import caseless
from storage.errors import NotInStore
from storage.overrides import overrides_of
from storage.packing import unpack
from storage.runs import Books
from storage.states import CopyOutcome, CopyState, RunState
from storage.tables import article, delivery, raw_copy, revision, sighting, teaser
from storage.tables import quarantine as entries
from storage.tables import run as runs

_HEADS = article.join(revision, revision.c.id == article.c.head_revision_id)
_LINE = (
    *article.c["id", "source", "provider", "status", "copy_of"],
    *revision.c["language", "headline", "dateline", "wire_move"],
    *article.c["first_seen", "updated_at"],
)
_BOOKS = runs.c[
    "deliveries", "known", "stale", "carried_over", "received", "new", "revision", "copy", "unchanged", "quarantined",
    "pending",
]  # fmt: skip


def articles(
    database: Database,
    *,
    source: str | None = None,
    language: str | None = None,
    since: datetime | None = None,
    limit: int = 50,
) -> list[ArticleLine]:
    """The newest articles first, as their heads stand: usable, withheld and canceled ones, and copies."""
    query = select(*_LINE).select_from(_HEADS)
    if source is not None:
        query = query.where(article.c.source == source)
    if language is not None:
        query = query.where(revision.c.language == language)
    if since is not None:
        query = query.where(article.c.first_seen >= since)
    with database.reading() as connection:
        return _lines(connection, query, limit)


def search(database: Database, words: str, limit: int = 50) -> list[ArticleLine]:
    """Articles whose headline or body holds the words as they stand, in any case; the newest first."""
    escaped = words.lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    with database.reading() as connection:
        lowered = [caseless(connection, column) for column in revision.c["headline", "body"]]
        holds = or_(*(column.like(f"%{escaped}%", escape="\\") for column in lowered))
        return _lines(connection, select(*_LINE).select_from(_HEADS).where(holds), limit)


def article_by_id(database: Database, number: int) -> ArticleFile:
    """All that is kept about one article; raises NotInStore."""
    with database.reading() as connection:
        found = connection.execute(select(*_LINE).select_from(_HEADS).where(article.c.id == number))
        row = found.mappings().one_or_none()
        if row is None:
            raise NotInStore(f"article {number}", "there is no such article")
        revisions = _revisions(connection, number)
        head = next(one.id for one in revisions if one.is_head)
        copies = select(article.c.id).where(article.c.copy_of == number).order_by(article.c.id)
        return ArticleFile(
            line=_line(row),
            revisions=revisions,
            teasers=_teasers(connection, head),
            sightings=_sightings(connection, number),
            copies=tuple(connection.scalars(copies)),
            overrides=overrides_of(connection, number),
        )


def list_runs(database: Database, limit: int = 20) -> list[RunLine]:
    """The runs with their books, the newest first."""
    columns = (*runs.c["id", "command", "state", "started_at", "finished_at"], *_BOOKS)
    with database.reading() as connection:
        rows = connection.execute(select(*columns).order_by(runs.c.id.desc()).limit(limit)).mappings().all()
    return [_run_line(row) for row in rows]


def runs_at_work(database: Database) -> list[RunLine]:
    """The runs that have not ended, with their books so far, the newest first."""
    columns = (*runs.c["id", "command", "state", "started_at", "finished_at"], *_BOOKS)
    query = select(*columns).where(runs.c.state == RunState.RUNNING.value).order_by(runs.c.id.desc())
    with database.reading() as connection:
        return [_run_line(row) for row in connection.execute(query).mappings()]


def run_by_id(database: Database, number: int) -> RunFile:
    """All that is known of one run: its books, what each source delivered, what failed in it; raises NotInStore."""
    columns = (*runs.c["id", "command", "state", "started_at", "finished_at"], *_BOOKS)
    copies = delivery.outerjoin(raw_copy, raw_copy.c.delivery_id == delivery.c.id)
    counts = (func.count(delivery.c.id.distinct()), func.count(raw_copy.c.id))
    came = select(delivery.c.source, *counts).select_from(copies).where(delivery.c.run_id == number)
    with database.reading() as connection:
        row = connection.execute(select(*columns).where(runs.c.id == number)).mappings().one_or_none()
        if row is None:
            raise NotInStore(f"run {number}", "there is no such run")
        by_source = connection.execute(came.group_by(delivery.c.source).order_by(delivery.c.source)).all()
        met = connection.execute(select(entries).where(entries.c.run_id == number).order_by(entries.c.id)).mappings()
        return RunFile(
            line=_run_line(row),
            sources=tuple(RunSource(source, kept, pieces) for source, kept, pieces in by_source),
            failures=tuple(QuarantineLine(**entry) for entry in met),
        )


def _run_line(row: RowMapping) -> RunLine:
    books = Books(**{column.name: row[column.name] for column in _BOOKS})
    return RunLine(row["id"], row["command"], RunState(row["state"]), row["started_at"], row["finished_at"], books)


def list_quarantine(
    database: Database, *, source: str | None = None, resolved: bool = False, limit: int = 50
) -> list[QuarantineLine]:
    """The entries of the quarantine, the newest first; the open ones, or with `resolved` the closed ones."""
    query = select(entries).where(entries.c.resolved_at.is_not(None) if resolved else entries.c.resolved_at.is_(None))
    if source is not None:
        query = query.where(entries.c.source == source)
    with database.reading() as connection:
        rows = connection.execute(query.order_by(entries.c.id.desc()).limit(limit)).mappings()
        return [QuarantineLine(**row) for row in rows]


def quarantine_by_id(database: Database, number: int) -> QuarantineLine:
    """One entry of the quarantine, open or closed; raises NotInStore."""
    with database.reading() as connection:
        row = connection.execute(select(entries).where(entries.c.id == number)).mappings().one_or_none()
    if row is None:
        raise NotInStore(f"quarantine {number}", "there is no such entry")
    return QuarantineLine(**row)


def status(database: Database) -> list[SourceStatus]:
    """How each source that ever brought anything, or failed, stands; by name."""
    copies = raw_copy.join(delivery, delivery.c.id == raw_copy.c.delivery_id)
    came = select(delivery.c.source, func.count(), func.max(delivery.c.received_at)).group_by(delivery.c.source)
    made = _count_by(article.c.source)
    waits = _count_by(delivery.c.source).select_from(copies).where(raw_copy.c.state == CopyState.PENDING.value)
    stuck = _count_by(entries.c.source).where(entries.c.resolved_at.is_(None))
    with database.reading() as connection:
        last = {source: (number, received) for source, number, received in connection.execute(came)}
        counts = [_as_dict(connection, query) for query in (made, waits, stuck)]
    return [
        SourceStatus(
            source=source,
            deliveries=last.get(source, (0, None))[0],
            articles=counts[0].get(source, 0),
            last_received=last.get(source, (0, None))[1],
            pending=counts[1].get(source, 0),
            open_quarantine=counts[2].get(source, 0),
        )
        for source in sorted(last.keys() | counts[2].keys())
    ]


def explanation_of_article(database: Database, number: int) -> Explanation:
    """What the standing version of an article was made of, and how; raises NotInStore, RawCopyLost."""
    with database.reading() as connection:
        query = select(revision.c.raw_copy_id).select_from(_HEADS).where(article.c.id == number)
        raw_copy_id = connection.scalar(query)
    if raw_copy_id is None:
        raise NotInStore(f"article {number}", "there is no such article")
    return explanation_of_copy(database, raw_copy_id)


def explanation_of_copy(database: Database, raw_copy_id: int) -> Explanation:
    """What was made of one raw copy, whatever became of it; raises NotInStore, RawCopyLost if it is damaged."""
    columns = (
        *raw_copy.c["id", "address", "media_type", "envelope", "state", "outcome", "article_id", "bytes_hash"],
        *delivery.c["source", "provider"],
        received_at(),
        revision.c.id.label("revision_id"),
        *revision.c["chain_version", "trace"],
    )
    joined = raw_copy.join(delivery, delivery.c.id == raw_copy.c.delivery_id)
    joined = joined.outerjoin(revision, revision.c.raw_copy_id == raw_copy.c.id)
    query = select(*columns).select_from(joined).where(raw_copy.c.id == raw_copy_id)
    with database.reading() as connection:
        row = connection.execute(query.order_by(revision.c.id.desc()).limit(1)).mappings().one_or_none()
    if row is None:
        raise NotInStore(f"raw copy {raw_copy_id}", "there is no such raw copy")
    packed = raw_bytes.packed(database, [row["bytes_hash"]]).get(row["bytes_hash"])
    return _explanation(row, packed)


def _explanation(row: RowMapping, packed: bytes | None) -> Explanation:
    return Explanation(
        raw_copy_id=row["id"],
        source=row["source"],
        provider=row["provider"],
        address=row["address"],
        media_type=row["media_type"],
        received_at=row["received_at"],
        envelope=row["envelope"],
        state=CopyState(row["state"]),
        outcome=CopyOutcome(row["outcome"]) if row["outcome"] else None,
        raw=raw_bytes.unpack(f"raw copy {row['id']}", row["bytes_hash"], packed),
        article_id=row["article_id"],
        revision_id=row["revision_id"],
        chain_version=row["chain_version"],
        trace=unpack(row["trace"]) if row["trace"] else None,
    )


def _count_by(source: Column[str]) -> Select[str, int]:
    return select(source, func.count()).group_by(source)


def _as_dict(connection: Connection, query: Select[str, int]) -> dict[str, int]:
    return {name: number for name, number in connection.execute(query)}  # noqa: C416 - a row is no tuple to dict()


def _lines(connection: Connection, query: Select[*tuple[Any, ...]], limit: int) -> list[ArticleLine]:
    rows = connection.execute(query.order_by(article.c.id.desc()).limit(limit)).mappings()
    return [_line(row) for row in rows]


def _line(row: RowMapping) -> ArticleLine:
    return ArticleLine(**{**row, "status": Status(row["status"])})


def _revisions(connection: Connection, number: int) -> tuple[RevisionLine, ...]:
    columns = (
        *revision.c["id", "raw_copy_id", "run_id", "chain_version"],
        revision.c["class"].label("revision_class"),
        *revision.c["status", "wire_move", "wire_version", "wire_created", "received_at", "stored_at", "headline"],
        *revision.c["language", "why", "fields", "body"],
        (revision.c.id == article.c.head_revision_id).label("is_head"),
    )
    joined = revision.join(article, article.c.id == revision.c.article_id)
    query = select(*columns).select_from(joined).where(article.c.id == number).order_by(revision.c.id)
    rows = [dict(row) for row in connection.execute(query).mappings()]
    return tuple(RevisionLine(**{**row, "status": Status(row["status"])}) for row in rows)


def _teasers(connection: Connection, revision_id: int) -> tuple[TeaserLine, ...]:
    columns = teaser.c["position", "headline", "snippet", "dateline", "address"]
    query = select(*columns).where(teaser.c.revision_id == revision_id).order_by(teaser.c.position)
    return tuple(TeaserLine(*row) for row in connection.execute(query))


def _sightings(connection: Connection, number: int) -> tuple[SightingLine, ...]:
    columns = sighting.c["source", "address", "first_seen", "last_seen"]
    query = select(*columns).where(sighting.c.article_id == number).order_by(sighting.c.first_seen, sighting.c.address)
    return tuple(SightingLine(*row) for row in connection.execute(query))
