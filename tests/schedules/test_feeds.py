"""Feeds through a run on each database: rhythm, validators, revisions, crashes, and what is left alone."""

import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from ingest.sources import FeedSource
from ingest.worker import Workers
from ingest.worker_limits import WorkerLimits
from schedules import feeds, once
from schedules.claiming import claim_wanted
from schedules.desk import Desk, open_desk
from schedules.due import Wish
from schedules.feeds import FeedRound
from schedules.once import RunReport, run_once
from schedules.settings import load_config
from storage import queries
from storage.actions import Action
from storage.check import check
from storage.database import connect
from storage.errors import StoreFull
from storage.fetch_states import Standing, pause, resume, standings
from storage.quarantine import retry
from storage.runs import Started, Tally, finish_run, start_run
from storage.upgrading import upgrade
from tests.newsroom.answers import conditional, not_modified, reply
from tests.newsroom.server import Newsroom, open_newsroom
from tests.schedules.conftest import NOW

SETTINGS = "http: {allow_private: [127.0.0.1/32], gap_s: 0, per_host: 8}\nlog: {level: error}\n"


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with open_newsroom() as running:
        yield running


@dataclass
class Runs:
    """A desk on a store, whose clock is moved on between runs."""

    desk: Desk
    at: datetime = NOW
    sources: tuple[FeedSource, ...] = field(default=())

    def __post_init__(self) -> None:
        self.desk = replace(self.desk, now=lambda: self.at, wait=lambda _: None, chance=lambda: 0.0)

    def feed(self, name: str, url: str, **more: object) -> None:
        self.sources += (FeedSource(name=name, url=url, **more),)  # type: ignore[arg-type]
        config = self.desk.config.model_copy(update={"sources": self.sources})
        self.desk = replace(self.desk, config=config)

    def once(self, *names: str, now: bool = False, after_s: float = 900) -> RunReport:
        self.at += timedelta(seconds=after_s)
        report = run_once(self.desk, names, now=now)
        assert all(one.is_sound for one in check(self.desk.database))
        return report

    def stand(self, name: str = "wire") -> Standing:
        return standings(self.desk.database)[name]

    def open_entries(self) -> list[tuple[str, str]]:
        return [(one.source, one.code) for one in queries.list_quarantine(self.desk.database)]

    def count(self, table: str) -> int:
        with self.desk.database.reading() as connection:
            number = connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()
        assert isinstance(number, int)
        return number


@pytest.fixture
def runs(url: str, tmp_path: Path) -> Iterator[Runs]:
    (tmp_path / "config.yaml").write_text(SETTINGS, encoding="utf-8")
    database = connect(url)
    upgrade(database)
    with open_desk(load_config(tmp_path / "config.yaml")) as desk:
        yield Runs(replace(desk, database=database))
    database.close()


def story(number: int, words: str = "said on Monday", link: bool = True) -> str:
    where = f"<link>https://wire.example/stories/{number}</link>" if link else ""
    return (
        f"<item><title>Council {number} votes</title>{where}<guid isPermaLink='false'>story-{number}</guid>"
        f"<description>HARBOUR CITY (HW) - The council of ward {number} {words} that plan {number} goes ahead."
        f"</description></item>"
    )


def rss(*items: str) -> bytes:
    return (
        "<?xml version='1.0' encoding='UTF-8'?><rss version='2.0'><channel><title>Harbour Wire</title>"
        f"<link>https://wire.example/</link>{''.join(items)}</channel></rss>"
    ).encode()


BROKEN = b"<html>down for repairs"


