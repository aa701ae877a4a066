"""The tables of the copy: runs, deliveries, raw copies, articles, changes, quarantine.

What the desk remembers of its own work stands in desk_tables.py.

Private to this package: readers downstream have views (views.py), the other packages have verbs.

Raw bytes stand apart (RAW): on SQLite in a file of their own, ten times the size of the articles and pruned by age.
Wide columns stand last in their table, so that the narrow ones are read without them. Numbers are counted up
by AUTOINCREMENT on SQLite: none is given twice, not even after an erasure.
"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.columns import FIELDS, NUMBER, UtcTime

# Names for every constraint: a migration can only change what has a name, on both databases.
_NAMES = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}
METADATA = MetaData(naming_convention=_NAMES)
RAW = MetaData(naming_convention=_NAMES)


def number_of(comment: str) -> Column[int]:
    """The column that numbers a table's rows."""
    return Column("id", NUMBER, primary_key=True, comment=comment)


def to(name: str, table: str, comment: str, *, optional: bool = False, part_of_key: bool = False) -> Column[int]:
    """A column that points to the rows of a table."""
    target = ForeignKey(f"{table}.id")
    return Column(name, NUMBER, target, nullable=optional, primary_key=part_of_key, comment=comment)


raw_bytes = Table(
    "raw_bytes",
    RAW,
    Column("bytes_hash", String(40), primary_key=True, comment="BLAKE2b-160 of the bytes as received, in hex"),
    Column("size", Integer, nullable=False, comment="How many bytes were received"),
    Column("packed", LargeBinary, nullable=False, comment="The bytes as received, one zstd frame"),
)

run = Table(
    "run",
    METADATA,
    number_of("Number of the run"),
    Column("command", String(40), nullable=False, comment="What was run: once, ..."),
    Column("state", String(12), nullable=False, comment="running, finished, interrupted or unbalanced"),
    Column("started_at", UtcTime, nullable=False, comment="When it began"),
    Column("finished_at", UtcTime, comment="When it ended, or was closed by the next run"),
    Column("deliveries", Integer, nullable=False, default=0, comment="Deliveries kept that were not known"),
    Column("known", Integer, nullable=False, default=0, comment="Deliveries met that were kept before"),
    Column("carried_over", Integer, nullable=False, default=0, comment="Raw copies taken over from earlier runs"),
    Column("received", Integer, nullable=False, default=0, comment="Raw copies kept by this run"),
    Column("new", Integer, nullable=False, default=0, comment="Raw copies that made a new article"),
    Column("revision", Integer, nullable=False, default=0, comment="Raw copies that made a revision of an article"),
    Column("copy", Integer, nullable=False, default=0, comment="Raw copies that are another printing of an article"),
    Column("unchanged", Integer, nullable=False, default=0, comment="Raw copies that said nothing new"),
    Column("quarantined", Integer, nullable=False, default=0, comment="Raw copies put into quarantine"),
    Column("pending", Integer, nullable=False, default=0, comment="Raw copies left for the next run"),
    Column("repeated", Integer, nullable=False, server_default="0",
           comment="Raw copies received word for word as kept before: unchanged, without a row of their own"),
    Column("stale", Integer, nullable=False, server_default="0",
           comment="Turns of sources that were dropped, because the source was another run's by then"),
    Column("holder", Text, comment="Names the process that works it: host, boot, process and its start"),
    Column("alive_until", UtcTime, comment="It may be taken over after that; put off as long as it is at work"),
    Index("ix_run_running", "id", sqlite_where=text("state = 'running'"),
          postgresql_where=text("state = 'running'")),
    sqlite_autoincrement=True,
)  # fmt: skip

delivery = Table(
    "delivery",
    METADATA,
    number_of("Number of the delivery"),
    Column("source", Text, nullable=False, comment="Configured name of the source that it was fetched for"),
    Column("provider", Text, nullable=False, comment="Scope in which the source's guids and slugs are unique"),
    to("run_id", "run", "Run that kept it"),
    Column("state", String(8), nullable=False, comment="kept until it is split into raw copies, then split"),
    Column("address", Text, nullable=False, comment="Path or URL that it came from"),
    Column("media_type", Text, nullable=False, comment="Media type as told or guessed"),
    Column("received_at", UtcTime, nullable=False, comment="When it was received, UTC"),
    Column("bytes_hash", String(40), nullable=False, comment="Names its bytes in raw_bytes"),
    Column("size", NUMBER, nullable=False, comment="How many bytes it has"),
    Column("modified_ns", NUMBER, comment="Files: time of change in nanoseconds since 1970, when last met"),
    Column("split_by", NUMBER, comment="While it is kept and not split: the run that is to split it"),
    Column("envelope", FIELDS, nullable=False, comment="What was told about it outside its bytes"),
    UniqueConstraint("source", "address", "bytes_hash"),  # in this order it serves the look-up by path too
    Index("ix_delivery_run", "run_id"),
    Index("ix_delivery_kept", "split_by", "id", sqlite_where=text("state = 'kept'"),
          postgresql_where=text("state = 'kept'")),
    Index("ix_delivery_source_received", "source", "received_at"),
    sqlite_autoincrement=True,
)  # fmt: skip

