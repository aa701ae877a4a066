"""The fetcher: asks many hosts at once in a thread of its own, and hands out the answers in batches.

One event loop for as long as the process wants it: how each host is to be treated is remembered from one round to the
next, and nobody waits for a slow host but its own sources. Loaded only where there is something to fetch: aiohttp
takes as long to load as a small run takes.
"""

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from types import MappingProxyType, TracebackType
from typing import Any, Self, TypeVar
from weakref import WeakValueDictionary

from aiohttp.abc import AbstractResolver
from yarl import URL

from ingest.answers import Fetched, FetchRequest, Outcome
from ingest.credentials import basic
from ingest.host_pace import HostPace, is_shared_host
from ingest.http import Client, ClientSettings, open_client
from schedules.settings import HttpSettings

LINGER_S = 2.0
"""A batch that is not full is handed out so many seconds after its first answer, or once nothing more is under way."""

BATCH_BYTES = 16_000_000
"""A batch is full when its bodies have this many bytes, however few they are."""

WAITING_BYTES = 4 * BATCH_BYTES
"""While the answers that nobody has taken yet have this many bytes, no further fetch begins: memory is bounded."""

_NOBODY: Mapping[str, datetime] = MappingProxyType({})
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Answer:
    """What one source's request came to."""

    source: str
    result: Outcome | BaseException

    def outcome(self) -> Outcome:
        """What the host answered; raises what the fetch raised."""
        if isinstance(self.result, BaseException):
            raise self.result
        return self.result

    def size(self) -> int:
        """Bytes of the body that was fetched, if one was."""
        return len(self.result.body) if isinstance(self.result, Fetched) else 0


