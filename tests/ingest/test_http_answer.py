"""Answers as they come: every status, coding, length and kind of nonsense has its outcome."""

import gzip

import pytest

from ingest.answers import NotModified
from ingest.credentials import bearer
from ingest.errors import (
    AuthRefused,
    BadContentCoding,
    BadProtocol,
    BodyTooLarge,
    ConnectionFailed,
    HttpError,
    HttpFailure,
    TimedOut,
    Truncated,
)
from tests.newsroom.answers import (
    FEED,
    RSS,
    bomb,
    broken_gzip,
    conditional,
    cut_off_gzip,
    flood,
    head,
    not_modified,
    reply,
    reset,
    say,
    zipped,
)

CHUNKED = (("Transfer-Encoding", "chunked"), ("Content-Type", RSS))
ZIPPED = gzip.compress(FEED)


@pytest.mark.parametrize(
    "answer",
    [
        reply(),
        zipped(ZIPPED),
        zipped(ZIPPED, coding="x-gzip"),
        zipped(ZIPPED, coding="identity, gzip"),
        zipped(FEED, coding="identity"),
        say(head("200 OK", ()) + FEED),
        say(head("200 OK", CHUNKED) + b"%x\r\n%b\r\n0\r\n\r\n" % (len(FEED), FEED)),
        reply("203 Non-Authoritative Information"),
        reply(headers=(("X-Long", "a" * 20_000),)),
    ],
    ids=["plain", "gzip", "x-gzip", "identity and gzip", "identity", "until closed", "chunked", "203", "long header"],
)
def test_whole_bodies(newsroom, desk, answer):
    assert desk.fetch(newsroom.on("/1", answer)).body == FEED


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("application/rss+xml; charset=UTF-8", ("application/rss+xml", "utf-8")),
        ('Text/XML;Charset="ISO-8859-1"', ("text/xml", "iso-8859-1")),
        ("text/xml; charset=../../../../etc/passwd", ("text/xml", "..")),
        ("text/xml", ("text/xml", None)),
        ("nonsense", ("application/octet-stream", None)),
        ("a/" + "b" * 5000, ("application/octet-stream", None)),
    ],
)
def test_what_the_header_says_of_the_body(newsroom, desk, told, expected):
    outcome = desk.fetch(newsroom.on("/1", say(head("200 OK", (("Content-Type", told),)) + FEED)))
    assert (outcome.media_type, outcome.charset) == expected


def test_a_header_that_is_not_there(newsroom, desk):
    outcome = desk.fetch(newsroom.on("/1", say(head("200 OK", ()) + FEED)))
    assert (outcome.media_type, outcome.charset, outcome.fresh_for) == ("application/octet-stream", None, None)


@pytest.mark.parametrize(
    "answer", [reply("204 No Content", b""), reply(body=b""), zipped(b"")], ids=["204", "0", "gzip"]
)
def test_an_empty_body_is_a_body(newsroom, desk, answer):
    assert desk.fetch(newsroom.on("/1", answer)).body == b""


def test_a_304_is_an_answer_only_to_a_condition(newsroom, desk):
    first = desk.fetch(newsroom.on("/1", conditional('"1"')))
    assert isinstance(desk.fetch(newsroom.url("/1"), validators=first.validators), NotModified)
    with pytest.raises(HttpError) as failure:
        desk.fetch(newsroom.on("/2", not_modified()), validators=first.validators)
    assert failure.value.status == 304


@pytest.mark.parametrize(
    "status", ["300 Multiple Choices", "400 No", "403 Forbidden", "404 Not Found", "500 Oops", "599 x", "999 Nope"]
)
def test_other_statuses_are_errors_with_their_number(newsroom, desk, status):
    with pytest.raises(HttpError) as failure:
        desk.fetch(newsroom.on("/1", reply(status)))
    assert failure.value.status == int(status[:3])
    assert failure.value.advice


@pytest.mark.parametrize("status", ["401 Unauthorized", "403 Forbidden", "407 Proxy Authentication Required"])
def test_refused_credentials(newsroom, desk, status):
    with pytest.raises(AuthRefused):
        desk.fetch(newsroom.on("/1", reply(status)), credentials=bearer("s3cret"))


def test_the_body_of_an_error_is_never_read(newsroom, desk):
    with pytest.raises(HttpError):
        desk.set(max_bytes=1000).fetch(newsroom.on("/1", bomb(500, "500 Oops")))


@pytest.mark.parametrize("coding", ["br", "zstd", "deflate", "gzip, gzip", "gzip, br", "x-made-up"])
def test_codings_that_were_not_asked_for_are_refused(newsroom, desk, coding):
    with pytest.raises(BadContentCoding):
        desk.fetch(newsroom.on("/1", zipped(gzip.compress(ZIPPED), coding=coding)))