article = Table(
    "article",
    METADATA,
    number_of("Number of the article, for ever"),
    Column("source", Text, nullable=False, comment="Source that brought it first"),
    Column("provider", Text, nullable=False, comment="Provider of that source"),
    Column("status", String(8), nullable=False, comment="usable, withheld or canceled: the head's, a kill stays"),
    Column("first_seen", UtcTime, nullable=False, comment="When its first raw copy was received"),
    Column("updated_at", UtcTime, nullable=False, comment="When its head last changed in this store"),
    Column("head_revision_id", NUMBER, nullable=False, comment="The revision that stands"),
    to("copy_of", "article", "Set when it is another printing of that article", optional=True),
    Column("embargo_until", UtcTime, comment="The head's embargo"),
    Column("expires_at", UtcTime, comment="The head's expiry"),
    Column("released_at", UtcTime, comment="Since when no embargo holds it back; null while one does"),
    Column("expired_at", UtcTime, comment="When the change that tells of its expiry was made; null before"),
    Column("seq", NUMBER, nullable=False, server_default="0", comment="Number of its last change"),
    Column("remade_by", Text, comment="Version of the last chain that made of its head the same again; null: none did"),
    Index("ix_article_copy_of", "copy_of", sqlite_where=text("copy_of IS NOT NULL"),
          postgresql_where=text("copy_of IS NOT NULL")),
    Index("ix_article_source", "source"),
    Index("ix_article_embargo", "embargo_until", sqlite_where=text("released_at IS NULL"),
          postgresql_where=text("released_at IS NULL")),
    Index("ix_article_expiry", "expires_at", sqlite_where=text("expires_at IS NOT NULL AND expired_at IS NULL"),
          postgresql_where=text("expires_at IS NOT NULL AND expired_at IS NULL")),
    sqlite_autoincrement=True,
)  # fmt: skip

raw_copy = Table(
    "raw_copy",
    METADATA,
    number_of("Number of the raw copy"),
    to("delivery_id", "delivery", "Delivery that it is, or was cut from"),
    Column("position", Integer, nullable=False, comment="Its place in the delivery, from 0"),
    Column("state", String(12), nullable=False, comment="pending, done or quarantined"),
    Column("outcome", String(12), comment="new, revision, copy, unchanged or quarantined; null while pending"),
    to("article_id", "article", "Article that it made, revised or repeated", optional=True),
    to("kept_run_id", "run", "Run that received it"),
    to("run_id", "run", "Run in whose books it ends: the one that kept it, or that took it over"),
    Column("bytes_hash", String(40), nullable=False, comment="Names its bytes in raw_bytes"),
    Column("address", Text, nullable=False, comment="Path or URL of this piece"),
    Column("media_type", Text, nullable=False, comment="Media type of this piece"),
    Column("known_as", String(40), comment="Pieces of a feed: hash of source, guid and bytes, to know it again"),
    Column("received_at", UtcTime, comment="When it was received; null: with its delivery"),
    Column("envelope", FIELDS, nullable=False, comment="What was told about it outside its bytes"),
    UniqueConstraint("delivery_id", "position"),
    Index("ix_raw_copy_known_as", "known_as", sqlite_where=text("known_as IS NOT NULL"),
          postgresql_where=text("known_as IS NOT NULL")),
    Index("ix_raw_copy_pending", "run_id", "id", sqlite_where=text("state = 'pending'"),
          postgresql_where=text("state = 'pending'")),
    Index("ix_raw_copy_run", "run_id", "outcome"),
    Index("ix_raw_copy_kept_run", "kept_run_id"),
    sqlite_autoincrement=True,
)  # fmt: skip

article_key = Table(
    "article_key",
    METADATA,
    Column("key", Text, primary_key=True, comment="Kind, scope and value, parted by U+001F: one column serves one IN"),
    to("article_id", "article", "Article that has it", part_of_key=True),
    Column("kind", String(10), nullable=False, comment="guid, address, slug or body_hash"),
    Index("uq_article_key_guid", "key", unique=True, sqlite_where=text("kind = 'guid'"),
          postgresql_where=text("kind = 'guid'")),
    sqlite_with_rowid=False,
)  # fmt: skip

