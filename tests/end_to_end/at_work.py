"""A daemon at work in a process of its own, with its log as events, and ways to wait for what it does."""

import json
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.end_to_end.conftest import Install
from tests.end_to_end.nursery import Child

PATIENCE_S = 90.0
"""How long a test waits for what must come; a busy machine is slow."""

SETTINGS = """
http: {allow_private: [127.0.0.1/32], gap_s: 0, per_host: 50, deadline_s: 600}
log: {format: json}
"""


@dataclass(frozen=True, slots=True)
class AtWork:
    """A running daemon."""

    process: Child
    log: Path

    def events(self, event: str | None = None) -> list[dict[str, Any]]:
        """What it has told so far, of one kind or all."""
        told = [json.loads(line) for line in self.log.read_text(encoding="utf-8").splitlines() if line.startswith("{")]
        return [one for one in told if event in (None, one["event"])]

    def wait_for(self, event: str, times: int = 1) -> dict[str, Any]:
        """The event, once it has been told so often."""
        until(lambda: len(self.events(event)) >= times, f"{times} {event}; the log: {self.log.read_text()[-3000:]}")
        return self.events(event)[times - 1]

    def end(self) -> float:
        """Tell it to end; the seconds that it took. It must end well."""
        begun = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(PATIENCE_S)
        assert code == 0, self.log.read_text(encoding="utf-8")[-3000:]
        return time.monotonic() - begun

    def reload(self) -> None:
        self.process.send_signal(signal.SIGHUP)


def until(condition: Callable[[], object], what: str) -> None:
    """Wait until something is so, and fail if it does not become so."""
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.05)


@contextmanager
def daemon(install: Install, name: str = "daemon") -> Iterator[AtWork]:
    """A daemon that has begun its first run; killed at the end of the block if it still runs."""
    log = install.folder / f"{name}.{time.monotonic_ns()}.log"
    process = install.start("daemon", log=log)
    one = AtWork(process, log)
    try:
        until(lambda: one.events("daemon_at_work") or process.poll() is not None, "its first run")
        assert process.poll() is None, log.read_text(encoding="utf-8")
        yield one
    finally:
        process.kill()
        process.wait()


def configure(install: Install, *sources: dict[str, object], more: str = "") -> None:
    """Write the settings of a desk with these sources."""
    lines = "".join(f"  - {json.dumps(source)}\n" for source in sources)
    install.configure(f"{SETTINGS}{more}\nsources:\n{lines}" if sources else f"{SETTINGS}{more}\nsources: []\n")


def feed(name: str, url: str, **more: object) -> dict[str, object]:
    return {"name": name, "kind": "feed", "url": url, "interval_s": 1, **more}


def drop(name: str, path: str, **more: object) -> dict[str, object]:
    return {"name": name, "kind": "drop", "path": path, "interval_s": 1, "settle_s": 0, **more}


def assert_books_are_closed(install: Install) -> None:
    """Every run ended by itself, with balanced books, and the database keeps its laws."""
    assert {one["state"] for one in install.json("runs", "list")} <= {"finished"}
    assert install.run("db", "check").returncode == 0
