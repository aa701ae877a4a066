"""A flow of copy written and followed by many at once, and what its readers made of it.

Four processes write and two read. Writers bring the same stories as new copy, updates, corrections, kills, copies,
embargoes and expiries, each by a clock of its own that jumps, and make some of them again to something else; some
commits are held up, and some transactions fail when all of their work is done and are then done again. One reader
follows from the beginning, the other begins with a snapshot on the way and goes on by plain SQL; both go by the kinds
of changes alone.
"""

import json
import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, event, text

from ingest.raw import Delivery
from normalize.article import Article, Paragraph, Status
from normalize.document import Document, Place
from normalize.versions import RevisionClass
from schedules.following import Follower
from schedules.holder import this_process
from storage.changes import changes_since, extent, snapshot
from storage.clock import release_due
from storage.database import Database, connect
from storage.deliveries import keep
from storage.liveness import LONGEST_LEASE_S
from storage.normalized import Normalized
from storage.raw_bytes import hash_of
from storage.replays import Remade, Selection, heads, rewrite
from storage.runs import start_run
from storage.upgrading import upgrade
from storage.writer import write

ROOT = Path(__file__).parents[2]
WRITERS = 4
_POLL_S = 0.1
DAWN = datetime(2001, 1, 1, tzinfo=UTC)
DUSK = datetime(2003, 1, 1, tzinfo=UTC)
"""Every moment of the flow lies between the two, or in 2100: to views, which have the true time, it is long over."""

HIDING = frozenset({"withheld", "killed", "expired"})
SHOWING = frozenset({"new", "updated", "corrected", "released"})
REMADE = "renormalized"
"""Replaces what a reader holds, and shows nothing that he does not."""


_KINDS = "SELECT kind, count(*) FROM v1_changes GROUP BY kind"
_LASTS = "SELECT article_id, max(seq) FROM v1_changes GROUP BY article_id"


class _FailsAtCommitError(Exception):
    pass


@dataclass(slots=True)
class Reader:
    """A reader downstream: what it holds, and every breach of the feed's promises that it met."""

    cursor: int = 0
    count: int = 0
    gaps: int = 0
    repeated: int = 0
    strange: list[str] = field(default_factory=list)
    holds: dict[int, int] = field(default_factory=dict)
    last_kinds: dict[int, str] = field(default_factory=dict)

    def take(self, seq: int, kind: str, article_id: int, copy_of: int | None, revision_id: int) -> None:
        """Replay one change, by its kind alone."""
        self.count += 1
        self.gaps += max(0, seq - self.cursor - 1)
        self.repeated += seq <= self.cursor
        self.cursor = max(self.cursor, seq)
        if copy_of is None:
            before = self.last_kinds.get(article_id)
            if before is not None and not _may_follow(before, kind):
                self.strange.append(f"{kind} after {before} at {seq}")
            if kind in SHOWING or (kind == REMADE and article_id in self.holds):
                self.holds[article_id] = revision_id
            elif kind != REMADE:
                self.holds.pop(article_id, None)
        if kind != REMADE:
            self.last_kinds[article_id] = kind


def _may_follow(before: str, kind: str) -> bool:
    if before == "killed":
        return kind in {"killed", REMADE}
    if kind in {"updated", "corrected"}:
        return before in SHOWING
    return kind in HIDING or kind == REMADE or (kind == "released" and before in HIDING)


@dataclass(frozen=True, slots=True)
class FlowReport:
    """What two readers made of a flow; all but the first and the last two must be 0."""

    changes: int
    missed: int
    repeated: int
    gaps: int
    unlike: Sequence[str]
    strange: Sequence[str]
    kinds: dict[str, int]
    seconds: float


def flow(url: str, wanted: int) -> FlowReport:
    """Let copy flow into an empty place until so many changes are made; see the module."""
    store = connect(url)
    upgrade(store)
    run_id = start_run(store, "flow", this_process(), DAWN, LONGEST_LEASE_S).id
    began = time.monotonic()
    with ExitStack() as ending:
        readers = [_child(ending, kind, url, str(wanted)) for kind in ("follow", "snapshot")]
        writers = [_child(ending, "write", url, str(wanted), str(run_id), str(seed)) for seed in range(WRITERS)]
        for writer in writers:
            _answer(writer)
        release_due(store, run_id, DUSK)
        made = [json.loads(_answer(reader, "go on to the end\n")) for reader in readers]
    report = _report(store, made, time.monotonic() - began)
    store.close()
    return report