revision = Table(
    "revision",
    METADATA,
    number_of("Number of the revision"),
    to("article_id", "article", "Article that it is a version of"),
    to("raw_copy_id", "raw_copy", "Raw copy that it was made from"),
    to("run_id", "run", "Run that made it"),
    Column("chain_version", Text, nullable=False,
           comment="Version of the chain that made it; + names overrides bound to it, ~ counts from its 2nd making on"),
    Column("class", String(10), nullable=False, comment="first, update, correction, kill or withheld"),
    Column("status", String(8), nullable=False, comment="usable, withheld or canceled"),
    Column("is_moved", Boolean, nullable=False, comment="Whether it carries a wire move"),
    Column("wire_move", Text, comment="Wire move as printed"),
    Column("wire_version", NUMBER, comment="Version as told, or the count in the move"),
    Column("wire_created", UtcTime, comment="When the provider made this version"),
    Column("received_at", UtcTime, nullable=False, comment="When its raw copy was received"),
    Column("stored_at", UtcTime, nullable=False, comment="When it was stored"),
    Column("embargo", UtcTime, comment="Not to be published before"),
    Column("expires", UtcTime, comment="Not to be used after"),
    Column("printed_hash", String(32), nullable=False, comment="Names what a reader sees of it"),
    Column("body_hash", Text, nullable=False, comment="Names its body"),
    Column("guid", Text, comment="The provider's own name for the story"),
    Column("language", Text, comment="BCP 47 tag"),
    Column("urgency", NUMBER, comment="1 (flash) to 9"),
    Column("headline", Text, comment="Headline"),
    Column("deck", Text, comment="Line under the headline"),
    Column("slugline", Text, comment="Keyword line as printed"),
    Column("dateline", Text, comment="Dateline as printed"),
    Column("dateline_place", Text, comment="Places of the dateline, parted by /"),
    Column("dateline_agency", Text, comment="Agency of the dateline"),
    Column("byline", Text, comment="Byline"),
    Column("why", Text, comment="Why its raw copy was made an article again; null where it was made the first time"),
    Column("fields", FIELDS, nullable=False, comment="All values of the article but its body"),
    Column("body", Text, nullable=False, comment="Body, paragraphs parted by a blank line"),
    Column("trace", LargeBinary, nullable=False, comment="Spans, reasons and repairs: JSON in one zstd frame"),
    UniqueConstraint("raw_copy_id", "article_id", "chain_version"),
    Index("ix_revision_article", "article_id"),
    sqlite_autoincrement=True,
)  # fmt: skip

sighting = Table(
    "sighting",
    METADATA,
    to("article_id", "article", "Article that was seen", part_of_key=True),
    Column("source", Text, primary_key=True, comment="Source where it was seen"),
    Column("address", Text, primary_key=True, comment="Path or URL where it was seen"),
    Column("first_seen", UtcTime, nullable=False, comment="When it was seen there first"),
    Column("last_seen", UtcTime, nullable=False, comment="When it was seen there last"),
    sqlite_with_rowid=False,
)

teaser = Table(
    "teaser",
    METADATA,
    to("revision_id", "revision", "Revision whose copy carried it", part_of_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False, comment="Its place among them, from 0"),
    Column("headline", Text, nullable=False, comment="Headline of the other story"),
    Column("snippet", Text, comment="What is printed of it"),
    Column("dateline", Text, comment="Its dateline as printed"),
    Column("address", Text, comment="Where it points"),
)

change = Table(
    "change",
    METADATA,
    Column("seq", NUMBER, primary_key=True, autoincrement=False, comment="Its number: 1, 2, 3... in order of commit"),
    Column("kind", String(12), nullable=False,
           comment="new, updated, corrected, copy, killed, withheld, released, expired or renormalized"),
    to("article_id", "article", "Article that changed"),
    to("revision_id", "revision", "Revision that is its head now"),
    to("run_id", "run", "Run that made the change"),
    Column("at", UtcTime, nullable=False, comment="When it was stored"),
    Index("ix_change_article", "article_id", "seq"),
)  # fmt: skip

change_head = Table(
    "change_head",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False, comment="Always 1: there is one row"),
    Column("seq", NUMBER, nullable=False, comment="Number of the last change"),
    Column("purged_to", NUMBER, nullable=False, server_default="0", comment="Number of the last change deleted by age"),
    CheckConstraint("id = 1", name="one_row"),
)

change_reader = Table(
    "change_reader",
    METADATA,
    Column("name", String(63), primary_key=True, comment="Name of a reader of the changes"),
    Column("acknowledged", NUMBER, nullable=False, comment="Number of the last change that it has dealt with"),
    Column("acknowledged_at", UtcTime, nullable=False, comment="When it said so, or was added"),
)

quarantine = Table(
    "quarantine",
    METADATA,
    number_of("Number of the entry"),
    to("raw_copy_id", "raw_copy", "Raw copy that could not be used; null when a source itself failed", optional=True),
    Column("source", Text, nullable=False, comment="Source that it came from"),
    Column("address", Text, nullable=False, comment="Path or URL"),
    Column("code", Text, nullable=False, comment="Kind of the error, for programs"),
    Column("sentence", Text, nullable=False, comment="What went wrong, for people"),
    Column("advice", Text, nullable=False, comment="What to do next"),
    to("run_id", "run", "Run that met it last"),
    Column("first_at", UtcTime, nullable=False, comment="When it was met first"),
    Column("last_at", UtcTime, nullable=False, comment="When it was met last"),
    Column("times", Integer, nullable=False, comment="How often it was met since it was opened"),
    Column("resolved_at", UtcTime, comment="When it was retried or went away; null while open"),
    Index("ix_quarantine_open", "source", sqlite_where=text("resolved_at IS NULL"),
          postgresql_where=text("resolved_at IS NULL")),
    sqlite_autoincrement=True,
)  # fmt: skip
