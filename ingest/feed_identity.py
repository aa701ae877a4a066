"""Under which name an entry is known, poll after poll: its guid where that is one, else its address, else its words.

Guids repeat within a feed, are missing, or change at every poll; so each entry also carries further names by
which the same story can be found again.
"""

import hashlib
import re
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import parse_qsl, urlencode, urlsplit

from ingest.feed_entry import FeedEntry, Passage

_LONGEST_GUID = 512
_COUNTING = re.compile(
    r"utm_\w+|fbclid|gclid|at_(?:medium|campaign|custom\d)|cmpid|ns_\w+|xtor|mc_[ce]id|wt_mc|ocid|__twitter_impression",
    re.IGNORECASE,
)
_TAG = re.compile(r"<[^<>]*>")


class KnownBy(StrEnum):
    """What an entry's key is made of."""

    GUID = "guid"
    GUID_AND_ADDRESS = "guid_and_address"
    ADDRESS = "address"
    ADDRESS_AND_WORDS = "address_and_words"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Identity:
    """`key` names the entry within its provider; `also` are weaker names: its address without scheme, its words.

    An `also` that starts with `address:` or `words:` says what it is made of.
    """

    key: str
    known_by: KnownBy
    also: tuple[str, ...]


def identify(entries: tuple[FeedEntry, ...]) -> tuple[Identity, ...]:
    """An identity for each entry of one feed.

    A guid that several entries of different addresses share tells none of them: the address joins it. Entries that
    share guid and address, or a guid alone, are versions of one story. Without guid the address is the name, and where
    several titles stand under one address (a live page, the feed's home page) the title joins it.
    """
    by_guid = _other_than_one({(entry.guid, _spot(entry)) for entry in entries if entry.guid and entry.link})
    by_spot = _other_than_one({(_spot(entry), _title(entry)) for entry in entries if entry.link and not entry.guid})
    return tuple(_identity(entry, by_guid, by_spot) for entry in entries)


def _other_than_one(pairs: set[tuple[str | None, str]] | set[tuple[str, str]]) -> frozenset[str | None]:
    counted = Counter(first for first, _ in pairs)
    return frozenset(name for name, times in counted.items() if times > 1)


def _identity(entry: FeedEntry, shared_guids: frozenset[str | None], shared_spots: frozenset[str | None]) -> Identity:
    spot, words = _spot(entry), _digest(_words(entry))
    also = tuple(name for name in (f"address:{spot}" if spot else "", f"words:{words}") if name)
    if entry.guid and entry.guid in shared_guids and spot:
        return Identity(_digest(f"{entry.guid}\n{spot}"), KnownBy.GUID_AND_ADDRESS, also)
    if entry.guid:
        return Identity(entry.guid if len(entry.guid) <= _LONGEST_GUID else _digest(entry.guid), KnownBy.GUID, also)
    if spot and spot in shared_spots:
        return Identity(_digest(f"{spot}\n{_title(entry)}"), KnownBy.ADDRESS_AND_WORDS, also)
    if spot:
        return Identity(spot if len(spot) <= _LONGEST_GUID else _digest(spot), KnownBy.ADDRESS, also)
    return Identity(words, KnownBy.WORDS, also)


def _spot(entry: FeedEntry) -> str:
    """The entry's address without scheme, `www.`, fragment, closing slash and the parameters that count readers."""
    try:
        parts = urlsplit(entry.original_link or entry.link or "")
    except ValueError:
        return entry.link or ""
    query = urlencode(
        [
            (name, value)
            for name, value in parse_qsl(parts.query, keep_blank_values=True)
            if not _COUNTING.fullmatch(name)
        ]
    )
    place = parts.netloc.lower().removeprefix("www.") + parts.path.rstrip("/")
    return f"{place}?{query}" if query else place


def _title(entry: FeedEntry) -> str:
    return _plain(entry.title)


def _words(entry: FeedEntry) -> str:
    """What is left of an entry that has no name: its title and day, or its text where it has no title."""
    title = _title(entry) or _plain(entry.summary) or _plain(entry.content)
    day = entry.published.printed[:200] if entry.published else ""
    return f"{title.casefold()}\n{day}"


def _plain(passage: Passage | None) -> str:
    return " ".join(_TAG.sub(" ", passage.text).split()) if passage else ""


def _digest(words: str) -> str:
    return "sha256:" + hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()[:40]
