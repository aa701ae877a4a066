"""The archive behind a feed: where its older entries are, and which time a page of it covers.

A feed shows its newest entries. RFC 5005 lets it name the page before them: an archived feed by `prev-archive`, a
paged feed by `next`; JSON Feed has `next_url`.
"""

from dataclasses import dataclass
from datetime import datetime

from ingest.feed import read_feed
from ingest.raw import Delivery

MOST_PAGES = 10_000
"""Pages of one archive that are read: more is a chain without end."""


@dataclass(frozen=True, slots=True)
class PageLook:
    """What a page says of its place in the archive: the page before it, and the times of its entries.

    `oldest` and `newest` are None unless every entry has a time.
    """

    older: str | None
    oldest: datetime | None
    newest: datetime | None


def look_at_page(delivery: Delivery) -> PageLook:
    """Look at a page of a feed; raises the subclasses of UnreadableFeed. Called in a worker."""
    feed = read_feed(delivery.raw, delivery.address, delivery.envelope.get("charset"))
    printed = [entry.published or entry.updated for entry in feed.entries if not entry.is_blank()]
    times = [time.utc for time in printed if time is not None and time.utc is not None]
    if not times or len(times) < len(printed):
        return PageLook(feed.older, None, None)
    return PageLook(feed.older, min(times), max(times))
