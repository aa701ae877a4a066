"""Feeds: what is remembered of a source between fetches, and how a feed's pieces are known again.

Why: a validator must be committed together with the copy that it belongs to; a poll that brings mostly what was
kept before must not keep it all again. Deliveries may now stay unread, because the bytes of a feed can be broken.
Goes live: before the new code; the old code goes on with it.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

UTC_TIME = sa.String(27).with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")
FIELDS = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    """Bring the tables to this revision."""
    op.create_table(
        "fetch_state",
        sa.Column("source", sa.Text(), comment="Configured name of a source that is fetched over HTTP"),
        sa.Column("home", sa.Text(), nullable=False, comment="Its address in the settings when it was last fetched"),
        sa.Column(
            "address", sa.Text(), nullable=False, comment="Address that is asked: home, or where it moved for good"
        ),
        sa.Column("next_due", UTC_TIME, comment="When it is asked next; null: at once, or never while gone_at is set"),
        sa.Column("etag", sa.Text(), comment="ETag of the last body that was taken in, verbatim"),
        sa.Column("last_modified", sa.Text(), comment="Last-Modified of the last body that was taken in, verbatim"),
        sa.Column(
            "validators_of", sa.Text(), nullable=False, comment="Address of the body that the two validators belong to"
        ),
        sa.Column("body_hash", sa.String(32), comment="BLAKE2b-128 of the last body that was taken in, in hex"),
        sa.Column("fresh_s", sa.Float(), comment="Seconds that the host asked us to wait after the last body"),
        sa.Column("failures", sa.Integer(), nullable=False, comment="Failed fetches in a row"),
        sa.Column("moved_to", sa.Text(), comment="Where permanent redirects lead, until they are believed"),
        sa.Column("moved_since", UTC_TIME, comment="When they led there first"),
        sa.Column("moved_answers", sa.Integer(), comment="How often they led there"),
        sa.Column("former", FIELDS, nullable=False, comment="Addresses that were asked before it moved"),
        sa.Column("gone_at", UTC_TIME, comment="When the host said that it is gone for good (410)"),
        sa.Column("paused_at", UTC_TIME, comment="When an operator paused it; null while it is fetched"),
        sa.Column("held_until", UTC_TIME, comment="Until when the host asked us for no request"),
        sa.Column("last_outcome", sa.Text(), nullable=False, comment="What the last turn brought, for programs"),
        sa.Column(
            "last_sentence",
            sa.Text(),
            nullable=False,
            comment="What went wrong at the last turn, for people; or empty",
        ),
        sa.Column("last_advice", sa.Text(), nullable=False, comment="What to do about it; or empty"),
        sa.Column("last_fetch_at", UTC_TIME, comment="When it was asked last"),
        sa.Column("last_ok_at", UTC_TIME, comment="When it last answered well"),
        sa.PrimaryKeyConstraint("source", name="pk_fetch_state"),
    )
    op.add_column(
        "run",
        sa.Column(
            "repeated",
            sa.Integer(),
            nullable=False,
            server_default="0",
            comment="Raw copies received word for word as kept before: unchanged, without a row of their own",
        ),
    )
    op.add_column(
        "raw_copy",
        sa.Column(
            "known_as", sa.String(40), comment="Pieces of a feed: hash of source, guid and bytes, to know it again"
        ),
    )
    op.create_index(
        "ix_raw_copy_known_as",
        "raw_copy",
        ["known_as"],
        unique=False,
        sqlite_where=sa.text("known_as IS NOT NULL"),
        postgresql_where=sa.text("known_as IS NOT NULL"),
    )


def downgrade() -> None:
    """Bring the tables back to the revision before; what was remembered of sources is gone with its table."""
    op.drop_index(
        "ix_raw_copy_known_as",
        table_name="raw_copy",
        sqlite_where=sa.text("known_as IS NOT NULL"),
        postgresql_where=sa.text("known_as IS NOT NULL"),
    )
    op.drop_column("raw_copy", "known_as")
    op.drop_column("run", "repeated")
    op.drop_table("fetch_state")
