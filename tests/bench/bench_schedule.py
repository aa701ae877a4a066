"""Five thousand feeds in one daemon, served on loopback with 304s: are they on time, and what does scheduling cost?

The server is a process of its own and notes when each feed was asked. The daemon runs as it is, but that a thread
beside it notes the processor time of each of its threads: the scheduler's and those of its jobs are the scheduling,
the fetcher's and the main thread's are the work. Measured from the second turn of the feeds on, when all are known.
"""

import asyncio
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FEEDS = 5000
INTERVAL_S = 300
_NOTE_S = 1.0
_BODY = (
    b"<?xml version='1.0'?><rss version='2.0'><channel><title>Harbour Wire</title><item><title>Ferry runs</title>"
    b"<guid>f-%d</guid><description>HARBOUR CITY (HW) - Ferry %d will run again.</description></item></channel></rss>"
)


def bench_schedule() -> None:
    """Print how late feeds are at most, and what scheduling and memory come to."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with subprocess.Popen(
            [sys.executable, "-m", __name__, "serve", name], stdout=subprocess.PIPE, cwd=ROOT
        ) as server:
            assert server.stdout is not None
            _configure(folder, server.stdout.readline().decode().strip())
            command = [sys.executable, "-m", __name__, "work", name]
            environment = {**os.environ, "PYTHONPATH": str(ROOT)}
            with subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.DEVNULL) as desk:
                _wait_for_turns(folder, 2)
                begun = _threads(folder), time.monotonic()
                _wait_for_turns(folder, 3)
                ended = _threads(folder), time.monotonic()
                memory_mb = _memory_mb(desk.pid)
                desk.send_signal(signal.SIGTERM)
            server.terminate()
        _tell(folder, begun, ended, memory_mb)


def _configure(folder: Path, address: str) -> None:
    feeds = "".join(
        f"  - {json.dumps({'name': f'f-{n}', 'kind': 'feed', 'url': f'{address}/{n}', 'interval_s': INTERVAL_S})}\n"
        for n in range(FEEDS)
    )
    http = "http: {allow_private: [127.0.0.1/32], gap_s: 0, per_host: 30, concurrency: 30}"
    (folder / "config.yaml").write_text(f"{http}\nlog: {{level: error}}\nsources:\n{feeds}", encoding="utf-8")


def _asked(folder: Path) -> dict[int, list[float]]:
    """When each feed was asked, in seconds of the server's clock."""
    found: dict[int, list[float]] = {number: [] for number in range(FEEDS)}
    for line in (folder / "asked").read_text(encoding="utf-8").splitlines():
        number, _, at = line.partition(" ")
        with suppress(ValueError, KeyError):  # the last line may be half written
            found[int(number)].append(float(at))
    return found


def _wait_for_turns(folder: Path, turns: int) -> None:
    while not all(len(times) >= turns for times in _asked(folder).values()):
        time.sleep(2)


def _threads(folder: Path) -> Mapping[str, float]:
    told: Mapping[str, float] = json.loads((folder / "threads.json").read_text(encoding="utf-8"))
    return told


def _memory_mb(process: int) -> float:
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1000


def _tell(
    folder: Path, begun: tuple[Mapping[str, float], float], ended: tuple[Mapping[str, float], float], mb: float
) -> None:
    gaps = sorted(late - early for times in _asked(folder).values() for early, late in pairwise(times[1:]))
    within = sum(gap <= INTERVAL_S * 1.1 for gap in gaps) / len(gaps)
    seconds = ended[1] - begun[1]
    spent = {name: ended[0][name] - begun[0].get(name, 0) for name in ended[0]}
    scheduling = sum(cpu for name, cpu in spent.items() if name.startswith(("APScheduler", "ThreadPool")))
    sys.stdout.write(
        f"schedule: {FEEDS} feeds every {INTERVAL_S} s: {within:.2%} of {len(gaps)} turns within a tenth, longest "
        f"{gaps[-1] / INTERVAL_S:.3f} intervals; scheduling {scheduling / seconds:.2%} of a core, all threads "
        f"{sum(spent.values()) / seconds:.2%}, memory at most {mb:.0f} MB\n"
    )


async def _serve(folder: Path) -> None:
    with (folder / "asked").open("w", encoding="utf-8", buffering=1 << 12) as asked:

        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            with suppress(ConnectionError, asyncio.IncompleteReadError):
                heard = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                number = int(heard.split()[1].strip("/"))
                asked.write(f"{number} {time.monotonic()}\n")
                etag = f'"{number}"'
                if etag in heard:
                    writer.write(f"HTTP/1.1 304 Not Modified\r\nETag: {etag}\r\nConnection: close\r\n\r\n".encode())
                else:
                    body = _BODY % (number, number)
                    told = f"Content-Type: application/rss+xml\r\nContent-Length: {len(body)}\r\nETag: {etag}"
                    writer.write(f"HTTP/1.1 200 OK\r\n{told}\r\nConnection: close\r\n\r\n".encode() + body)
                await writer.drain()
            writer.close()

        server = await asyncio.start_server(answer, "127.0.0.1", 0, backlog=1000)
        sys.stdout.write(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}\n")
        sys.stdout.flush()
        await server.serve_forever()


def _work(folder: Path) -> None:
    """The daemon, with a thread beside it that notes what each thread has cost."""
    from schedules.cli.main import main  # noqa: PLC0415 - the server needs none of it

    threading.Thread(target=_note, args=(folder / "threads.json",), daemon=True).start()
    main(["daemon"])


def _note(path: Path) -> None:
    tick = os.sysconf("SC_CLK_TCK")
    while True:
        spent: dict[str, float] = {}
        for thread in threading.enumerate():
            with suppress(OSError):
                fields = (
                    Path(f"/proc/self/task/{thread.native_id}/stat")
                    .read_text(encoding="ascii")
                    .rpartition(")")[2]
                    .split()
                )
                spent[f"{thread.name} {thread.native_id}"] = (int(fields[11]) + int(fields[12])) / tick
        new = path.with_suffix(".new")
        new.write_text(json.dumps(spent), encoding="utf-8")
        new.replace(path)
        time.sleep(_NOTE_S)


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        with suppress(KeyboardInterrupt):
            asyncio.run(_serve(Path(sys.argv[2])))
    else:
        _work(Path(sys.argv[2]))
