"""Decides which feeds become sources: names them, and refuses those that are there already or may not be fetched."""

import socket
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from ipaddress import ip_address

from pydantic import ValidationError
from yarl import URL

from ingest.address_guard import AddressGuard
from ingest.errors import BadAddress
from ingest.opml import Outline
from ingest.redirects import read_address
from ingest.sources import FeedSource
from schedules.config_file import SourceLines
from schedules.settings import Config
from schedules.source_names import name_for


@dataclass(frozen=True, slots=True)
class Subscription:
    """A feed that is to become a source: its settings as config.yaml has them, or why it can't be one."""

    title: str | None
    address: str
    source: SourceLines | None
    refused: str | None = None


def plan(outlines: Iterable[Outline], config: Config) -> tuple[Subscription, ...]:
    """What becomes of each outline: each address once, each under a name of its own beside the configured sources."""
    planner = _Planner(config)
    return tuple(planner.plan(outline) for outline in outlines)


def feed_lines(name: str, url: str) -> SourceLines:
    """The settings of a feed with nothing but its name and its address."""
    return {"name": name, "kind": "feed", "url": url}


def fault_of(lines: SourceLines) -> str | None:
    """What is wrong with the settings of a feed, in a sentence without its value; None where nothing is."""
    try:
        FeedSource.model_validate(dict(lines))
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        return f"its {first['loc'][0]} {first['msg'].removeprefix('Value error, ')}"
    return None


def feeds(config: Config) -> Sequence[FeedSource]:
    """The configured sources that are feeds."""
    return [source for source in config.sources if isinstance(source, FeedSource)]


def same_address(address: str) -> str:
    """An address in the form in which two of them are compared: `HTTP://Wire.example` is `http://wire.example/`."""
    try:
        url = URL(address)
        return f"{url.origin()}{url.raw_path_qs}"
    except ValueError:
        return address


class _Planner:
    def __init__(self, config: Config) -> None:
        self._guard = AddressGuard(config.settings.http.allow_private)
        self._names = {source.name for source in config.sources}
        self._addresses = {same_address(source.url): source.name for source in feeds(config)}

    def plan(self, outline: Outline) -> Subscription:
        """What becomes of the next outline."""
        if outline.address is None:
            return Subscription(outline.title, "", None, "the list gives no address for it")
        address = outline.address
        if (refused := self._refusal(address)) is not None:
            return Subscription(outline.title, address, None, refused)
        name = name_for(outline.title, address, self._names)
        self._names.add(name)
        self._addresses[same_address(address)] = name
        return Subscription(outline.title, address, feed_lines(name, address))

    def _refusal(self, address: str) -> str | None:
        if (fault := fault_of(feed_lines("feed", address))) is not None:
            return fault
        if (other := self._addresses.get(same_address(address))) is not None:
            return f"{other!r} is the same feed"
        try:
            host = read_address(address).raw_host or ""
        except BadAddress as error:
            return error.sentence
        if _is_private(host, self._guard):
            return "its host is in a private network, which is not under 'http.allow_private'"
        return None


def _is_private(host: str, guard: AddressGuard) -> bool:
    """Whether a host is an address that may not be connected to; names are looked up when they are fetched.

    A host that is a number is what the system's own reader of addresses takes it for: `127.1`, `0x7f000001`.
    """
    if host.rstrip(".").rpartition(".")[2] == "localhost":
        return not guard.admits("127.0.0.1")
    try:
        literal = str(ip_address(host.partition("%")[0]))
    except ValueError:
        try:
            literal = socket.inet_ntoa(socket.inet_aton(host))
        except OSError:
            return False
    return not guard.admits(literal)
