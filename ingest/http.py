"""The HTTP client: polite to hosts, closed to attackers, and with a type for every outcome.

One connection for each request, one request for each hop: nothing is retried, pooled or followed behind our back.
aiohttp carries the protocol; what it leaves to its user is done here and in the modules beside: the guard at
connect time, the redirects, the deadline, the cap on decoded bytes, the pace.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import aiohttp
from aiohttp.abc import AbstractResolver
from multidict import CIMultiDict
from yarl import URL

from ingest.address_guard import AddressGuard, Network
from ingest.answers import FetchRequest, Outcome
from ingest.credentials import Credentials
from ingest.errors import BadRedirect, Throttled, TimedOut
from ingest.host_pace import HostPace, is_shared_host
from ingest.http_answer import Asked, read_outcome
from ingest.http_faults import FAULTS, as_failure, without_retry
from ingest.redirects import PERMANENT, REDIRECTS, next_hop, read_address, shown

# Longer than any honest header seen (a long Content-Security-Policy); aiohttp refuses more.
_MAX_HEADER_BYTES = 32_768
_MAX_HEADERS = 256


@dataclass(frozen=True, slots=True)
class ClientSettings:
    """How the client behaves. `user_agent` names the program, its version and a contact address.

    `total_deadline_s` covers name look-up, all hops and the whole body, but not the wait for a turn at the host.
    `max_bytes` counts decoded bytes. `per_host` requests run at once on a host, their starts `gap_s` seconds apart.
    `allow_private` lists the private networks that may be connected to. With `proxy`, every request goes there;
    `proxy_credentials` are the Proxy-Authorization for it. `ca_file` is trusted besides the system's authorities.
    """

    user_agent: str
    total_deadline_s: float = 30.0
    max_bytes: int = 20_000_000
    max_redirects: int = 5
    per_host: int = 1
    gap_s: float = 1.0
    allow_private: tuple[Network, ...] = ()
    proxy: str | None = None
    proxy_credentials: Credentials | None = None
    ca_file: Path | None = None


@asynccontextmanager
async def open_client(
    settings: ClientSettings,
    now: Callable[[], datetime],
    resolver: AbstractResolver | None = None,
    pace: HostPace | None = None,
) -> AsyncIterator["Client"]:
    """A client for the running event loop, whose connections end with the block.

    `now` tells the time, aware UTC, for dates in headers. `resolver` and `pace` take the place of the system's
    name look-up and of a pace by the settings. Raises OSError where `ca_file` cannot be read.
    """
    guard = AddressGuard(settings.allow_private)
    names = resolver or aiohttp.ThreadedResolver()
    async with aiohttp.ClientSession(
        connector=_connector(settings, guard, names),
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(total=None),  # the deadline is ours: it spans hops
        auto_decompress=False,
        trust_env=False,
        max_line_size=_MAX_HEADER_BYTES,
        max_field_size=_MAX_HEADER_BYTES,
        max_headers=_MAX_HEADERS,
        middlewares=(without_retry,),
    ) as session:
        clock = asyncio.get_running_loop().time
        pace = pace or HostPace(settings.per_host, settings.gap_s, clock, asyncio.sleep)
        yield Client(settings, now, session, pace, lambda url: guard.check_host(url.raw_host or "", names))


@dataclass(slots=True)
class _Trail:
    """Where one fetch has come to: start, hop at hand and those behind it, the seconds left, what still holds."""

    home: URL
    here: URL
    left_s: float
    seen: set[URL]
    at_home: bool = True
    permanent: bool = True
    moved_to: URL | None = None


class Client:
    """Fetches addresses, each host at its pace. Made by `open_client`."""

    def __init__(
        self,
        settings: ClientSettings,
        now: Callable[[], datetime],
        session: aiohttp.ClientSession,
        pace: HostPace,
        check_target: Callable[[URL], Awaitable[None]],
    ) -> None:
        self._settings = settings
        self._now = now
        self._session = session
        self._pace = pace
        self._check_target = check_target

    async def fetch(self, request: FetchRequest) -> Outcome:
        """What an address holds now. Raises HttpFailure, each kind of failure as a class of its own."""
        home = read_address(request.url)
        trail = _Trail(home, home, self._settings.total_deadline_s, {home})
        for _ in range(self._settings.max_redirects + 1):
            outcome = await self._hop(request, trail)
            if outcome is not None:
                return outcome
        raise BadRedirect(shown(home), f"redirected more than {self._settings.max_redirects} times")

    async def _hop(self, request: FetchRequest, trail: _Trail) -> Outcome | None:
        """One request at its host's turn; None where the trail goes on."""
        host = trail.here.raw_host or ""
        self._mind_pause(host, trail.here)
        async with self._pace.turn(host):
            self._mind_pause(host, trail.here)
            try:
                return await self._in_time(request, trail)
            except Throttled as pause:
                pause.whole_host = is_shared_host(host) and host == trail.home.raw_host
                self._hold(host, pause)
                raise

    async def _in_time(self, request: FetchRequest, trail: _Trail) -> Outcome | None:
        """One request within what is left of the deadline, with the library's errors turned into ours."""
        clock = asyncio.get_running_loop().time
        start = clock()
        try:
            async with asyncio.timeout(trail.left_s):
                return await self._ask(request, trail)
        except TimeoutError as fault:
            limit = self._settings.total_deadline_s
            raise TimedOut(shown(trail.here), f"no whole answer within {limit:g} s") from fault
        except FAULTS as fault:
            raise as_failure(fault, trail.here, redirected=len(trail.seen) > 1) from fault
        finally:
            trail.left_s -= clock() - start

    async def _ask(self, request: FetchRequest, trail: _Trail) -> Outcome | None:
        if self._settings.proxy is not None:
            await self._check_target(trail.here)
        async with self._session.get(
            trail.here,
            headers=self._headers(request, trail),
            allow_redirects=False,
            proxy=self._settings.proxy,
            proxy_headers=self._proxy_headers(),
        ) as response:
            if response.status not in REDIRECTS:
                return await read_outcome(response, self._asked(request, trail))
            # The body of a redirect is never read: leaving the block closes the connection.
            _follow(trail, response)
            return None

    def _headers(self, request: FetchRequest, trail: _Trail) -> CIMultiDict[str]:
        headers = CIMultiDict({"User-Agent": self._settings.user_agent, "Accept": request.accept})
        if trail.at_home:
            headers.update(request.headers)
            if request.credentials is not None:
                headers[request.credentials.header] = request.credentials.value
        headers["Accept-Encoding"] = "gzip"
        if trail.here.scheme == "http":
            # aiohttp sends a proxy's headers with CONNECT, for https, alone; here the request itself goes to the proxy.
            headers.update(self._proxy_headers())
        headers.update(request.validators.conditions(str(trail.here)))
        return headers

    def _proxy_headers(self) -> dict[str, str]:
        told = self._settings.proxy_credentials
        return {"Proxy-Authorization": told.value} if told and self._settings.proxy else {}

    def _asked(self, request: FetchRequest, trail: _Trail) -> Asked:
        return Asked(
            address=str(trail.here),
            max_bytes=request.max_bytes or self._settings.max_bytes,
            now=self._now(),
            is_conditional=bool(request.validators.conditions(str(trail.here))),
            is_signed=trail.at_home and request.credentials is not None,
            moved_to=str(trail.moved_to) if trail.moved_to else None,
        )

    def _mind_pause(self, host: str, here: URL) -> None:
        """Ask nothing of a host that wants a pause. Raises Throttled with `asked` False."""
        if seconds := self._pace.held_s(host):
            pause = Throttled(shown(here), "its host has asked for a pause")
            pause.asked = False
            pause.retry_at = self._now() + timedelta(seconds=seconds)
            raise pause

    def _hold(self, host: str, pause: Throttled) -> None:
        """Keep a pause for all sources of the host, where it is for the whole host.

        On a private host each source answers for itself: a bridge at home that makes a hundred feeds passes on what
        one of them was told (FreshRSS#7870). So it does behind a redirect from elsewhere, which could be a trap.
        """
        if pause.whole_host and pause.retry_at is not None:
            self._pace.hold(host, (pause.retry_at - self._now()).total_seconds())


def _follow(trail: _Trail, response: aiohttp.ClientResponse) -> None:
    """Take the next hop. Credentials stay behind for good once scheme, host or port have changed."""
    there = next_hop(trail.here, response.headers.get("Location"))
    if there in trail.seen:
        raise BadRedirect(shown(trail.here), "redirected in a circle")
    trail.at_home = trail.at_home and there.origin() == trail.here.origin()
    trail.permanent = trail.permanent and response.status in PERMANENT
    if trail.permanent:
        trail.moved_to = there
    trail.seen.add(there)
    trail.here = there


def _connector(settings: ClientSettings, guard: AddressGuard, names: AbstractResolver) -> aiohttp.TCPConnector:
    return aiohttp.TCPConnector(
        # With a proxy nothing but the proxy is dialled, which may well be private; targets are checked before.
        socket_factory=guard.open_socket if settings.proxy is None else None,
        resolver=names,
        use_dns_cache=False,
        force_close=True,
        limit=0,  # the pace and the caller's number of fetches are the limits
        ssl=_trusting(settings.ca_file) if settings.ca_file else True,
    )


def _trusting(ca_file: Path) -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.load_verify_locations(cafile=ca_file)
    return context
