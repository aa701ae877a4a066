"""Finds the feeds behind the address of a site: in the page itself, or where sites are used to put them.

    bytes -> a feed? then that -> else <link> and <a> of the page -> else guesses below its address

Runs in a killable worker, on the bytes of a stranger. Of the page only three kinds of tag are looked at, and of each
only its address and a title as plain text: no markup leaves this module, and no scheme but http and https.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, Tag
from bs4.filter import SoupStrainer

from ingest.errors import FeedUnparsable, NotAFeed, TooComplex
from ingest.feed import LIMITS, read_feed
from ingest.feed_addresses import is_absolute, resolve
from ingest.feed_bytes import to_text, unpack

MOST_FEEDS = 20
"""Feeds that are named of one page: a site with one feed for each section may link hundreds."""

GUESSES = ("feed", "rss", "rss.xml", "feed.xml", "atom.xml", "index.xml", "feed.json")
"""Where the usual programs of sites put a feed, below the site's address or at the root of its host."""

_MOST_TEXT = 2_000_000
_MOST_TAGS = 5_000
_LONGEST_TITLE = 200
_MOST_PARTS = 20
_FEED_TYPE = re.compile(r"(?:application|text)/(?:(?:x[.-])?(?:rss|atom|rdf|feed)(?:\+(?:xml|json))?|xml)")
# RFC 8288 has 'alternate'; 'feed' was a draft of HTML 5 and 'service.feed' of Atom's.
_FEED_RELATIONS = frozenset({"feed", "service.feed"})
_FEED_STEP = re.compile(r"(?:^|[/._=-])(?:rss2?|atom|feeds?|rdf)(?:[._-](?:xml|json|php|aspx?|rss))?$", re.IGNORECASE)
_FEED_QUERY = re.compile(r"(?:^|[?&])(?:feed|format|type|alt)=(?:rss|atom|feed|rdf)", re.IGNORECASE)
_FEED_ENDING = re.compile(r"\.(?:rss|atom|rdf)$|(?:rss|atom|feed)[\w-]*\.(?:xml|json)$", re.IGNORECASE)
_FEED_HOST = re.compile(r"(?:feeds?|rss)\d*\.", re.IGNORECASE)  # feeds.example.org
_FEED_SCHEME = re.compile(r"feed:(?://)?(?=\S)", re.IGNORECASE)  # feed://site/rss, feed:https://site/rss
# WordPress, Blogger and Drupal offer the comments beside the copy, under the word of the site's language.
_COMMENTS_STEP = re.compile(r"/comments?(?:/|$)|[?&=/]comments[-_]rss2?", re.IGNORECASE)
_COMMENTS_WORD = re.compile(
    r"\b(?:comment|kommentar|comentari|comentári|commenti|reacties|komentar|komentář|yorum)|коммент|комент|σχόλι"
    r"|تعليقات|תגובות|コメント|评论|評論|댓글",
    re.IGNORECASE,
)
_META_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_FEED_TAG = re.compile(r"<(?:[\w.-]+:)?(?:rss|feed|rdf|channel)[\s>]", re.IGNORECASE)
_BEGINNING = 4_096


class FoundBy(StrEnum):
    """What says that there is a feed: the bytes, the page's head, a link for readers, or habit alone."""

    ITSELF = "itself"
    HEAD = "head"
    LINK = "link"
    GUESS = "guess"


@dataclass(frozen=True, slots=True)
class Page:
    """What an address holds: its bytes, where it lay after redirects, and what the server told of it."""

    raw: bytes
    address: str
    charset: str | None = None


@dataclass(frozen=True, slots=True)
class FoundFeed:
    """The address of what may be a feed; `title` is what the page calls it, as plain text."""

    address: str
    found_by: FoundBy
    title: str | None = None


def find_feeds(page: Page) -> tuple[FoundFeed, ...]:
    """The feed that the page itself is, or those it names, the main one first, or guesses where it names none.

    A feed of comments comes last. Raises FeedUnparsable for a feed that can't be read, HostileXml, BadEncoding and
    TooComplex as `ingest.feed.read_feed` does.
    """
    try:
        return (FoundFeed(page.address, FoundBy.ITSELF, read_feed(page.raw, page.address, page.charset).title),)
    except NotAFeed:
        text = _text(page)
    except (FeedUnparsable, TooComplex):  # a page that begins without <html> is broken XML, and too deep
        text = _text(page)
        if _FEED_TAG.search(text, 0, _BEGINNING):
            raise
    return tuple(_in_order(_named(text, page.address)))[:MOST_FEEDS] or tuple(_guesses(page.address))