def _report(store: Database, made: list[dict[str, Any]], seconds: float) -> FlowReport:
    with store.reading() as connection:
        shown = {row.id: (row.revision_id, row.seq) for row in connection.execute(text("SELECT * FROM v1_articles"))}
        kinds = {row[0]: row[1] for row in connection.execute(text(_KINDS))}
        lasts = {row[0]: row[1] for row in connection.execute(text(_LASTS))}
    newest = extent(store).newest
    true = {str(number): revision_id for number, (revision_id, _) in shown.items()}
    unlike = [f"{one['name']}: {pair}" for one in made for pair in sorted(one["holds"].items() ^ true.items())]
    unlike += [f"v1_articles: {number} at {seq}" for number, (_, seq) in shown.items() if seq != lasts[number]]
    return FlowReport(
        changes=newest,
        missed=sum(newest - reader["began"] - reader["count"] for reader in made),
        repeated=sum(reader["repeated"] for reader in made),
        gaps=sum(reader["gaps"] for reader in made),
        unlike=unlike,
        strange=[one for reader in made for one in reader["strange"]],
        kinds=kinds,
        seconds=round(seconds, 1),
    )


def _child(ending: ExitStack, *arguments: str) -> subprocess.Popen[str]:
    """A process of the flow, which does not outlive it."""
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.change_flow", *arguments],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    ending.callback(child.kill)
    return child


def _answer(child: subprocess.Popen[str], told: str = "") -> str:
    answer, errors = child.communicate(told)
    assert child.returncode == 0, errors
    return answer


def _follow(store: Database, wanted: int) -> Reader:
    """Follow from the first change on until a line on standard input says that no more will come."""
    del wanted
    reader = Reader()
    follower = Follower(store, 0, (), lambda: _is_told(_POLL_S), lambda _: None)
    for page in follower.pages():
        for one in page:
            reader.take(one.seq, one.kind.value, one.article_id, one.copy_of, one.revision_id)
    for one in changes_since(store, reader.cursor, 1_000_000):
        reader.take(one.seq, one.kind.value, one.article_id, one.copy_of, one.revision_id)
    return reader


def _follow_a_snapshot(store: Database, wanted: int) -> Reader:
    """Begin with a snapshot when a third of the changes are made, then read what is behind it by SQL."""
    while extent(store).newest < wanted // 3 and not _is_told(_POLL_S):
        pass
    with snapshot(store) as taken:
        holds: dict[Any, Any] = {row["id"]: row["revision_id"] for row in taken.articles}
    reader = Reader(taken.cursor, holds=holds)
    query = text("SELECT seq, kind, article_id, copy_of, revision_id FROM v1_changes WHERE seq > :cursor ORDER BY seq")
    is_last = False
    while not is_last:
        is_last = _is_told(_POLL_S)
        with store.reading() as connection:
            for row in connection.execute(query, {"cursor": reader.cursor}).all():
                reader.take(*row)
    return reader


def _is_told(seconds: float) -> bool:
    return bool(select.select([sys.stdin], [], [], seconds)[0])


