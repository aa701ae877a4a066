"""Renormalize: a selection of articles is made again, the differences are shown, and on confirmation committed.

    look    | compare all, write nothing; remember what was shown
    commit  | compare again, store what is as it was shown, mark what is the same ... batch by batch | books

A commit is a run of its own, which takes nothing in and takes nothing over. Killed anywhere, the same command goes on:
what it has stored or marked is not selected again.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b

from schedules.at_work import at_work, give_way
from schedules.desk import Desk
from schedules.pending import makers
from schedules.remaking import Compared, Verdict, compare_all
from storage.database import to_json
from storage.replays import Became, Remade, Selection, heads, rewrite
from storage.runs import Tally, finish_run

COMMAND = "renormalize"

_SAID_EVERY = 1000
"""Articles after which the log says how far a replay is."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be made again: at most so many articles of a selection, with so many processes."""

    selection: Selection
    limit: int | None = None
    workers: int = 1


@dataclass(slots=True)
class Counts:
    """What became of the articles, or would. `moved`: not what was shown, or another by now, and left as they are."""

    changed: int = 0
    unchanged: int = 0
    lost: int = 0
    refused: int = 0
    moved: int = 0

    @property
    def all(self) -> int:
        """How many articles were looked at."""
        return self.changed + self.unchanged + self.lost + self.refused + self.moved

    def count(self, verdict: Verdict) -> None:
        """Count one article."""
        setattr(self, verdict.value, getattr(self, verdict.value) + 1)


@dataclass(frozen=True, slots=True)
class Look:
    """What a look found. `shown` names, by article, what each that would change was shown to become."""

    counts: Counts = field(default_factory=Counts)
    shown: dict[int, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Committed:
    """What a commit did, in which run; None where no article was selected."""

    run_id: int | None
    counts: Counts


def look(desk: Desk, wanted: Wanted, tell: Callable[[Compared], object]) -> Look:
    """Make a selection again and write nothing of it; `tell` is given each article, in order of number.

    Raises MachineFailed and the errors of the store.
    """
    found = Look()
    with makers(desk, wanted.workers) as by:
        for batch in compare_all(desk, wanted.selection, wanted.limit, by):
            for one in batch:
                found.counts.count(one.verdict)
                if one.verdict is Verdict.CHANGED:
                    found.shown[one.head.article_id] = _named(one)
                tell(one)
            _say(desk, found.counts, len(batch))
    return found


def commit(
    desk: Desk, wanted: Wanted, tell: Callable[[Compared], object], shown: Mapping[int, bytes] | None = None
) -> Committed:
    """Make a selection again and store what changes; with `shown`, only what changes as it was shown to.

    Raises MachineFailed, RunClosed and the errors of the store: then the same call goes on.
    """
    counts = Counts()
    if not heads(desk.database, wanted.selection, 1):
        return Committed(None, counts)
    with at_work(desk, COMMAND, takes_over=False) as started, makers(desk, wanted.workers) as by:
        for batch in compare_all(desk, wanted.selection, wanted.limit, by):
            for one in _commit_batch(desk, started.id, batch, shown, counts):
                tell(one)
            _say(desk, counts, len(batch))
            give_way(desk, COMMAND)
        finish_run(desk.database, started.id, Tally(0).books(), desk.now())
    desk.log.info("renormalized", run=started.id, changed=counts.changed, unchanged=counts.unchanged)
    return Committed(started.id, counts)


def _say(desk: Desk, counts: Counts, latest: int) -> None:
    if counts.all // _SAID_EVERY > (counts.all - latest) // _SAID_EVERY:
        desk.log.info("renormalizing", articles=counts.all, changed=counts.changed)


def _commit_batch(
    desk: Desk, run_id: int, batch: list[Compared], shown: Mapping[int, bytes] | None, counts: Counts
) -> Iterator[Compared]:
    """Store a batch and count it; what was stored, or could not be made again, is yielded."""
    wanted = [one for one in batch if shown is None or _is_as_shown(one, shown)]
    counts.moved += len(batch) - len(wanted)
    remade = [
        Remade(one.head, one.made, one.verdict is Verdict.CHANGED, _why(desk, one))
        for one in wanted
        if one.made is not None
    ]
    told = {one.article_id: one for one in rewrite(desk.database, remade, run_id, desk.now())}
    for one in wanted:
        rewritten = told.get(one.head.article_id)
        if rewritten is None or rewritten.became in {Became.RENORMALIZED, Became.UNCHANGED}:
            counts.count(one.verdict)
            yield one
        elif rewritten.error is not None:
            counts.refused += 1
            code, sentence = rewritten.error.code, rewritten.error.sentence
            yield Compared(one.head, Verdict.REFUSED, code=code, sentence=sentence)
        else:
            counts.moved += 1


def _is_as_shown(one: Compared, shown: Mapping[int, bytes]) -> bool:
    return one.verdict is not Verdict.CHANGED or shown.get(one.head.article_id) == _named(one)


def _named(one: Compared) -> bytes:
    """Names what an article would become, and of what."""
    made = one.made
    told = to_json([one.head.revision_id, made and made.chain_version, made and made.fields])
    return blake2b(told.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _why(desk: Desk, one: Compared) -> str:
    return f"made again by chain {desk.chain.version}, before by {one.head.chain_version}"
