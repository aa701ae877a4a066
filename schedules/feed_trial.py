"""Tries feeds before they become sources: what lies behind an address, what a feed holds, what becomes of its copy.

    address | fetch | find its feeds | fetch each | split | normalize the newest few

Nothing is kept. What strangers sent is read in a worker that can be killed, as in a run.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar, cast

from ingest.answers import Fetched, FetchRequest
from ingest.discovery import FoundBy, FoundFeed, Page, find_feeds
from ingest.errors import IngestError
from ingest.feed import split_feed
from ingest.http import Client, open_client
from ingest.raw import Delivery, RawCopy
from ingest.redirects import shown
from ingest.rhythm import first_state
from ingest.sources import FeedSource
from ingest.worker import Workers
from ingest.worker_limits import WorkerLimits
from normalize.article import Article
from normalize.chain import Chain
from normalize.errors import NormalizeError
from normalize.normalizer import normalize
from schedules.fetching import client_settings
from schedules.settings import HttpSettings

MOST_TRIED = 5
"""Feeds of one page that are fetched to see what they hold: the first are the site's own, the rest its sections."""

_TRIAL = "trial"
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Trial:
    """One feed that was found, with what it holds; `error` says why it can't be read.

    `url` is the address for the source: after redirects only if all of them were permanent. `copies` are the feed's
    entries, in its order. `was_fetched` is False for one that was named but not looked at.
    """

    found: FoundFeed
    url: str
    title: str | None = None
    copies: tuple[RawCopy, ...] = ()
    error: IngestError | None = None
    was_fetched: bool = True

    @property
    def is_good(self) -> bool:
        """Whether it is a feed that can be read."""
        return self.was_fetched and self.error is None


def explore(address: str, settings: HttpSettings, now: Callable[[], datetime]) -> tuple[Trial, ...]:
    """The feeds at or behind an address, the main one first, with what they hold.

    Empty where the page names none and none lies at the usual places. Raises IngestError where the address itself
    can't be fetched or read.
    """
    return _with_trier(lambda trier: trier.explore(address), settings, now)


def look(
    sources: Sequence[FeedSource], settings: HttpSettings, now: Callable[[], datetime]
) -> dict[str, tuple[RawCopy, ...] | IngestError]:
    """What feeds hold now, by source: each is asked once, for the whole, with its own credentials and headers."""
    return _with_trier(lambda trier: trier.look(sources, settings.concurrency), settings, now)


def newest(copies: Sequence[RawCopy], count: int) -> list[RawCopy]:
    """The newest few by their own times; those without one keep their place in the feed, which is newest first."""
    return sorted(copies, key=_time, reverse=True)[:count] if all(map(_time, copies)) else [*copies[:count]]


def preview(copies: Sequence[RawCopy], chain: Chain) -> Iterator[Article | NormalizeError]:
    """What becomes of each copy: its article, or why there is none."""
    for copy in copies:
        try:
            yield normalize(copy, chain)
        except NormalizeError as error:
            yield error


def _time(copy: RawCopy) -> str:
    return copy.envelope.get("published_utc") or copy.envelope.get("updated_utc") or ""


def _with_trier(
    act: Callable[["_Trier"], Awaitable[_Result]], settings: HttpSettings, now: Callable[[], datetime]
) -> _Result:
    async def _run(workers: Workers) -> _Result:
        async with open_client(client_settings(settings), now) as client:
            return await act(_Trier(client, workers))

    with Workers(WorkerLimits()) as workers:
        return asyncio.run(_run(workers))


@dataclass(frozen=True, slots=True)
class _Trier:
    """What feeds are tried with: a client and workers that are open."""

    client: Client
    workers: Workers

    async def explore(self, address: str) -> tuple[Trial, ...]:
        """Do what `explore` says."""
        request = FetchRequest(address)
        fetched = await self._fetch(request)
        page = Page(fetched.body, fetched.address, fetched.charset)
        found = await asyncio.to_thread(self.workers.call, find_feeds, page, shown(address))
        if found[0].found_by is FoundBy.ITSELF:
            return (await self._trial(found[0], address, fetched),)
        if found[0].found_by is FoundBy.GUESS:
            return await self._first_good(found)
        tried = [await self._try(one) for one in found[:MOST_TRIED]]
        named = (Trial(one, one.address, one.title, was_fetched=False) for one in found[MOST_TRIED:])
        return (*tried, *named)

    async def look(self, sources: Sequence[FeedSource], at_once: int) -> dict[str, tuple[RawCopy, ...] | IngestError]:
        """Do what `look` says, with so many fetches at once."""
        slots = asyncio.Semaphore(at_once)

        async def _ask(source: FeedSource) -> tuple[RawCopy, ...] | IngestError:
            async with slots:
                try:
                    fetched = await self._fetch(source.request(first_state(source.url)))
                    return await self._split(fetched, source.name, source.scope)
                except IngestError as error:
                    return error

        answers = await asyncio.gather(*map(_ask, sources))
        return {source.name: answer for source, answer in zip(sources, answers, strict=True)}

    async def _first_good(self, guesses: Sequence[FoundFeed]) -> tuple[Trial, ...]:
        for guess in guesses:
            trial = await self._try(guess)
            if trial.is_good:
                return (trial,)
        return ()

    async def _try(self, found: FoundFeed) -> Trial:
        try:
            return await self._trial(found, found.address, await self._fetch(FetchRequest(found.address)))
        except IngestError as error:
            return Trial(found, found.address, found.title, error=error)

    async def _trial(self, found: FoundFeed, asked: str, fetched: Fetched) -> Trial:
        copies = await self._split(fetched, _TRIAL, _TRIAL)
        title = next((copy.envelope["feed_title"] for copy in copies if "feed_title" in copy.envelope), found.title)
        return Trial(found, _lasting(asked, fetched), title, copies)

    async def _fetch(self, request: FetchRequest) -> Fetched:
        # Without a condition in the request the client takes a 304 for the error that it is.
        return cast("Fetched", await self.client.fetch(request))

    async def _split(self, fetched: Fetched, source: str, provider: str) -> tuple[RawCopy, ...]:
        charset = {"charset": fetched.charset} if fetched.charset else {}
        delivery = Delivery(
            source, provider, fetched.address, fetched.media_type, fetched.received_at, fetched.body, charset
        )
        return await asyncio.to_thread(self.workers.call, split_feed, delivery, shown(fetched.address))


def _lasting(asked: str, fetched: Fetched) -> str:
    """The address to keep: where permanent redirects led, but never from https back to http."""
    moved = fetched.moved_to
    return moved if moved and (moved.startswith("https:") or not asked.startswith("https:")) else asked
