"""Cuts kept deliveries into raw copies, each by its media type: feeds into entries, JSON Lines into lines."""

from ingest.errors import UnreadableFeed
from ingest.feed import split_feed
from ingest.json_lines import LINES_MEDIA_TYPE, split_lines
from ingest.raw import Delivery, RawCopy


def split_deliveries(deliveries: tuple[Delivery, ...]) -> tuple[tuple[RawCopy, ...] | UnreadableFeed, ...]:
    """The pieces of each of several deliveries, its error in place of one that is refused. Called in a worker."""
    return tuple(map(_split_or_refuse, deliveries))


def _split_or_refuse(delivery: Delivery) -> tuple[RawCopy, ...] | UnreadableFeed:
    if delivery.media_type == LINES_MEDIA_TYPE:
        return split_lines(delivery)
    try:
        return split_feed(delivery)
    except UnreadableFeed as error:
        return error
