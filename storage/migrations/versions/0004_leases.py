"""Leases: which run fetches a source now, and until when a run counts as alive.

Why: several runs work on one store at once, and one that died or sleeps must lose its work to another. A source's due
time moves to its lease, because sources of every kind have one, and a claim must not rewrite a wide row.
Goes live: before the new code, with no run at work; the old code does not go on with it.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
UTC_TIME = sa.String(27).with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")


def upgrade() -> None:
    """Bring the tables to this revision."""
    _lease()
    _run()
    _delivery()


def _lease() -> None:
    op.create_table(
        "lease",
        sa.Column("source", sa.Text(), comment="Configured name of a source of any kind"),
        sa.Column("next_due", UTC_TIME, comment="When it is asked next; null: at once, or never while gone_at is set"),
        sa.Column("leased_by", NUMBER, comment="Run that fetches it now; null: none does"),
        sa.Column(
            "leased_until",
            UTC_TIME,
            comment="Another run may take it after that; put off as long as the run is at work",
        ),
        sa.Column(
            "fence", NUMBER, nullable=False, comment="How often it was leased: work under an older number is refused"
        ),
        sa.ForeignKeyConstraint(["leased_by"], ["run.id"], name="fk_lease_leased_by"),
        sa.PrimaryKeyConstraint("source", name="pk_lease"),
    )
    op.create_index("ix_lease_next_due", "lease", ["next_due"], unique=False)
    op.execute("INSERT INTO lease (source, next_due, fence) SELECT source, next_due, 0 FROM fetch_state")
    op.drop_column("fetch_state", "next_due")


def _run() -> None:
    for column in (
        sa.Column(
            "stale",
            sa.Integer(),
            nullable=False,
            server_default="0",
            comment="Turns of sources that were dropped, because the source was another run's by then",
        ),
        sa.Column("holder", sa.Text(), comment="Names the process that works it: host, boot, process and its start"),
        sa.Column("alive_until", UTC_TIME, comment="It may be taken over after that; put off as long as it is at work"),
    ):
        op.add_column("run", column)
    op.create_index(
        "ix_run_running",
        "run",
        ["id"],
        unique=False,
        sqlite_where=sa.text("state = 'running'"),
        postgresql_where=sa.text("state = 'running'"),
    )


def _delivery() -> None:
    op.add_column(
        "delivery", sa.Column("split_by", NUMBER, comment="While it is kept and not split: the run that is to split it")
    )
    op.execute("UPDATE delivery SET split_by = run_id WHERE state = 'kept'")
    op.create_index(
        "ix_delivery_kept",
        "delivery",
        ["split_by", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'kept'"),
        postgresql_where=sa.text("state = 'kept'"),
    )


def downgrade() -> None:
    """Bring the tables back to the revision before; due times go back to where they stood."""
    op.drop_index("ix_delivery_kept", table_name="delivery")
    op.drop_column("delivery", "split_by")
    op.drop_index("ix_run_running", table_name="run")
    for name in ("alive_until", "holder", "stale"):
        op.drop_column("run", name)
    op.add_column(
        "fetch_state",
        sa.Column("next_due", UTC_TIME, comment="When it is asked next; null: at once, or never while gone_at is set"),
    )
    op.execute(
        "UPDATE fetch_state SET next_due = (SELECT lease.next_due FROM lease WHERE lease.source = fetch_state.source)"
    )
    op.drop_table("lease")
