"""What a page says of its story outside the text: each field with its origin.

Asked in order: JSON-LD, then meta elements (Open Graph, article, Dublin Core and the names that systems use), then
elements that are marked as such (`time`, `rel=author`, h1, title), then the address.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urljoin, urlsplit

from lxml import etree

from ingest.feed_dates import read_date
from normalize.document import Field
from normalize.readers.page_json_ld import Thing, names_of, read_json_ld, text_of, texts_of
from normalize.readers.page_titles import without_site

_HEAD = ("meta", "link", "title", "time", "h1", "script", "base", "html")
_TITLES = ("og:title", "twitter:title", "sailthru.title", "parsely-title", "dc.title", "title")
_PUBLISHED = (
    "article:published_time", "og:article:published_time", "datepublished", "og:published_time", "sailthru.date",
    "parsely-pub-date", "pubdate", "publishdate", "publish-date", "publish_date", "dc.date.issued", "dcterms.created",
    "dc.date", "dcterms.date", "date.created", "datecreated", "cxenseparse:publishtime", "cxenseparse:recs:publishtime",
    "content:publishdate", "publisheddate", "article.published", "displaydate", "originalpublicationdate", "date",
)  # fmt: skip
_MODIFIED = (
    "article:modified_time", "og:article:modified_time", "datemodified", "og:updated_time", "dcterms.modified",
    "date.modified", "date.updated", "lastmod", "last-modified", "article.updated", "revised",
)  # fmt: skip
_AUTHORS = (
    "author", "article:author", "og:article:author", "articleauthor", "byl", "parsely-author", "sailthru.author",
    "dc.creator", "dcterms.creator", "cxenseparse:author", "article.author", "authors", "twitter:creator:name",
)  # fmt: skip
_SECTIONS = (
    "article:section",
    "og:article:section",
    "parsely-section",
    "section",
    "articlesection",
    "cxenseparse:category",
)
_TAGS = ("article:tag", "og:article:tag", "news_keywords", "keywords", "parsely-tags", "sailthru.tags")
_PUBLISHERS = ("og:site_name", "publisher", "dc.publisher", "application-name", "cre")
_LONGEST_NAME, _MOST_NAMES, _MOST_TAGS = 80, 20, 40
_BY = re.compile(
    r"(?:(?:written |story |text )?by|von|par|por|door|af|av|autor(?:in)?|texte?)(?:\s*:\s*|\s+)", re.IGNORECASE
)  # "By Jane Roe", "Autor: Jana Roe"
_BETWEEN = re.compile(r"\s*(?:;|\||/|,|\band\b|\bund\b|\bet\b|\by\b|&|\be\b)\s*")
_NO_NAME = re.compile(r"https?:|www\.|@|\d{3}|\{|<")
_DATED = re.compile(r"/((?:19|20)\d\d)[/-](0?[1-9]|1[0-2]|[a-z]{3})[/-](0?[1-9]|[12]\d|3[01])(?=[/\-_.]|\Z)")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True, slots=True)
class Metadata:
    """`fields` by the names of `normalize.article.Article`; `titles` are what it calls its story, without site.

    `description` is what search engines are shown; `is_free` is None where the page does not say; `told_body` counts
    the characters of the text in JSON-LD.
    """

    fields: Mapping[str, Field]
    titles: tuple[str, ...]
    description: str | None
    is_free: bool | None
    told_body: int
    base: str | None


def read_metadata(root: etree._Element, address: str) -> Metadata:
    """The metadata of a page that came from `address` (any text: a file's name says nothing)."""
    head = _Head(root, address)
    titles = [*head.titles()]
    fields = {
        name: Field(value, origin)
        for name, found in (
            ("headline", titles), ("byline", head.authors()),
            ("first_created", head.times(_PUBLISHED, "datePublished")),
            ("version_created", head.times(_MODIFIED, "dateModified")), ("language", head.languages()),
            ("address", head.addresses()), ("keywords", head.tags()), ("subjects", head.sections()),
            ("credits", ((((name,), origin)) for name, origin in head.publishers())), ("ednote", head.corrections()),
        )
        if (first := next(iter(found), None)) is not None
        for value, origin in (first,)
    }  # fmt: skip
    _settle_times(fields)
    free = head.thing.get("isAccessibleForFree")
    return Metadata(
        fields=fields,
        titles=tuple(dict.fromkeys(title for title, _ in titles)),
        description=text_of(head.thing.get("description"))
        or head.meta("og:description", "description", "twitter:description"),
        is_free=None if free is None else str(free).strip().lower() not in ("false", "http://schema.org/false"),
        told_body=len(text_of(head.thing.get("articleBody")) or ""),
        base=head.base,
    )


def _settle_times(fields: dict[str, Field]) -> None:
    """One time stands for the other where that is missing; a change before the first day is none."""
    first, last = fields.get("first_created"), fields.get("version_created")
    if first is None and last is not None:
        fields["first_created"] = last
    elif first is not None and (last is None or last.value < first.value):  # type: ignore[operator]  # both are times
        fields["version_created"] = first


class _Head:
    """The elements of a page that tell of its story, gathered in one walk."""

    def __init__(self, root: etree._Element, address: str) -> None:
        self._metas: dict[str, list[str]] = {}
        self._links: dict[str, str] = {}
        self._names: list[tuple[str, str]] = []
        self._times: list[etree._Element] = []
        self._root = root
        self.title = ""
        self.headings: list[str] = []
        scripts: list[str] = []
        base = address if _is_web(address) else None
        for element in root.iter(*_HEAD):
            match element.tag:
                case "meta":
                    self._take(element)
                case "link":
                    self._links.setdefault((element.get("rel") or "").strip().lower(), element.get("href") or "")
                case "title":
                    self.title = self.title or " ".join((element.text or "").split())
                case "time":
                    self._times.append(element)
                case "h1":
                    self.headings.append(" ".join("".join(element.itertext()).split()))
                case "base":
                    base = urljoin(base or "", element.get("href") or "") or None
                case "script" if "ld+json" in (element.get("type") or "").lower():
                    scripts.append(element.text or "")
        self.thing: Thing = read_json_ld(scripts)
        self._address = address
        self.base = base if base is not None and _is_web(base) else None

    def _take(self, element: etree._Element) -> None:
        content = (element.get("content") or "").strip()
        for attribute in ("property", "name", "itemprop"):
            name = element.get(attribute)
            if name and content:
                self._metas.setdefault(name.strip().lower(), []).append(content)

    def meta(self, *names: str) -> str | None:
        """The first value of the first of these metas that is there."""
        return next((self._metas[name][0] for name in names if name in self._metas), None)

    def titles(self) -> Iterator[tuple[str, str]]:
        """What the page calls its story, the surest first."""
        told = [(text_of(self.thing.get("headline")), "json-ld/headline")]
        told += [(value, f"meta/{name}") for name in _TITLES for value in self._metas.get(name, ())[:1]]
        told += [(heading, "h1") for heading in self.headings[:1]] + [(self.title, "title")]
        sites, host = [name for name, _ in self.publishers()], self._host()
        for value, origin in told:
            text = " ".join((value or "").split())
            if text:
                yield (text if origin == "h1" else without_site(text, sites, self.headings, host)), origin

    def _host(self) -> str:
        address = next((value for value, _ in self.addresses()), self._address)
        return urlsplit(address).hostname or "" if _is_web(address) else ""

    def authors(self) -> Iterator[tuple[str, str]]:
        """The writers' names, joined with commas."""
        told = [(names_of(self.thing.get("author") or self.thing.get("creator") or ""), "json-ld/author")]
        told += [(self._metas[name], f"meta/{name}") for name in _AUTHORS if name in self._metas]
        for names, origin in told:
            if clean := _names(names):
                yield ", ".join(clean), origin
        if clean := _names(self._marked_authors()):
            yield ", ".join(clean), "marked as author"

    def _marked_authors(self) -> list[str]:
        found = self._root.xpath('//*[@rel="author" or @itemprop="author"]')
        texts = [" ".join("".join(one.itertext()).split()) for one in found[:5]]
        return [text for text in texts if 0 < len(text) <= _LONGEST_NAME][:1]

    def times(self, names: Iterable[str], key: str) -> Iterator[tuple[datetime, str]]:
        """The instants that are told for one of the page's two times."""
        told = [(text_of(self.thing.get(key)), f"json-ld/{key}")]
        told += [(value, f"meta/{name}") for name in names for value in self._metas.get(name, ())[:1]]
        for element in self._times:
            marks = f"{element.get('itemprop')} {element.get('class')}".lower()
            is_change = "modified" in marks or "updat" in marks
            if is_change == (key == "dateModified"):
                told.append((element.get("datetime"), "time"))
        for value, origin in told:
            if value and (instant := read_date(value)) is not None:
                yield instant, origin
        if key == "datePublished" and (
            day := _day_in(self._address) or _day_in(self.meta("og:url") or self._links.get("canonical", ""))
        ):
            yield day, "address"

    def languages(self) -> Iterator[tuple[str, str]]:
        """The language as a tag, in the form of the chain's own: its first part."""
        told = [
            (self._root.get("lang") or self._root.get("{http://www.w3.org/XML/1998/namespace}lang"), "html/lang"),
            (text_of(self.thing.get("inLanguage")), "json-ld/inLanguage"),
            (self.meta("content-language", "language", "dc.language"), "meta/language"),
        ]
        for value, origin in told:
            tag = (value or "").replace("_", "-").partition("-")[0].strip().lower()
            if tag.isascii() and tag.isalpha() and len(tag) in (2, 3):
                yield tag, origin

    def addresses(self) -> Iterator[tuple[str, str]]:
        """The address that the page gives itself."""
        entity = self.thing.get("mainEntityOfPage")
        told = [
            (self._links.get("canonical"), "link/canonical"),
            (self.meta("og:url"), "meta/og:url"),
            (self.thing.get("url"), "json-ld/url"),
            (entity.get("@id") if isinstance(entity, dict) else entity, "json-ld/mainEntityOfPage"),
        ]
        for value, origin in told:
            whole = _joined(self._address if _is_web(self._address) else "", value)
            if whole is not None and urlsplit(whole).path.strip("/"):
                yield whole, origin

    def tags(self) -> Iterator[tuple[tuple[str, ...], str]]:
        """Keywords."""
        told = [(texts_of(self.thing.get("keywords")), "json-ld/keywords")]
        told += [(texts_of(", ".join(self._metas[name])), f"meta/{name}") for name in _TAGS if name in self._metas]
        yield from ((tuple(dict.fromkeys(value))[:_MOST_TAGS], origin) for value, origin in told if value)

    def sections(self) -> Iterator[tuple[tuple[str, ...], str]]:
        """The desks of the house that the story stands under."""
        told = [(texts_of(self.thing.get("articleSection")), "json-ld/articleSection")]
        told += [((self._metas[name][0],), f"meta/{name}") for name in _SECTIONS if name in self._metas]
        yield from ((value[:_MOST_TAGS], origin) for value, origin in told if value)

    def corrections(self) -> Iterator[tuple[str, str]]:
        """What the house says it has corrected."""
        told = text_of(self.thing.get("correction"))
        if told is not None:
            yield told, "json-ld/correction"

    def publishers(self) -> Iterator[tuple[str, str]]:
        """The house."""
        for name in names_of(self.thing.get("publisher") or ""):
            if name.strip():
                yield name.strip(), "json-ld/publisher"
        yield from ((self._metas[name][0], f"meta/{name}") for name in _PUBLISHERS if name in self._metas)


def _names(values: Iterable[str]) -> list[str]:
    """Writers' names out of what is printed: "By Jane Roe and John Doe" is two."""
    found: dict[str, None] = {}
    for value in values:
        text = " ".join(value.split())
        if _is_web(text):
            continue
        opened = _BY.match(text)
        for name in _BETWEEN.split(text[opened.end() :] if opened is not None else text):
            bare = name.strip(" ,.-–—·•:")
            if bare and len(bare) <= _LONGEST_NAME and not _NO_NAME.search(bare):
                found.setdefault(bare)
    return [*found][:_MOST_NAMES]


def _day_in(address: str) -> datetime | None:
    """The day that an address names: /2019/11/18/, /2019-11-18-."""
    found = _DATED.search(address.lower())
    if found is None:
        return None
    year, month, day = found.groups()
    number = _MONTHS.index(month) + 1 if month in _MONTHS else int(month) if month.isdigit() else 0
    try:
        return datetime(int(year), number, int(day), tzinfo=UTC)
    except ValueError:
        return None


def _is_web(address: str) -> bool:
    return address.lower().startswith(("http://", "https://"))


def _joined(base: str, value: object) -> str | None:
    if not isinstance(value, str) or not value.strip():
        return None
    try:
        whole = urljoin(base, value.strip())
        return whole if _is_web(whole) and urlsplit(whole).hostname else None
    except ValueError:
        return None
