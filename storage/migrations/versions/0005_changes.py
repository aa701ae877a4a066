"""Changes: embargo and expiry as moments of the article, its last number, retention of the feed, named readers.

Why: what the views hide and what the feed tells must be one transaction, so that a reader who replays the feed holds
what the views hold. Old changes go by age, so an article keeps the number of its last one itself.
Goes live: before the new code; the old code would store articles that the new views never show, so stop it first.

Revision ID: 0005
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
UTC_TIME = sa.String(27).with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")
WAITS = sa.text("released_at IS NULL")
RUNS_OUT = sa.text("expires_at IS NOT NULL AND expired_at IS NULL")

HEAD_EMBARGO = "(SELECT embargo FROM revision WHERE revision.id = article.head_revision_id)"


def upgrade() -> None:
    """Bring the tables to this revision.

    An article whose embargo runs out between its last change and this upgrade is released by the next run.
    """
    op.add_column("article", sa.Column("embargo_until", UTC_TIME, comment="The head's embargo"))
    op.add_column("article", sa.Column("expires_at", UTC_TIME, comment="The head's expiry"))
    op.add_column(
        "article",
        sa.Column("released_at", UTC_TIME, comment="Since when no embargo holds it back; null while one does"),
    )
    op.add_column(
        "article",
        sa.Column("expired_at", UTC_TIME, comment="When the change that tells of its expiry was made; null before"),
    )
    op.add_column(
        "article",
        sa.Column("seq", NUMBER, nullable=False, server_default="0", comment="Number of its last change"),
    )
    op.add_column("revision", sa.Column("expires", UTC_TIME, comment="Not to be used after"))
    op.add_column(
        "change_head",
        sa.Column(
            "purged_to", NUMBER, nullable=False, server_default="0", comment="Number of the last change deleted by age"
        ),
    )
    op.create_table(
        "change_reader",
        sa.Column("name", sa.String(63), nullable=False, comment="Name of a reader of the changes"),
        sa.Column("acknowledged", NUMBER, nullable=False, comment="Number of the last change that it has dealt with"),
        sa.Column("acknowledged_at", UTC_TIME, nullable=False, comment="When it said so, or was added"),
        sa.PrimaryKeyConstraint("name", name="pk_change_reader"),
    )
    _comment_on_kind(
        new_comment="new, updated, corrected, copy, killed, withheld, released or expired",
        old_comment="new, updated, corrected, copy, killed or withheld",
    )
    op.execute(f"UPDATE article SET embargo_until = {HEAD_EMBARGO}")  # noqa: S608 - all of it is ours
    op.execute("UPDATE article SET released_at = updated_at WHERE embargo_until IS NULL OR embargo_until <= updated_at")
    op.execute(
        "UPDATE article SET seq = coalesce((SELECT max(seq) FROM change WHERE change.article_id = article.id), 0)"
    )
    op.create_index("ix_article_embargo", "article", ["embargo_until"], sqlite_where=WAITS, postgresql_where=WAITS)
    op.create_index("ix_article_expiry", "article", ["expires_at"], sqlite_where=RUNS_OUT, postgresql_where=RUNS_OUT)


def downgrade() -> None:
    """Bring the tables back to the revision before; readers' names are gone, kinds that it has no word for change.

    Changes that were deleted stay so: `db check` of that copydesk says that numbers are missing.
    """
    op.execute("UPDATE change SET kind = 'updated' WHERE kind = 'released'")
    op.execute("UPDATE change SET kind = 'withheld' WHERE kind = 'expired'")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("COMMENT ON COLUMN change.kind IS 'new, updated, corrected, copy, killed or withheld'")
    op.drop_index("ix_article_expiry", table_name="article", sqlite_where=RUNS_OUT, postgresql_where=RUNS_OUT)
    op.drop_index("ix_article_embargo", table_name="article", sqlite_where=WAITS, postgresql_where=WAITS)
    op.drop_table("change_reader")
    op.drop_column("change_head", "purged_to")
    op.drop_column("revision", "expires")
    for name in ("seq", "expired_at", "released_at", "expires_at", "embargo_until"):
        op.drop_column("article", name)


def _comment_on_kind(new_comment: str, old_comment: str) -> None:
    """Comment anew on the kind of a change; SQLite keeps no comments."""
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column(
            "change", "kind", comment=new_comment, existing_comment=old_comment, existing_type=sa.String(12)
        )
