"""The command line inside the tests' own process: a folder of settings, a newsroom, and what a command says."""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from schedules.cli.main import main
from tests.newsroom.answers import reply
from tests.newsroom.server import Newsroom, open_newsroom

LOOPBACK = "http: {gap_s: 0, allow_private: [127.0.0.1/32]}\n"
HTML = (("Content-Type", "text/html; charset=utf-8"),)
STORY = """<p>PORT ELLERY, March {day} (Reuters) - The ferry Aurora will sail again on Monday after {day} days.</p>
<p>It had burnt to the waterline at its berth, and its owners had thought it lost.</p><p>Share this:</p>"""


@dataclass(frozen=True, slots=True)
class Said:
    """How a command ended and what it wrote."""

    code: int
    out: str
    err: str


@dataclass(frozen=True, slots=True)
class CommandLine:
    """The program in a folder with a config.yaml of its own."""

    folder: Path
    capture: pytest.CaptureFixture[str]

    def configure(self, sources: str, http: str = LOOPBACK) -> None:
        (self.folder / "config.yaml").write_text(f"log: {{level: error}}\n{http}{sources}", encoding="utf-8")

    def run(self, *arguments: str) -> Said:
        """What a command wrote and its exit code."""
        self.capture.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([*arguments])
        written = self.capture.readouterr()
        return Said(int(ended.value.code or 0), written.out, written.err)

    def json(self, *arguments: str) -> Any:
        """What a command answers with --json; it must end well."""
        said = self.run(*arguments, "--json")
        assert said.code == 0, said.err
        return json.loads(said.out)

    @property
    def settings(self) -> str:
        return (self.folder / "config.yaml").read_text(encoding="utf-8")


@pytest.fixture
def line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], url: str) -> CommandLine:
    """On each database."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COPYDESK_DATABASE__URL", url)
    monkeypatch.delenv("COPYDESK_CONFIG", raising=False)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)  # the command line puts its own in
    command_line = CommandLine(tmp_path, capsys)
    command_line.configure("sources:\n  # none yet\n")
    return command_line


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    """A site at /, its feed at /news.xml and that of its comments; nothing at the usual places."""
    with open_newsroom() as running:
        for guess in ("feed", "rss", "rss.xml", "feed.xml", "atom.xml", "index.xml", "feed.json"):
            running.on(f"/{guess}", reply("404 Not Found"))
        running.on("/news.xml", reply(body=feed("Harbour Wire")))
        running.on("/talk/comments/feed", reply(body=feed("Talk")))
        links = (
            '<link rel="alternate" type="application/rss+xml" title="Comments" href="/talk/comments/feed">'
            '<link rel="alternate" type="application/rss+xml" title="News" href="news.xml">'
        )
        running.on("/", reply(body=page(links), headers=HTML))
        yield running


def feed(title: str, days: tuple[int, ...] = (1, 2, 3, 4)) -> bytes:
    """A feed with a story for each day, the oldest first."""
    entries = "".join(
        f"<item><title>Ferry sails again, day {day}</title><guid>ferry-{day}</guid>"
        f"<pubDate>{day} Mar 2024 08:00:00 GMT</pubDate>"
        f"<description><![CDATA[{STORY.format(day=day)}]]></description></item>"
        for day in days
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>{title}</title>{entries}</channel></rss>'.encode()


def page(head: str) -> bytes:
    """A page of a site with this head."""
    return f"<!doctype html><html><head>{head}</head><body>News</body></html>".encode()


@pytest.fixture(name="feed")
def make_feed():
    return feed


@pytest.fixture(name="page")
def make_page():
    """An answer that is a page with this head."""
    return lambda head="": reply(body=page(head), headers=HTML)
