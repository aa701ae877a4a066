"""Replays: what operators said of blocks, why a version was made again, and which chain last made the same of it.

Why: an override is kept over later versions and chains, so it needs a row; a version that is made again is a revision
beside the one before, and says why; an article of which a newer chain makes the same gets no revision, and would be
made again each time if nothing told so.
Goes live: before the new code; the old code goes on with it, and does not heed overrides.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
UTC_TIME = sa.String(27).with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")
IN_FORCE = sa.text("withdrawn_at IS NULL")


def upgrade() -> None:
    """Bring the tables to this revision."""
    op.create_table(
        "block_override",
        sa.Column("id", NUMBER, nullable=False, comment="Number of the override"),
        sa.Column("article_id", NUMBER, nullable=False, comment="Article that it is of"),
        sa.Column("block", sa.String(16), nullable=False, comment="Names the text of the block, in hex"),
        sa.Column("place", sa.String(10), nullable=False, comment="Where the block belongs: body, teaser, share, ..."),
        sa.Column(
            "occurrence", sa.Integer(), comment="Which of several blocks of that text, from 1; null: each of them"
        ),
        sa.Column("who", sa.Text(), nullable=False, comment="Who said so"),
        sa.Column("at", UTC_TIME, nullable=False, comment="When"),
        sa.Column("withdrawn_at", UTC_TIME, comment="Since when it holds no more; null while it does"),
        sa.Column("why", sa.Text(), nullable=False, comment="The reason given"),
        sa.Column("text", sa.Text(), nullable=False, comment="The block's words, or those of a passage inside a block"),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_block_override_article_id"),
        sa.PrimaryKeyConstraint("id", name="pk_block_override"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_block_override_in_force",
        "block_override",
        ["article_id"],
        unique=False,
        sqlite_where=IN_FORCE,
        postgresql_where=IN_FORCE,
    )
    op.add_column(
        "article",
        sa.Column(
            "remade_by",
            sa.Text(),
            comment="Version of the last chain that made of its head the same again; null: none did",
        ),
    )
    op.add_column(
        "revision",
        sa.Column(
            "why",
            sa.Text(),
            comment="Why its raw copy was made an article again; null where it was made the first time",
        ),
    )
    _comment_anew(
        "revision",
        "chain_version",
        sa.Text(),
        new_comment=(
            "Version of the chain that made it; + names overrides bound to it, ~ counts from its 2nd making on"
        ),
        old_comment="Version of the chain that made it",
    )
    _comment_anew(
        "change",
        "kind",
        sa.String(12),
        new_comment="new, updated, corrected, copy, killed, withheld, released, expired or renormalized",
        old_comment="new, updated, corrected, copy, killed, withheld, released or expired",
    )


def downgrade() -> None:
    """Bring the tables back to the revision before; overrides are gone, what they made of articles stays."""
    op.execute("UPDATE change SET kind = 'updated' WHERE kind = 'renormalized'")
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "COMMENT ON COLUMN change.kind IS 'new, updated, corrected, copy, killed, withheld, released or expired'"
        )
        op.execute("COMMENT ON COLUMN revision.chain_version IS 'Version of the chain that made it'")
    op.drop_column("revision", "why")
    op.drop_column("article", "remade_by")
    op.drop_index(
        "ix_block_override_in_force",
        table_name="block_override",
        sqlite_where=IN_FORCE,
        postgresql_where=IN_FORCE,
    )
    op.drop_table("block_override")


def _comment_anew(table: str, column: str, kind: sa.types.TypeEngine[str], new_comment: str, old_comment: str) -> None:
    """Comment anew on a column; SQLite keeps no comments."""
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column(table, column, comment=new_comment, existing_comment=old_comment, existing_type=kind)
