"""The tables of what the desk remembers of its own work: fetch states, leases, backfills, operators' acts, alarms.

As in tables.py, they are private to this package.
"""

from sqlalchemy import (
    Column,
    Float,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.columns import FIELDS, NUMBER, UtcTime
from storage.tables import METADATA, number_of, to

ALL_TABLES: MetaData = METADATA
"""The tables of both modules: whoever takes them from here has loaded both."""

fetch_state = Table(
    "fetch_state",
    METADATA,
    Column("source", Text, primary_key=True, comment="Configured name of a source that is fetched over HTTP"),
    Column("home", Text, nullable=False, comment="Its address in the settings when it was last fetched"),
    Column("address", Text, nullable=False, comment="Address that is asked: home, or where it moved for good"),
    Column("etag", Text, comment="ETag of the last body that was taken in, verbatim"),
    Column("last_modified", Text, comment="Last-Modified of the last body that was taken in, verbatim"),
    Column("validators_of", Text, nullable=False, comment="Address of the body that the two validators belong to"),
    Column("body_hash", String(32), comment="BLAKE2b-128 of the last body that was taken in, in hex"),
    Column("fresh_s", Float, comment="Seconds that the host asked us to wait after the last body"),
    Column("failures", Integer, nullable=False, comment="Failed fetches in a row"),
    Column("moved_to", Text, comment="Where permanent redirects lead, until they are believed"),
    Column("moved_since", UtcTime, comment="When they led there first"),
    Column("moved_answers", Integer, comment="How often they led there"),
    Column("former", FIELDS, nullable=False, comment="Addresses that were asked before it moved"),
    Column("gone_at", UtcTime, comment="When the host said that it is gone for good (410)"),
    Column("paused_at", UtcTime, comment="When an operator paused it; null while it is fetched"),
    Column("held_until", UtcTime, comment="Until when the host asked us for no request"),
    Column("last_outcome", Text, nullable=False, comment="What the last turn brought, for programs"),
    Column("last_sentence", Text, nullable=False, comment="What went wrong at the last turn, for people; or empty"),
    Column("last_advice", Text, nullable=False, comment="What to do about it; or empty"),
    Column("last_fetch_at", UtcTime, comment="When it was asked last"),
    Column("last_ok_at", UtcTime, comment="When it last answered well"),
)

backfill = Table(
    "backfill",
    METADATA,
    number_of("Number of the backfill"),
    Column("source", Text, nullable=False, comment="Source that its copy is booked under"),
    Column("provider", Text, nullable=False, comment="Provider of that source when it began"),
    Column("kind", String(8), nullable=False, comment="What its windows are of: drop, feed or lines"),
    Column("state", String(8), nullable=False, comment="open, done, failed or canceled"),
    Column("asked_hash", String(40), nullable=False, comment="Names what was asked: the same command finds it again"),
    Column("who", Text, nullable=False, comment="Who started it"),
    Column("started_at", UtcTime, nullable=False, comment="When it began"),
    Column("ended_at", UtcTime, comment="When it ended last; null while it is open"),
    Column("asked", FIELDS, nullable=False, comment="What was asked, in full"),
    Index("uq_backfill_open", "asked_hash", unique=True, sqlite_where=text("state = 'open'"),
          postgresql_where=text("state = 'open'")),
    sqlite_autoincrement=True,
)  # fmt: skip

backfill_window = Table(
    "backfill_window",
    METADATA,
    number_of("Number of the window"),
    to("backfill_id", "backfill", "Backfill that it is part of"),
    Column("position", Integer, nullable=False, comment="Its place in the backfill, from 1"),
    Column("state", String(8), nullable=False, comment="waiting, leased, done or failed"),
    to("leased_by", "run", "Run that works on it, or did last", optional=True),
    Column(
        "fence", Integer, nullable=False, comment="How often it was leased: late work under an old lease is refused"
    ),
    Column("expected", Integer, comment="Files or lines in it; null where that is not known before"),
    Column("taken", Integer, nullable=False, comment="Raw copies that it brought"),
    Column("repeated", Integer, nullable=False, comment="Raw copies or files that were kept before"),
    Column("left_out", Integer, nullable=False, comment="What the backfill did not ask for, or could not take"),
    Column("code", Text, comment="What went wrong, for programs; null where nothing did"),
    Column("sentence", Text, comment="What went wrong, for people"),
    Column("advice", Text, comment="What to do about it"),
    Column("finished_at", UtcTime, comment="When it was done, or failed last"),
    Column("what", FIELDS, nullable=False, comment="Files, page or bytes that it covers"),
    UniqueConstraint("backfill_id", "position"),
    Index("ix_backfill_window_state", "backfill_id", "state", "position"),
    sqlite_autoincrement=True,
)

lease = Table(
    "lease",
    METADATA,
    Column("source", Text, primary_key=True, comment="Configured name of a source of any kind"),
    Column("next_due", UtcTime, comment="When it is asked next; null: at once, or never while gone_at is set"),
    to("leased_by", "run", "Run that fetches it now; null: none does", optional=True),
    Column(
        "leased_until", UtcTime, comment="Another run may take it after that; put off as long as the run is at work"
    ),
    Column("fence", NUMBER, nullable=False, comment="How often it was leased: work under an older number is refused"),
    Index("ix_lease_next_due", "next_due"),
)

operator_action = Table(
    "operator_action",
    METADATA,
    number_of("Number of the action"),
    Column("who", Text, nullable=False, comment="Who did it"),
    Column("at", UtcTime, nullable=False, comment="When"),
    Column("verb", Text, nullable=False, comment="What was done: quarantine retry, ..."),
    Column("subject", Text, nullable=False, comment="To what: the kind of row and its number"),
    Column("why", Text, nullable=False, comment="The reason given"),
    sqlite_autoincrement=True,
)

block_override = Table(
    "block_override",
    METADATA,
    number_of("Number of the override"),
    to("article_id", "article", "Article that it is of"),
    Column("block", String(16), nullable=False, comment="Names the text of the block, in hex"),
    Column("place", String(10), nullable=False, comment="Where the block belongs: body, teaser, share, ..."),
    Column("occurrence", Integer, comment="Which of several blocks of that text, from 1; null: each of them"),
    Column("who", Text, nullable=False, comment="Who said so"),
    Column("at", UtcTime, nullable=False, comment="When"),
    Column("withdrawn_at", UtcTime, comment="Since when it holds no more; null while it does"),
    Column("why", Text, nullable=False, comment="The reason given"),
    Column("text", Text, nullable=False, comment="The block's words, or those of a passage inside a block"),
    Index("ix_block_override_in_force", "article_id", sqlite_where=text("withdrawn_at IS NULL"),
          postgresql_where=text("withdrawn_at IS NULL")),
    sqlite_autoincrement=True,
)  # fmt: skip

alarm = Table(
    "alarm",
    METADATA,
    number_of("Number of the alarm"),
    Column("kind", String(20), nullable=False, comment="What is wrong: source_silent, disk_low, ..."),
    Column("subject", Text, nullable=False, comment="With what: a source, a run, or the desk itself"),
    Column("severity", String(8), nullable=False, comment="warning or critical"),
    Column("sentence", Text, nullable=False, comment="What is wrong, for people, as it was last found"),
    Column("opened_at", UtcTime, nullable=False, comment="When it was found first"),
    Column("found_at", UtcTime, nullable=False, comment="When it was found last"),
    Column("closed_at", UtcTime, comment="When it was found to be over; null while it stands"),
    Column("acked_at", UtcTime, comment="When an operator acknowledged it; null before"),
    Index("uq_alarm_open", "kind", "subject", unique=True, sqlite_where=text("closed_at IS NULL"),
          postgresql_where=text("closed_at IS NULL")),
    sqlite_autoincrement=True,
)  # fmt: skip

alarm_notice = Table(
    "alarm_notice",
    METADATA,
    number_of("Number of the notice"),
    to("alarm_id", "alarm", "Alarm that it tells of"),
    Column("event", String(6), nullable=False, comment="opened or closed"),
    Column("way", String(7), nullable=False, comment="How it goes out: webhook or command"),
    Column("due_at", UtcTime, nullable=False, comment="When it is tried next; later while somebody is at it"),
    Column("sent_at", UtcTime, comment="When it was taken; null while it is owed"),
    Column("failures", Integer, nullable=False, comment="How often it could not be sent"),
    Column("code", Text, nullable=False, comment="Why it could not be sent, for programs; or empty"),
    Column("failure", Text, nullable=False, comment="Why it could not be sent, for people; or empty"),
    UniqueConstraint("alarm_id", "event", "way"),
    Index("ix_alarm_notice_owed", "way", "id", sqlite_where=text("sent_at IS NULL"),
          postgresql_where=text("sent_at IS NULL")),
    sqlite_autoincrement=True,
)  # fmt: skip
