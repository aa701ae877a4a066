"""Host pace: how politely one host is asked, however many sources lie on it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from ipaddress import ip_address

from ingest.address_guard import is_public

_TIDY_ABOVE = 500
# Names that mean something on one network only (RFC 6761, 6762, 8375; the rest by custom).
_PRIVATE_ENDINGS = (".local", ".localhost", ".home.arpa", ".internal", ".intranet", ".lan", ".home", ".corp")


@dataclass(slots=True)
class _Host:
    """What is remembered of one host: free slots, users, and instants of the clock in seconds."""

    slots: asyncio.Semaphore
    users: int = 0
    next_start: float = field(default=0.0)
    held_until: float = field(default=0.0)


class HostPace:
    """Gives turns at hosts: at most `at_once` together, starts at least `gap_s` seconds apart, none while held.

    `clock` gives seconds that never run backwards, `sleep` waits for some of them. Hosts are forgotten once
    idle: redirects can name any number of them.
    """

    def __init__(
        self, at_once: int, gap_s: float, clock: Callable[[], float], sleep: Callable[[float], Awaitable[object]]
    ) -> None:
        self._at_once = at_once
        self._gap_s = gap_s
        self._clock = clock
        self._sleep = sleep
        self._hosts: dict[str, _Host] = {}

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Wait for a turn at a host, and hold it until the block ends."""
        known = self._known(host)
        known.users += 1
        try:
            async with known.slots:
                await self._until_due(known)
                yield
        finally:
            known.users -= 1

    def hold(self, host: str, seconds: float) -> None:
        """The host asked for a pause: nobody's turn comes before it is over. The longest pause counts."""
        known = self._known(host)
        known.held_until = max(known.held_until, self._clock() + seconds)

    def held_s(self, host: str) -> float:
        """Seconds that the pause of a host still lasts; 0 where there is none."""
        known = self._hosts.get(host)
        return max(0.0, known.held_until - self._clock()) if known else 0.0

    async def _until_due(self, known: _Host) -> None:
        now = self._clock()
        start = max(now, known.next_start)
        # The gap is booked before the wait: two slots of one host then start one gap apart too.
        known.next_start = start + self._gap_s
        if start > now:
            await self._sleep(start - now)

    def _known(self, host: str) -> _Host:
        if host not in self._hosts and len(self._hosts) >= _TIDY_ABOVE:
            self._forget_idle()
        return self._hosts.setdefault(host, _Host(asyncio.Semaphore(self._at_once)))

    def _forget_idle(self) -> None:
        now = self._clock()
        idle = [
            name
            for name, known in self._hosts.items()
            if not known.users and now >= max(known.next_start, known.held_until)
        ]
        for name in idle:
            del self._hosts[name]


def is_shared_host(host: str) -> bool:
    """Whether a host, by its name or literal address, is one that the public shares."""
    try:
        return is_public(ip_address(host))
    except ValueError:
        name = host.removesuffix(".")
        return "." in name and not name.endswith(_PRIVATE_ENDINGS)