def test_a_second_coding_does_not_hide_in_a_second_header(newsroom, desk):
    with pytest.raises(BadContentCoding):
        desk.fetch(newsroom.on("/1", zipped(gzip.compress(ZIPPED), headers=(("Content-Encoding", "gzip"),))))


H = b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n"
BROKEN = {
    "cut-off gzip": (cut_off_gzip(), Truncated),
    "gzip with a wrong checksum": (broken_gzip(), BadContentCoding),
    "plain under gzip": (zipped(FEED), BadContentCoding),
    "206": (reply("206 Partial Content"), Truncated),
    "too short": (say(H + b"Content-Length: 9999\r\n\r\n" + FEED), Truncated),
    "reset in the body": (reset(H + b"Content-Length: 9999\r\n\r\n" + FEED), Truncated),
    "chunks without an end": (say(H + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"), Truncated),
    "chunk garbage": (say(H + b"Transfer-Encoding: chunked\r\n\r\nZZZ\r\nhello\r\n0\r\n\r\n"), HttpFailure),
    "negative chunk": (say(H + b"Transfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n0\r\n\r\n"), HttpFailure),
    "huge chunk": (say(H + b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nhello"), HttpFailure),
    "an order to a terminal": (say(b"HTTP/1.1 200 \x1b[2J\r\nContent-Length: 0\r\n\r\n"), BadProtocol),
    "two lengths": (say(H + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!"), BadProtocol),
    "negative length": (say(H + b"Content-Length: -1\r\n\r\nhello"), BadProtocol),
    "length in words": (say(H + b"Content-Length: lots\r\n\r\nhello"), BadProtocol),
    "a petabyte": (say(H + b"Content-Length: 1125899906842624\r\n\r\nhello"), BodyTooLarge),
    "length and chunks": (say(H + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), BadProtocol),
    "no status line": (say(b"HELLO WORLD\r\n\r\n"), BadProtocol),
    "HTTP/0.9": (say(FEED), BadProtocol),
    "TLS": (say(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"), BadProtocol),
    "NUL in a header": (say(H + b"X-A: b\x00c\r\n\r\n"), BadProtocol),
    "a header without colon": (say(H + b"this is no header\r\n\r\n"), BadProtocol),
    "a huge header": (say(H + b"X-A: " + b"a" * 1_000_000 + b"\r\n\r\n"), BadProtocol),
    "headers without number": (reply(headers=[(f"X-{n}", "v") for n in range(1000)]), BadProtocol),
    "switching protocols": (
        say(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"),
        HttpError,
    ),
    "nothing": (say(b""), ConnectionFailed),
    "reset at once": (reset(), ConnectionFailed),
    "reset in the headers": (reset(H), ConnectionFailed),
    "headers without end": (flood(H, b"X-A: b\r\n" * 1000), BadProtocol),
    "body without end": (flood(head("200 OK", ()), b"C" * 65_536), BodyTooLarge),
    "chunks without end": (flood(head("200 OK", CHUNKED), b"400\r\n" + b"C" * 1024 + b"\r\n"), BodyTooLarge),
    "empty deflate blocks without end": (
        flood(head("200 OK", (("Content-Encoding", "gzip"),)) + ZIPPED[:10], b"\0\0\0\xff\xff" * 10_000),
        BodyTooLarge,
    ),
}


@pytest.mark.parametrize(("answer", "failure"), BROKEN.values(), ids=BROKEN)
def test_no_broken_answer_is_a_body(newsroom, desk, answer, failure):
    with pytest.raises(failure):
        desk.set(max_bytes=2_000_000).fetch(newsroom.on("/1", answer))


def test_a_flood_of_early_hints_ends_at_the_deadline(newsroom, desk):
    hints = b"HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n" * 100
    with pytest.raises(TimedOut):
        desk.set(total_deadline_s=0.3).fetch(newsroom.on("/1", flood(b"", hints)))


def test_a_lost_connection_is_not_asked_again_unseen(newsroom, desk):
    with pytest.raises(ConnectionFailed):
        desk.fetch(newsroom.on("/1", reset()))
    assert len(newsroom.asked) == 1


def test_a_source_may_have_a_cap_of_its_own(newsroom, desk):
    with pytest.raises(BodyTooLarge):
        desk.fetch(newsroom.on("/1", reply()), max_bytes=len(FEED) - 1)
    assert desk.fetch(newsroom.url("/1"), max_bytes=len(FEED)).body == FEED


def test_an_error_tells_nothing_of_what_the_host_sent(newsroom, desk):
    with pytest.raises(BadProtocol) as failure:
        desk.fetch(newsroom.on("/1", say(b"\x1b[31mEVIL\r\n\r\n")) + "?key=s3cret")
    assert not any(word in str(failure.value) for word in ("EVIL", "\x1b", "s3cret"))
