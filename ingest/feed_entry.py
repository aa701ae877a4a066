"""What a feed says, whatever its format: the types that every feed reader fills."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Form(StrEnum):
    """How a passage of a feed is to be read: as it stands, or as a fragment of HTML."""

    PLAIN = "plain"
    HTML = "html"


class Reader(StrEnum):
    """Which reader a feed's values came from; kept with each raw copy for provenance."""

    XML = "lxml"
    MENDED_XML = "lxml-mended"
    SECOND = "feedparser"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Passage:
    """A title, summary or body as printed in the feed, with entities of the feed's own format resolved once."""

    text: str
    form: Form


@dataclass(frozen=True, slots=True)
class PrintedTime:
    """A date as printed, and what it means: aware UTC, or None where it names no possible time."""

    printed: str
    utc: datetime | None


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A picture, sound or document that belongs to an entry; recorded, never fetched."""

    address: str
    media_type: str | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One entry of a feed. None or () where the feed does not say.

    `link` is resolved against the entry's base; `original_link` is where a link that runs through a
    counting service ends; `not_carried` names the leaves of the entry that no field here holds.
    """

    guid: str | None = None
    link: str | None = None
    original_link: str | None = None
    title: Passage | None = None
    summary: Passage | None = None
    content: Passage | None = None
    authors: tuple[str, ...] = ()
    published: PrintedTime | None = None
    updated: PrintedTime | None = None
    categories: tuple[str, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    language: str | None = None
    rights: str | None = None
    publication: str | None = None
    comments: str | None = None
    not_carried: tuple[str, ...] = ()

    def is_blank(self) -> bool:
        """True where the entry has neither words nor an address nor a name: nothing to keep."""
        return not (self.guid or self.link or self.title or self.summary or self.content)


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as read: its own few fields and its entries in the order of the feed.

    `is_partial` is True where the bytes end in the middle or had to be mended so far that words may be missing.
    `older` is the address of the page with the entries before these, where the feed names one (ingest.feed_archive).
    """

    title: str | None
    link: str | None
    language: str | None
    entries: tuple[FeedEntry, ...]
    reader: Reader
    is_partial: bool = False
    older: str | None = None

    def is_mended(self) -> bool:
        """True where the bytes were not well formed, so that entries may be missing."""
        return self.reader is Reader.MENDED_XML
