"""Reads RSS 0.9x to 2.0, RDF, Atom 0.3 and 1.0 and CDF from text: one hardened parser, one table of names.

The tree is read whole, so that each leaf of an entry is in a field or named in `not_carried`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree

from ingest.errors import FeedUnparsable, HostileXml, NotAFeed, TooComplex
from ingest.feed_addresses import is_absolute, resolve
from ingest.feed_bytes import FeedLimits
from ingest.feed_entry import Feed, Reader
from ingest.feed_mending import from_first_tag, mend
from ingest.feed_names import short_name, vocabulary
from ingest.feed_xml_entry import XML_LANG, read_entry, tag_of

_FEED_ROOTS = frozenset({"rss", "rdf", "rdf:rdf", "feed", "channel", "xml", "entry"})
_ENTRY_TAGS = frozenset({"item", "entry"})
_OLDER = ("prev-archive", "next")
"""Relations that lead to older entries (RFC 5005, sections 4 and 3), the stronger first."""

_BEYOND_LIMITS = ("Excessive depth", "huge input", "maximum", "too long", "Maximum")
_LOOK = "look at the address in a browser; ask the sender"


def hardened_parser(*, forgiving: bool) -> etree.XMLParser:
    """The one XML parser for feeds: no DTD, no entities, no network, libxml2's own limits on depth and text.

    `forgiving` makes a tree of XML that is not well formed.
    """
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        recover=forgiving,
        encoding="utf-8",
    )


@dataclass(frozen=True, slots=True)
class _Tree:
    root: etree._Element
    reader: Reader


def read_xml(text: str, limits: FeedLimits, address: str) -> Feed:
    """The feed in `text`, which `feed_bytes.refuse_foreign_xml` let pass; `address` is the last base for links.

    Raises NotAFeed for XML of another kind, FeedUnparsable, HostileXml or TooComplex.
    """
    tree = _parse(text, address)
    feed_root = _feed_root(tree.root, address)
    feed_link, self_link = _feed_links(feed_root)
    base = feed_link or self_link or address
    found = list(_entries(tree.root, limits, address))
    return Feed(
        title=_feed_text(feed_root, "title"),
        link=feed_link or self_link,
        language=_feed_text(feed_root, "language", "dc:language") or feed_root.get(XML_LANG) or tree.root.get(XML_LANG),
        entries=tuple(read_entry(element, home, base) for element, home in found),
        reader=tree.reader,
        is_partial=tree.reader is Reader.MENDED_XML and not _is_closed(text),
        older=_older(feed_root, address),
    )


def _parse(text: str, address: str) -> _Tree:
    """Strictly first; then mended and strictly; then mended and with forgiveness."""
    body = from_first_tag(text)
    if "<!DOCTYPE" not in body[:2048]:
        root = _strictly(body, address)
        if root is not None:
            return _Tree(root, Reader.XML)
    mended = mend(body)
    root = _strictly(mended, address)
    if root is None:
        root = _forgivingly(mended)
    if root is None:
        raise FeedUnparsable(address, "the XML is broken beyond mending", _LOOK)
    return _Tree(root, Reader.MENDED_XML)


def _strictly(body: str, address: str) -> etree._Element | None:
    try:
        return _bytes_to_tree(body, forgiving=False)
    except etree.XMLSyntaxError as error:
        if any(word in str(error) for word in _BEYOND_LIMITS):
            raise TooComplex(address, f"the XML is beyond the parser's limits ({error})", _LOOK) from error
        return None


def _forgivingly(body: str) -> etree._Element | None:
    try:
        return _bytes_to_tree(body, forgiving=True)
    except etree.XMLSyntaxError:  # it has no single tag
        return None


def _bytes_to_tree(body: str, *, forgiving: bool) -> etree._Element | None:
    raw = body.encode("utf-8", "replace")
    root: etree._Element | None = etree.fromstring(raw, hardened_parser(forgiving=forgiving))
    return root


def _feed_root(root: etree._Element, address: str) -> etree._Element:
    """The element that holds the feed's own title and link. Raises NotAFeed, HostileXml."""
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and any(True for _ in declared.iterentities()):
        raise HostileXml(address, "the feed declares XML entities", "ask the sender for a feed without a DOCTYPE")
    name = short_name(tag_of(root), vocabulary(tag_of(root)))
    if name not in _FEED_ROOTS:
        raise NotAFeed(address, f"the XML is a {name!r}, not a feed", "give the address of the feed itself")
    for child in root.iterchildren(etree.Element):
        if short_name(tag_of(child), vocabulary(tag_of(child))) == "channel":
            return child
    return root


def _entries(root: etree._Element, limits: FeedLimits, address: str) -> Iterator[tuple[etree._Element, str]]:
    """Each entry with its vocabulary; an entry inside an entry belongs to the outer one. Raises TooComplex."""
    taken: set[etree._Element] = set()
    for element in root.iter(etree.Element):
        home = _entry_vocabulary(tag_of(element))
        if home is None or any(outer in taken for outer in element.iterancestors()):
            continue
        taken.add(element)
        if len(taken) > limits.entries:
            raise TooComplex(address, f"the feed has more than {limits.entries} entries", "ask for a shorter feed")
        yield element, home


@lru_cache(maxsize=4096)
def _entry_vocabulary(tag: str) -> str | None:
    """The vocabulary of a tag that is an entry's, None for any other tag."""
    home = vocabulary(tag)
    return home if short_name(tag, home) in _ENTRY_TAGS and home not in ("media", "dc", "itunes") else None


def _feed_links(channel: etree._Element) -> tuple[str | None, str | None]:
    """The feed's own page and the feed's own address, absolute or None."""
    page = own = None
    for child in channel.iterchildren(etree.Element):
        if short_name(tag_of(child), vocabulary(tag_of(child))) != "link":
            continue
        address = resolve(child.base, child.get("href") or child.text)
        if not is_absolute(address):
            continue
        if child.get("rel", "alternate") == "alternate":
            page = page or address
        elif child.get("rel") == "self":
            own = own or address
    return page, own


def _older(channel: etree._Element, address: str) -> str | None:
    """Where the entries before these are: RFC 5005's archive before the next page, which are told apart by `rel`."""
    found: dict[str, str] = {}
    for child in channel.iterchildren(etree.Element):
        relation = child.get("rel", "").rpartition("/")[2].lower()
        if relation not in _OLDER or short_name(tag_of(child), vocabulary(tag_of(child))) != "link":
            continue
        there = resolve(address, resolve(child.base, child.get("href")))
        if is_absolute(there):
            found.setdefault(relation, there or "")
    return next((found[relation] for relation in _OLDER if relation in found), None)


def _feed_text(channel: etree._Element, *names: str) -> str | None:
    home = vocabulary(tag_of(channel))
    for child in channel.iterchildren(etree.Element):
        if short_name(tag_of(child), home) in names:
            text = "".join(child.itertext()).strip()
            if text:
                return text
    return None


def _is_closed(text: str) -> bool:
    """True where the text ends with the end tag of a feed, whatever came before."""
    end = text.rstrip()[-200:].lower()
    return any(f"</{name}" in end for name in ("rss", "feed", "rdf:rdf", "channel", "rdf"))
