"""Backfills of a feed: the pages of its archive (RFC 5005, JSON Feed's next_url), each found by the one before.

A page is a window. It is fetched as politely as a feed is, without conditions, and what is remembered of the live
feed, its validators above all, is neither used nor touched. Loaded only for such a backfill, because aiohttp is slow
to load.
"""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack, ExitStack
from typing import Self

from yarl import URL

from ingest.answers import Fetched, FetchRequest
from ingest.errors import ArchiveLoop, ArchiveTooLong, HttpFailure, Throttled, UnreadableFeed
from ingest.feed_archive import MOST_PAGES, PageLook, look_at_page
from ingest.host_pace import HostPace, is_shared_host
from ingest.http import Client, open_client
from ingest.raw import Delivery
from ingest.registry import FEED
from ingest.source_address import shown
from ingest.sources import FeedSource
from schedules.desk import Desk
from schedules.due import held_hosts
from schedules.fetching import client_settings
from schedules.turns import delivery_of
from schedules.windows import Job, Wanted
from storage.backfills import backfill
from storage.feeds import Split, keep_split
from storage.fetch_states import standings
from storage.unsplit import keep_unsplit, pass_over
from storage.windows import Asked, Came, Planned, Window, pages_before

WAITS_S = (5.0, 25.0)
"""Seconds before a page that did not come is asked for again, and once more."""

LONGEST_PAUSE_S = 300.0
"""A host that asks for a longer pause gets it, and the page's window fails until the backfill is started again."""


class FeedBackfill:
    """Walks a feed's archive. Use `with`: it holds the connection to the network."""

    def __init__(self, source: FeedSource, wanted: Wanted, desk: Desk, most_pages: int = MOST_PAGES) -> None:
        self.asked = Asked(source.name, source.scope, "feed", {"url": source.url, **wanted.as_plain()})
        self._source = source
        self._wanted = wanted
        self._most_pages = most_pages
        self._closing = ExitStack()
        self._runner = self._closing.enter_context(asyncio.Runner())
        self._client = self._runner.run(self._open(desk))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._runner.run(self._connections.aclose())
        self._closing.close()

    def plan(self, desk: Desk) -> Sequence[Planned]:
        """One window: the feed itself, where its archive begins."""
        del desk
        return [Planned({"page": self._source.url})]

    def look(self, job: Job) -> PageLook:
        """What the feed itself says of its archive; nothing is kept. Raises HttpFailure and UnreadableFeed."""
        page = self._source.url
        delivery = delivery_of(self._source, self._fetch(job, page))
        return job.workers.call(look_at_page, delivery, shown(page))

    def work(self, job: Job, window: Window) -> Came:
        """Keep a page and its entries. Raises ArchiveLoop, ArchiveTooLong, HttpFailure and UnreadableFeed."""
        page = str(window.what["page"])
        if page in pages_before(job.desk.database, window):
            raise ArchiveLoop(shown(page), "this page of the archive was read already", "tell the feed's owner")
        if window.position > self._most_pages:
            raise ArchiveTooLong(
                shown(page), f"the archive has more than {self._most_pages} pages", "tell the feed's owner"
            )
        delivery = delivery_of(self._source, self._fetch(job, page))
        kept = keep_unsplit(job.desk.database, delivery, job.run_id)
        job.tally.count_unsplit(kept)
        try:
            look = job.workers.call(look_at_page, delivery, shown(page))
            came = self._split(job, delivery, kept.waiting, look)
        except UnreadableFeed:
            if kept.waiting is not None:
                keep_split(
                    job.desk.database, [Split(kept.waiting, self._source.name, None)], job.run_id, job.desk.now()
                )
            raise
        return Came(came.taken, came.repeated, then=self._next(job, window, look, came))

    def _split(self, job: Job, delivery: Delivery, waiting: int | None, look: PageLook) -> Came:
        """Keep the entries of a page, all or none: a page that lies outside of the span is passed over."""
        if waiting is None:
            return Came()
        if self._is_outside(look):
            pass_over(job.desk.database, waiting)
            return Came()
        (pieces,) = job.workers.call(FEED.split, (delivery,), shown(delivery.address))
        if isinstance(pieces, UnreadableFeed):
            raise pieces
        split = Split(waiting, self._source.name, pieces)
        kept = keep_split(job.desk.database, [split], job.run_id, job.desk.now())
        job.tally.count_split(kept)
        return Came(kept.copies, kept.repeated)

    def _is_outside(self, look: PageLook) -> bool:
        until = self._wanted.span.until
        return self._is_past(look) or (until is not None and look.oldest is not None and look.oldest >= until)

    def _is_past(self, look: PageLook) -> bool:
        """Whether every entry of the page is older than what is wanted, so that the pages behind it are too."""
        since = self._wanted.span.since
        return since is not None and look.newest is not None and look.newest < since

    def _next(self, job: Job, window: Window, look: PageLook, came: Came) -> Planned | None:
        if look.older is None or self._is_past(look):
            return None
        if self._wanted.limit is not None:
            line = backfill(job.desk.database, window.backfill_id)
            if line.taken + line.repeated + came.taken + came.repeated >= self._wanted.limit:
                return None
        return Planned({"page": look.older})

    def _fetch(self, job: Job, page: str) -> Fetched:
        """A page, asked for again after a while where it did not come."""
        for wait_s in WAITS_S:
            try:
                return self._ask(job, page)
            except HttpFailure as failure:
                pause_s = self._pause_s(job, failure, wait_s)
                if not failure.transient or pause_s > LONGEST_PAUSE_S:
                    raise
                job.desk.wait(pause_s)
        return self._ask(job, page)

    def _ask(self, job: Job, page: str) -> Fetched:
        job.pace.spend(1)
        outcome = self._runner.run(self._client.fetch(self._request(page)))
        if not isinstance(outcome, Fetched):
            raise TypeError("a request without conditions was answered by 'not modified'")
        return outcome

    @staticmethod
    def _pause_s(job: Job, failure: HttpFailure, wait_s: float) -> float:
        if isinstance(failure, Throttled) and failure.retry_at is not None:
            return max(wait_s, (failure.retry_at - job.desk.now()).total_seconds())
        return wait_s

    def _request(self, page: str) -> FetchRequest:
        """The request for a page; credentials and headers go to the feed's own origin alone."""
        if URL(page).origin() != URL(self._source.url).origin():
            return FetchRequest(page, max_bytes=self._source.max_bytes)
        credentials = self._source.credentials.header() if self._source.credentials else None
        return FetchRequest(
            page, credentials=credentials, headers=self._source.headers, max_bytes=self._source.max_bytes
        )

    async def _open(self, desk: Desk) -> Client:
        settings = desk.config.settings.http
        pace = HostPace(settings.per_host, settings.gap_s, asyncio.get_running_loop().time, asyncio.sleep)
        for host, until in held_hosts(standings(desk.database).values(), desk.now()).items():
            if is_shared_host(host):
                pace.hold(host, (until - desk.now()).total_seconds())
        self._connections = AsyncExitStack()
        client = open_client(client_settings(settings), desk.now, pace=pace)
        return await self._connections.enter_async_context(client)
