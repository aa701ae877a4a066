"""Redirects: reads addresses from sources and Location headers, and says where a hop may lead."""

import re
from urllib.parse import quote

from yarl import URL

from ingest.errors import BadAddress, BadRedirect

REDIRECTS = frozenset({301, 302, 303, 307, 308})
PERMANENT = frozenset({301, 308})

_SCHEMES = frozenset({"http", "https"})
_LONGEST = 4096
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")
_LONGEST_HOST = 253
_LABEL = re.compile(r"[A-Za-z0-9_-]{1,63}")
_PRINTABLE = "".join(map(chr, range(0x20, 0x7F)))


def read_address(text: str) -> URL:
    """The address of a source, without userinfo and fragment. Raises BadAddress."""
    try:
        return _fetchable(_read(text))
    except ValueError as fault:
        raise BadAddress(shown(text[:_LONGEST]), f"no address to fetch: {fault}") from fault


def next_hop(here: URL, location: str | None) -> URL:
    """Where a Location header leads from an address, without userinfo. Raises BadRedirect.

    `location` is the header as received, bytes that are no UTF-8 as surrogates.
    """
    if not location or len(location) > _LONGEST or _CONTROLS.search(location):
        raise BadRedirect(shown(here), "a redirect without a usable Location")
    try:
        return _fetchable(here.join(_read(_quoted(location.strip()))))
    except ValueError as fault:
        raise BadRedirect(shown(here), f"a redirect to no address to fetch: {fault}") from fault


def shown(address: str | URL) -> str:
    """An address as errors and logs may show it: without userinfo, and without a query, which may hold a key."""
    text = _CONTROLS.sub("", str(address))
    bare = re.sub(r"(?<=//)[^/?#]*@", "", text)
    path, query, _ = bare.partition("?")
    return f"{path}?..." if query else path.partition("#")[0]


def _read(text: str) -> URL:
    try:
        return URL(text)
    except ValueError as fault:
        raise ValueError("it cannot be read as one") from fault


def _fetchable(url: URL) -> URL:
    """An http(s) address with a host that a name server can be asked for. Raises ValueError."""
    if url.scheme not in _SCHEMES:
        raise ValueError("only http and https are fetched")
    if not _is_host(url.raw_host or ""):
        raise ValueError("its host is missing or no host name")
    return url.with_user(None).with_fragment(None)


def _is_host(host: str) -> bool:
    """Whether a host is an IPv6 literal, or letters, digits and dashes in labels (RFC 1123; `_` is seen too)."""
    labels = host.removesuffix(".").split(".")
    return ":" in host or (len(host) <= _LONGEST_HOST and all(_LABEL.fullmatch(label) for label in labels))


def _quoted(location: str) -> str:
    """A Location whose bytes are no UTF-8, percent-encoded byte by byte, as browsers send it on."""
    try:
        location.encode()
    except UnicodeEncodeError:
        return quote(location.encode("utf-8", "surrogateescape"), safe=_PRINTABLE)
    return location
