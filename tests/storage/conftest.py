"""A store of each database at hand, and a small desk that keeps and writes copy into it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copytree
from typing import Any
from uuid import uuid4

import pytest

from ingest.raw import Delivery
from normalize.article import Article, Paragraph
from normalize.document import Document, Place
from storage.database import Database, connect
from storage.deliveries import keep
from storage.liveness import Holder
from storage.normalized import Normalized
from storage.raw_bytes import hash_of
from storage.runs import Tally, start_run
from storage.writer import Outcome, write

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ONE_AT_A_TIME = Holder("this test", lambda _: True)
"""To whom every other run is dead."""


@pytest.fixture
def store(url: str) -> Iterator[Database]:
    """An empty store with all its tables."""
    database = connect(url)
    yield database
    database.close()


@pytest.fixture
def sqlite_store(tmp_path: Path, made: Path) -> Iterator[Database]:
    """An empty store in a SQLite file, for what only SQLite does; its writers are not patient."""
    copytree(made, tmp_path, dirs_exist_ok=True)
    database = connect(f"sqlite:///{tmp_path / 'copydesk.db'}", busy_timeout_s=0.2)
    yield database
    database.close()


@dataclass
class Desk:
    """Sends copy through both transactions as a run would."""

    store: Database
    tally: Tally = field(init=False)
    run_id: int = field(init=False)
    now: datetime = NOON

    def __post_init__(self) -> None:
        self.start()

    def start(self) -> None:
        """Begin a run."""
        started = start_run(self.store, "once", ONE_AT_A_TIME, self.now, 60)
        self.run_id, self.tally = started.id, Tally(started.carried_over)

    def keep(self, raw: bytes = b"copy", at: datetime | None = None, **facts: object) -> int:
        """Keep one delivery; return the number of its raw copy."""
        given: dict[str, Any] = {
            "source": "wire",
            "address": f"/drop/{uuid4().hex}.txt",
            "media_type": "text/plain",
            "envelope": {},
        }
        given |= facts
        offered = Delivery(**({"provider": given["source"]} | given), raw=raw, received_at=at or self.now)
        kept = keep(self.store, [offered], self.run_id)
        self.tally.count_kept(kept)
        with self.store.reading() as connection:
            number = connection.exec_driver_sql("SELECT max(id) FROM raw_copy").scalar_one()
        assert isinstance(number, int)
        return number

    def write(self, *batch: Normalized) -> list[Any]:
        """Write one batch."""
        told = write(self.store, batch, self.run_id, self.now)
        self.tally.count_outcomes([one for one in told if isinstance(one, Outcome)])
        return told

    def send(self, article: Article, at: datetime | None = None, **facts: object) -> Any:
        """Keep copy and write the article that it holds."""
        return self.write(self.made(self.keep(uuid4().bytes, at, **facts), article))[0]

    @staticmethod
    def made(raw_copy_id: int, article: Article, **fields: object) -> Normalized:
        """An article as the chain hands it on."""
        body = "\n\n".join(paragraph.text for paragraph in article.body)
        body_hash = hash_of(body.encode("utf-8", "surrogatepass"))
        return Normalized(
            raw_copy_id, article, body_hash, "1", {"headline": article.headline, **fields}, b'{"spans":[]}'
        )


@pytest.fixture
def desk(store: Database) -> Desk:
    """A desk with a run under way on an empty store."""
    return Desk(store)


@pytest.fixture
def desk_on():
    """Puts a desk on a given store."""
    return Desk


STORY = (
    """OLDHAVEN (Northern Press) - The harbour council voted on Monday to rebuild the eastern breakwater after two \
winters of storm damage.""",
    "Engineers told councillors that repairs would take eighteen months and cost about forty million crowns.",
)


def _story(
    *more: str, headline: str | None = "Council to rebuild breakwater", body: tuple[str, ...] = STORY, **facts: object
) -> Article:
    paragraphs = tuple(Paragraph(text, Place.BODY) for text in (*body, *more))
    return Article(document=Document("", ()), headline=headline, body=paragraphs, **facts)  # type: ignore[arg-type]


@pytest.fixture
def story():
    """Makes an article about a harbour, with further paragraphs and any field of Article."""
    return _story


@pytest.fixture
def later():
    """Makes a moment so many hours after noon of the tests' day."""
    return lambda hours: NOON + timedelta(hours=hours)
