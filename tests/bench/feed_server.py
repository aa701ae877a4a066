"""Serves the feeds of the kit on loopback with ETags, in a process of its own: its cost is nobody's.

`python -m tests.bench.feed_server FOLDER COUNT` prints the addresses as one line of JSON and serves until it is ended.
The real feeds of the folder in the order of their names, from the first again until there are COUNT.
"""

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from itertools import cycle, islice
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Served:
    """One feed as it is served."""

    body: bytes
    media_type: str
    etag: str


@contextmanager
def open_feed_server(folder: Path, count: int) -> Iterator[list[str]]:
    """The addresses of `count` feeds, served until the block ends."""
    command = [sys.executable, "-m", "tests.bench.feed_server", str(folder), str(count)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as server:
        try:
            assert server.stdout is not None
            yield json.loads(server.stdout.readline())
        finally:
            server.terminate()


def real_feeds(folder: Path) -> list[Path]:
    """The files of the kit that are feeds, and were found so: neither made from others nor pages."""
    gold: dict[str, Any] = json.loads((folder / "gold.json").read_text(encoding="utf-8"))
    return [folder / "files" / name for name in sorted(gold) if gold[name]["feed"] and not gold[name].get("derived")]


def _served(path: Path) -> Served:
    body = path.read_bytes()
    return Served(body, _media_type(body[:2000].lstrip(b"\xef\xbb\xbf \r\n\t")), f'"{sha256(body).hexdigest()[:20]}"')


def _media_type(start: bytes) -> str:
    if start.startswith(b"{"):
        return "application/feed+json"
    return "application/atom+xml" if b"<feed" in start else "application/rss+xml"


async def _serve(feeds: list[Served]) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                writer.write(_answer(feeds[int(head.split()[1].strip("/").partition(".")[0])], head))
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    sys.stdout.write(json.dumps([f"{address}/{number}.xml" for number in range(len(feeds))]) + "\n")
    sys.stdout.flush()
    await server.serve_forever()


def _answer(feed: Served, head: str) -> bytes:
    if f"if-none-match: {feed.etag}\r\n" in head.replace("If-None-Match", "if-none-match"):
        return f"HTTP/1.1 304 Not Modified\r\nETag: {feed.etag}\r\n\r\n".encode()
    told = f"Content-Type: {feed.media_type}\r\nContent-Length: {len(feed.body)}\r\nETag: {feed.etag}"
    return f"HTTP/1.1 200 OK\r\n{told}\r\n\r\n".encode() + feed.body


if __name__ == "__main__":
    served = [_served(path) for path in islice(cycle(real_feeds(Path(sys.argv[1]))), int(sys.argv[2]))]
    with suppress(KeyboardInterrupt):
        asyncio.run(_serve(served))
