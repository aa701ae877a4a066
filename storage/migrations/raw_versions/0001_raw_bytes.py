"""The raw bytes, each kept once under its hash.

Why: raw copy is ten times its article and is pruned by age, so it stands apart.
Goes live: before the new code.

Revision ID: raw_0001
Revises: none
"""

import sqlalchemy as sa
from alembic import op

revision = "raw_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision."""
    op.create_table(
        "raw_bytes",
        sa.Column(
            "bytes_hash", sa.String(length=40), nullable=False, comment="BLAKE2b-160 of the bytes as received, in hex"
        ),
        sa.Column("size", sa.Integer(), nullable=False, comment="How many bytes were received"),
        sa.Column("packed", sa.LargeBinary(), nullable=False, comment="The bytes as received, one zstd frame"),
        sa.PrimaryKeyConstraint("bytes_hash", name="pk_raw_bytes"),
    )


def downgrade() -> None:
    """Bring the tables back to the revision before."""
    op.drop_table("raw_bytes")
