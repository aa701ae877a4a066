"""The daemon in a process of its own, on each database, against a newsroom on loopback."""

import json
import os
from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine, text

from tests.end_to_end.at_work import assert_books_are_closed, configure, daemon, drop, feed, until
from tests.end_to_end.test_feeds import rss, story
from tests.newsroom.answers import conditional, drip, head, reply
from tests.newsroom.server import Newsroom, open_newsroom

COPY = (
    "Ferry runs again\n\nPORT ELLERY, March 3 (Northwind) - The ferry will run again on day {number}, {number} said.\n"
)
HANGING = drip(head("200 OK", ()), b"x", 0.05)


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with open_newsroom() as running:
        yield running


def put(install, number: int) -> None:
    (install.folder / "in").mkdir(exist_ok=True)
    (install.folder / "in" / f"{number}.txt").write_text(COPY.format(number=number), encoding="utf-8")


def headlines(install) -> int:
    return len(install.json("articles", "list"))


def test_sources_are_taken_in_when_they_are_due_and_runs_follow_each_other(install, newsroom):
    put(install, 1)
    url = newsroom.on("/feed", conditional('"v1"', body=rss(story(1), story(2))))
    configure(install, feed("wire", url), drop("in", "in"), more="daemon: {run_s: 2}")
    with daemon(install) as desk:
        until(lambda: len(newsroom.requests("/feed")) >= 4, "four turns of the feed")
        put(install, 2)
        until(lambda: headlines(install) == 4, "both stories of the feed and both files")
        desk.wait_for("run_finished", 2)
        desk.end()
    told = [one.header("If-None-Match") for one in newsroom.requests("/feed")]
    assert told == [None] + ['"v1"'] * (len(told) - 1)
    assert len(install.json("changes")) == 4
    assert_books_are_closed(install)


def test_one_slow_host_holds_up_nobody(install, newsroom):
    slow = [feed(f"slow-{number}", newsroom.on(f"/slow/{number}", HANGING)) for number in range(30)]
    quick = feed("quick", newsroom.on("/quick", conditional('"v1"')).replace("127.0.0.1", "localhost"))
    configure(install, *slow, quick)
    config = (install.folder / "config.yaml").read_text(encoding="utf-8")
    install.configure(
        config.replace("per_host: 50", "per_host: 2, concurrency: 4").replace("127.0.0.1/32", "127.0.0.0/8, '::1/128'")
    )
    with daemon(install) as desk:
        until(lambda: len(newsroom.requests("/quick")) >= 3, "three turns beside the slow host")
        desk.end()
    assert len(newsroom.asked) - len(newsroom.requests("/quick")) == 2
    assert_books_are_closed(install)


def test_it_ends_within_ten_seconds_while_a_host_hangs(install, newsroom):
    configure(install, feed("slow", newsroom.on("/slow", HANGING)))
    with daemon(install) as desk:
        until(lambda: newsroom.requests("/slow"), "the fetch")
        assert desk.end() < 10
    assert install.sql("SELECT count(*) FROM lease WHERE leased_by IS NOT NULL") == [(0,)]
    assert_books_are_closed(install)


NEVER_CLOSED = b"".join(
    b"<item><title>%d &eacute;<guid>%d</guid><description>%s</description></item>" % (number, number, b"word " * 40)
    for number in range(19_000)
)


def test_it_ends_within_ten_seconds_while_a_feed_is_read(install, newsroom):
    """Bytes that keep a reader busy for seconds: they are read to the end or left to the next run, never half."""
    answer = reply(body=b"<rss version='2.0'><channel><title>x</title>" + NEVER_CLOSED)
    configure(install, *(feed(f"wire-{n}", newsroom.on(f"/{n}", answer), interval_s=3600) for n in range(3)))
    with daemon(install) as desk:
        until(lambda: install.sql("SELECT id FROM delivery WHERE state = 'kept'"), "the delivery")
        assert desk.end() < 10
    read = install.sql("SELECT count(*) FROM fetch_state")
    assert install.sql("SELECT count(*) FROM delivery WHERE state = 'split'") == read
    assert install.sql("SELECT count(DISTINCT delivery_id) FROM raw_copy")[0] <= read[0]
    assert read[0][0] < 3
    assert_books_are_closed(install)


