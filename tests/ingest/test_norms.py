"""The norms of a well-behaved poller, against a real server, with the real client and a clock set by hand."""

import random
from collections import Counter
from datetime import timedelta
from email.utils import format_datetime

import pytest

from ingest.answers import FetchRequest
from ingest.errors import BadRedirect, BlockedAddress, BodyTooLarge, Gone, HttpError, HttpFailure, Throttled, TimedOut
from ingest.rhythm import first_state, is_due, is_unchanged, next_state
from tests.newsroom.answers import (
    FEED,
    bomb,
    circle,
    conditional,
    drip,
    head,
    not_modified,
    redirect,
    reply,
)

HOUR = timedelta(hours=1)
MINUTES_10 = timedelta(minutes=10)
MODIFIED = "Mon, 05 Jan 2026 10:00:00 GMT"


def conditions(asked):
    return asked.header("If-None-Match"), asked.header("If-Modified-Since")


def test_1_one_unconditional_request_ever_then_both_validators(newsroom, poller):
    newsroom.on("/feed", conditional('"a1"', MODIFIED))
    poller.poll().poll().poll()
    assert [conditions(asked) for asked in newsroom.asked] == [(None, None), ('"a1"', MODIFIED), ('"a1"', MODIFIED)]


@pytest.mark.parametrize(
    ("etag", "modified"),
    [
        ('W/"weak-1"', MODIFIED),
        ("unquoted", MODIFIED),
        ('"a"', "monday, 5 January 2026 at ten"),
        ('"\u00c3\u00a9"', MODIFIED),
    ],
    ids=["weak", "unquoted", "odd date", "letters beyond ASCII, as UTF-8"],
)
def test_2_validators_go_back_byte_for_byte(newsroom, poller, etag, modified):
    newsroom.on("/feed", reply(headers=(("ETag", etag), ("Last-Modified", modified))))
    poller.poll().poll()
    assert conditions(newsroom.asked[1]) == (etag, modified)


def test_3_a_new_etag_beside_the_old_date_is_taken(newsroom, poller):
    newsroom.on(
        "/feed",
        reply(headers=(("ETag", '"1"'), ("Last-Modified", MODIFIED))),
        reply(headers=(("ETag", '"2"'), ("Last-Modified", MODIFIED))),
    )
    poller.poll().poll().poll()
    assert conditions(newsroom.asked[2]) == ('"2"', MODIFIED)


def test_4_a_304_may_bring_a_new_etag(newsroom, poller):
    newsroom.on(
        "/feed", reply(headers=(("ETag", '"1"'), ("Last-Modified", MODIFIED))), not_modified((("ETag", '"2"'),))
    )
    poller.poll().poll().poll()
    assert conditions(newsroom.asked[2]) == ('"2"', MODIFIED)


@pytest.mark.parametrize(
    ("second", "expected"),
    [((("ETag", '"2"'),), ('"2"', None)), ((), (None, None))],
    ids=["5 Last-Modified dropped", "6 both dropped"],
)
def test_5_and_6_a_validator_that_the_host_drops_is_dropped(newsroom, poller, second, expected):
    newsroom.on(
        "/feed", reply(headers=(("ETag", '"1"'), ("Last-Modified", MODIFIED))), reply(body=b"new", headers=second)
    )
    poller.poll().poll().poll()
    assert conditions(newsroom.asked[2]) == expected


def test_7_an_error_keeps_the_validators(newsroom, poller):
    newsroom.on("/feed", reply(headers=(("ETag", '"1"'),)), reply("500 Oops", headers=(("ETag", '"error"'),)))
    poller.poll().poll().poll()
    assert conditions(newsroom.asked[2]) == ('"1"', None)


def test_7_a_body_that_does_not_parse_keeps_the_validators(newsroom, poller):
    newsroom.on("/feed", reply(headers=(("ETag", '"1"'),)))
    poller.poll()
    before = poller.state
    after = next_state(before, HttpFailure("feed", "not a feed"), poller.interval, poller.desk.clock.at, 0)
    assert (after.validators, after.body_hash, after.failures) == (before.validators, before.body_hash, 1)


def test_8_no_cookie_no_referer_and_the_address_as_configured(newsroom, desk):
    newsroom.on("/feed", redirect("/there", headers=(("Set-Cookie", "a=1; Path=/"),)))
    newsroom.on("/there", reply(headers=(("Set-Cookie", "b=1"),)))
    desk.fetch(newsroom.url("/feed?x=1"))
    desk.fetch(newsroom.url("/feed?x=1"))
    assert [asked.target for asked in newsroom.asked] == ["/feed?x=1", "/there"] * 2
    assert {name.lower() for asked in newsroom.asked for name, _ in asked.headers} == {
        "host", "user-agent", "accept", "accept-encoding", "connection",
    }  # fmt: skip


