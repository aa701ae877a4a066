"""Reads and writes OPML 2.0 (opml.org/spec2.opml): the lists of subscriptions that feed readers exchange."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

from lxml import etree

from ingest.errors import NotAFeed, TooComplex
from ingest.feed import LIMITS
from ingest.feed_bytes import refuse_foreign_xml, to_text, unpack
from ingest.feed_mending import mend
from ingest.feed_xml import hardened_parser

MOST_OUTLINES = 10_000
"""Subscriptions in one file; more is no list that a person keeps."""

_START = re.compile(r"<opml[\s>]", re.IGNORECASE)
_OUTLINE = re.compile(r"<outline[\s/>]", re.IGNORECASE)
_REMARK = re.compile(r"<!--.*?-->", re.DOTALL)
_LONGEST_TITLE = 200
_ADVICE = "export the subscriptions of your feed reader as OPML and name that file"


@dataclass(frozen=True, slots=True)
class Outline:
    """One subscription: its title as plain text, and its address as printed, None where the file gives none."""

    title: str | None
    address: str | None


@dataclass(frozen=True, slots=True)
class OpmlFile:
    """The bytes of a file that should be OPML, and the name to call it by in errors."""

    raw: bytes
    name: str


def read_opml(file: OpmlFile) -> tuple[Outline, ...]:
    """The subscriptions in the order of the file, out of whatever folders; a folder itself is none.

    XML that is not well formed is mended as a feed's is. Raises NotAFeed for anything but OPML, HostileXml where it
    declares entities, BadEncoding and TooComplex. Runs in a killable worker.
    """
    text = to_text(unpack(file.raw, LIMITS, file.name), None, file.name)
    start = _START.search(text)
    if start is None:
        raise NotAFeed(file.name, "this is no OPML", _ADVICE)
    refuse_foreign_xml(text, file.name)
    return tuple(_subscriptions(_tree(text[start.start() :], file.name), file.name))


def write_opml(outlines: Iterable[Outline], title: str, now: datetime) -> bytes:
    """OPML 2.0 in UTF-8 with one outline for each subscription that has an address."""
    root = etree.Element("opml", version="2.0")
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = title
    etree.SubElement(head, "dateCreated").text = format_datetime(now, usegmt=True)
    body = etree.SubElement(root, "body")
    for one in outlines:
        if one.address:
            name = one.title or one.address
            etree.SubElement(body, "outline", type="rss", text=name, title=name, xmlUrl=one.address)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _tree(body: str, name: str) -> etree._Element:
    """Strictly first; then mended and with forgiveness, unless that loses a subscription."""
    try:
        return _parse(body, forgiving=False)
    except etree.XMLSyntaxError as error:
        if "depth" in str(error):
            raise TooComplex(name, "its folders are nested beyond measure", _ADVICE) from error
    mended = mend(_REMARK.sub("", body))
    root = _parse(mended, forgiving=True)
    if sum(1 for _ in _outlines(root)) < len(_OUTLINE.findall(mended)):
        raise NotAFeed(name, "its XML is broken beyond mending", _ADVICE)
    return root


def _parse(body: str, *, forgiving: bool) -> etree._Element:
    return etree.fromstring(body.encode("utf-8", "replace"), hardened_parser(forgiving=forgiving))


def _outlines(root: etree._Element) -> Iterator[etree._Element]:
    return (element for element in root.iter(etree.Element) if str(element.tag).lower() == "outline")


def _subscriptions(root: etree._Element, name: str) -> Iterator[Outline]:
    found = 0
    for element in _outlines(root):
        told = {str(key).lower(): " ".join(str(value).split()) for key, value in element.attrib.items()}
        address = told.get("xmlurl")
        if not address and _is_folder(element, told):
            continue
        found += 1
        if found > MOST_OUTLINES:
            raise TooComplex(name, f"it lists more than {MOST_OUTLINES} subscriptions", "import it in parts")
        title = (told.get("title") or told.get("text") or "")[:_LONGEST_TITLE]
        yield Outline(title or None, address or None)


def _is_folder(element: etree._Element, told: dict[str, str]) -> bool:
    """Whether an outline without an address groups others, or is an empty group, rather than a feed without one."""
    return len(element) > 0 or told.get("type", "").lower() not in ("rss", "atom", "feed")
