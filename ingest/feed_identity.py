"""Under which name an entry is known, poll after poll: its guid where that is one, else its address, else its words.

Guids repeat within a feed, are missing, or change at every poll; so each entry also carries further names by
which the same story can be found again.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
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

    An `also` that starts with `address:` or `words:` says what it is made of. `address` is the entry's link where
    that leads to this story alone, so that the story may be known by it when its guid has changed.
    """

    key: str
    known_by: KnownBy
    also: tuple[str, ...]
    address: str | None = None


def identify(entries: tuple[FeedEntry, ...], home: str | None = None) -> tuple[Identity, ...]:
    """An identity for each entry of one feed, whose own page is `home`.

    A guid that several entries of different addresses share tells none of them: the address joins it. Entries that
    share guid and address, or a guid alone, are versions of one story. Without guid the address is the name, and where
    several titles stand under one address (a live page, the feed's home page) the title joins it. A link that several
    stories share, or that leads to a front page, is nobody's address.
    """
    told = [_Told(entry.guid, _spot(entry), _plain(entry.title), _digest(_words(entry))) for entry in entries]
    shared_guids = _shared((one.guid, one.spot) for one in told if one.guid and one.spot)
    shared_spots = _shared((one.spot, one.title) for one in told if one.spot and not one.guid)
    of_many = _shared((one.spot, one.guid or one.words) for one in told if one.spot) | {_spot_of(home or "")}
    return tuple(
        replace(_identity(one, shared_guids, shared_spots), address=_own_address(entry, one.spot, of_many))
        for entry, one in zip(entries, told, strict=True)
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """What of an entry may name it."""

    guid: str | None
    spot: str
    title: str
    words: str


def _shared(pairs: Iterable[tuple[str, str]]) -> frozenset[str]:
    """The first of each pair, where it stands with several seconds."""
    counted = Counter(first for first, _ in set(pairs))
    return frozenset(name for name, times in counted.items() if times > 1)


def _identity(one: _Told, shared_guids: frozenset[str], shared_spots: frozenset[str]) -> Identity:
    also = (f"address:{one.spot}", f"words:{one.words}") if one.spot else (f"words:{one.words}",)
    if one.guid and one.guid in shared_guids and one.spot:
        return Identity(_digest(f"{one.guid}\n{one.spot}"), KnownBy.GUID_AND_ADDRESS, also)
    if one.guid:
        return Identity(one.guid if len(one.guid) <= _LONGEST_GUID else _digest(one.guid), KnownBy.GUID, also)
    if one.spot and one.spot in shared_spots:
        return Identity(_digest(f"{one.spot}\n{one.title}"), KnownBy.ADDRESS_AND_WORDS, also)
    if one.spot:
        return Identity(one.spot if len(one.spot) <= _LONGEST_GUID else _digest(one.spot), KnownBy.ADDRESS, also)
    return Identity(one.words, KnownBy.WORDS, also)


def _own_address(entry: FeedEntry, spot: str, of_many: frozenset[str]) -> str | None:
    address = entry.original_link or entry.link or ""
    is_front_page = "/" not in spot and "?" not in spot
    if is_front_page or spot in of_many or not address.lower().startswith(("http://", "https://")):
        return None
    return address


def _spot(entry: FeedEntry) -> str:
    return _spot_of(entry.original_link or entry.link or "")


def _spot_of(address: str) -> str:
    """An address without scheme, `www.`, fragment, closing slash and the parameters that count readers."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    query = _lasting(parts.query) if parts.query else ""
    place = parts.netloc.lower().removeprefix("www.") + parts.path.rstrip("/")
    return f"{place}?{query}" if query else place


def _lasting(query: str) -> str:
    """A query without the parameters that count readers: `id=7&utm_source=rss` to `id=7`."""
    named = parse_qsl(query, keep_blank_values=True)
    return urlencode([(name, value) for name, value in named if not _COUNTING.fullmatch(name)])


def _words(entry: FeedEntry) -> str:
    """What is left of an entry that has no name: its title and day, or its text where it has no title."""
    title = _plain(entry.title) or _plain(entry.summary) or _plain(entry.content)
    day = entry.published.printed[:200] if entry.published else ""
    return f"{title.casefold()}\n{day}"


def _plain(passage: Passage | None) -> str:
    return " ".join(_TAG.sub(" ", passage.text).split()) if passage else ""


def _digest(words: str) -> str:
    return "sha256:" + hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()[:40]
