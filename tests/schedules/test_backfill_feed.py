"""Backfills of feeds' archives from a newsroom: the whole chain, its ends, its faults, and the live feed left alone."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr

from ingest.secrets import BearerCredentials
from ingest.sources import FeedSource
from schedules.backfill import BackfillReport, Way, run_backfill
from schedules.backfill_feed import FeedBackfill
from schedules.desk import Desk, open_desk
from schedules.once import run_once
from schedules.settings import load_config
from schedules.windows import Span, Wanted
from storage.backfills import windows_of
from storage.check import check
from storage.database import connect
from storage.fetch_states import standings
from storage.states import BackfillState, WindowState
from storage.upgrading import upgrade
from tests.newsroom.answers import conditional, redirect, reply
from tests.newsroom.server import Newsroom, open_newsroom
from tests.schedules.conftest import NOW

SETTINGS = "http: {allow_private: [127.0.0.1/32], gap_s: 0}\nlog: {level: error}\n"


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with open_newsroom() as running:
        yield running


@pytest.fixture
def desk(url: str, tmp_path: Path) -> Iterator[Desk]:
    (tmp_path / "config.yaml").write_text(SETTINGS, encoding="utf-8")
    database = connect(url)
    upgrade(database)
    with open_desk(load_config(tmp_path / "config.yaml")) as opened:
        yield replace(opened, database=database, now=lambda: NOW, wait=lambda _: None, chance=lambda: 0.0)
    database.close()


@pytest.fixture
def walk(desk, newsroom) -> Callable[..., BackfillReport]:
    """Backfills the feed at /feed."""

    def run(wanted: Wanted = Wanted(), most_pages: int = 100, **more: object) -> BackfillReport:  # noqa: B008
        source = FeedSource(name="wire", url=newsroom.url("/feed"), **more)  # type: ignore[arg-type]
        with FeedBackfill(source, wanted, desk, most_pages) as kind:
            report = run_backfill(desk, kind, Way("ada"))
        assert all(finding.is_sound for finding in check(desk.database))
        return report

    return run


def page(*days: int, older: str = "", relation: str = "prev-archive") -> bytes:
    """An Atom page with a story for each of these days of March 2024."""
    entries = "".join(
        f"<entry><id>story-{day}</id><title>Council {day} votes</title><updated>2024-03-{day:02}T08:00:00Z</updated>"
        f"<content>HARBOUR CITY (HW) - The council of ward {day} said on Monday that plan {day} goes ahead.</content>"
        "</entry>"
        for day in days
    )
    link = f'<link rel="{relation}" href="{older}"/>' if older else ""
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Wire</title>{link}{entries}</feed>'.encode()


@pytest.fixture
def archive(newsroom) -> Newsroom:
    """A feed of the days 5 and 6, and an archive of two pages behind it."""
    newsroom.on("/feed", conditional('"live"', body=page(5, 6, older="/archive/2")))
    newsroom.on("/archive/2", reply(body=page(3, 4, older="1")))
    newsroom.on("/archive/1", reply(body=page(1, 2)))
    return newsroom


def failed(desk: Desk, report: BackfillReport) -> list[tuple[int, str | None]]:
    found = windows_of(desk.database, report.backfill.id, (WindowState.FAILED,), None)
    return [(one.position, one.code) for one in found]


def test_every_page_of_an_archive_is_taken_once(archive, walk):
    first, second = walk(), walk()
    assert (first.books.new, first.backfill.windows, first.backfill.state) == (6, 3, BackfillState.DONE)
    assert (second.backfill.id, second.books.received, second.books.known) == (2, 0, 3)
    assert [one.target for one in archive.asked[:3]] == ["/feed", "/archive/2", "/archive/1"]


def test_the_live_feed_and_its_validators_are_not_touched(archive, walk, desk):
    source = FeedSource(name="wire", url=archive.url("/feed"))
    live = replace(desk, config=desk.config.model_copy(update={"sources": (source,)}))
    assert run_once(live).books.new == 2
    before = standings(desk.database)
    report = walk()
    assert (report.books.new, report.books.known) == (4, 1)
    assert standings(desk.database) == before
    assert all(one.header("If-None-Match") is None for one in archive.asked)


def test_a_paged_feed_is_walked_too(newsroom, walk):
    newsroom.on("/feed", reply(body=page(3, older="/p2", relation="next")))
    newsroom.on("/p2", reply(body=page(1, 2)))
    assert walk().books.new == 3


def test_a_chain_that_leads_back_fails_its_window_and_keeps_what_came(archive, walk, desk):
    archive.on("/archive/1", reply(body=page(1, 2, older="/feed")))
    report = walk()
    assert (report.books.new, report.backfill.state) == (6, BackfillState.FAILED)
    assert failed(desk, report) == [(4, "archive_loop")]


def test_a_chain_without_end_stops_at_the_cap(newsroom, walk, desk):
    for number in range(1, 7):
        newsroom.on(f"/{number}", reply(body=page(number, older=f"/{number + 1}")))
    newsroom.on("/feed", reply(body=page(9, older="/1")))
    report = walk(most_pages=4)
    assert (report.books.new, failed(desk, report)) == (4, [(5, "archive_too_long")])


def test_a_page_that_is_missing_waits_for_the_same_command(archive, walk, desk):
    archive.on("/archive/2", reply("404 Not Found"))
    report = walk()
    assert (report.books.new, failed(desk, report)) == (2, [(2, "http_error")])
    archive.on("/archive/2", reply(body=page(3, 4, older="1")))
    again = walk()
    assert (again.backfill.id, again.backfill.state, again.books.new) == (1, BackfillState.DONE, 4)
    assert len(archive.requests("/feed")) == 1


def test_a_page_that_fails_for_a_moment_is_asked_for_again(archive, walk):
    archive.on("/archive/2", reply("502 Bad Gateway"), reply("502 Bad Gateway"), reply(body=page(3, 4, older="1")))
    assert walk().backfill.state is BackfillState.DONE


def test_a_host_that_asks_for_a_long_pause_gets_it(archive, walk, desk):
    archive.on("/archive/2", reply("503 Service Unavailable", headers=(("Retry-After", "3600"),)))
    assert failed(desk, walk()) == [(2, "throttled")]
    assert len(archive.requests("/archive/2")) == 1


def test_a_page_that_is_no_feed_fails_its_window_alone(archive, walk, desk):
    archive.on("/archive/2", reply(body=b"<html><body>gone</body></html>"))
    report = walk()
    assert (report.books.new, failed(desk, report)) == (2, [(2, "not_a_feed")])


def test_a_span_ends_the_chain_at_its_beginning_and_passes_over_what_is_newer(archive, walk):
    newer_than_2 = walk(Wanted(Span(since=datetime(2024, 3, 5, tzinfo=UTC))))
    assert (newer_than_2.books.new, newer_than_2.backfill.windows) == (2, 2)
    older = walk(Wanted(Span(until=datetime(2024, 3, 3, tzinfo=UTC))))
    assert (older.books.new, older.backfill.windows) == (2, 3)
    assert walk().books.new == 2


def test_no_page_is_asked_once_the_limit_is_met(archive, walk):
    report = walk(Wanted(limit=3))
    assert (report.books.new, report.backfill.windows, report.backfill.state) == (4, 2, BackfillState.DONE)


def test_credentials_go_to_the_feeds_own_origin_alone(newsroom, walk):
    with open_newsroom("127.0.0.1") as elsewhere:
        old = elsewhere.on("/old", reply(body=page(1)))
        newsroom.on("/feed", reply(body=page(3, older="/moved")))
        newsroom.on("/moved", reply(body=page(2, older=old)))
        report = walk(credentials=BearerCredentials(token=SecretStr("env:TOKEN")), headers={"X-Desk": "sea"})
        assert report.books.new == 3
        assert [one.header("Authorization") for one in newsroom.asked] == ["Bearer env:TOKEN"] * 2
        assert [(one.header("Authorization"), one.header("X-Desk")) for one in elsewhere.asked] == [(None, None)]


def test_a_page_that_moved_is_followed(archive, walk):
    archive.on("/archive/2", redirect(archive.url("/archive/two")))
    archive.on("/archive/two", reply(body=page(3, 4, older="1")))
    assert walk().books.new == 6
