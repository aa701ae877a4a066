"""Feeds: from the bytes of a delivery to its entries, each a raw copy of its own.

    bytes -> unpack -> text -> refuse what is hostile -> JSON Feed, or XML: strict, mended, forgiving -> second reader

The second reader (feedparser) is asked where the first fails or finds fewer entries than the text has tags of
entries, and is believed where it finds more. Nothing here opens an address or a file.
"""

import hashlib
import json
from dataclasses import asdict, replace

from ingest.errors import FeedUnparsable, NotAFeed, TooComplex
from ingest.feed_bytes import FeedLimits, refuse_foreign_xml, to_text, unpack
from ingest.feed_entry import Enclosure, Feed, FeedEntry, Passage, PrintedTime
from ingest.feed_identity import Identity, identify
from ingest.feed_mending import count_entries, from_first_tag, mend
from ingest.feed_second_reader import read_again
from ingest.feed_xml import read_xml
from ingest.json_feed import looks_like_json, read_json_feed
from ingest.raw import Delivery, RawCopy

ENTRY_MEDIA_TYPE = "application/vnd.copydesk.feed-entry+json"
"""The media type of a raw copy made here; `normalize.readers.feed_entry` reads it."""

LIMITS = FeedLimits()
_LONGEST_ADDRESS = 2000  # bytes: what the store looks addresses up by


def read_feed(raw: bytes, address: str, charset: str | None = None, limits: FeedLimits = LIMITS) -> Feed:
    """The feed in `raw`. `address` is where it came from, `charset` what the server told of it.

    An empty feed is a feed; anything else without entries is not. Raises the subclasses of UnreadableFeed.
    """
    text = to_text(unpack(raw, limits, address), charset, address)
    if not text.strip("\x00 \t\r\n"):
        raise NotAFeed(address, "the body is empty", "look at the address in a browser")
    if looks_like_json(text):
        return read_json_feed(text, limits, address)
    refuse_foreign_xml(text, address)
    return _read_xml_twice(text, limits, address)


def _read_xml_twice(text: str, limits: FeedLimits, address: str) -> Feed:
    expected = count_entries(text)
    if expected > limits.entries:
        raise TooComplex(address, f"the feed has more than {limits.entries} entries", "ask for a shorter feed")
    try:
        first: Feed | None = read_xml(text, limits, address)
        trouble: FeedUnparsable | None = None
    except FeedUnparsable as error:
        first, trouble = None, error
    if first is not None and (len(first.entries) >= expected or not first.is_mended()) and not _is_a_stump(first):
        return first
    second = read_again(mend(from_first_tag(text)), address) if expected else None
    if second is not None and (first is None or len(second.entries) > len(first.entries)):
        return second if first is None else replace(second, older=first.older)
    if first is None or _is_a_stump(first):
        raise trouble or FeedUnparsable(address, "the feed breaks off before its first entry", "ask again later")
    return first


def _is_a_stump(feed: Feed) -> bool:
    """True where the bytes break off before the first entry: that is no empty feed."""
    return feed.is_partial and not feed.entries


def split_feed(delivery: Delivery, limits: FeedLimits = LIMITS) -> tuple[RawCopy, ...]:
    """The entries of a delivered feed as raw copies, in the order of the feed; one that says nothing is left out.

    `raw` is JSON of what the entry says, the same bytes at each poll while it says the same: times, the queries of
    picture addresses and what the feed says of itself are in the envelope. The envelope's names: `guid` (the key),
    `known_by`, `also` (weaker keys, a line each), `published`, `updated` (as printed), `published_utc`, `updated_utc`
    (ISO 8601), `enclosures` (addresses, a line each), `feed_title`, `feed_link`, `feed_language`, `feed_reader`, and
    `partial` on the last entry of a feed that breaks off. The address is the entry's own link, or the feed's with the
    guid behind it. Raises the subclasses of UnreadableFeed.
    """
    feed = read_feed(delivery.raw, delivery.address, delivery.envelope.get("charset"), limits)
    entries = tuple(entry for entry in feed.entries if not entry.is_blank())
    identities = identify(entries, feed.link)
    return tuple(
        RawCopy(
            source=delivery.source,
            provider=delivery.provider,
            address=_address(identity, delivery.address),
            media_type=ENTRY_MEDIA_TYPE,
            received_at=delivery.received_at,
            raw=_canonical(entry),
            position=position,
            envelope=_envelope(feed, entry, identity, is_last=position == len(entries) - 1),
        )
        for position, (entry, identity) in enumerate(zip(entries, identities, strict=True))
    )


def _address(identity: Identity, feed: str) -> str:
    """Where an entry is found: its own address, else its name within the feed; short enough to be looked up by."""
    address = identity.address or f"{feed}#{identity.key}"
    if len(address.encode("utf-8", "replace")) <= _LONGEST_ADDRESS:
        return address
    return "sha256:" + hashlib.sha256(address.encode("utf-8", "replace")).hexdigest()


def _canonical(entry: FeedEntry) -> bytes:
    """The entry's lasting values as JSON: sorted names, no spaces, UTF-8, nothing empty."""
    told: dict[str, object] = {
        "guid": entry.guid,
        "link": entry.link,
        "original_link": entry.original_link,
        "title": _printed(entry.title),
        "summary": _printed(entry.summary),
        "content": _printed(entry.content),
        "authors": entry.authors,
        "categories": entry.categories,
        "enclosures": [_without_query(enclosure) for enclosure in entry.enclosures],
        "language": entry.language,
        "rights": entry.rights,
        "publication": entry.publication,
        "comments": entry.comments,
        "not_carried": entry.not_carried,
    }
    lasting = {name: value for name, value in told.items() if value}
    return json.dumps(lasting, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8", "replace")


def _printed(passage: Passage | None) -> dict[str, str] | None:
    return {"form": passage.form.value, "text": passage.text} if passage else None


def _without_query(enclosure: Enclosure) -> dict[str, str]:
    """An enclosure whose address does not change with each signature: `a.jpg?sig=1` to `a.jpg`."""
    told = {**asdict(enclosure), "address": enclosure.address.partition("?")[0]}
    return {name: value for name, value in told.items() if value}


def _envelope(feed: Feed, entry: FeedEntry, identity: Identity, *, is_last: bool) -> dict[str, str]:
    enclosures = [enclosure.address for enclosure in entry.enclosures]
    told = {
        "guid": identity.key,
        "known_by": identity.known_by.value,
        "also": "\n".join(identity.also),
        **_times("published", entry.published),
        **_times("updated", entry.updated),
        "enclosures": "\n".join(enclosures),
        "feed_title": feed.title or "",
        "feed_link": feed.link or "",
        "feed_language": feed.language or "",
        "feed_reader": feed.reader.value,
        "partial": "yes" if feed.is_partial and is_last else "",
    }
    return {name: value for name, value in told.items() if value}


def _times(name: str, time: PrintedTime | None) -> dict[str, str]:
    if time is None:
        return {}
    return {name: time.printed, f"{name}_utc": time.utc.isoformat() if time.utc else ""}