def test_validators_go_back_as_they_came_and_a_304_adds_nothing(runs, newsroom):
    runs.feed(
        "wire", newsroom.on("/feed", conditional('"v1"', "Mon, 05 Jan 2026 12:00:00 GMT", rss(story(1), story(2))))
    )
    first, second = runs.once(), runs.once()
    assert (first.books.deliveries, first.books.received, first.books.new, first.feeds.fetched) == (1, 2, 2, 1)
    assert (second.books.deliveries, second.books.received, second.feeds.unchanged) == (0, 0, 1)
    told = [(one.header("If-None-Match"), one.header("If-Modified-Since")) for one in newsroom.asked]
    assert told == [(None, None), ('"v1"', "Mon, 05 Jan 2026 12:00:00 GMT")]
    assert runs.stand().last_outcome == "not_modified"
    assert runs.count("change") == 2


def test_a_changed_entry_is_a_revision_and_the_others_are_unchanged_without_a_row(runs, newsroom):
    later = reply(body=rss(story(3), story(2, "denied"), story(1)))
    runs.feed("wire", newsroom.on("/feed", reply(body=rss(story(1), story(2))), later))
    runs.once()
    books = runs.once().books
    assert (books.received, books.new, books.revision, books.unchanged) == (3, 1, 1, 1)
    assert runs.count("raw_copy") == 4


def test_the_same_bytes_without_validators_stop_at_their_hash(runs, newsroom):
    runs.feed("wire", newsroom.on("/feed", reply(body=rss(story(1)))))
    runs.once()
    report = runs.once()
    assert (report.books.known, report.books.received, report.feeds.unchanged) == (1, 0, 1)


def test_older_bytes_that_come_again_are_known_and_their_validators_are_taken(runs, newsroom):
    """Two machines behind one name, one of them stale: their answers must not make the stories swing."""
    old = reply(body=rss(story(1)), headers=(("ETag", '"old"'),))
    new = reply(body=rss(story(1, "denied")), headers=(("ETag", '"new"'),))
    runs.feed("wire", newsroom.on("/feed", old, new, old))
    books = [runs.once().books for _ in range(3)]
    assert [(one.new, one.revision, one.known) for one in books] == [(1, 0, 0), (0, 1, 0), (0, 0, 1)]
    assert runs.stand().state.validators.etag == '"old"'


def test_a_feed_is_asked_only_when_it_is_due(runs, newsroom):
    runs.feed("wire", newsroom.on("/feed", reply(body=rss(story(1)))), interval_s=900)
    runs.once()
    assert runs.once(after_s=899).feeds.not_due == 1
    assert runs.once("wire", after_s=0).feeds.not_due == 1
    assert runs.once(now=True, after_s=0).feeds.unchanged == 1
    assert runs.once(after_s=900).feeds.unchanged == 1
    assert len(newsroom.asked) == 3


def test_a_story_in_two_feeds_of_one_provider_is_one_article(runs, newsroom):
    runs.feed("one", newsroom.on("/one", reply(body=rss(story(1)))), provider="harbour")
    runs.feed("two", newsroom.on("/two", reply(body=rss(story(1), story(2)))), provider="harbour")
    books = runs.once().books
    assert (books.received, books.new, books.unchanged) == (3, 2, 1)
    assert runs.count("sighting") == 3


def test_another_providers_guid_never_meets_the_article(runs, newsroom):
    runs.feed("one", newsroom.on("/one", reply(body=rss(story(1)))))
    runs.feed("two", newsroom.on("/two", reply(body=rss(story(1, "denied")))))
    assert runs.once().books.new == 2


def test_a_changed_guid_meets_its_article_by_its_address(runs, newsroom):
    changed = story(1, "said again").replace("story-1", "renamed-1")
    runs.feed("wire", newsroom.on("/feed", reply(body=rss(story(1))), reply(body=rss(changed))))
    runs.once()
    assert runs.once().books.revision == 1


def test_entries_whose_links_all_lead_home_stay_apart(runs, newsroom):
    def brief(number: int) -> str:
        linked = story(number, link=False).replace("<guid", "<link>https://wire.example/</link><guid")
        return linked.replace(f"Council {number} votes", "Daily brief")

    answers = (reply(body=rss(brief(1))), reply(body=rss(brief(2))), reply(body=rss(brief(3), brief(4))))
    runs.feed("wire", newsroom.on("/feed", *answers))
    assert [runs.once().books.new for _ in range(3)] == [1, 1, 2]


