"""A steady flow of stories: feeds that go on by one story each time a reader says that he has the one before.

Each feed holds one story at a time, and goes on to the next one only when it is asked with the ETag of the one before:
whoever sends a validator says that he has its content, so a validator ahead of its content shows as a story that is
never stored.
"""

import os
import time
from pathlib import Path
from typing import ClassVar

from tests.end_to_end.test_feeds import rss, story
from tests.newsroom.answers import RSS, head
from tests.newsroom.server import Asked, Line, Newsroom

ROOT = Path(__file__).resolve().parent.parent.parent


class Flow:
    """The feeds: `held` is the number of the story in each, `asked` who asked which feed when (monotonic seconds)."""

    beyond: ClassVar[int] = 10_000_000
    """A number that no story of a flow reaches."""

    def __init__(self, feeds: int = 12) -> None:
        self.feeds = feeds
        self.held = [0] * feeds
        self.asked: list[tuple[int, float, str]] = []

    def serve(self, newsroom: Newsroom) -> list[str]:
        """Put the feeds on a newsroom; their addresses."""
        return [newsroom.on(f"/{number}", self._answer(number)) for number in range(self.feeds)]

    def confirmed(self) -> set[int]:
        """The stories whose ETag came back."""
        return {number + self.feeds * told for number in range(self.feeds) for told in range(self.held[number])}

    def wait_until_all_are_told(self, times: int, patience_s: float) -> None:
        """Wait until each feed's reader has confirmed so many stories."""
        ends_at = time.monotonic() + patience_s
        while min(self.held) < times:
            assert time.monotonic() < ends_at, f"feeds that nobody comes back to: {self.held}"
            time.sleep(0.1)

    def _answer(self, number: int):
        async def answer(line: Line, asked: Asked) -> None:
            self.asked.append((number, time.monotonic(), asked.header("User-Agent") or ""))
            if asked.header("If-None-Match") == f'"{self.held[number]}"':
                self.held[number] += 1
            body = rss(story(number + self.feeds * self.held[number]))
            told = (("Content-Type", RSS), ("Content-Length", str(len(body))), ("ETag", f'"{self.held[number]}"'))
            await line.say(head("200 OK", told) + body)

        return answer


def environment(url: str) -> dict[str, str]:
    """The environment of a program that works on this store."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COPYDESK_")}
    return {**kept, "COPYDESK_DATABASE__URL": url, "PYTHONPATH": str(ROOT)}
