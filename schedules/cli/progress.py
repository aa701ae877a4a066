"""Shows how far a backfill has come: a bar on a terminal, else a plain line on standard error now and then."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from schedules.backfill import Watch

BAR_EVERY_S, LINE_EVERY_S = 0.5, 30.0
_ENDS = ("new", "revision", "copy", "unchanged", "quarantined")


@contextmanager
def shown(watch: Watch, *, quiet: bool) -> Iterator[None]:
    """Show a backfill's progress for the length of a block, from a thread that only reads."""
    console = Console(stderr=True, highlight=False)
    if quiet and not console.is_terminal:
        yield
        return
    over = Event()
    target = _bar if console.is_terminal else _lines
    thread = Thread(target=target, args=(watch, over, console), name="progress", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def books_so_far(watch: Watch) -> str:
    """The running books in one line: what copies became, and how many wait."""
    books = watch.tally.books()
    ended = [f"{getattr(books, name)} {name}" for name in _ENDS if getattr(books, name)]
    return ", ".join((*ended, f"{books.pending} waiting"))


def _bar(watch: Watch, over: Event, console: Console) -> None:
    columns = (
        SpinnerColumn(),
        TextColumn("backfill {task.fields[number]}"),
        BarColumn(),
        TextColumn("{task.completed:.0f}/{task.fields[known]}"),
        TextColumn("{task.fields[rate]}/s"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[books]}"),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=watch.expected, number="", known="?", rate="", books="")
        while not over.wait(BAR_EVERY_S):
            _move(bar, task, watch)
        _move(bar, task, watch)


def _move(bar: Progress, task: TaskID, watch: Watch) -> None:
    speed = bar.tasks[0].speed
    bar.update(
        task,
        total=watch.expected,
        completed=watch.met,
        number=str(watch.number or ""),
        known="?" if watch.expected is None else str(watch.expected),
        rate="-" if speed is None else f"{speed:.0f}",
        books=books_so_far(watch),
    )


def _lines(watch: Watch, over: Event, console: Console) -> None:
    del console
    before = 0
    while not over.wait(LINE_EVERY_S):
        known = "" if watch.expected is None else f" of {watch.expected}"
        rate = (watch.met - before) / LINE_EVERY_S
        before = watch.met
        left = "" if watch.expected is None or rate <= 0 else f", {(watch.expected - watch.met) / rate:.0f} s left"
        line = f"backfill {watch.number}: {watch.met}{known}, {rate:.0f}/s{left}; {books_so_far(watch)}"
        sys.stderr.write(line + "\n")
