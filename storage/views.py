"""The views that systems downstream read, each with a version. docs/downstream.md describes every column.

A released view keeps its columns and their meaning; columns may be added, anything else is a v2 beside it.
The migrations take the views down first and `create` puts them back, so tables can change beneath them.
"""

from collections.abc import Mapping

from sqlalchemy import Connection, SelectBase, and_, func, or_, select, text

from normalize.article import Status
from storage.dialect import has_role, is_postgresql, utc_now
from storage.tables import article, change, change_head, revision, sighting, teaser

_HEAD = article.join(revision, revision.c.id == article.c.head_revision_id)
_VERSIONS = revision.join(article, article.c.id == revision.c.article_id)
_USABLE = article.c.status == text(f"'{Status.USABLE.value}'")
_RELEASED = article.c.released_at.is_not(None)  # set together with its change, so never before the feed has told it
_NOT_EXPIRED = and_(
    article.c.expired_at.is_(None), or_(article.c.expires_at.is_(None), article.c.expires_at > utc_now())
)
_NO_EMBARGO = or_(
    revision.c.embargo.is_(None),
    and_(revision.c.embargo <= utc_now(), or_(revision.c.id != article.c.head_revision_id, _RELEASED)),
)
_WHERE_SEEN = (
    select(sighting.c.address)
    .where(sighting.c.article_id == article.c.id, sighting.c.source == article.c.source)
    .order_by(sighting.c.first_seen, sighting.c.address)
    .limit(1)
    .scalar_subquery()
)

READER = "copydesk_reader"
"""The role that may read the views and nothing else (docs/postgresql-roles.sql). A view that is made anew has lost its
grants, so they are given together with it."""

VIEWS: Mapping[str, SelectBase] = {
    "v1_articles": select(
        article.c.id,
        article.c.seq,
        article.c.provider,
        article.c.source,
        _WHERE_SEEN.label("address"),
        revision.c.guid,
        revision.c.headline,
        revision.c.deck,
        revision.c.slugline,
        revision.c.dateline,
        revision.c.dateline_place,
        revision.c.dateline_agency,
        revision.c.byline,
        revision.c.language,
        revision.c.urgency,
        revision.c.wire_move,
        revision.c.wire_version,
        revision.c.wire_created,
        article.c.first_seen,
        article.c.updated_at,
        revision.c.id.label("revision_id"),
        revision.c.body,
    )
    .select_from(_HEAD)
    .where(and_(_USABLE, article.c.copy_of.is_(None), _RELEASED, _NOT_EXPIRED)),
    "v1_revisions": select(
        revision.c.id,
        revision.c.article_id,
        (revision.c.id == article.c.head_revision_id).label("is_head"),
        revision.c["class"],
        revision.c.status,
        revision.c.wire_move,
        revision.c.wire_version,
        revision.c.wire_created,
        revision.c.received_at,
        revision.c.stored_at,
        revision.c.language,
        revision.c.headline,
        revision.c.deck,
        revision.c.slugline,
        revision.c.dateline,
        revision.c.byline,
        revision.c.fields,
        revision.c.body,
        revision.c.why,
    )
    .select_from(_VERSIONS)
    .where(_NO_EMBARGO),
    "v1_teasers": select(
        revision.c.article_id,
        teaser.c.revision_id,
        teaser.c.position,
        teaser.c.headline,
        teaser.c.snippet,
        teaser.c.dateline,
        teaser.c.address,
    ).select_from(_VERSIONS.join(teaser, teaser.c.revision_id == revision.c.id))
    .where(_NO_EMBARGO),
    "v1_sightings": select(
        func.coalesce(article.c.copy_of, article.c.id).label("article_id"),
        sighting.c.article_id.label("seen_as"),
        sighting.c.source,
        sighting.c.address,
        sighting.c.first_seen,
        sighting.c.last_seen,
    ).select_from(sighting.join(article, article.c.id == sighting.c.article_id)),
    "v1_changes": select(
        change.c.seq,
        change.c.kind,
        change.c.article_id,
        article.c.copy_of,
        change.c.revision_id,
        change.c.at,
    ).select_from(change.join(article, article.c.id == change.c.article_id)),
    "v1_cursor": select(change_head.c.purged_to.label("oldest"), change_head.c.seq.label("newest")),
}  # fmt: skip


def create(connection: Connection) -> None:
    """Put every view in place; they must not be there. On PostgreSQL the role of readers, if there is one, may read."""
    for name, query in VIEWS.items():
        told = query.compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True})
        connection.exec_driver_sql(f"CREATE VIEW {name} AS {told}")
    if is_postgresql(connection) and has_role(connection, READER):
        connection.exec_driver_sql(f"GRANT SELECT ON {', '.join(VIEWS)} TO {READER}")


def drop(connection: Connection) -> None:
    """Take every view down, those that are there."""
    for name in VIEWS:
        connection.exec_driver_sql(f"DROP VIEW IF EXISTS {name}")