def _write(store: Database, wanted: int, run_id: int, seed: int) -> None:
    """Bring copy until enough changes are made; what fails at its commit is done again."""
    chance = Random(seed)
    clock = DAWN + timedelta(hours=seed)
    _make_commits_awkward(store, chance)
    own = 0
    while (made := extent(store).newest) < wanted:
        clock += timedelta(minutes=chance.choice((1, 1, 5, 20, 60, -45)))
        stories = [made // 8 + chance.randrange(12) for _ in range(chance.randint(1, 40))]
        batch = [_copy(chance, story, made + place, clock) for place, story in enumerate(stories)]
        own, numbers = _keep(store, run_id, seed, clock, batch, own)
        normalized = [_normalized(number, one) for number, one in zip(numbers, batch, strict=True)]
        _until_committed(partial(write, store, normalized, run_id, clock))
        if chance.random() < 0.3:
            _until_committed(partial(release_due, store, run_id, clock))
        if chance.random() < 0.3:
            some = [*_remade(store, chance, stories, clock)]
            _until_committed(partial(rewrite, store, some, run_id, clock))


def _remade(store: Database, chance: Random, stories: Iterable[int], clock: datetime) -> Iterator[Remade]:
    """Some of the agency's stories, made again to something else; what was killed stays so."""
    named = {f"Harbour {story}": story for story in stories}
    for head in heads(store, Selection(), 200, after=chance.randrange(200)):
        story = named.get(head.headline or "")
        is_story = head.copy.provider == "northwind" and head.revision_class is not RevisionClass.KILL
        if story is None or not is_story or chance.random() < 0.5:
            continue
        article = _copy(chance, story, chance.randrange(1000), clock)
        if article.guid and article.wire_move != "KILL":
            yield Remade(head, _normalized(head.copy.id, article), is_changed=True, why="another chain")


def _make_commits_awkward(store: Database, chance: Random) -> None:
    @event.listens_for(store.engine, "commit")
    def _commit(connection: Connection) -> None:
        drawn = chance.random() if connection.get_execution_options().get("writes") else 1.0
        if drawn < 0.1:
            raise _FailsAtCommitError
        if drawn < 0.2:
            time.sleep(drawn / 20)  # holds its locks while others want to commit; nothing waits for it to pass


def _until_committed(work: Callable[[], object]) -> None:
    while True:
        try:
            work()
        except _FailsAtCommitError:
            continue
        return


def _keep(
    store: Database, run_id: int, seed: int, clock: datetime, batch: Iterable[Article], own: int
) -> tuple[int, list[int]]:
    """Keep as many deliveries as the batch has; return the last and all of their numbers."""
    offered = [
        Delivery(f"wire-{seed}", _provider(one), f"/{uuid4().hex}", "text/plain", clock, uuid4().bytes, {})
        for one in batch
    ]
    _until_committed(lambda: keep(store, offered, run_id))
    query = (
        "SELECT raw_copy.id FROM raw_copy JOIN delivery ON delivery.id = delivery_id"
        " WHERE source = :source AND raw_copy.id > :own ORDER BY raw_copy.id"
    )
    with store.reading() as connection:
        numbers = list(connection.scalars(text(query), {"source": f"wire-{seed}", "own": own}))
    return numbers[-1], numbers


def _provider(article: Article) -> str:
    return "northwind" if article.guid else "gazette"


def _copy(chance: Random, story: int, version: int, clock: datetime) -> Article:
    """One piece of copy about a story: mostly plain, at times moved, held back, or another outlet's printing."""
    drawn = chance.random()
    words = (
        f"Council of harbour {story} votes on the breakwater, draft {chance.randrange(20)}, after two long winters of"
    )
    body = f"{words} storm damage that engineers expect to cost about forty million crowns and eighteen months to mend."
    facts: dict[str, object] = {
        "guid": f"urn:{story}",
        "version": chance.choice((version, version, version, version - 200)),
    }
    if drawn < 0.06:
        facts = {}
    elif drawn < 0.08:
        facts["wire_move"] = "KILL"
    elif drawn < 0.14:
        facts["status"] = Status.WITHHELD
    elif drawn < 0.25:
        facts["wire_move"] = "CORRECTED"
    if chance.random() < 0.25:
        facts["embargo"] = clock + timedelta(minutes=chance.randint(-60, 600))
    if chance.random() < 0.15:
        soon = clock + timedelta(minutes=chance.randint(-60, 1200))
        facts["expires"] = chance.choice((soon, datetime(2100, 1, 1, tzinfo=UTC)))
    return Article(Document("", ()), headline=f"Harbour {story}", body=(Paragraph(body, Place.BODY),), **facts)  # type: ignore[arg-type]


def _normalized(number: int, article: Article) -> Normalized:
    return Normalized(number, article, hash_of(article.body[0].text.encode()), "1", {}, b"{}")


def _told(reader: Reader, began: int, name: str) -> Iterator[tuple[str, object]]:
    yield from ((name, value) for name, value in asdict(reader).items() if name != "last_kinds")
    yield "began", began
    yield "name", name


def main(kind: str, url: str, wanted: str, *more: str) -> None:
    """One of the processes: a writer, or one of the two readers, which writes what it has read as JSON."""
    store = connect(url)
    if kind == "write":
        _write(store, int(wanted), *map(int, more))
        return
    reader = (_follow if kind == "follow" else _follow_a_snapshot)(store, int(wanted))
    began = reader.cursor - reader.count
    sys.stdout.write(json.dumps(dict(_told(reader, began, kind))))


if __name__ == "__main__":
    main(*sys.argv[1:])
