"""The second reader of feeds: feedparser, for what the first finds fewer entries in than the text has tags.

It is given bytes only, never an address or a file name; its cleaning and its resolving of links are off. It never
says what a date means: it reads years that are not printed out of zones and digits that are impossible.
"""

import io
from typing import Any

from ingest.feed_addresses import is_absolute, resolve
from ingest.feed_dates import read_printed_time
from ingest.feed_entry import Enclosure, Feed, FeedEntry, Form, Passage, PrintedTime, Reader

_PLAIN_TYPES = frozenset({"text", "text/plain"})
_NOT_LISTED = frozenset(
    {
        *("id", "guidislink", "link", "links", "title", "title_detail", "summary", "summary_detail", "content"),
        *("author", "author_detail", "authors", "published", "published_parsed", "updated", "updated_parsed"),
        *("created", "created_parsed", "tags", "enclosures", "media_content", "language", "rights", "rights_detail"),
        *("source", "comments"),
    }
)


def read_again(text: str, address: str) -> Feed | None:
    """What feedparser makes of `text`, None where it finds no entry; `address` is the last base for links."""
    # Hardly any feed needs it, and every command would wait for it to load.
    import feedparser  # type: ignore[import-untyped]  # noqa: PLC0415 - it has no types

    raw = io.BytesIO(text.encode("utf-8", "replace"))
    found = feedparser.parse(raw, sanitize_html=False, resolve_relative_uris=False)
    about = found.get("feed", {})
    link = resolve(None, about.get("link"))
    base = link if is_absolute(link) else address
    entries = tuple(_entry(entry, base or "") for entry in found.get("entries", ()))
    kept = tuple(entry for entry in entries if not entry.is_blank())
    if not kept:
        return None
    return Feed(
        title=about.get("title") or None,
        link=link if is_absolute(link) else None,
        language=about.get("language") or None,
        entries=kept,
        reader=Reader.SECOND,
        is_partial=bool(found.get("bozo")),
    )


def _entry(entry: dict[str, Any], base: str) -> FeedEntry:
    contents = entry.get("content") or [{}]
    return FeedEntry(
        guid=entry.get("id") or None,
        link=resolve(base, entry.get("link")),
        title=_passage(entry.get("title_detail")),
        summary=_passage(entry.get("summary_detail")),
        content=_passage(contents[0]),
        authors=tuple(filter(None, (each.get("name") or each.get("email") for each in entry.get("authors", ())))),
        published=_time(entry, "published") or _time(entry, "created"),
        updated=_time(entry, "updated"),
        categories=tuple(filter(None, ((tag.get("term") or "").strip() for tag in entry.get("tags", ())))),
        enclosures=tuple(_enclosures(entry, base)),
        language=entry.get("language") or None,
        rights=entry.get("rights") or None,
        publication=entry.get("source", {}).get("title") or None,
        comments=entry.get("comments") or None,
        not_carried=tuple(sorted(set(entry.keys()) - _NOT_LISTED)),
    )


def _passage(detail: dict[str, Any] | None) -> Passage | None:
    words = (detail.get("value") or "").strip() if detail else ""
    if not words or detail is None:
        return None
    return Passage(words, Form.PLAIN if detail.get("type") in _PLAIN_TYPES and "<" not in words else Form.HTML)


def _time(entry: dict[str, Any], name: str) -> PrintedTime | None:
    """The date as printed, with the meaning that our own rules give it."""
    printed = dict.get(entry, name)  # asked in its own way for `updated`, feedparser answers with `published`
    return read_printed_time(printed) if printed else None


def _enclosures(entry: dict[str, Any], base: str) -> list[Enclosure]:
    told = [*entry.get("enclosures", ()), *entry.get("media_content", ())]
    addressed = ((resolve(base, each.get("href") or each.get("url")), each.get("type") or None) for each in told)
    return [Enclosure(address, media_type) for address, media_type in addressed if address]
