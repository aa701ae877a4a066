"""Reads one entry element of a feed into a FeedEntry: what each child holds is said by the table of `feed_names`."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape
from typing import TypeVar

from lxml import etree

from ingest.feed_addresses import is_absolute, resolve
from ingest.feed_dates import read_printed_time
from ingest.feed_entry import Enclosure, FeedEntry, Form, Passage, PrintedTime
from ingest.feed_names import CARRIED_ATTRIBUTES, ROLES, Role, short_name, vocabulary

_XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_RDF_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_PLAIN_TYPES = frozenset({"text", "text/plain", "plain"})
_TAGS_IN_PLAIN = re.compile(
    r"<(?:p|br|div|a|img|b|i|em|strong)(?:\s[^<>]*)?/?>", re.IGNORECASE
)  # Atom without type="html"
_HTML_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
_NOT_PAGES = ("application/json", "application/rss", "application/atom", "image/", "audio/", "video/", "text/xml")

_Value = TypeVar("_Value")
_Element = etree._Element  # noqa: SLF001 - lxml's one name for the type of an element
_Ranked = tuple[int, _Element, str]


@dataclass(slots=True)
class _Found:
    """What the children of one entry hold, by role, while they are being looked through."""

    by_role: dict[Role, list[_Ranked]] = field(default_factory=dict)
    not_carried: set[str] = field(default_factory=set)


@lru_cache(maxsize=4096)
def _role(tag: str, home: str) -> tuple[str, Role | None, int]:
    name = short_name(tag, home)
    role, rank = ROLES.get(name, (None, 0))
    return name, role, rank


def tag_of(element: _Element) -> str:
    """The tag of an element; lxml types it as whatever a comment may have there."""
    return str(element.tag)


def read_entry(element: _Element, home: str, feed_base: str) -> FeedEntry:
    """The entry in `element`; relative links are resolved against its xml:base, else against `feed_base`."""
    found = _Found()
    _look_through(element, home, "", found)
    _list_attributes(element, "item" if home != "atom" else "entry", "", found)
    link_base = resolve(feed_base, element.base) or feed_base
    guid = _guid(element, found)
    return FeedEntry(
        guid=guid,
        link=_link(element, found, link_base, guid),
        original_link=_first(found, Role.ORIGINAL_LINK, _text),
        title=_first(found, Role.TITLE, _passage),
        summary=_first(found, Role.SUMMARY, _passage),
        content=_first(found, Role.CONTENT, _passage),
        authors=_all(found, Role.AUTHOR, _author),
        published=_time(found, Role.PUBLISHED),
        updated=_time(found, Role.UPDATED) or _time_of(element.get("LASTMOD")),
        categories=_categories(found),
        enclosures=_enclosures(found, link_base),
        language=element.get(XML_LANG) or _first(found, Role.LANGUAGE, _text),
        rights=_first(found, Role.RIGHTS, _text),
        publication=_first(found, Role.PUBLICATION, _publication),
        comments=_first(found, Role.COMMENTS, _text),
        not_carried=tuple(sorted(found.not_carried)),
    )


def _look_through(element: _Element, home: str, path: str, found: _Found) -> None:
    for child in element.iterchildren(etree.Element):
        name, role, rank = _role(tag_of(child), home)
        if role is Role.GROUP:
            _look_through(child, home, f"{path}{name}/", found)
        elif role is None:
            _list_leaves(child, home, f"{path}{name}", found)
        else:
            found.by_role.setdefault(role, []).append((rank, child, f"{path}{name}"))
            _list_attributes(child, name, path, found)


def _list_leaves(element: _Element, home: str, path: str, found: _Found) -> None:
    """Name every leaf under an element that no field holds."""
    if element.text and not element.text.isspace():
        found.not_carried.add(path)
    for attribute in element.attrib:
        found.not_carried.add(f"{path}@{_role(str(attribute), home)[0]}")
    for child in element.iterchildren(etree.Element):
        _list_leaves(child, home, f"{path}/{_role(tag_of(child), home)[0]}", found)


def _list_attributes(element: _Element, name: str, path: str, found: _Found) -> None:
    for attribute in element.attrib:
        key = f"{name}@{_role(str(attribute), '')[0]}"
        if key not in CARRIED_ATTRIBUTES:
            found.not_carried.add(path + key)


def _first(found: _Found, role: Role, read: Callable[[_Element], _Value | None]) -> _Value | None:
    """The value of the best-ranked child that has one; the others that have words are listed as not carried."""
    taken: _Value | None = None
    for _, child, path in sorted(found.by_role.get(role, ()), key=_rank):
        if taken is None:
            taken = read(child)
        elif _text(child):
            found.not_carried.add(path)
    return taken


def _all(found: _Found, role: Role, read: Callable[[_Element], _Value | None]) -> tuple[_Value, ...]:
    """The values of all children of the best rank that has any; those of other ranks are listed as not carried."""
    values: list[_Value] = []
    best: int | None = None
    for rank, child, path in sorted(found.by_role.get(role, ()), key=_rank):
        value = read(child) if best in (None, rank) else None
        if value is not None:
            values.append(value)
            best = rank
        elif best is not None and _text(child):
            found.not_carried.add(path)
    return tuple(dict.fromkeys(values))


def _rank(ranked: _Ranked) -> int:
    return ranked[0]


def _text(element: _Element) -> str | None:
    text = element.text if len(element) == 0 else "".join(element.itertext())
    return (text or "").strip() or None


def _passage(element: _Element) -> Passage | None:
    """The words of a title, summary or body, and whether they are HTML: Atom says so, in RSS they are."""
    if len(element):
        return Passage(_inner_html(element), Form.HTML)
    text = _text(element)
    if text is None or element.get("mode") == "base64":
        return None
    kind = (element.get("type") or ("html" if _is_loose(element) else "text")).strip().lower()
    is_plain = kind in _PLAIN_TYPES and not _TAGS_IN_PLAIN.search(text)
    return Passage(text, Form.PLAIN if is_plain else Form.HTML)


def _is_loose(element: _Element) -> bool:
    """True for elements of RSS and its modules, which never say whether they hold text or HTML."""
    return vocabulary(tag_of(element)) != "atom"


def _inner_html(element: _Element) -> str:
    """The XHTML inside an element, printed as HTML: its tags without namespaces. The element is emptied."""
    bare = etree.Element("body")
    bare.extend(list(element))
    for child in bare.iterdescendants(etree.Element):
        name = tag_of(child).rpartition("}")[2].rpartition(":")[2]
        child.tag = name if _HTML_NAME.fullmatch(name) else "span"
    etree.cleanup_namespaces(bare)
    pieces = [etree.tostring(child, encoding="unicode", method="html") for child in bare]
    return (escape(element.text or "", quote=False) + "".join(pieces)).strip()


def _author(element: _Element) -> str | None:
    by_name = {
        _role(tag_of(child), vocabulary(tag_of(element)))[0]: _text(child)
        for child in element.iterchildren(etree.Element)
    }
    if not by_name:
        return _text(element)
    return by_name.get("name") or by_name.get("email") or by_name.get("foaf:name")


def _guid(element: _Element, found: _Found) -> str | None:
    return _first(found, Role.GUID, _text) or (element.get(_RDF_ABOUT) or "").strip() or None


def _is_permalink(found: _Found) -> bool:
    return any(
        child.get("isPermaLink", "true").strip().lower() != "false" for _, child, _ in found.by_role.get(Role.GUID, ())
    )


def _link(element: _Element, found: _Found, base: str, guid: str | None) -> str | None:
    """The entry's page: `link`, the best `rel=alternate`, a CDF item's HREF, or a guid that is a permalink."""
    choices: list[tuple[int, str]] = []
    for rank, child, path in found.by_role.get(Role.LINK, ()):
        kind = child.get("rel", "alternate").strip().lower()
        address = resolve(_own_base(child, base), child.get("href") or child.text)
        if kind in ("alternate", "") and address is not None:
            choices.append((rank * 2 + (child.get("type") or "text/html").startswith(_NOT_PAGES), address))
        elif kind != "enclosure" and (child.get("href") or child.text):
            found.not_carried.add(f"{path}[{kind}]")
    if choices:
        return min(choices, key=_choice_rank)[1]
    if element.get("HREF"):
        return resolve(base, element.get("HREF"))
    return resolve(None, guid) if is_absolute(guid) and _is_permalink(found) else None


def _choice_rank(choice: tuple[int, str]) -> int:
    return choice[0]


def _own_base(element: _Element, base: str) -> str:
    own = element.get(_XML_BASE)
    return (resolve(base, own) or base) if own else base


def _time_of(printed: str | None) -> PrintedTime | None:
    return read_printed_time(printed) if printed and printed.strip() else None


def _time(found: _Found, role: Role) -> PrintedTime | None:
    """The best-ranked date that can be read, else the best-ranked one as it is printed."""
    times = [(_time_of(_text(child)), path) for _, child, path in sorted(found.by_role.get(role, ()), key=_rank)]
    taken = next((each for each in times if each[0] and each[0].utc), None) or next(
        (each for each in times if each[0]), None
    )
    found.not_carried.update(
        path for time, path in times if time is not None and taken is not None and path != taken[1]
    )
    return taken[0] if taken else None


def _categories(found: _Found) -> tuple[str, ...]:
    words: list[str] = []
    for _, child, path in found.by_role.get(Role.CATEGORY, ()):
        text = child.get("label") or child.get("term") or _text(child) or ""
        words += text.split(",") if path.endswith("keywords") else [text]
    return tuple(dict.fromkeys(word.strip() for word in words if word.strip()))


def _publication(element: _Element) -> str | None:
    """The paper an entry was taken from: the text of RSS `source`, the title inside Atom's."""
    for child in element.iterchildren(etree.Element):
        if _role(tag_of(child), vocabulary(tag_of(element)))[0] == "title":
            return _text(child)
    return None if len(element) else _text(element)


def _enclosures(found: _Found, base: str) -> tuple[Enclosure, ...]:
    enclosures: dict[str, Enclosure] = {}
    for _, child, path in found.by_role.get(Role.ENCLOSURE, ()):
        _add_enclosure(enclosures, child, child.get("url") or child.get("href") or _text_of_url(child), base)
        for inner in child.iterchildren(etree.Element):
            name = _role(tag_of(inner), "")[0]
            if name != "url":
                _list_leaves(inner, "", f"{path}/{name}", found)
    for _, child, _ in found.by_role.get(Role.LINK, ()):
        if child.get("rel", "").strip().lower() == "enclosure":
            _add_enclosure(enclosures, child, child.get("href"), base)
    return tuple(enclosures.values())


def _text_of_url(element: _Element) -> str | None:
    inner = next((child for child in element.iterchildren("{*}url")), None)
    return _text(element if inner is None else inner)


def _add_enclosure(enclosures: dict[str, Enclosure], element: _Element, printed: str | None, base: str) -> None:
    address = resolve(_own_base(element, base), printed)
    if address is not None and address not in enclosures:
        enclosures[address] = Enclosure(address, element.get("type"), element.get("title"))