class Fetcher:
    """Fetches what it is given, each host at its pace. Close it, or use `with`.

    `now` tells the time, aware UTC; `names` takes the place of the system's name look-up. Raises OSError where
    `settings.ca_file` can't be read.
    """

    def __init__(
        self, settings: HttpSettings, now: Callable[[], datetime], names: AbstractResolver | None = None
    ) -> None:
        self._now = now
        self._names = names
        self._news = threading.Condition()
        self._answers: deque[Answer] = deque()
        self._bytes = 0
        self._under_way = 0
        self._is_woken = False
        self._tasks: set[asyncio.Task[Outcome]] = set()
        self._room = asyncio.Event()
        self._room.set()
        self._clients = AsyncExitStack()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="fetcher", daemon=True)
        self._thread.start()
        try:
            self.use(settings)
        except OSError:
            self.close()
            raise

    @property
    def load(self) -> int:
        """How many requests are with the fetcher: under way, or answered and not yet taken."""
        with self._news:
            return self._under_way + len(self._answers)

    def use(self, settings: HttpSettings) -> None:
        """Fetch by other settings from now on; what is under way ends by the old ones. Raises OSError as above."""
        self._asker = self._do(self._open(settings))

    def submit(self, requests: Mapping[str, FetchRequest], held: Mapping[str, datetime] = _NOBODY) -> None:
        """Begin to fetch, by source. `held` are hosts that want no request before an instant.

        Of those the public ones are left alone for all their sources; on a private one each answers for itself.
        """
        with self._news:
            self._under_way += len(requests)
        self._loop.call_soon_threadsafe(self._begin, dict(requests), dict(held))

    def take(self, most: int, timeout_s: float, linger_s: float = LINGER_S) -> Sequence[Answer]:
        """The next answers, at most `most`; none where none comes within the seconds, or somebody calls `wake`.

        After the first one, others are waited for so long as `linger_s` at most.
        """
        with self._news:
            self._news.wait_for(lambda: self._answers or self._is_woken, timeout_s)
            if self._answers:
                self._news.wait_for(partial(self._is_full, most), linger_s)
            self._is_woken = False
            taken: list[Answer] = []
            size = 0
            while self._answers and len(taken) < most and size < BATCH_BYTES:
                taken.append(self._answers.popleft())
                size += taken[-1].size()
            self._bytes -= size
        self._loop.call_soon_threadsafe(self._tell_room)
        return taken

    def wake(self) -> None:
        """Have `take` return at once, with what there is."""
        with self._news:
            self._is_woken = True
            self._news.notify_all()

    def drop(self) -> None:
        """Break off every fetch and forget every answer that was not taken."""
        self._do(self._break_off())
        with self._news:
            self._answers.clear()
            self._bytes = self._under_way = 0
        self._loop.call_soon_threadsafe(self._tell_room)

    def close(self) -> None:
        """Break off what is under way, close every connection, and end the thread; a second time does nothing."""
        if self._loop.is_closed():
            return
        self._do(self._break_off())
        self._do(self._clients.aclose())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _do(self, work: Coroutine[Any, Any, _Value]) -> _Value:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def _is_full(self, most: int) -> bool:
        return len(self._answers) >= most or self._bytes >= BATCH_BYTES or not self._under_way or self._is_woken

    # What follows runs in the fetcher's own thread.

    async def _open(self, settings: HttpSettings) -> "_Asker":
        clock = asyncio.get_running_loop().time
        pace = HostPace(settings.per_host, settings.gap_s, clock, asyncio.sleep)
        client = open_client(client_settings(settings), self._now, self._names, pace)
        return _Asker(await self._clients.enter_async_context(client), pace, settings)

    def _begin(self, requests: Mapping[str, FetchRequest], held: Mapping[str, datetime]) -> None:
        for host, until in held.items():
            if is_shared_host(host):
                self._asker.pace.hold(host, (until - self._now()).total_seconds())
        for source, request in requests.items():
            task = self._loop.create_task(self._asker.ask(request, self._room))
            self._tasks.add(task)
            task.add_done_callback(partial(self._hand_over, source))

    def _hand_over(self, source: str, done: asyncio.Task[Outcome]) -> None:
        self._tasks.discard(done)
        if done.cancelled():
            return
        answer = Answer(source, done.exception() or done.result())
        with self._news:
            self._answers.append(answer)
            self._bytes += answer.size()
            self._under_way -= 1
            self._news.notify_all()
        self._tell_room()

    def _tell_room(self) -> None:
        with self._news:
            has_room = self._bytes < WAITING_BYTES
        (self._room.set if has_room else self._room.clear)()

    async def _break_off(self) -> None:
        tasks = [*self._tasks]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class _Asker:
    """A client with its limits: so many fetches at once, and of the sources of one host only as many as it takes.

    A source waits for its host first and then for a slot: those of a slow host never hold all slots.
    """

    def __init__(self, client: Client, pace: HostPace, settings: HttpSettings) -> None:
        self.pace = pace
        self._client = client
        self._per_host = settings.per_host
        self._slots = asyncio.Semaphore(settings.concurrency)
        self._hosts: WeakValueDictionary[str | None, asyncio.Semaphore] = WeakValueDictionary()

    async def ask(self, request: FetchRequest, room: asyncio.Event) -> Outcome:
        """Fetch when it is the request's turn and there is `room` for its answer."""
        host = self._hosts.setdefault(URL(request.url).host, asyncio.Semaphore(self._per_host))
        async with host, self._slots:
            await room.wait()
            return await self._client.fetch(request)


def client_settings(settings: HttpSettings) -> ClientSettings:
    """The settings of config.yaml as the client takes them."""
    secret = settings.proxy_credentials.get_secret_value() if settings.proxy_credentials else None
    return ClientSettings(
        user_agent=settings.user_agent,
        total_deadline_s=settings.deadline_s,
        max_redirects=settings.max_redirects,
        per_host=settings.per_host,
        gap_s=settings.gap_s,
        allow_private=settings.allow_private,
        proxy=settings.proxy,
        proxy_credentials=basic(*secret.split(":", 1)) if secret else None,
        ca_file=settings.ca_file,
    )