def _text(page: Page) -> str:
    declared = _META_CHARSET.search(page.raw, 0, _BEGINNING)
    charset = page.charset or (declared[1].decode("ascii") if declared else None)
    return to_text(unpack(page.raw, LIMITS, page.address), charset, page.address)[:_MOST_TEXT]


def _named(text: str, address: str) -> Iterator[FoundFeed]:
    """What the page's links say is a feed: those of the head first."""
    soup = BeautifulSoup(text, "lxml", parse_only=SoupStrainer(["base", "link", "a"]))
    tags = soup.find_all(["base", "link", "a"], limit=_MOST_TAGS)
    base = next((found for tag in tags if tag.name == "base" and (found := _address(tag, address))), address)
    for tag in tags:
        if tag.name == "link" and _is_feed_link(tag) and (found := _address(tag, base)):
            yield FoundFeed(found, FoundBy.HEAD, _plain(_attribute(tag, "title")))
    for tag in tags:
        if tag.name == "a" and (found := _address(tag, base)) and _looks_like_feed(tag, found, address):
            yield FoundFeed(found, FoundBy.LINK, _plain(_words(tag) or _attribute(tag, "title")))


def _is_feed_link(tag: Tag) -> bool:
    relations = frozenset(_attribute(tag, "rel").lower().split())
    if relations & _FEED_RELATIONS:
        return True
    media_type = _attribute(tag, "type").partition(";")[0].strip().lower()
    if media_type == "application/json":  # a JSON Feed of its first days, or the interface of a program
        return "alternate" in relations and "feed" in _attribute(tag, "href").lower()
    return "alternate" in relations and "stylesheet" not in relations and bool(_FEED_TYPE.fullmatch(media_type))


def _looks_like_feed(tag: Tag, found: str, page: str) -> bool:
    """Whether a link for readers leads to a feed of this site: no button that hands the feed to some service."""
    if _FEED_TYPE.fullmatch(_attribute(tag, "type").strip().lower()):
        return True
    there, here = urlsplit(found), urlsplit(page)
    host = (there.hostname or "").lower()
    if not _FEED_HOST.match(host) and _domain(host) != _domain((here.hostname or "").lower()):
        return False
    path = there.path.rstrip("/")
    return bool(_FEED_STEP.search(path) or _FEED_ENDING.search(path) or _FEED_QUERY.search(there.query))


def _domain(host: str) -> str:
    """The last two labels of a host: enough to tell a site from a service, whatever it is called below."""
    return ".".join(host.rsplit(".", 2)[-2:])


def _address(tag: Tag, base: str) -> str | None:
    """Where a tag leads, as an absolute http or https address without its fragment."""
    printed = _attribute(tag, "href").strip()
    if declared := _FEED_SCHEME.match(printed):
        rest = printed[declared.end() :]
        printed = rest if is_absolute(rest) else f"http://{rest}"
    found = (resolve(base, printed) or "").partition("#")[0]
    return found if printed and is_absolute(found) else None


def _attribute(tag: Tag, name: str) -> str:
    """An attribute's text; several values of one are joined by spaces."""
    value = tag.get(name)
    return " ".join(value) if isinstance(value, list) else value or ""


def _words(link: Tag) -> str:
    """The words of a link, from its first parts: what a link that nobody closes holds is the rest of the page."""
    waiting: list[PageElement] = [link]
    words: list[str] = []
    for _ in range(_MOST_PARTS):
        part = waiting.pop() if waiting else None
        if isinstance(part, Tag):
            waiting.extend(reversed(part.contents[:_MOST_PARTS]))
        elif type(part) is NavigableString:  # a comment is one by inheritance alone
            words.append(part)
    return " ".join(words)


def _plain(title: str) -> str | None:
    return " ".join(title.split())[:_LONGEST_TITLE] or None


def _in_order(found: Iterable[FoundFeed]) -> list[FoundFeed]:
    """Each address once, as the page names it first; those of comments last."""
    once: dict[str, FoundFeed] = {}
    for one in found:
        once.setdefault(one.address.rstrip("/"), one)
    return sorted(once.values(), key=_is_of_comments)


def _is_of_comments(feed: FoundFeed) -> bool:
    return bool(_COMMENTS_STEP.search(feed.address) or _COMMENTS_WORD.search(feed.title or ""))


def _guesses(address: str) -> Iterator[FoundFeed]:
    """Where a feed may lie: below the site's own path first, then at the root of its host."""
    parts = urlsplit(address)
    root = f"{parts.scheme}://{parts.netloc}/"
    folder = root + parts.path.lstrip("/").rpartition("/")[0]
    bases = dict.fromkeys((f"{folder.rstrip('/')}/", root))
    return (FoundFeed(base + guess, FoundBy.GUESS) for base in bases for guess in GUESSES)
