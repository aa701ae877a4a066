"""Fetches over HTTP, many sources at once, and hands out the answers in batches for the one writer.

The event loop runs while a batch is waited for and stands still while the caller works on it, so that nothing piles
up. Loaded only when there is something to fetch: aiohttp takes as long to load as a small run takes.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import zip_longest

from aiohttp.abc import AbstractResolver
from yarl import URL

from ingest.answers import Fetched, FetchRequest, Outcome
from ingest.credentials import basic
from ingest.host_pace import HostPace, is_shared_host
from ingest.http import Client, ClientSettings, open_client
from schedules.settings import HttpSettings

LINGER_S = 2.0
"""A batch that is not full is handed out so many seconds after its first answer."""

BATCH_BYTES = 16_000_000
"""A batch is full when its bodies have this many bytes, however few they are."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one source's request came to, as the task that made it."""

    source: str
    task: asyncio.Task[Outcome]

    def outcome(self) -> Outcome:
        """What the host answered; raises what the fetch raised."""
        return self.task.result()

    def size(self) -> int:
        """Bytes of the body that was fetched, if one was."""
        outcome = None if self.task.exception() else self.task.result()
        return len(outcome.body) if isinstance(outcome, Fetched) else 0


@dataclass(frozen=True, slots=True)
class Round:
    """All that one run fetches: requests by source, and hosts that want no request before an instant.

    Of those hosts the public ones are left alone for all their sources; on a private one each answers for itself.
    """

    requests: Mapping[str, FetchRequest]
    held: Mapping[str, datetime]


def fetch_round(
    asked: Round, settings: HttpSettings, now: Callable[[], datetime], batch: int, names: AbstractResolver | None = None
) -> Iterator[Sequence[Answer]]:
    """Fetch, and yield answers as they come, at most `batch` at once.

    After `settings.round_s` seconds nothing more is waited for: sources without an answer are left for the next run.
    `names` takes the place of the system's name look-up.
    """
    with asyncio.Runner() as runner:
        batches = _batches(asked, settings, now, batch, names)
        try:
            while taken := runner.run(_next(batches)):
                yield taken
        finally:
            runner.run(_end(batches))


async def _next(batches: AsyncGenerator[list[Answer], None]) -> list[Answer]:
    return await anext(batches, [])


async def _end(batches: AsyncGenerator[list[Answer], None]) -> None:
    await batches.aclose()


async def _batches(
    asked: Round, settings: HttpSettings, now: Callable[[], datetime], batch: int, names: AbstractResolver | None
) -> AsyncGenerator[list[Answer], None]:
    clock = asyncio.get_running_loop().time
    ends_at = clock() + settings.round_s
    pace = HostPace(settings.per_host, settings.gap_s, clock, asyncio.sleep)
    for host, until in asked.held.items():
        if is_shared_host(host):
            pace.hold(host, (until - now()).total_seconds())
    async with open_client(client_settings(settings), now, names, pace) as client:
        answers: asyncio.Queue[Answer] = asyncio.Queue()
        tasks = _start(client, asked.requests, settings.concurrency, answers)
        left = len(tasks)
        try:
            while left and (taken := await _take(answers, min(left, batch), ends_at)):
                left -= len(taken)
                yield taken
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


def _start(
    client: Client, requests: Mapping[str, FetchRequest], at_once: int, answers: asyncio.Queue[Answer]
) -> list[asyncio.Task[Outcome]]:
    """Start all fetches; each puts its answer into the queue when it is over."""
    slots = asyncio.Semaphore(at_once)
    tasks: list[asyncio.Task[Outcome]] = []
    for source in _by_turns(requests):
        task = asyncio.create_task(_fetch(client, requests[source], slots))
        task.add_done_callback(partial(_hand_over, source, answers))
        tasks.append(task)
    return tasks


def _hand_over(source: str, answers: asyncio.Queue[Answer], done: asyncio.Task[Outcome]) -> None:
    if not done.cancelled():
        answers.put_nowait(Answer(source, done))


async def _fetch(client: Client, request: FetchRequest, slots: asyncio.Semaphore) -> Outcome:
    async with slots:
        return await client.fetch(request)


async def _take(answers: asyncio.Queue[Answer], most: int, ends_at: float) -> list[Answer]:
    """The next answers; none where the round is over before one comes."""
    taken: list[Answer] = []
    with suppress(TimeoutError):
        async with asyncio.timeout_at(ends_at):
            taken.append(await answers.get())
    if not taken:
        return taken
    size = taken[0].size()
    with suppress(TimeoutError):
        async with asyncio.timeout(LINGER_S):
            while len(taken) < most and size < BATCH_BYTES:
                taken.append(await answers.get())
                size += taken[-1].size()
    return taken


def _by_turns(requests: Mapping[str, FetchRequest]) -> Iterator[str]:
    """The sources in an order in which hosts take turns, so that those of one slow host do not fill all slots."""
    by_host: defaultdict[str | None, list[str]] = defaultdict(list)
    for source, request in requests.items():
        by_host[URL(request.url).host].append(source)
    for turn in zip_longest(*by_host.values()):
        yield from (source for source in turn if source is not None)


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