def test_a_late_entry_with_an_old_date_is_taken(runs, newsroom):
    def dated(number: int, day: int) -> str:
        return story(number).replace("</item>", f"<pubDate>{day:02} Jan 2026 12:00:00 GMT</pubDate></item>")

    runs.feed("wire", newsroom.on("/feed", reply(body=rss(dated(2, 20))), reply(body=rss(dated(2, 20), dated(1, 2)))))
    runs.once()
    assert runs.once().books.new == 1


def test_a_body_that_does_not_parse_leaves_the_old_validators_in_force(runs, newsroom):
    broken = reply(body=BROKEN, headers=(("ETag", '"bad"'),))
    good = reply(body=rss(story(1)), headers=(("ETag", '"good"'),))
    runs.feed("wire", newsroom.on("/feed", good, broken, broken, not_modified()))
    runs.once()
    assert runs.once().failed_sources == ("wire",)
    assert (runs.open_entries(), runs.stand().state.failures) == ([("wire", "not_a_feed")], 1)
    assert runs.once(after_s=2000).feeds.failed == 1
    runs.once(after_s=4000)
    assert [one.header("If-None-Match") for one in newsroom.asked] == [None, '"good"', '"good"', '"good"']
    assert (runs.open_entries(), runs.stand().state.failures) == ([], 0)


def test_a_run_that_dies_before_splitting_leaves_it_to_the_next(runs, newsroom, monkeypatch):
    runs.feed("wire", newsroom.on("/feed", conditional('"v1"', body=rss(story(1)))))
    with monkeypatch.context() as dying:
        dying.setattr(feeds, "keep_split", fails)
        with pytest.raises(StoreFull):
            runs.once()
    assert (runs.count("delivery"), runs.count("raw_copy"), standings(runs.desk.database)) == (1, 0, {})
    report = runs.once()
    assert (report.books.known, report.books.received, report.books.new) == (1, 1, 1)
    assert runs.once().feeds.unchanged == 1
    assert [one.header("If-None-Match") for one in newsroom.asked] == [None, None, '"v1"']


def test_what_is_kept_is_split_though_its_source_is_no_longer_there(runs, newsroom, monkeypatch):
    runs.feed("wire", newsroom.on("/feed", reply(body=rss(story(1)))))
    with monkeypatch.context() as dying:
        dying.setattr(feeds, "keep_split", fails)
        with pytest.raises(StoreFull):
            runs.once()
    runs.desk = replace(runs.desk, config=runs.desk.config.model_copy(update={"sources": ()}))
    assert runs.once().books.new == 1


def fails(*_: object) -> None:
    raise StoreFull("the store", "no room")


def test_a_broken_delivery_is_split_again_when_its_entry_is_retried(runs, newsroom, monkeypatch):
    """As after an upgrade whose reader can do more: here the worker's limits are what changes."""
    runs.feed("wire", newsroom.on("/feed", reply(body=rss(story(1)))))
    with monkeypatch.context() as narrow:
        narrow.setattr(once, "WorkerLimits", lambda: LIMITS)
        assert runs.once().failed_sources == ("wire",)
    (entry,) = queries.list_quarantine(runs.desk.database)
    assert entry.code == "too_complex"
    retry(runs.desk.database, [entry.id], "desk", "raised the limits", runs.at)
    report = runs.once(after_s=0)
    assert (report.books.new, report.feeds.asked) == (1, 0)


LIMITS = WorkerLimits(answer_bytes=10)


def test_one_bad_feed_of_a_chunk_costs_only_itself(runs, newsroom):
    for number in range(5):
        runs.feed(f"feed-{number}", newsroom.on(f"/{number}", reply(body=rss(story(number)))))
    runs.feed("bad", newsroom.on("/bad", reply(body=BROKEN)))
    report = runs.once()
    assert (report.failed_sources, report.books.new) == (("bad",), 5)


