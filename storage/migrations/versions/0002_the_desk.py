"""The desk: what could not be used, and what operators did about it.

Why: an error must outlive its run, and a hand laid on the store must leave a name and a reason.
Goes live: before the new code.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
UTC_TIME = sa.String(27).with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")


def upgrade() -> None:
    """Bring the tables to this revision."""
    op.create_table(
        "operator_action",
        sa.Column("id", NUMBER, nullable=False, comment="Number of the action"),
        sa.Column("who", sa.Text(), nullable=False, comment="Who did it"),
        sa.Column("at", UTC_TIME, nullable=False, comment="When"),
        sa.Column("verb", sa.Text(), nullable=False, comment="What was done: quarantine retry, ..."),
        sa.Column("subject", sa.Text(), nullable=False, comment="To what: the kind of row and its number"),
        sa.Column("why", sa.Text(), nullable=False, comment="The reason given"),
        sa.PrimaryKeyConstraint("id", name="pk_operator_action"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "quarantine",
        sa.Column("id", NUMBER, nullable=False, comment="Number of the entry"),
        sa.Column("raw_copy_id", NUMBER, comment="Raw copy that could not be used; null when a source itself failed"),
        sa.Column("source", sa.Text(), nullable=False, comment="Source that it came from"),
        sa.Column("address", sa.Text(), nullable=False, comment="Path or URL"),
        sa.Column("code", sa.Text(), nullable=False, comment="Kind of the error, for programs"),
        sa.Column("sentence", sa.Text(), nullable=False, comment="What went wrong, for people"),
        sa.Column("advice", sa.Text(), nullable=False, comment="What to do next"),
        sa.Column("run_id", NUMBER, nullable=False, comment="Run that met it last"),
        sa.Column("first_at", UTC_TIME, nullable=False, comment="When it was met first"),
        sa.Column("last_at", UTC_TIME, nullable=False, comment="When it was met last"),
        sa.Column("times", sa.Integer(), nullable=False, comment="How often it was met since it was opened"),
        sa.Column("resolved_at", UTC_TIME, comment="When it was retried or went away; null while open"),
        sa.ForeignKeyConstraint(["raw_copy_id"], ["raw_copy.id"], name="fk_quarantine_raw_copy_id"),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name="fk_quarantine_run_id"),
        sa.PrimaryKeyConstraint("id", name="pk_quarantine"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_quarantine_open",
        "quarantine",
        ["source"],
        unique=False,
        sqlite_where=sa.text("resolved_at IS NULL"),
        postgresql_where=sa.text("resolved_at IS NULL"),
    )


def downgrade() -> None:
    """Bring the tables back to the revision before."""
    op.drop_index(
        "ix_quarantine_open",
        table_name="quarantine",
        sqlite_where=sa.text("resolved_at IS NULL"),
        postgresql_where=sa.text("resolved_at IS NULL"),
    )
    op.drop_table("quarantine")
    op.drop_table("operator_action")
