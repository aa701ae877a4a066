"""The names of elements and attributes in feeds, and what each of them holds: one table for all formats.

Sources: RSS 0.90-2.0 (rssboard.org), RSS 1.0 and its modules (web.resource.org), Atom 0.3 and RFC 4287, CDF
(W3C NOTE-CDFsubmit), Media RSS, the iTunes podcast elements, Dublin Core, FeedBurner.
"""

from enum import StrEnum
from functools import lru_cache


class Role(StrEnum):
    """What a child of an entry holds."""

    GUID = "guid"
    LINK = "link"
    ORIGINAL_LINK = "original_link"
    TITLE = "title"
    SUMMARY = "summary"
    CONTENT = "content"
    AUTHOR = "author"
    PUBLISHED = "published"
    UPDATED = "updated"
    CATEGORY = "category"
    ENCLOSURE = "enclosure"
    LANGUAGE = "language"
    RIGHTS = "rights"
    PUBLICATION = "publication"
    COMMENTS = "comments"
    GROUP = "group"


_PREFIX_BY_NAMESPACE = {
    "http://www.w3.org/2005/atom": "atom",
    "http://purl.org/atom/ns#": "atom",
    "http://purl.org/rss/1.0": "",
    "http://my.netscape.com/rdf/simple/0.9": "",
    "http://channel.netscape.com/rdf/simple/0.9": "",
    "http://backend.userland.com/rss2": "",
    "http://backend.userland.com/rss": "",
    "http://blogs.law.harvard.edu/tech/rss": "",
    "http://purl.org/net/rss1.1#": "",
    "http://purl.org/dc/elements/1.1": "dc",
    "http://purl.org/dc/elements/1.0": "dc",
    "http://purl.org/dc/terms": "dcterms",
    "http://purl.org/rss/1.0/modules/content": "content",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://www.itunes.com/podcast-1.0.dtd": "itunes",
    "http://search.yahoo.com/mrss": "media",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://www.w3.org/1999/xhtml": "xhtml",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "http://www.w3.org/xml/1998/namespace": "xml",
    "http://purl.org/rss/1.0/modules/slash": "slash",
    "http://purl.org/rss/1.0/modules/syndication": "sy",
    "http://wellformedweb.org/commentapi": "wfw",
    "http://purl.org/syndication/thread/1.0": "thr",
    "http://www.georss.org/georss": "georss",
    "http://news.yandex.ru": "yandex",
}

