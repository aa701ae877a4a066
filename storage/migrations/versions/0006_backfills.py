"""Backfills: what operators asked for, cut into windows that are leased and done one by one.

Why: a backfill that is killed anywhere must go on where it was; several may work at once. Copy from an archive was
received long before its delivery, so a raw copy may have a time of its own.
Goes live: before the new code; the old code goes on with it.

Revision ID: 0006
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

UTC_TIME = sa.String(27).with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")
FIELDS = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Bring the tables to this revision."""
    op.create_table(
        "backfill",
        sa.Column("id", NUMBER, nullable=False, comment="Number of the backfill"),
        sa.Column("source", sa.Text(), nullable=False, comment="Source that its copy is booked under"),
        sa.Column("provider", sa.Text(), nullable=False, comment="Provider of that source when it began"),
        sa.Column("kind", sa.String(8), nullable=False, comment="What its windows are of: drop, feed or lines"),
        sa.Column("state", sa.String(8), nullable=False, comment="open, done, failed or canceled"),
        sa.Column(
            "asked_hash",
            sa.String(40),
            nullable=False,
            comment="Names what was asked: the same command finds it again",
        ),
        sa.Column("who", sa.Text(), nullable=False, comment="Who started it"),
        sa.Column("started_at", UTC_TIME, nullable=False, comment="When it began"),
        sa.Column("ended_at", UTC_TIME, comment="When it ended last; null while it is open"),
        sa.Column("asked", FIELDS, nullable=False, comment="What was asked, in full"),
        sa.PrimaryKeyConstraint("id", name="pk_backfill"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "uq_backfill_open",
        "backfill",
        ["asked_hash"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "backfill_window",
        sa.Column("id", NUMBER, nullable=False, comment="Number of the window"),
        sa.Column("backfill_id", NUMBER, nullable=False, comment="Backfill that it is part of"),
        sa.Column("position", sa.Integer(), nullable=False, comment="Its place in the backfill, from 1"),
        sa.Column("state", sa.String(8), nullable=False, comment="waiting, leased, done or failed"),
        sa.Column("leased_by", NUMBER, nullable=True, comment="Run that works on it, or did last"),
        sa.Column(
            "fence",
            sa.Integer(),
            nullable=False,
            comment="How often it was leased: late work under an old lease is refused",
        ),
        sa.Column("expected", sa.Integer(), comment="Files or lines in it; null where that is not known before"),
        sa.Column("taken", sa.Integer(), nullable=False, comment="Raw copies that it brought"),
        sa.Column("repeated", sa.Integer(), nullable=False, comment="Raw copies or files that were kept before"),
        sa.Column(
            "left_out", sa.Integer(), nullable=False, comment="What the backfill did not ask for, or could not take"
        ),
        sa.Column("code", sa.Text(), comment="What went wrong, for programs; null where nothing did"),
        sa.Column("sentence", sa.Text(), comment="What went wrong, for people"),
        sa.Column("advice", sa.Text(), comment="What to do about it"),
        sa.Column("finished_at", UTC_TIME, comment="When it was done, or failed last"),
        sa.Column("what", FIELDS, nullable=False, comment="Files, page or bytes that it covers"),
        sa.ForeignKeyConstraint(["backfill_id"], ["backfill.id"], name="fk_backfill_window_backfill_id"),
        sa.ForeignKeyConstraint(["leased_by"], ["run.id"], name="fk_backfill_window_leased_by"),
        sa.PrimaryKeyConstraint("id", name="pk_backfill_window"),
        sa.UniqueConstraint("backfill_id", "position", name="uq_backfill_window_backfill_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_backfill_window_state", "backfill_window", ["backfill_id", "state", "position"])
    op.add_column(
        "raw_copy",
        sa.Column("received_at", UTC_TIME, comment="When it was received; null: with its delivery"),
    )


def downgrade() -> None:
    """Bring the tables back to the revision before; backfills are forgotten, their copy stays."""
    op.drop_column("raw_copy", "received_at")
    op.drop_table("backfill_window")
    op.drop_table("backfill")