def test_a_pause_that_the_host_asks_for_is_kept_and_is_no_failure(runs, newsroom):
    throttled = reply("429 Too Many Requests", headers=(("Retry-After", "3600"),))
    runs.feed("wire", newsroom.on("/feed", throttled, reply(body=rss(story(1)))))
    assert runs.once().feeds.throttled == 1
    assert (runs.open_entries(), runs.stand().last_outcome) == ([], "throttled")
    assert runs.once(now=True).feeds.not_due == 1
    assert runs.once("wire", now=True, after_s=0).books.new == 1
    assert len(newsroom.asked) == 2


def test_a_feed_that_is_gone_is_asked_no_more_until_it_is_resumed(runs, newsroom):
    runs.feed("wire", newsroom.on("/feed", reply("410 Gone"), reply(body=rss(story(1)))))
    assert runs.once().failed_sources == ("wire",)
    assert [runs.once(now=now).feeds.not_due for now in (False, True)] == [1, 1]
    resume(runs.desk.database, "wire", Action("desk", runs.at, "sources resume", "source wire", "it is back"))
    assert runs.once().books.new == 1
    assert (runs.open_entries(), runs.count("operator_action")) == ([], 1)


def test_a_paused_feed_is_left_alone(runs, newsroom):
    url = newsroom.on("/feed", reply(body=rss(story(1))))
    runs.feed("wire", url)
    pause(runs.desk.database, "wire", url, Action("desk", runs.at, "sources pause", "source wire", "noisy"))
    assert runs.once(now=True).feeds.not_due == 1
    assert runs.once("wire", now=True).books.new == 1
    assert runs.once().feeds.not_due == 1
    resume(runs.desk.database, "wire", Action("desk", runs.at, "sources resume", "source wire", "calm again"))
    assert runs.once().feeds.unchanged == 1


def test_a_feed_whose_address_is_changed_starts_afresh(runs, newsroom):
    runs.feed("wire", newsroom.on("/old", reply("410 Gone")))
    runs.once()
    runs.sources = ()
    runs.feed("wire", newsroom.on("/new", reply(body=rss(story(1)))))
    assert runs.once(after_s=0).books.new == 1


def test_waits_double_while_a_feed_fails(runs, newsroom):
    runs.feed("wire", newsroom.on("/feed", reply("500 Internal Server Error")), interval_s=100)
    runs.once()
    assert [runs.once(after_s=wait).feeds.failed for wait in (99, 2, 150, 100)] == [0, 1, 0, 1]


def test_what_a_reader_was_at_when_the_desk_was_to_end_is_left_whole_to_the_next_run(runs, newsroom):
    """The order to end comes while a worker reads; it is killed, and nothing of it counts as broken."""
    runs.feed("wire", newsroom.on("/feed", conditional('"v1"', body=rss(story(1)))))
    ending = threading.Event()
    claimed = claim_wanted(runs.desk, (run := begin(runs.desk)).id, runs.sources, Wish())
    tally = Tally(run.carried_over)
    round_ = FeedRound(replace(runs.desk, is_stopping=ending.is_set), run.id, tally, lambda _, work: work())
    round_.fetch(claimed)
    with Workers(LIMITS) as workers:
        round_.split(Dying(workers, ending))  # workers, but for what happens to them
    assert finish_run(runs.desk.database, run.id, tally.books(), runs.at).deliveries == 1
    assert (runs.open_entries(), runs.count("raw_copy"), runs.count("fetch_state")) == ([], 0, 0)
    assert runs.once().books.new == 1


@dataclass
class Dying:
    """Workers that die in the middle of a call, because the desk is to end."""

    workers: Workers
    ending: threading.Event

    def call(self, *_: object) -> object:
        self.ending.set()
        return self.workers.call(os._exit, 3, "x")


def begin(desk: Desk) -> Started:
    return start_run(desk.database, "once", desk.holder, desk.now(), 60)
