"""Answers of a newsroom, good and bad, each under the name of what it does."""

import gzip
import socket
import struct
import zlib
from collections.abc import Sequence

from tests.newsroom.server import Answer, Asked, Line

FEED = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel><title>Harbour Wire</title>'
    b"<link>https://wire.example/</link><description>Test</description><item><title>Ferry to run again</title>"
    b"<guid>ferry-1</guid><description>HARBOUR CITY (HW) - The ferry will run again.</description></item>"
    b"</channel></rss>"
)
RSS = "application/rss+xml; charset=utf-8"

Headers = Sequence[tuple[str, str]]


def head(status: str, headers: Headers) -> bytes:
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in headers), "Connection: close", "", ""]
    return "\r\n".join(lines).encode("latin-1")


def reply(status: str = "200 OK", body: bytes = FEED, headers: Headers = ()) -> Answer:
    """A whole answer with its true length."""
    raw = head(status, (("Content-Type", RSS), ("Content-Length", str(len(body))), *headers)) + body
    return say(raw)


def say(raw: bytes) -> Answer:
    """These bytes, whatever they are, then the end."""

    async def answer(line: Line, _: Asked) -> None:
        await line.say(raw)

    return answer


def silence() -> Answer:
    """No answer at all, for as long as the client waits."""

    async def answer(line: Line, _: Asked) -> None:
        await line.pause(600)

    return answer


def redirect(to: str, status: str = "302 Found", headers: Headers = ()) -> Answer:
    """A redirect with a body that nobody needs."""
    return reply(status, b"moved", (("Location", to), *headers))


def not_modified(headers: Headers = ()) -> Answer:
    return say(head("304 Not Modified", headers))


def conditional(etag: str, last_modified: str | None = None, body: bytes = FEED, headers: Headers = ()) -> Answer:
    """What a good server does: 304 to whoever brings the ETag."""
    told = (("ETag", etag), *((("Last-Modified", last_modified),) if last_modified else ()), *headers)
    whole, short = reply(headers=told, body=body), not_modified(told)

    async def answer(line: Line, asked: Asked) -> None:
        await (short if asked.header("If-None-Match") == etag else whole)(line, asked)

    return answer


def circle(path: str) -> Answer:
    """Each address leads to another one of the same path, without end."""

    async def answer(line: Line, asked: Asked) -> None:
        await redirect(f"{path}?{asked.number}", "301 Moved Permanently")(line, asked)

    return answer


def zipped(raw: bytes, status: str = "200 OK", coding: str = "gzip", headers: Headers = ()) -> Answer:
    """Bytes announced under a content coding."""
    return reply(status, raw, (("Content-Encoding", coding), *headers))


def bomb(megabytes: int, status: str = "200 OK", headers: Headers = ()) -> Answer:
    """Gzip that inflates to a thousand times its size."""
    return zipped(gzip.compress(b"\0" * 1_000_000) * megabytes, status, headers=headers)


def cut_off_gzip() -> Answer:
    """Half a gzip stream, under a Content-Length that is true for the half."""
    whole = gzip.compress(FEED)
    return zipped(whole[: len(whole) // 2])


def broken_gzip() -> Answer:
    """A gzip stream whose checksum is wrong."""
    whole = gzip.compress(FEED)
    return zipped(whole[:-8] + struct.pack("<I", zlib.crc32(FEED) ^ 1) + whole[-4:])


def drip(first: bytes, drop: bytes, gap_s: float) -> Answer:
    """A beginning, then a drop now and then, without end."""

    async def answer(line: Line, _: Asked) -> None:
        await line.say(first)
        while True:
            await line.pause(gap_s)
            await line.say(drop)

    return answer


def flood(first: bytes, wave: bytes) -> Answer:
    """A beginning, then the same again as fast as it goes, without end."""

    async def answer(line: Line, _: Asked) -> None:
        await line.say(first)
        while True:
            await line.say(wave)

    return answer


def reset(first: bytes = b"") -> Answer:
    """A beginning, then a reset of the connection."""

    async def answer(line: Line, _: Asked) -> None:
        await line.say(first)
        raw: socket.socket = line.writer.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        line.writer.transport.abort()

    return answer
