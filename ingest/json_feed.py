"""Reads JSON Feed 1.0 and 1.1 (jsonfeed.org)."""

import json
import re
from collections.abc import Iterator

from ingest.errors import FeedUnparsable, HostileJson, NotAFeed, TooComplex
from ingest.feed_addresses import is_absolute, resolve
from ingest.feed_bytes import FeedLimits
from ingest.feed_dates import read_printed_time
from ingest.feed_entry import Enclosure, Feed, FeedEntry, Form, Passage, PrintedTime, Reader

_BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|[\[{]|[\]}]', re.DOTALL)
_SURROGATE = re.compile("[\ud800-\udfff]")
_CARRIED = frozenset(
    {
        *("id", "url", "external_url", "title", "summary", "content_html", "content_text", "date_published"),
        *("date_modified", "language", "author", "authors", "tags", "attachments", "image", "banner_image"),
    }
)
_LONGEST_NUMBER = 20
_LOOK = "look at the address in a browser; ask the sender"
_Json = dict[str, object]


def looks_like_json(text: str) -> bool:
    """True where the text begins as a JSON object, array or null: it is no XML."""
    return text.lstrip("\ufeff \t\r\n")[:4].startswith(("{", "[", "null"))


def read_json_feed(text: str, limits: FeedLimits, address: str) -> Feed:
    """The feed in `text`. Raises HostileJson, FeedUnparsable, NotAFeed, TooComplex."""
    _refuse_depth(text, limits, address)
    told = _load(text, address)
    items = told.get("items")
    if not isinstance(items, list) or not _says_json_feed(told):
        raise NotAFeed(address, "the JSON is not a JSON Feed", "give the address of the feed itself")
    if len(items) > limits.entries:
        raise TooComplex(address, f"the feed has more than {limits.entries} entries", "ask for a shorter feed")
    page = resolve(None, _words(told.get("home_page_url")))
    own = resolve(None, _words(told.get("feed_url")))
    base = next((each for each in (page, own, address) if is_absolute(each)), "")
    return Feed(
        title=_words(told.get("title")),
        link=page or own,
        language=_words(told.get("language")),
        entries=tuple(_entry(item, base or "") for item in items if isinstance(item, dict)),
        reader=Reader.JSON,
        older=resolve(own or address, _words(told.get("next_url"))),
    )


def _refuse_depth(text: str, limits: FeedLimits, address: str) -> None:
    """Raise HostileJson for nesting that would exhaust the parser's stack."""
    depth = 0
    for mark in _BRACKETS.finditer(text):
        sign = mark.group()
        depth += (sign in "[{") - (sign in "]}")
        if depth > limits.depth:
            raise HostileJson(
                address, f"the JSON is nested more than {limits.depth} deep", "look at the address in a browser"
            )


def _load(text: str, address: str) -> _Json:
    try:
        told = json.loads(text.lstrip("\ufeff"), parse_int=_number)
    except json.JSONDecodeError as error:
        raise FeedUnparsable(
            address, f"the JSON is broken ({error.msg})", "look at the address in a browser; ask the sender"
        ) from error
    if not isinstance(told, dict):
        raise NotAFeed(address, "the JSON is not a JSON Feed", "give the address of the feed itself")
    return told


def _number(digits: str) -> int | str:
    """A whole number, left as text where it is longer than any date or size: it would cost the square of its length."""
    return int(digits) if len(digits) < _LONGEST_NUMBER else digits[:200]


def _says_json_feed(told: _Json) -> bool:
    return "jsonfeed.org/version" in str(told.get("version", ""))[:200] or (
        "version" not in told and "feed_url" in told
    )


def _entry(item: _Json, base: str) -> FeedEntry:
    html, text = _words(item.get("content_html")), _words(item.get("content_text"))
    link = resolve(base, _words(item.get("url"))) or resolve(base, _words(item.get("external_url")))
    return FeedEntry(
        guid=_words(item.get("id")),
        link=link,
        title=_plain(_words(item.get("title"))),
        summary=_plain(_words(item.get("summary"))),
        content=Passage(html, Form.HTML) if html else _plain(text),
        authors=tuple(_authors(item)),
        published=_time(item.get("date_published")),
        updated=_time(item.get("date_modified")),
        categories=tuple(_texts(item.get("tags"))),
        enclosures=tuple(_enclosures(item, base)),
        language=_words(item.get("language")),
        not_carried=tuple(sorted(_not_carried(item, link))),
    )


def _words(value: object) -> str | None:
    """A value as text: numbers are written out (some feeds number their ids), anything else is no text."""
    if isinstance(value, str):
        return _SURROGATE.sub("\ufffd", value).strip() or None
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else None


def _texts(value: object) -> Iterator[str]:
    for each in value if isinstance(value, list) else (value,):
        words = _words(each)
        if words:
            yield words


def _plain(words: str | None) -> Passage | None:
    return Passage(words, Form.PLAIN) if words else None


def _time(value: object) -> PrintedTime | None:
    printed = _words(value)
    return read_printed_time(printed) if printed else None


def _objects(value: object) -> list[_Json]:
    return [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, dict)]


def _authors(item: _Json) -> Iterator[str]:
    for author in _objects(item.get("authors")) or _objects(item.get("author")):
        name = _words(author.get("name")) or _words(author.get("url"))
        if name:
            yield name


def _enclosures(item: _Json, base: str) -> Iterator[Enclosure]:
    for attachment in _objects(item.get("attachments")):
        address = resolve(base, _words(attachment.get("url")))
        if address:
            yield Enclosure(address, _words(attachment.get("mime_type")), _words(attachment.get("title")))
    for name in ("image", "banner_image"):
        address = resolve(base, _words(item.get(name)))
        if address:
            yield Enclosure(address)


def _not_carried(item: _Json, link: str | None) -> Iterator[str]:
    """The paths of the leaves that no field holds; the plain twin of an HTML body is one."""
    for name, value in item.items():
        if name not in _CARRIED:
            yield from _leaves(_SURROGATE.sub("\ufffd", name), value)
    if item.get("content_html") and item.get("content_text"):
        yield "content_text"
    if item.get("url") and item.get("external_url") and link is not None:
        yield "external_url"
    for attachment in _objects(item.get("attachments")):
        yield from (f"attachments/{name}" for name in attachment if name not in ("url", "mime_type", "title"))
    for author in _objects(item.get("authors")) + _objects(item.get("author")):
        yield from (f"author/{name}" for name in author if name != "name")


def _leaves(path: str, value: object) -> Iterator[str]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    if inner is None:
        yield path
        return
    for name, each in inner:
        yield from _leaves(path if isinstance(value, list) else f"{path}/{name}", each)
