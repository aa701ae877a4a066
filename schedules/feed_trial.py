"""Tries feeds before they become sources: what lies behind an address, what a feed holds, what becomes of its copy.

    address | fetch | find its feeds | fetch each | split | normalize the newest few

Nothing is kept. What strangers sent is read in a worker that can be killed, as in a run.
"""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.answers import Fetched, FetchRequest, NotModified
from ingest.discovery import FoundBy, FoundFeed, Page, find_feeds
from ingest.errors import BadProtocol, IngestError
from ingest.feed import split_feed
from ingest.http import Client
from ingest.raw import Delivery, RawCopy
from ingest.redirects import shown
from ingest.worker import Workers
from normalize.article import Article
from normalize.chain import Chain
from normalize.errors import NormalizeError
from normalize.normalizer import normalize

MOST_TRIED = 5
"""Feeds of one page that are fetched to see what they hold: the first are the site's own, the rest its sections."""

_TRIAL = "trial"


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


@dataclass(frozen=True, slots=True)
class Trier:
    """What feeds are tried with: a client and workers that are open."""

    client: Client
    workers: Workers

    async def explore(self, address: str) -> tuple[Trial, ...]:
        """The feeds at or behind an address, the main one first, those that can be read among them.

        Empty where the page names none and none lies at the usual places. Raises IngestError where the address itself
        can't be fetched or read.
        """
        request = FetchRequest(address)
        fetched = await self.fetch(request)
        page = Page(fetched.body, fetched.address, fetched.charset)
        found = await asyncio.to_thread(self.workers.call, find_feeds, page, shown(address))
        if found[0].found_by is FoundBy.ITSELF:
            return (await self._split(found[0], request, fetched),)
        if found[0].found_by is FoundBy.GUESS:
            return await self._first_good(found)
        tried = [await self._try(one) for one in found[:MOST_TRIED]]
        named = (Trial(one, one.address, one.title, was_fetched=False) for one in found[MOST_TRIED:])
        return (*tried, *named)

    async def fetch(self, request: FetchRequest) -> Fetched:
        """The whole body that an address holds. Raises IngestError."""
        outcome = await self.client.fetch(request)
        if isinstance(outcome, NotModified):
            raise BadProtocol(shown(request.url), "the host says 'not modified' to a request without a condition")
        return outcome

    async def split(self, fetched: Fetched, source: str, provider: str) -> tuple[RawCopy, ...]:
        """The entries of a fetched feed. Raises IngestError."""
        return await asyncio.to_thread(
            self.workers.call, split_feed, _delivery(fetched, source, provider), shown(fetched.address)
        )

    async def _first_good(self, guesses: Sequence[FoundFeed]) -> tuple[Trial, ...]:
        for guess in guesses:
            trial = await self._try(guess)
            if trial.is_good:
                return (trial,)
        return ()

    async def _try(self, found: FoundFeed) -> Trial:
        request = FetchRequest(found.address)
        try:
            return await self._split(found, request, await self.fetch(request))
        except IngestError as error:
            return Trial(found, found.address, found.title, error=error)

    async def _split(self, found: FoundFeed, request: FetchRequest, fetched: Fetched) -> Trial:
        copies = await self.split(fetched, _TRIAL, _TRIAL)
        title = next((copy.envelope["feed_title"] for copy in copies if "feed_title" in copy.envelope), found.title)
        return Trial(found, _lasting(request.url, fetched), title, copies)


def _lasting(asked: str, fetched: Fetched) -> str:
    """The address to keep: where permanent redirects led, but never from https back to http."""
    moved = fetched.moved_to
    return moved if moved and (moved.startswith("https:") or not asked.startswith("https:")) else asked


def _delivery(fetched: Fetched, source: str, provider: str) -> Delivery:
    charset = {"charset": fetched.charset} if fetched.charset else {}
    return Delivery(
        source, provider, fetched.address, fetched.media_type, fetched.received_at, fetched.body, envelope=charset
    )


def newest(copies: Sequence[RawCopy], count: int) -> list[RawCopy]:
    """The newest few by their own times; those without one keep their place in the feed, which is newest first."""
    return sorted(copies, key=_time, reverse=True)[:count] if all(map(_time, copies)) else [*copies[:count]]


def _time(copy: RawCopy) -> str:
    return copy.envelope.get("published_utc") or copy.envelope.get("updated_utc") or ""


def preview(copies: Sequence[RawCopy], chain: Chain) -> Iterator[Article | NormalizeError]:
    """What becomes of each copy: its article, or why there is none."""
    for copy in copies:
        try:
            yield normalize(copy, chain)
        except NormalizeError as error:
            yield error
