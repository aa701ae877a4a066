"""What operators are told: alarms and the notices of them; and bodies that PostgreSQL unpacks faster.

Why: an alarm must be told once, whichever process finds it and however often, so it needs a row; a webhook that fails
must neither lose a notice nor hold anything up, so each notice has one too. A source's silence is measured by what it
delivered, which wants an index by time. PostgreSQL packs long values by pglz unless told otherwise; lz4 unpacks a
body in a fraction of the time.
Goes live: before the new code; the old code goes on with it.

Revision ID: 0007
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
UTC_TIME = sa.String(27).with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")


def upgrade() -> None:
    """Bring the tables to this revision."""
    op.create_table(
        "alarm",
        sa.Column("id", NUMBER, nullable=False, comment="Number of the alarm"),
        sa.Column("kind", sa.String(20), nullable=False, comment="What is wrong: source_silent, disk_low, ..."),
        sa.Column("subject", sa.Text(), nullable=False, comment="With what: a source, a run, or the desk itself"),
        sa.Column("severity", sa.String(8), nullable=False, comment="warning or critical"),
        sa.Column("sentence", sa.Text(), nullable=False, comment="What is wrong, for people, as it was last found"),
        sa.Column("opened_at", UTC_TIME, nullable=False, comment="When it was found first"),
        sa.Column("found_at", UTC_TIME, nullable=False, comment="When it was found last"),
        sa.Column("closed_at", UTC_TIME, comment="When it was found to be over; null while it stands"),
        sa.Column("acked_at", UTC_TIME, comment="When an operator acknowledged it; null before"),
        sa.PrimaryKeyConstraint("id", name="pk_alarm"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "uq_alarm_open",
        "alarm",
        ["kind", "subject"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "alarm_notice",
        sa.Column("id", NUMBER, nullable=False, comment="Number of the notice"),
        sa.Column("alarm_id", NUMBER, nullable=False, comment="Alarm that it tells of"),
        sa.Column("event", sa.String(6), nullable=False, comment="opened or closed"),
        sa.Column("way", sa.String(7), nullable=False, comment="How it goes out: webhook or command"),
        sa.Column("due_at", UTC_TIME, nullable=False, comment="When it is tried next; later while somebody is at it"),
        sa.Column("sent_at", UTC_TIME, comment="When it was taken; null while it is owed"),
        sa.Column("failures", sa.Integer(), nullable=False, comment="How often it could not be sent"),
        sa.Column("code", sa.Text(), nullable=False, comment="Why it could not be sent, for programs; or empty"),
        sa.Column("failure", sa.Text(), nullable=False, comment="Why it could not be sent, for people; or empty"),
        sa.ForeignKeyConstraint(["alarm_id"], ["alarm.id"], name="fk_alarm_notice_alarm_id"),
        sa.PrimaryKeyConstraint("id", name="pk_alarm_notice"),
        sa.UniqueConstraint("alarm_id", "event", "way", name="uq_alarm_notice_alarm_id"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_alarm_notice_owed",
        "alarm_notice",
        ["way", "id"],
        unique=False,
        sqlite_where=sa.text("sent_at IS NULL"),
        postgresql_where=sa.text("sent_at IS NULL"),
    )
    op.create_index("ix_delivery_source_received", "delivery", ["source", "received_at"], unique=False)
    _pack_bodies_by("lz4")


def downgrade() -> None:
    """Bring the tables back to the revision before; alarms and their notices are gone with their tables."""
    _pack_bodies_by("default")
    op.drop_index("ix_delivery_source_received", table_name="delivery")
    op.drop_index(
        "ix_alarm_notice_owed",
        table_name="alarm_notice",
        sqlite_where=sa.text("sent_at IS NULL"),
        postgresql_where=sa.text("sent_at IS NULL"),
    )
    op.drop_table("alarm_notice")
    op.drop_index(
        "uq_alarm_open",
        table_name="alarm",
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.drop_table("alarm")


def _pack_bodies_by(method: str) -> None:
    """Say how PostgreSQL packs bodies from now on, where the server (14 or newer, built with lz4) can be told."""
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return
    known = "SELECT 'lz4' = ANY(enumvals) FROM pg_settings WHERE name = 'default_toast_compression'"
    if connection.scalar(sa.text(known)):
        op.execute(f"ALTER TABLE revision ALTER COLUMN body SET COMPRESSION {method}")