def test_it_ends_while_it_writes_and_the_next_one_goes_on(install):
    """Told to end at many moments of one long ingest: each time it ends well, and nothing is lost or done twice."""
    files, ends = (700, 14) if install.url.startswith("sqlite") else (300, 6)
    for number in range(files):
        put(install, number)
        os.utime(install.folder / "in" / f"{number}.txt", (1_700_000_000 + number,) * 2)
    configure(install, drop("in", "in"), more="run: {batch: 10}")
    slowest = 0.0
    for end in range(ends):
        with daemon(install) as desk:
            done = int(files * (end + 1) / (ends + 2))
            until(
                lambda done=done: install.sql("SELECT count(*) FROM raw_copy WHERE state = 'done'")[0][0] >= done,
                "work",
            )
            slowest = max(slowest, desk.end())
    assert slowest < 10
    install.json("once")
    assert install.sql("SELECT count(*), count(DISTINCT address) FROM delivery") == [(files, files)]
    assert install.sql("SELECT count(*) FROM raw_copy WHERE state = 'done'") == [(files,)]
    assert install.sql("SELECT count(*), max(seq) FROM change") == [(files, files)]
    assert_books_are_closed(install)


def test_settings_are_read_anew_without_losing_a_fetch(install, newsroom):
    urls = {name: newsroom.on(f"/{name}", conditional('"v1"', body=rss(story(len(name))))) for name in ("old", "fresh")}
    slow = newsroom.on("/slow", drip(b"", reply_in_time(), 3))
    configure(install, feed("old", urls["old"]), feed("slow", slow, interval_s=600))
    with daemon(install) as desk:
        until(lambda: newsroom.requests("/slow") and newsroom.requests("/old"), "both fetches")
        configure(install, feed("fresh", urls["fresh"]), feed("slow", slow, interval_s=600), more="run: {batch: 20}")
        desk.reload()
        desk.wait_for("config_reloaded")
        asked = len(newsroom.requests("/old"))
        until(lambda: len(newsroom.requests("/fresh")) >= 2, "the new source")
        assert len(newsroom.requests("/old")) <= asked + 1
        until(lambda: headlines(install) == 3, "what was under way when the settings were read")
        desk.end()
    assert len(newsroom.requests("/slow")) == 1
    assert_books_are_closed(install)


def reply_in_time() -> bytes:
    body = rss(story(77))
    return head("200 OK", (("Content-Type", "application/rss+xml"), ("Content-Length", str(len(body))))) + body


def test_wrong_settings_are_refused_with_all_their_faults_and_the_old_ones_stand(install, newsroom):
    url = newsroom.on("/feed", conditional('"v1"'))
    configure(install, feed("wire", url))
    with daemon(install) as desk:
        configure(install, feed("wire", url, intervall=3), feed("wire", url, cron="61 * * * *", interval_s=None))
        desk.reload()
        faults = desk.wait_for("config_refused")["faults"]
        assert [fault.split(": ")[1] for fault in faults] == [
            "sources[0].intervall",
            "sources[1].interval_s",
            "sources[1].cron",
        ]
        asked = len(newsroom.asked)
        until(lambda: len(newsroom.asked) >= asked + 2, "turns by the old settings")
        desk.end()


def test_a_paused_desk_fetches_nothing_until_it_is_resumed(install, newsroom):
    url = newsroom.on("/feed", conditional('"v1"', body=rss(story(1))))
    configure(install, feed("wire", url))
    with daemon(install) as desk:
        until(lambda: newsroom.asked, "a turn")
        assert install.run("pause", "--why", "the host moves").returncode == 0
        assert desk.wait_for("fetching_held")["reason"] == "paused"
        asked = len(newsroom.asked)
        assert install.json("status")["hindrance"] == "paused"
        assert b"Nothing is fetched: an operator paused" in install.run("status").stdout
        once = install.json("once", "--now")
        assert (once["hindrance"], once["feeds"]["asked"]) == ("paused", 0)
        assert len(newsroom.asked) <= asked + 1
        assert install.run("resume", "--why", "it has moved").returncode == 0
        desk.wait_for("fetching_resumed")
        until(lambda: len(newsroom.asked) >= asked + 2, "turns after the pause")
        desk.end()
    assert install.sql("SELECT verb, why FROM operator_action ORDER BY id") == [
        ("desk pause", "the host moves"),
        ("desk resume", "it has moved"),
    ]


def test_nothing_is_fetched_below_the_floor_of_free_disk_and_it_goes_on_by_itself(install, newsroom):
    url = newsroom.on("/feed", conditional('"v1"', body=rss(story(1))))
    configure(install, feed("wire", url), more="daemon: {free_disk_mb: 1000000000}")
    with daemon(install) as desk:
        assert desk.wait_for("fetching_held")["reason"] == "disk_low"
        assert newsroom.asked == []
        configure(install, feed("wire", url))
        desk.reload()
        desk.wait_for("fetching_resumed")
        until(lambda: headlines(install) == 1, "the story")
        desk.end()


