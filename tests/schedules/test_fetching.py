"""The fetcher in its thread, against newsrooms on loopback."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest

from ingest.answers import Fetched, FetchRequest
from ingest.errors import Throttled
from schedules import fetching
from schedules.fetching import Answer, Fetcher
from schedules.settings import HttpSettings
from tests.newsroom.answers import conditional, drip, head, reply
from tests.newsroom.server import Newsroom, open_newsroom

HTTP = HttpSettings(allow_private=(ip_network("127.0.0.0/8"),), gap_s=0, per_host=4, deadline_s=60)
HANGING = drip(head("200 OK", ()), b"x", 0.05)


def now() -> datetime:
    return datetime(2026, 3, 6, 8, tzinfo=UTC)


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with open_newsroom() as running:
        yield running


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    with Fetcher(HTTP, now) as running:
        yield running


def take(fetcher: Fetcher, number: int) -> list[Answer]:
    taken: list[Answer] = []
    while len(taken) < number:
        some = fetcher.take(number - len(taken), 30)
        assert some
        taken += some
    return taken


def asks(newsroom: Newsroom, *paths: str) -> dict[str, FetchRequest]:
    return {path: FetchRequest(newsroom.url(path)) for path in paths}


def test_answers_come_as_they_are_ready_round_after_round(newsroom, fetcher):
    for path in ("/a", "/b"):
        newsroom.on(path, conditional('"v1"'))
    for _ in range(2):
        fetcher.submit(asks(newsroom, "/a", "/b"))
        answers = take(fetcher, 2)
        assert {one.source for one in answers} == {"/a", "/b"}
        assert all(isinstance(one.outcome(), Fetched) for one in answers)
    assert fetcher.load == 0


def test_a_slow_host_holds_up_only_its_own_sources(newsroom):
    slow = [newsroom.on(f"/slow/{number}", HANGING) for number in range(9)]
    quick = newsroom.on("/quick", reply()).replace("127.0.0.1", "127.0.0.2")
    with (
        open_newsroom("127.0.0.2", newsroom.port) as other,
        Fetcher(HTTP.model_copy(update={"concurrency": 5}), now) as fetcher,
    ):
        other.on("/quick", reply())
        fetcher.submit({url: FetchRequest(url) for url in (*slow, quick)})
        (first,) = take(fetcher, 1)
        assert first.source == quick
        assert len(newsroom.asked) <= 4


def test_a_host_that_wants_a_pause_is_left_alone(fetcher):
    fetcher.submit({"wire": FetchRequest("https://wire.example/feed")}, {"wire.example": now() + timedelta(hours=1)})
    (answer,) = take(fetcher, 1)
    with pytest.raises(Throttled) as pause:
        answer.outcome()
    assert not pause.value.asked


def test_nothing_is_waited_for_when_nothing_is_under_way(newsroom, fetcher):
    newsroom.on("/a", reply())
    fetcher.submit(asks(newsroom, "/a"))
    begun = time.monotonic()
    assert len(fetcher.take(100, 30, linger_s=25)) == 1
    assert time.monotonic() - begun < 20


def test_waiting_ends_when_it_is_told_to(fetcher):
    fetcher.wake()
    assert fetcher.take(10, 60) == []


def test_what_is_dropped_is_broken_off_and_never_answered(newsroom, fetcher):
    newsroom.on("/slow", HANGING)
    newsroom.on("/quick", reply())
    fetcher.submit(asks(newsroom, "/slow"))
    while not newsroom.asked:
        time.sleep(0.01)
    fetcher.drop()
    assert fetcher.load == 0
    fetcher.submit(asks(newsroom, "/quick"))
    assert [one.source for one in take(fetcher, 1)] == ["/quick"]


def test_other_settings_count_for_what_comes_and_not_for_what_is_under_way(newsroom, fetcher):
    newsroom.on("/slow", drip(b"", head("204 No Content", ()), 0.3), reply())
    newsroom.on("/quick", reply())
    fetcher.submit(asks(newsroom, "/quick"))
    take(fetcher, 1)
    fetcher.use(HTTP.model_copy(update={"user_agent": "another/1"}))
    fetcher.submit(asks(newsroom, "/quick"))
    take(fetcher, 1)
    assert [one.header("User-Agent") for one in newsroom.asked] == [HTTP.user_agent, "another/1"]


def test_certificates_that_are_not_there_are_told(tmp_path: Path, fetcher):
    with pytest.raises(FileNotFoundError):
        fetcher.use(HTTP.model_copy(update={"ca_file": tmp_path / "none.pem"}))
    with pytest.raises(FileNotFoundError):
        Fetcher(HTTP.model_copy(update={"ca_file": tmp_path / "none.pem"}), now)


def test_no_fetch_begins_while_answers_that_nobody_took_fill_their_room(newsroom, fetcher, monkeypatch):
    monkeypatch.setattr(fetching, "WAITING_BYTES", 10)
    for path in ("/a", "/b"):
        newsroom.on(path, reply())
    fetcher.submit(asks(newsroom, "/a"))
    while fetcher.load == 0 or not newsroom.asked:
        time.sleep(0.01)
    deadline = time.monotonic() + 30
    while fetcher._under_way:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    fetcher.submit(asks(newsroom, "/b"))
    assert [one.source for one in fetcher.take(1, 30)] == ["/a"]
    assert [one.source for one in take(fetcher, 1)] == ["/b"]
    assert [one.target for one in newsroom.asked] == ["/a", "/b"]


def test_a_closed_fetcher_stays_closed(fetcher):
    fetcher.close()
    fetcher.close()
