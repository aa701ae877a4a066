"""The address of a source as an operator may write it."""

from urllib.parse import urlsplit

_LONGEST = 2000  # bytes: what the store looks addresses up by
_CONTROLS = frozenset(map(chr, (*range(0x21), 0x7F)))


def one_origin_address(url: str) -> str:
    """The address, if it is one of http or https with a host and nothing secret before it.

    Raises ValueError, whose sentence does not repeat the address.
    """
    if len(url.encode()) > _LONGEST:
        raise ValueError(f"is longer than {_LONGEST} bytes")
    if any(letter in _CONTROLS for letter in url):
        raise ValueError("holds a space or a control character")
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("must be an http or https address with a host")
    if "@" in parts.netloc:
        raise ValueError("holds a user name: give it as 'credentials'")
    return url


def shown(url: str) -> str:
    """The address as lists and errors show it: without a query, which may hold a key, and without fragment."""
    return url.partition("#")[0].partition("?")[0]
