"""`copydesk renormalize`: makes articles again from their raw copy, shows what differs, and commits it if told to."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Annotated

import typer

from schedules.cli.backfill import MOST_WORKERS
from schedules.cli.differences import show_differences
from schedules.cli.invocation import JsonOption, invocation_of
from schedules.cli.show import Shower
from schedules.cli.stop_signals import stopping
from schedules.cli.times import read_time
from schedules.desk import Desk, open_desk, open_store
from schedules.errors import NotCommitted, ReplayStopped
from schedules.remaking import Compared, Verdict
from schedules.renormalize import Counts, Wanted, commit, look
from storage.replays import Selection, head_of_article

_COUNTS_IN_WORDS = {
    "changed": "tell readers something else",
    "unchanged": "say the same, and get no new version",
    "lost": "can't be made again: their raw copy is gone",
    "refused": "can't be made again: no article comes of their raw copy now",
    "moved": "are another by now, or not what was shown: left for the next time",
}


@dataclass(slots=True)
class _Shown:
    """What is shown of each article, up to so many of each verdict; all are counted elsewhere."""

    shower: Shower
    most: int
    told: list[Compared] = field(default_factory=list)
    times: dict[Verdict, int] = field(default_factory=dict)

    def tell(self, one: Compared) -> None:
        """Show an article that would differ, or can't be made again; keep it for JSON."""
        if one.verdict is Verdict.UNCHANGED:
            return
        self.times[one.verdict] = self.times.get(one.verdict, 0) + 1
        if self.times[one.verdict] > self.most:
            return
        if self.shower.as_json:
            self.told.append(one)
            return
        self.shower.line(f"Article {one.head.article_id}: {one.head.headline or '(no headline)'}", "bold")
        show_differences(self.shower, one.differences)
        if one.code is not None:
            self.shower.line(f"  {one.verdict.value}: {one.code}: {one.sentence}")

    def show_rest(self) -> None:
        """Say how many were not shown."""
        rest = sum(max(0, number - self.most) for number in self.times.values())
        if rest and not self.shower.as_json:
            self.shower.line(f"{rest} more are not shown: --show N shows up to N of a kind")


def renormalize(  # noqa: PLR0917 - typer declares options as parameters
    ctx: typer.Context,
    article: Annotated[list[int] | None, typer.Option(help="This article; may be given more than once.")] = None,
    source: Annotated[str | None, typer.Option(help="Only articles that this source brought first.")] = None,
    since: Annotated[str | None, typer.Option(help="First seen from this time on: 2024-01-31[T12:00:00Z].")] = None,
    until: Annotated[str | None, typer.Option(help="First seen up to this time, which is left out.")] = None,
    chain: Annotated[str | None, typer.Option(help="Only those made by the chain of this version.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Also those that this chain has made.")] = False,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many articles.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Commit without asking.")] = False,
    show: Annotated[int, typer.Option(min=0, help="Show up to so many articles that differ.")] = 20,
    workers: Annotated[int, typer.Option(min=1, max=MOST_WORKERS, help="Processes that normalize.")] = 1,
    json: JsonOption = False,
) -> None:
    """Make articles again by the chain of this copydesk: show what would differ, and commit it if told to.

    Without --article, --chain or --all: those that another chain has made. Killed, the same command goes on.
    """
    config = invocation_of(ctx).config()
    with open_store(config), open_desk(config) as desk:  # a store that is not there is not made
        for number in article or ():
            head_of_article(desk.database, number)
        not_by = None if everything or article or chain else desk.chain.version
        selection = Selection(tuple(article or ()), source, read_time(since), read_time(until), chain, not_by)
        _run(desk, Wanted(selection, limit, workers), _Shown(Shower(as_json=json), show), yes=yes)


def _run(desk: Desk, wanted: Wanted, shown: _Shown, *, yes: bool) -> None:
    if yes:
        _commit(desk, wanted, shown, None)
        return
    with _stoppable(desk) as stoppable:
        found = look(stoppable, wanted, shown.tell)
        is_stopped = stoppable.is_stopping()
    if found.counts.changed and not is_stopped and _is_told_to(shown, found.counts):
        shown.most = 0
        _commit(desk, wanted, shown, found.shown)
        return
    _tell(desk, shown, found.counts, None)
    if is_stopped:
        raise ReplayStopped("the replay was stopped, and nothing was written", "start it again")
    if found.counts.changed:
        sentence = f"articles that would differ: {found.counts.changed}; none of them was changed"
        raise NotCommitted(sentence, "with --yes they are")


def _commit(desk: Desk, wanted: Wanted, shown: _Shown, as_shown: Mapping[int, bytes] | None) -> None:
    with _stoppable(desk) as stoppable:
        done = commit(stoppable, wanted, shown.tell, as_shown)
        is_stopped = stoppable.is_stopping()
    _tell(desk, shown, done.counts, done.run_id)
    if is_stopped:
        raise ReplayStopped(f"the replay was stopped after {done.counts.all} articles", "the same command goes on")


@contextmanager
def _stoppable(desk: Desk) -> Iterator[Desk]:
    """The desk, which a signal asks to end: it ends the batch at hand. A question to a person is broken off as ever."""
    with stopping() as stop:
        yield replace(desk, is_stopping=stop.is_set)


def _is_told_to(shown: _Shown, counts: Counts) -> bool:
    """Ask a person at a terminal; nobody else is asked."""
    if shown.shower.as_json or not (sys.stdin.isatty() and sys.stdout.isatty()):
        return False
    shown.show_rest()
    _show_counts(shown.shower, counts)
    return typer.confirm(f"Commit new versions of {counts.changed} articles?")


def _tell(desk: Desk, shown: _Shown, counts: Counts, run_id: int | None) -> None:
    if shown.shower.as_json:
        shown.shower.json(
            {
                "chain": desk.chain.version,
                "run": run_id,
                "committed": run_id is not None,
                "counts": counts,
                "articles": [_plain(one) for one in shown.told],
            }
        )
        return
    if run_id is None or shown.most:
        shown.show_rest()
    _show_counts(shown.shower, counts)
    if run_id is not None:
        shown.shower.line(f"Committed in run {run_id}: {counts.changed} new versions.")


def _show_counts(shower: Shower, counts: Counts) -> None:
    rows = [(name, getattr(counts, name), meaning) for name, meaning in _COUNTS_IN_WORDS.items()]
    shower.table(f"{counts.all} articles made again", ("articles", "", "what it means"), rows, "")


def _plain(one: Compared) -> dict[str, object]:
    return {
        "article": one.head.article_id,
        "headline": one.head.headline,
        "made_by": one.head.chain_version,
        "verdict": one.verdict,
        "differences": one.differences,
        "code": one.code,
        "sentence": one.sentence,
    }