def test_9_no_request_before_a_body_is_stale(newsroom, poller):
    newsroom.on("/feed", conditional('"1"', headers=(("Cache-Control", "public, max-age=7200"),)))
    poller.poll()
    assert poller.tick(2 * HOUR - timedelta(seconds=1)).state.next_due is not None
    assert len(newsroom.asked) == 1
    poller.tick(timedelta(seconds=1))
    assert len(newsroom.asked) == 2
    assert poller.wait == 2 * HOUR, "a 304 starts the time anew"


def test_9_expires_counts_from_the_hosts_own_clock(newsroom, poller):
    wrong = poller.desk.clock.at - timedelta(days=400)
    told = (
        ("Date", format_datetime(wrong, usegmt=True)),
        ("Expires", format_datetime(wrong + 3 * HOUR, usegmt=True)),
    )
    newsroom.on("/feed", reply(headers=told))
    assert poller.poll().wait == 3 * HOUR


def test_9_a_304_without_a_word_keeps_the_time_it_renews(newsroom, poller):
    newsroom.on("/feed", reply(headers=(("ETag", '"1"'), ("Cache-Control", "max-age=3600"))), not_modified())
    assert poller.poll().poll().wait == HOUR


def test_9_no_host_silences_a_source_for_more_than_a_day(newsroom, poller):
    newsroom.on("/feed", reply(headers=(("Cache-Control", "max-age=31536000"),)))
    assert poller.poll().wait == timedelta(days=1)


@pytest.mark.parametrize("status", ["429 Too Many Requests", "503 Service Unavailable"])
@pytest.mark.parametrize("as_date", [False, True], ids=["seconds", "date"])
def test_10_no_request_of_any_source_of_the_host_before_retry_after(newsroom, poller, status, as_date):
    until = poller.desk.clock.at + HOUR
    newsroom.on(
        "/feed", reply(status, headers=(("Retry-After", format_datetime(until, usegmt=True) if as_date else "3600"),))
    )
    newsroom.on("/other", reply())
    other = newsroom.url("/other", host="news.example")
    poller.poll()
    assert poller.wait == HOUR
    with pytest.raises(Throttled) as pause:
        poller.desk.fetch(other)
    assert (pause.value.asked, pause.value.retry_at, len(newsroom.asked)) == (False, until, 1)
    poller.desk.clock.forward(HOUR)
    poller.desk.fetch(other)
    assert len(newsroom.asked) == 2


def test_10_on_a_private_host_each_source_answers_for_itself(newsroom, desk):
    url = newsroom.on("/feed", reply("429 Too Many Requests", headers=(("Retry-After", "3600"),)))
    other = newsroom.on("/other", reply())
    with pytest.raises(Throttled) as pause:
        desk.fetch(url)
    assert not pause.value.whole_host
    assert desk.fetch(other).body == FEED


def test_11_a_429_without_retry_after_doubles_the_wait_each_time(newsroom, poller):
    newsroom.on("/feed", reply("429 Too Many Requests"))
    waits = [poller.poll().wait for _ in range(10)]
    assert waits[:4] == [2 * MINUTES_10, 4 * MINUTES_10, 8 * MINUTES_10, 16 * MINUTES_10]
    assert max(waits) == timedelta(days=1)


@pytest.mark.parametrize("status", ["301 Moved Permanently", "308 Permanent Redirect"])
def test_12_a_permanent_redirect_is_stored_after_repeats_over_days(newsroom, poller, status):
    poller.interval = timedelta(hours=20)
    old, new = poller.state.home, newsroom.url("/new", host="www.example")
    newsroom.on("/feed", redirect(new, status))
    newsroom.on("/new", conditional('"1"'))
    for _ in range(4):
        poller.poll()
    assert (poller.state.address, poller.state.former) == (old, ())
    poller.poll().poll()
    assert (poller.state.home, poller.state.address, poller.state.former) == (old, new, (old,))
    assert (len(newsroom.requests("/feed")), len(newsroom.requests("/new"))) == (5, 6)
    assert newsroom.requests("/new")[-1].header("If-None-Match") == '"1"'


@pytest.mark.parametrize("status", ["302 Found", "303 See Other", "307 Temporary Redirect"])
def test_12_a_passing_redirect_is_never_stored(newsroom, poller, status):
    poller.interval = timedelta(days=1)
    newsroom.on("/feed", redirect("/new", status))
    newsroom.on("/new", reply())
    for _ in range(8):
        poller.poll()
    assert len(newsroom.requests("/feed")) == 8