ROLES: dict[str, tuple[Role, int]] = {
    "guid": (Role.GUID, 0),
    "id": (Role.GUID, 0),
    "link": (Role.LINK, 0),
    "atom:link": (Role.LINK, 1),
    "url": (Role.LINK, 2),
    "feedburner:origlink": (Role.ORIGINAL_LINK, 0),
    "title": (Role.TITLE, 0),
    "atom:title": (Role.TITLE, 1),
    "dc:title": (Role.TITLE, 2),
    "media:title": (Role.TITLE, 3),
    "itunes:title": (Role.TITLE, 4),
    "summary": (Role.SUMMARY, 0),
    "description": (Role.SUMMARY, 0),
    "abstract": (Role.SUMMARY, 0),
    "atom:summary": (Role.SUMMARY, 1),
    "dc:description": (Role.SUMMARY, 2),
    "dcterms:abstract": (Role.SUMMARY, 2),
    "itunes:summary": (Role.SUMMARY, 3),
    "media:description": (Role.SUMMARY, 4),
    "itunes:subtitle": (Role.SUMMARY, 5),
    "content:encoded": (Role.CONTENT, 0),
    "content": (Role.CONTENT, 0),
    "atom:content": (Role.CONTENT, 1),
    "xhtml:body": (Role.CONTENT, 1),
    "xhtml:div": (Role.CONTENT, 1),
    "body": (Role.CONTENT, 1),
    "fulltext": (Role.CONTENT, 2),
    "yandex:full-text": (Role.CONTENT, 2),
    "dc:creator": (Role.AUTHOR, 0),
    "dc:author": (Role.AUTHOR, 0),
    "author": (Role.AUTHOR, 1),
    "creator": (Role.AUTHOR, 1),
    "atom:author": (Role.AUTHOR, 1),
    "itunes:author": (Role.AUTHOR, 2),
    "pubdate": (Role.PUBLISHED, 0),
    "published": (Role.PUBLISHED, 0),
    "issued": (Role.PUBLISHED, 1),
    "atom:published": (Role.PUBLISHED, 1),
    "atom:issued": (Role.PUBLISHED, 1),
    "dcterms:issued": (Role.PUBLISHED, 2),
    "dcterms:created": (Role.PUBLISHED, 3),
    "created": (Role.PUBLISHED, 3),
    "dc:date": (Role.PUBLISHED, 4),
    "date": (Role.PUBLISHED, 5),
    "updated": (Role.UPDATED, 0),
    "modified": (Role.UPDATED, 1),
    "atom:updated": (Role.UPDATED, 1),
    "atom:modified": (Role.UPDATED, 1),
    "dcterms:modified": (Role.UPDATED, 2),
    "lastbuilddate": (Role.UPDATED, 3),
    "category": (Role.CATEGORY, 0),
    "atom:category": (Role.CATEGORY, 0),
    "dc:subject": (Role.CATEGORY, 0),
    "media:category": (Role.CATEGORY, 0),
    "keywords": (Role.CATEGORY, 0),
    "media:keywords": (Role.CATEGORY, 0),
    "itunes:keywords": (Role.CATEGORY, 0),
    "enclosure": (Role.ENCLOSURE, 0),
    "media:content": (Role.ENCLOSURE, 0),
    "media:thumbnail": (Role.ENCLOSURE, 0),
    "image": (Role.ENCLOSURE, 0),
    "itunes:image": (Role.ENCLOSURE, 0),
    "language": (Role.LANGUAGE, 0),
    "dc:language": (Role.LANGUAGE, 0),
    "rights": (Role.RIGHTS, 0),
    "copyright": (Role.RIGHTS, 0),
    "dc:rights": (Role.RIGHTS, 1),
    "media:copyright": (Role.RIGHTS, 1),
    "source": (Role.PUBLICATION, 0),
    "dc:source": (Role.PUBLICATION, 1),
    "dc:publisher": (Role.PUBLICATION, 2),
    "comments": (Role.COMMENTS, 0),
    "media:group": (Role.GROUP, 0),
}
"""What an element holds, and its rank: where several hold the same, the lowest is taken and the others are listed."""

_CARRIED = """
guid@ispermalink link@href link@rel link@type link@hreflink atom:link@href atom:link@rel atom:link@type title@type
title@mode summary@type summary@mode content@type content@mode description@type abstract@type category@term
category@label atom:category@term atom:category@label enclosure@url enclosure@type media:content@url media:content@type
media:thumbnail@url image@href image@url itunes:image@href source@url item@rdf:about item@href item@lastmod
item@xml:base entry@xml:base content@xml:base link@xml:base entry@xml:lang item@xml:lang content@xml:lang title@xml:lang
summary@xml:lang
"""
CARRIED_ATTRIBUTES = frozenset(_CARRIED.split())
"""Attributes that a field holds or that say how to read one."""


@lru_cache(maxsize=4096)
def short_name(tag: str, home: str) -> str:
    """`{namespace}Name` as `prefix:name` in small letters; names of the feed's `home` vocabulary have no prefix.

    `home` is what `vocabulary` says of the entry's own tag. A namespace unknown here stays written out.
    """
    prefix = vocabulary(tag)
    name = tag.rpartition("}")[2].rpartition(":")[2].lower()
    if prefix in ("", home):
        return name
    return f"{{{prefix}}}{name}" if "/" in prefix else f"{prefix}:{name}"


@lru_cache(maxsize=4096)
def vocabulary(tag: str) -> str:
    """The usual prefix of a tag's namespace, the namespace itself where it has none here, `""` for all kinds of RSS."""
    if tag.startswith("{"):
        namespace = tag[1:].partition("}")[0].lower().rstrip("/")
        return _PREFIX_BY_NAMESPACE.get(namespace, namespace)
    undeclared = tag.rpartition(":")[0].lower()
    return "" if undeclared == "rss" else undeclared
