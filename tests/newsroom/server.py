"""A newsroom on loopback: an HTTP server whose answers are scripted by path, and which keeps what clients asked."""

import asyncio
import ssl
import threading
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

_LONGEST_REQUEST = 1 << 20


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it came: method, target as sent, headers in order, its number on its path from 1 on, its body."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    number: int
    body: bytes = b""

    def header(self, name: str) -> str | None:
        """A header's value, byte for byte in Latin-1; None where it was not sent."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


class ClientLeft(Exception):
    """The client closed the connection before the answer was over."""


@dataclass(slots=True)
class Line:
    """The connection to one client."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def say(self, raw: bytes) -> None:
        """Send bytes. Raises ClientLeft."""
        try:
            self.writer.write(raw)
            await self.writer.drain()
            await asyncio.sleep(0)  # over TLS nothing else lets the loop hear that the client has gone
        except ConnectionError as gone:
            raise ClientLeft from gone
        if self.writer.transport.is_closing():
            raise ClientLeft

    async def pause(self, seconds: float) -> None:
        """Say nothing for a while, unless the client leaves. Raises ClientLeft."""
        try:
            heard = await asyncio.wait_for(self.reader.read(1), seconds)
        except TimeoutError:
            return
        except ConnectionError as gone:
            raise ClientLeft from gone
        if not heard:
            raise ClientLeft


Answer = Callable[[Line, Asked], Awaitable[None]]


class Newsroom:
    """The server's side that tests see. `on` scripts a path: its answers come in order, the last one stays.

    `asked` holds all requests, `most_at_once` is how many were open together.
    """

    def __init__(self, address: str, scheme: str) -> None:
        self.address = address
        self.port = 0
        self.asked: list[Asked] = []
        self.most_at_once = 0
        self._scheme = scheme
        self._open = 0
        self._scripts: dict[str, tuple[Answer, ...]] = {}
        self._numbers: Counter[str] = Counter()

    def on(self, path: str, *answers: Answer) -> str:
        """Script a path anew. Returns its address."""
        self._scripts[path] = answers
        self._numbers[path] = 0
        return self.url(path)

    def url(self, path: str, host: str = "") -> str:
        """The address of a path, under another host name if given."""
        name = f"[{self.address}]" if ":" in self.address else self.address
        return f"{self._scheme}://{host or name}:{self.port}{path}"

    def requests(self, path: str) -> list[Asked]:
        """What was asked of a path, in order."""
        return [one for one in self.asked if one.target.partition("?")[0] == path]

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection: one request, one answer, then the end."""
        self._open += 1
        self.most_at_once = max(self.most_at_once, self._open)
        try:
            with suppress(ClientLeft, ConnectionError, asyncio.IncompleteReadError):
                asked = await self._heard(reader)
                script = self._scripts[asked.target.partition("?")[0]]
                await script[min(asked.number, len(script)) - 1](Line(reader, writer), asked)
        finally:
            self._open -= 1
            writer.close()

    async def _heard(self, reader: asyncio.StreamReader) -> Asked:
        head = await reader.readuntil(b"\r\n\r\n")
        first, *rest = head.decode("latin-1").split("\r\n")
        method, target, _ = first.split(" ")
        pairs = tuple((name, value.strip()) for name, _, value in (line.partition(":") for line in rest if line))
        path = target.partition("?")[0]
        length = next((int(value) for name, value in pairs if name.lower() == "content-length"), 0)
        body = await reader.readexactly(length)
        self._numbers[path] += 1
        asked = Asked(method, target, pairs, self._numbers[path], body)
        self.asked.append(asked)
        return asked


@contextmanager
def open_newsroom(address: str = "127.0.0.1", port: int = 0, tls: ssl.SSLContext | None = None) -> Iterator[Newsroom]:
    """A newsroom in a thread of its own, on a free port if none is given, until the block ends."""
    newsroom = Newsroom(address, "https" if tls else "http")
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name=f"newsroom {address}")
    thread.start()
    server = asyncio.run_coroutine_threadsafe(
        asyncio.start_server(newsroom.answer, address, port, limit=_LONGEST_REQUEST, ssl=tls), loop
    ).result(10)
    newsroom.port = server.sockets[0].getsockname()[1]
    try:
        yield newsroom
    finally:
        asyncio.run_coroutine_threadsafe(_close(server), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


async def _close(server: asyncio.Server) -> None:
    server.close()
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
