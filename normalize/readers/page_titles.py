"""Titles without the name of the site that pages hang on them."""

import re
from collections.abc import Iterable, Sequence

_SEPARATOR = re.compile(r"\s+[|\-–—·•»:]\s+|\s*[|»]\s*")
_SHORTEST_NAME = 3
_WORD = re.compile(r"\w+")


def without_site(title: str, sites: Sequence[str], headings: Sequence[str], host: str) -> str:
    """`Rain floods valley | Valley Times` as `Rain floods valley`.

    The end goes where the rest is a heading of the page, or what goes is the name of the site or of its host; a part
    of the title that is none of these stays (`Brexit - the end`).
    """
    plain = {_plain(heading) for heading in headings if heading}
    if _plain(title) in plain:
        return title
    names = {name for site in sites for name in _names(site)} | set(_hosts(host))
    while (cut := _last(title)) is not None:
        head, tail = title[: cut.start()].rstrip(), title[cut.end() :].strip()
        folded = _plain(tail)
        if not head or not (_plain(head) in plain or folded in names or _glued(tail) in names):
            break
        title = head
    first = _SEPARATOR.search(title)
    if first is not None and _plain(title[: first.start()]) in names and title[first.end() :].strip():
        return title[first.end() :].strip()
    return title


def _last(title: str) -> re.Match[str] | None:
    return next(reversed([*_SEPARATOR.finditer(title)]), None)


def _names(site: str) -> Iterable[str]:
    yield _plain(site)
    yield _glued(site)


def _hosts(host: str) -> Iterable[str]:
    """What a site may call itself, by its host: `news.valley-times.com` is `valley-times.com` and `valleytimes`."""
    parts = host.removeprefix("www.").split(".")
    if len(parts) > 1:
        yield _plain(host.removeprefix("www."))
        yield _plain(".".join(parts[-2:]))
        yield from (re.sub(r"\W", "", part) for part in parts[:-1] if len(part) >= _SHORTEST_NAME)


def _plain(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))


def _glued(text: str) -> str:
    return "".join(_WORD.findall(text.casefold()))