def test_13_a_410_stops_the_source(newsroom, poller):
    newsroom.on("/feed", reply("410 Gone"))
    poller.poll()
    assert isinstance(poller.last, Gone)
    for _ in range(50):
        poller.tick(timedelta(days=1))
    assert len(newsroom.asked) == 1


def test_14_a_redirect_loop_ends_after_five_hops(newsroom, desk):
    with pytest.raises(BadRedirect):
        desk.fetch(newsroom.on("/loop", circle("/loop")))
    assert len(newsroom.asked) == 6


def test_14_a_redirect_to_itself_ends_at_once(newsroom, desk):
    with pytest.raises(BadRedirect):
        desk.fetch(newsroom.on("/loop", redirect("/loop")))
    assert len(newsroom.asked) == 1


def test_15_due_times_live_in_the_state_and_survive_a_restart(newsroom, poller):
    newsroom.on("/feed", conditional('"1"'))
    poller.poll()
    poller.desk.pace = None
    poller.tick(MINUTES_10 / 2)
    assert len(newsroom.asked) == 1
    poller.tick(MINUTES_10 / 2).tick().tick()
    assert len(newsroom.asked) == 2


def test_16_a_hundred_sources_do_not_stay_together(newsroom, desk):
    found = desk.fetch(newsroom.on("/feed", reply()))
    chance = random.Random(7)
    now = desk.clock.at
    states = [next_state(first_state(str(n)), found, MINUTES_10, now, chance.random()) for n in range(100)]
    seconds = Counter(int((state.next_due - now).total_seconds()) for state in states)
    assert max(seconds.values()) <= 6
    assert min(seconds) >= 600
    assert max(seconds) <= 660


def test_17_ten_sources_of_one_host_come_one_at_a_time_with_a_gap(newsroom, desk):
    urls = [newsroom.on(f"/{n}", reply()) for n in range(10)]
    assert [one.body for one in desk.fetch_all(*map(FetchRequest, urls))] == [FEED] * 10
    assert (newsroom.most_at_once, desk.clock.waits) == (1, [1.0] * 9)


def test_18_without_validators_the_operators_interval_counts_and_the_hash_ends_the_work(newsroom, poller):
    newsroom.on("/feed", reply())
    assert poller.poll().wait == MINUTES_10
    before = poller.state
    poller.poll()
    assert is_unchanged(before, poller.last)


def test_19_we_say_who_we_are_and_take_gzip(newsroom, desk):
    desk.fetch(newsroom.on("/feed", reply()))
    assert newsroom.asked[0].header("User-Agent") == "copydesk/0.1 (+https://desk.example/)"
    assert newsroom.asked[0].header("Accept-Encoding") == "gzip"


@pytest.mark.parametrize(
    "answer",
    [reply(body=b"a" * 1_000_001), bomb(2), bomb(500)],
    ids=["plain", "gzip", "bomb"],
)
def test_20_a_body_over_the_cap_is_cut_off(newsroom, desk, answer):
    with pytest.raises(BodyTooLarge):
        desk.set(max_bytes=1_000_000).fetch(newsroom.on("/feed", answer))


@pytest.mark.parametrize(
    "answer",
    [drip(b"", b"", 0.02), drip(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n", 0.02), drip(head("200 OK", ()), b"a", 0.02)],
    ids=["never a word", "headers drop by drop", "body drop by drop"],
)
def test_20_the_deadline_is_for_the_whole(newsroom, desk, answer):
    with pytest.raises(TimedOut):
        desk.set(total_deadline_s=0.2).fetch(newsroom.on("/feed", answer))


def test_21_a_redirect_into_a_private_network_is_refused_before_connecting(newsroom, desk):
    with pytest.raises(BlockedAddress):
        desk.fetch(newsroom.on("/feed", redirect(f"http://127.0.0.2:{newsroom.port}/internal")))


def test_22_the_same_body_under_new_validators_is_unchanged(newsroom, poller):
    newsroom.on("/feed", reply(headers=(("ETag", '"1"'),)), reply(headers=(("ETag", '"2"'),)))
    before = poller.poll().state
    poller.poll().poll()
    assert is_unchanged(before, poller.last)
    assert [asked.header("If-None-Match") for asked in newsroom.asked] == [None, '"1"', '"2"']


def test_a_passing_error_costs_no_turn_and_a_lasting_one_spreads_them(newsroom, poller):
    newsroom.on("/feed", reply("500 Oops"))
    waits = [poller.poll().wait for _ in range(4)]
    assert isinstance(poller.last, HttpError)
    assert waits == [MINUTES_10, 2 * MINUTES_10, 4 * MINUTES_10, 8 * MINUTES_10]
    newsroom.on("/feed", reply())
    assert (poller.poll().state.failures, poller.wait) == (0, MINUTES_10)
    assert not is_due(poller.state, poller.interval, poller.desk.clock.at)
