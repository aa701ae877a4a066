"""The line: what came, the articles made of it, and their changes.

Why: the first tables; all later ones point to them.
Goes live: before the new code.

Revision ID: 0001
Revises: none
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
UTC_TIME = sa.String(27).with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")
FIELDS = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    """Bring the tables to this revision."""
    op.create_table(
        "article",
        sa.Column("id", NUMBER, nullable=False, comment="Number of the article, for ever"),
        sa.Column("source", sa.Text(), nullable=False, comment="Source that brought it first"),
        sa.Column("provider", sa.Text(), nullable=False, comment="Provider of that source"),
        sa.Column(
            "status",
            sa.String(length=8),
            nullable=False,
            comment="usable, withheld or canceled: the head's, a kill stays",
        ),
        sa.Column("first_seen", UTC_TIME, nullable=False, comment="When its first raw copy was received"),
        sa.Column("updated_at", UTC_TIME, nullable=False, comment="When its head last changed in this store"),
        sa.Column("head_revision_id", NUMBER, nullable=False, comment="The revision that stands"),
        sa.Column("copy_of", NUMBER, comment="Set when it is another printing of that article"),
        sa.ForeignKeyConstraint(["copy_of"], ["article.id"], name="fk_article_copy_of"),
        sa.PrimaryKeyConstraint("id", name="pk_article"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_article_copy_of",
        "article",
        ["copy_of"],
        unique=False,
        sqlite_where=sa.text("copy_of IS NOT NULL"),
        postgresql_where=sa.text("copy_of IS NOT NULL"),
    )
    op.create_index("ix_article_source", "article", ["source"], unique=False)
    op.create_table(
        "change_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False, comment="Always 1: there is one row"),
        sa.Column("seq", NUMBER, nullable=False, comment="Number of the last change"),
        sa.CheckConstraint("id = 1", name=op.f("ck_change_head_one_row")),
        sa.PrimaryKeyConstraint("id", name="pk_change_head"),
    )
    op.create_table(
        "run",
        sa.Column("id", NUMBER, nullable=False, comment="Number of the run"),
        sa.Column("command", sa.String(length=40), nullable=False, comment="What was run: once, ..."),
        sa.Column(
            "state", sa.String(length=12), nullable=False, comment="running, finished, interrupted or unbalanced"
        ),
        sa.Column("started_at", UTC_TIME, nullable=False, comment="When it began"),
        sa.Column("finished_at", UTC_TIME, comment="When it ended, or was closed by the next run"),
        sa.Column("deliveries", sa.Integer(), nullable=False, comment="Deliveries kept that were not known"),
        sa.Column("known", sa.Integer(), nullable=False, comment="Deliveries met that were kept before"),
        sa.Column("carried_over", sa.Integer(), nullable=False, comment="Raw copies taken over from earlier runs"),
        sa.Column("received", sa.Integer(), nullable=False, comment="Raw copies kept by this run"),
        sa.Column("new", sa.Integer(), nullable=False, comment="Raw copies that made a new article"),
        sa.Column("revision", sa.Integer(), nullable=False, comment="Raw copies that made a revision of an article"),
        sa.Column("copy", sa.Integer(), nullable=False, comment="Raw copies that are another printing of an article"),
        sa.Column("unchanged", sa.Integer(), nullable=False, comment="Raw copies that said nothing new"),
        sa.Column("quarantined", sa.Integer(), nullable=False, comment="Raw copies put into quarantine"),
        sa.Column("pending", sa.Integer(), nullable=False, comment="Raw copies left for the next run"),
        sa.PrimaryKeyConstraint("id", name="pk_run"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "article_key",
        sa.Column(
            "key",
            sa.Text(),
            nullable=False,
            comment="Kind, scope and value, parted by U+001F: one column serves one IN",
        ),
        sa.Column("article_id", NUMBER, nullable=False, comment="Article that has it"),
        sa.Column("kind", sa.String(length=10), nullable=False, comment="guid, address, slug or body_hash"),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_article_key_article_id"),
        sa.PrimaryKeyConstraint("key", "article_id", name="pk_article_key"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "uq_article_key_guid",
        "article_key",
        ["key"],
        unique=True,
        sqlite_where=sa.text("kind = 'guid'"),
        postgresql_where=sa.text("kind = 'guid'"),
    )
    op.create_table(
        "delivery",
        sa.Column("id", NUMBER, nullable=False, comment="Number of the delivery"),
        sa.Column("source", sa.Text(), nullable=False, comment="Configured name of the source that it was fetched for"),
        sa.Column(
            "provider", sa.Text(), nullable=False, comment="Scope in which the source's guids and slugs are unique"
        ),
        sa.Column("run_id", NUMBER, nullable=False, comment="Run that kept it"),
        sa.Column(
            "state", sa.String(length=8), nullable=False, comment="kept until it is split into raw copies, then split"
        ),
        sa.Column("address", sa.Text(), nullable=False, comment="Path or URL that it came from"),
        sa.Column("media_type", sa.Text(), nullable=False, comment="Media type as told or guessed"),
        sa.Column("received_at", UTC_TIME, nullable=False, comment="When it was received, UTC"),
        sa.Column("bytes_hash", sa.String(length=40), nullable=False, comment="Names its bytes in raw_bytes"),
        sa.Column("size", NUMBER, nullable=False, comment="How many bytes it has"),
        sa.Column("modified_ns", NUMBER, comment="Files: time of change in nanoseconds since 1970, when last met"),
        sa.Column("envelope", FIELDS, nullable=False, comment="What was told about it outside its bytes"),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name="fk_delivery_run_id"),
        sa.PrimaryKeyConstraint("id", name="pk_delivery"),
        sa.UniqueConstraint("source", "address", "bytes_hash", name="uq_delivery_source"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_delivery_run", "delivery", ["run_id"], unique=False)
    op.create_table(
        "sighting",
        sa.Column("article_id", NUMBER, nullable=False, comment="Article that was seen"),
        sa.Column("source", sa.Text(), nullable=False, comment="Source where it was seen"),
        sa.Column("address", sa.Text(), nullable=False, comment="Path or URL where it was seen"),
        sa.Column("first_seen", UTC_TIME, nullable=False, comment="When it was seen there first"),
        sa.Column("last_seen", UTC_TIME, nullable=False, comment="When it was seen there last"),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_sighting_article_id"),
        sa.PrimaryKeyConstraint("article_id", "source", "address", name="pk_sighting"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "raw_copy",
        sa.Column("id", NUMBER, nullable=False, comment="Number of the raw copy"),
        sa.Column("delivery_id", NUMBER, nullable=False, comment="Delivery that it is, or was cut from"),
        sa.Column("position", sa.Integer(), nullable=False, comment="Its place in the delivery, from 0"),
        sa.Column("state", sa.String(length=12), nullable=False, comment="pending, done or quarantined"),
        sa.Column(
            "outcome", sa.String(length=12), comment="new, revision, copy, unchanged or quarantined; null while pending"
        ),
        sa.Column("article_id", NUMBER, comment="Article that it made, revised or repeated"),
        sa.Column("kept_run_id", NUMBER, nullable=False, comment="Run that received it"),
        sa.Column(
            "run_id",
            NUMBER,
            nullable=False,
            comment="Run in whose books it ends: the one that kept it, or that took it over",
        ),
        sa.Column("bytes_hash", sa.String(length=40), nullable=False, comment="Names its bytes in raw_bytes"),
        sa.Column("address", sa.Text(), nullable=False, comment="Path or URL of this piece"),
        sa.Column("media_type", sa.Text(), nullable=False, comment="Media type of this piece"),
        sa.Column("envelope", FIELDS, nullable=False, comment="What was told about it outside its bytes"),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_raw_copy_article_id"),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name="fk_raw_copy_delivery_id"),
        sa.ForeignKeyConstraint(["kept_run_id"], ["run.id"], name="fk_raw_copy_kept_run_id"),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name="fk_raw_copy_run_id"),
        sa.PrimaryKeyConstraint("id", name="pk_raw_copy"),
        sa.UniqueConstraint("delivery_id", "position", name="uq_raw_copy_delivery_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_raw_copy_kept_run", "raw_copy", ["kept_run_id"], unique=False)
    op.create_index(
        "ix_raw_copy_pending",
        "raw_copy",
        ["run_id", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'pending'"),
        postgresql_where=sa.text("state = 'pending'"),
    )
    op.create_index("ix_raw_copy_run", "raw_copy", ["run_id", "outcome"], unique=False)
    op.create_table(
        "revision",
        sa.Column("id", NUMBER, nullable=False, comment="Number of the revision"),
        sa.Column("article_id", NUMBER, nullable=False, comment="Article that it is a version of"),
        sa.Column("raw_copy_id", NUMBER, nullable=False, comment="Raw copy that it was made from"),
        sa.Column("run_id", NUMBER, nullable=False, comment="Run that made it"),
        sa.Column("chain_version", sa.Text(), nullable=False, comment="Version of the chain that made it"),
        sa.Column("class", sa.String(length=10), nullable=False, comment="first, update, correction, kill or withheld"),
        sa.Column("status", sa.String(length=8), nullable=False, comment="usable, withheld or canceled"),
        sa.Column("is_moved", sa.Boolean(), nullable=False, comment="Whether it carries a wire move"),
        sa.Column("wire_move", sa.Text(), comment="Wire move as printed"),
        sa.Column("wire_version", NUMBER, comment="Version as told, or the count in the move"),
        sa.Column("wire_created", UTC_TIME, comment="When the provider made this version"),
        sa.Column("received_at", UTC_TIME, nullable=False, comment="When its raw copy was received"),
        sa.Column("stored_at", UTC_TIME, nullable=False, comment="When it was stored"),
        sa.Column("embargo", UTC_TIME, comment="Not to be published before"),
        sa.Column("printed_hash", sa.String(length=32), nullable=False, comment="Names what a reader sees of it"),
        sa.Column("body_hash", sa.Text(), nullable=False, comment="Names its body"),
        sa.Column("guid", sa.Text(), comment="The provider's own name for the story"),
        sa.Column("language", sa.Text(), comment="BCP 47 tag"),
        sa.Column("urgency", NUMBER, comment="1 (flash) to 9"),
        sa.Column("headline", sa.Text(), comment="Headline"),
        sa.Column("deck", sa.Text(), comment="Line under the headline"),
        sa.Column("slugline", sa.Text(), comment="Keyword line as printed"),
        sa.Column("dateline", sa.Text(), comment="Dateline as printed"),
        sa.Column("dateline_place", sa.Text(), comment="Places of the dateline, parted by /"),
        sa.Column("dateline_agency", sa.Text(), comment="Agency of the dateline"),
        sa.Column("byline", sa.Text(), comment="Byline"),
        sa.Column("fields", FIELDS, nullable=False, comment="All values of the article but its body"),
        sa.Column("body", sa.Text(), nullable=False, comment="Body, paragraphs parted by a blank line"),
        sa.Column(
            "trace", sa.LargeBinary(), nullable=False, comment="Spans, reasons and repairs: JSON in one zstd frame"
        ),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_revision_article_id"),
        sa.ForeignKeyConstraint(["raw_copy_id"], ["raw_copy.id"], name="fk_revision_raw_copy_id"),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name="fk_revision_run_id"),
        sa.PrimaryKeyConstraint("id", name="pk_revision"),
        sa.UniqueConstraint("raw_copy_id", "article_id", "chain_version", name="uq_revision_raw_copy_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_revision_article", "revision", ["article_id"], unique=False)
    op.create_table(
        "change",
        sa.Column(
            "seq", NUMBER, autoincrement=False, nullable=False, comment="Its number: 1, 2, 3... in order of commit"
        ),
        sa.Column(
            "kind", sa.String(length=12), nullable=False, comment="new, updated, corrected, copy, killed or withheld"
        ),
        sa.Column("article_id", NUMBER, nullable=False, comment="Article that changed"),
        sa.Column("revision_id", NUMBER, nullable=False, comment="Revision that is its head now"),
        sa.Column("run_id", NUMBER, nullable=False, comment="Run that made the change"),
        sa.Column("at", UTC_TIME, nullable=False, comment="When it was stored"),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_change_article_id"),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name="fk_change_revision_id"),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name="fk_change_run_id"),
        sa.PrimaryKeyConstraint("seq", name="pk_change"),
    )
    op.create_index("ix_change_article", "change", ["article_id", "seq"], unique=False)
    op.create_table(
        "teaser",
        sa.Column("revision_id", NUMBER, nullable=False, comment="Revision whose copy carried it"),
        sa.Column(
            "position", sa.Integer(), autoincrement=False, nullable=False, comment="Its place among them, from 0"
        ),
        sa.Column("headline", sa.Text(), nullable=False, comment="Headline of the other story"),
        sa.Column("snippet", sa.Text(), comment="What is printed of it"),
        sa.Column("dateline", sa.Text(), comment="Its dateline as printed"),
        sa.Column("address", sa.Text(), comment="Where it points"),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name="fk_teaser_revision_id"),
        sa.PrimaryKeyConstraint("revision_id", "position", name="pk_teaser"),
    )
    op.execute("INSERT INTO change_head (id, seq) VALUES (1, 0)")


def downgrade() -> None:
    """Bring the tables back to the revision before."""
    op.drop_table("teaser")
    op.drop_index("ix_change_article", table_name="change")
    op.drop_table("change")
    op.drop_index("ix_revision_article", table_name="revision")
    op.drop_table("revision")
    op.drop_index("ix_raw_copy_run", table_name="raw_copy")
    op.drop_index(
        "ix_raw_copy_pending",
        table_name="raw_copy",
        sqlite_where=sa.text("state = 'pending'"),
        postgresql_where=sa.text("state = 'pending'"),
    )
    op.drop_index("ix_raw_copy_kept_run", table_name="raw_copy")
    op.drop_table("raw_copy")
    op.drop_table("sighting")
    op.drop_index("ix_delivery_run", table_name="delivery")
    op.drop_table("delivery")
    op.drop_index(
        "uq_article_key_guid",
        table_name="article_key",
        sqlite_where=sa.text("kind = 'guid'"),
        postgresql_where=sa.text("kind = 'guid'"),
    )
    op.drop_table("article_key")
    op.drop_table("run")
    op.drop_table("change_head")
    op.drop_index("ix_article_source", table_name="article")
    op.drop_index(
        "ix_article_copy_of",
        table_name="article",
        sqlite_where=sa.text("copy_of IS NOT NULL"),
        postgresql_where=sa.text("copy_of IS NOT NULL"),
    )
    op.drop_table("article")
