"""What the tests of fetching share: newsrooms on loopback, a clock that is set by hand, a client that may go there."""

import asyncio
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from typing import Any

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from ingest.answers import FetchRequest, Outcome
from ingest.errors import IngestError
from ingest.host_pace import HostPace
from ingest.http import ClientSettings, open_client
from ingest.rhythm import first_state, is_due, next_state
from tests.newsroom.server import Newsroom, open_newsroom

LOOPBACK = ip_network("127.0.0.1/32")
NEWS_HOST = "news.example"
SETTINGS = ClientSettings(
    user_agent="copydesk/0.1 (+https://desk.example/)", allow_private=(LOOPBACK,), total_deadline_s=20
)


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    """A source's server."""
    with open_newsroom() as running:
        yield running


@pytest.fixture
def elsewhere() -> Iterator[Newsroom]:
    """Another server on the same host: another origin by its port."""
    with open_newsroom() as running:
        yield running


@dataclass
class SetClock:
    """A clock that stands until it is set; waiting moves it on, and takes no time."""

    at: datetime = datetime(2026, 1, 5, 12, tzinfo=UTC)
    waits: list[float] = field(default_factory=list)

    def now(self) -> datetime:
        return self.at

    def seconds(self) -> float:
        return self.at.timestamp()

    def forward(self, wait: timedelta) -> None:
        self.at += wait

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.at += timedelta(seconds=seconds)


class Names(AbstractResolver):
    """A name server that gives prepared answers in turn, the last one again and again."""

    def __init__(self, **answers: tuple[str, ...]) -> None:
        self.answers = {name.replace("_", "."): list(given) for name, given in answers.items()}
        self.asked: list[str] = []

    async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[ResolveResult]:
        """Each answer is one or more addresses, separated by blanks. Raises OSError for an unknown name."""
        self.asked.append(host)
        assert family == socket.AF_UNSPEC, "both families are asked for"
        if host not in self.answers:
            raise OSError(f"no such host: {host}")
        given = self.answers[host]
        found = given.pop(0) if len(given) > 1 else given[0]
        return [
            ResolveResult(
                hostname=host,
                host=one,
                port=port,
                family=socket.AF_INET6 if ":" in one else socket.AF_INET,
                proto=0,
                flags=0,
            )
            for one in found.split()
        ]

    async def close(self) -> None:
        """Nothing is open."""


@dataclass
class Desk:
    """The real client with a clock set by hand: `news.example` and 127.0.0.1 are the newsrooms' host."""

    clock: SetClock = field(default_factory=SetClock)
    names: Names = field(default_factory=lambda: Names(news_example=("127.0.0.1",), www_example=("127.0.0.1",)))
    settings: ClientSettings = SETTINGS
    pace: HostPace | None = None

    def set(self, **changes: Any) -> "Desk":
        self.settings = replace(self.settings, **changes)
        return self

    def fetch(self, url: str, **asked: Any) -> Outcome:
        """One fetch in a client of its own."""
        outcome: Outcome = self.fetch_all(FetchRequest(url, **asked))[0]
        return outcome

    def fetch_all(self, *requests: FetchRequest) -> list[Any]:
        """Fetches started together in one client; what one raises stands in its place if there are several."""
        return asyncio.run(self._fetch_all(requests))

    async def _fetch_all(self, requests: tuple[FetchRequest, ...]) -> list[Any]:
        settings = self.settings
        if self.pace is None:
            self.pace = HostPace(settings.per_host, settings.gap_s, self.clock.seconds, self.clock.sleep)
        async with open_client(settings, self.clock.now, self.names, self.pace) as client:
            outcomes = await asyncio.gather(*map(client.fetch, requests), return_exceptions=len(requests) > 1)
        await _all_closed()
        return outcomes


async def _all_closed() -> None:
    """Wait until no socket but the loop's own is watched: TLS says goodbye after the client is done."""
    watched = asyncio.get_running_loop()._selector  # type: ignore[attr-defined]  # no public way to ask
    async with asyncio.timeout(10):
        while len(watched.get_map()) > 1:
            await asyncio.sleep(0)
    await asyncio.sleep(0)


@pytest.fixture
def desk() -> Desk:
    """A client of the tests' own making."""
    return Desk()


class Poller:
    """One source as a daemon polls it: asked when it is due, its state carried on."""

    def __init__(self, desk: Desk, home: str) -> None:
        self.desk = desk
        self.state = first_state(home)
        self.interval = timedelta(minutes=10)
        self.last: Outcome | IngestError | None = None

    def poll(self) -> "Poller":
        """Wait until the source is due, then ask."""
        now = self.desk.clock.at
        if self.state.next_due is not None:
            self.desk.clock.forward(max(timedelta(0), self.state.next_due - now))
        return self.tick()

    def tick(self, after: timedelta = timedelta(0)) -> "Poller":
        """Look, after a while, whether the source is due, and ask it only then."""
        self.desk.clock.forward(after)
        now = self.desk.clock.at
        if not is_due(self.state, self.interval, now):
            return self
        try:
            self.last = self.desk.fetch(self.state.address, validators=self.state.validators)
        except IngestError as failure:
            self.last = failure
        self.state = next_state(self.state, self.last, self.interval, self.desk.clock.at, jitter=0)
        return self

    @property
    def wait(self) -> timedelta:
        """From now to the next turn."""
        assert self.state.next_due is not None
        return self.state.next_due - self.desk.clock.at


@pytest.fixture
def poller(desk: Desk, newsroom: Newsroom) -> Poller:
    """The source at /feed of the newsroom, under a public name."""
    return Poller(desk, newsroom.url("/feed", host=NEWS_HOST))