def test_operators_are_told_of_alarms_while_it_works(install, newsroom):
    told = install.folder / "told.jsonl"
    newsroom.on("/feed", reply("500 Internal Server Error"))
    command = f"[/bin/sh, -c, 'cat >> {told}; echo >> {told}']"
    configure(
        install,
        feed("wire", newsroom.url("/feed")),
        more=f"alarms: {{look_s: 1, failing_after: 1, disk_low_bytes: 0, command: {command}}}",
    )
    with daemon(install) as desk:
        assert desk.wait_for("alarm_opened")["kind"] == "source_failing"
        until(lambda: told.exists() and told.read_text().endswith("\n"), "the notice")
        newsroom.on("/feed", conditional('"v1"', body=rss(story(1))))
        assert install.run("once", "--now", "--source", "wire").returncode == 0
        until(lambda: len(told.read_text().splitlines()) == 2, "the notice that it is over")
        desk.end()
    notices = [json.loads(line) for line in told.read_text().splitlines()]
    assert [(one["event"], one["kind"], one["subject"]) for one in notices] == [
        ("opened", "source_failing", "wire"),
        ("closed", "source_failing", "wire"),
    ]


def test_a_store_that_is_gone_for_a_while_costs_nothing(install, newsroom):
    """SQLite: locked by another program for longer than anyone waits. PostgreSQL: no connection stays or is let in."""
    put(install, 1)
    answers = [reply(body=rss(*map(story, range(number)))) for number in range(1, 40)]
    configure(
        install, feed("wire", newsroom.on("/feed", *answers)), drop("in", "in"), more="database: {busy_timeout_s: 0.2}"
    )
    with daemon(install) as desk:
        until(lambda: headlines(install) >= 3, "work")
        with (locked if install.url.startswith("sqlite") else shut)(install.url):
            put(install, 2)
            assert desk.wait_for("run_lost", 3)["code"] in {"store_locked", "store_unreachable"}
        until(lambda: len(install.json("runs", "list")) >= 2, "the next run")
        asked = len(newsroom.asked)
        until(lambda: len(newsroom.asked) >= asked + 2, "turns after it")
        until(lambda: ("2.txt",) in install.sql("SELECT address FROM delivery"), "the file that came meanwhile")
        desk.end()
    assert install.run("once").returncode == 0
    assert install.run("db", "check").returncode == 0
    assert {one["state"] for one in install.json("runs", "list")} == {"finished", "interrupted"}
    titles = install.sql("SELECT count(*), count(DISTINCT guid) FROM revision WHERE guid IS NOT NULL")
    assert titles[0][0] == titles[0][1]


class locked:  # noqa: N801 - used as a block
    """Another program holds a SQLite file."""

    def __init__(self, url: str) -> None:
        self.engine = create_engine(url)

    def __enter__(self) -> None:
        self.connection = self.engine.connect()
        self.connection.exec_driver_sql("PRAGMA busy_timeout = 60000")
        self.connection.exec_driver_sql("BEGIN IMMEDIATE")

    def __exit__(self, *_: object) -> None:
        self.connection.close()
        self.engine.dispose()


class shut:  # noqa: N801 - used as a block
    """Nobody is let into a database of a PostgreSQL server, and who is in is thrown out."""

    def __init__(self, url: str) -> None:
        address = create_engine(url.replace("postgresql://", "postgresql+psycopg://")).url
        self.name = address.database
        self.engine = create_engine(address.set(database="postgres"), isolation_level="AUTOCOMMIT")

    def __enter__(self) -> None:
        with self.engine.connect() as connection:
            connection.execute(text(f"ALTER DATABASE {self.name} ALLOW_CONNECTIONS false"))
            connection.execute(
                text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"),
                {"name": self.name},
            )

    def __exit__(self, *_: object) -> None:
        with self.engine.connect() as connection:
            connection.execute(text(f"ALTER DATABASE {self.name} ALLOW_CONNECTIONS true"))
        self.engine.dispose()


def test_two_daemons_share_the_sources_and_one_takes_over_from_the_other(install, newsroom):
    """Each source is one daemon's at a time; a dead one's sources and copy are the other's at once."""
    sources = [feed(f"wire-{n}", newsroom.on(f"/{n}", conditional('"v1"', body=rss(story(n))))) for n in range(20)]
    configure(install, *sources)
    with daemon(install, "one") as one, daemon(install, "two") as two:
        until(lambda: len(newsroom.asked) >= 60, "turns")
        one.process.kill()
        one.process.wait()
        two.wait_for("run_taken_over")
        before = {target: len(newsroom.requests(target)) for target in (f"/{n}" for n in range(20))}
        until(lambda: all(len(newsroom.requests(path)) >= had + 2 for path, had in before.items()), "all sources")
        two.end()
    assert headlines(install) == 20
    assert len(install.json("changes")) == 20
    assert install.run("db", "check").returncode == 0
