"""One ingest by the program as an operator runs it: a folder with a config.yaml, `copydesk once`, and what came of it.

What the program says is passed on as it stands, and the last line is the answer that the attack kit's scorer reads:
{"outcome": WORD, "stored": [title and text of each article, ...]}.
"""

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent

WORDS: Mapping[str, str] = MappingProxyType({
    "bad_address": "config_error",
    "bad_content_coding": "bad_encoding",
    "consent_wall": "invalid_item",
    "file_too_large": "too_large",
    "host_unknown": "connection",
    "no_reader": "unsupported",
    "no_text": "invalid_item",
    "not_text": "bad_encoding",
    "tls": "connection",
    "worker_died": "too_complex",
})  # fmt: skip
"""The kit's words for codes that it does not know; every other code is a word of the kit, or a defect."""

_SETTINGS = """
log: {format: json}
http: {allow_private: [127.0.0.1/32], deadline_s: 15}
"""
_CONFIG_ERROR = 3


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of an ingest, in the words of the kit."""

    outcome: str
    stored: tuple[str, ...] = ()

    def tell(self) -> None:
        """Print the line that the scorer reads."""
        sys.stdout.write(json.dumps({"outcome": self.outcome, "stored": self.stored}) + "\n")


@contextmanager
def open_install() -> Iterator["Install"]:
    """A program in an empty folder of its own, gone after the block."""
    with tempfile.TemporaryDirectory() as folder:
        yield Install(Path(folder))


@dataclass(frozen=True, slots=True)
class Install:
    """The program in a folder."""

    folder: Path

    def ingest(self, source: Mapping[str, Any], well: str, secrets: Mapping[str, str] = MappingProxyType({})) -> Answer:
        """Run `copydesk once` with one source; `well` is the word for an ingest that stored something."""
        config = self.folder / "config.yaml"
        config.write_text(f"{_SETTINGS}\nsources: {json.dumps([{'name': 'attack', **source}])}\n", encoding="utf-8")
        done = self.run("once", "--json", secrets=secrets)
        if done.returncode == _CONFIG_ERROR:
            return Answer("config_error")
        stored = self._stored()
        return Answer(well if stored else _outcome(done), stored)

    def run(
        self, *arguments: str, secrets: Mapping[str, str] = MappingProxyType({})
    ) -> subprocess.CompletedProcess[bytes]:
        """A command of the program, with what it said; that is passed on, too."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("COPYDESK_")}
        done = subprocess.run(
            [sys.executable, "-m", "schedules", *arguments],
            cwd=self.folder,
            env={**kept, **secrets, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            check=False,
        )
        sys.stderr.buffer.write(done.stderr)
        sys.stdout.buffer.write(done.stdout)
        sys.stdout.buffer.flush()
        return done

    def _stored(self) -> tuple[str, ...]:
        """Headline, deck and body of every article, from the view that systems downstream read."""
        with closing(sqlite3.connect(self.folder / "copydesk.db")) as connection:
            return tuple(
                "\n".join(filter(None, row))
                for row in connection.execute("SELECT headline, deck, body FROM v1_articles ORDER BY id")
            )


def _outcome(done: subprocess.CompletedProcess[bytes]) -> str:
    """The word for an ingest that stored nothing: its last failure's, else what the books say."""
    codes = [event["code"] for event in _events(done.stderr) if event.get("event") == "quarantined"]
    if codes:
        return WORDS.get(codes[-1], codes[-1])
    report = json.loads(done.stdout) if done.stdout else {"feeds": {}, "books": {}}
    if report["feeds"].get("throttled"):
        return "throttled"
    return "empty" if report["books"].get("deliveries") else "not_modified"


def _events(log: bytes) -> Iterator[dict[str, Any]]:
    for line in log.splitlines():
        if line.startswith(b"{"):
            yield json.loads(line)
