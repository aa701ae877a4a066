"""`copydesk runs`: what was run, and its books."""

from dataclasses import asdict
from typing import Annotated

import typer

from schedules.cli.invocation import JsonOption, invocation_of
from schedules.cli.show import Shower
from schedules.desk import open_store
from storage import queries
from storage.answers import RunFile
from storage.runs import BOOKS_IN_WORDS, Books

commands = typer.Typer(help="What was run, and its books: list, show.", no_args_is_help=True)


@commands.command("list")
def list_runs(
    ctx: typer.Context,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="At most so many, the newest.")] = 20,
    json: JsonOption = False,
) -> None:
    """List the runs with their books, the newest first."""
    with open_store(invocation_of(ctx).config()) as database:
        found = queries.list_runs(database, limit)
    shower = Shower(as_json=json)
    if json:
        shower.json(found)
        return
    rows = [(one.id, one.command, one.state, one.started_at, books_in_a_line(one.books)) for one in found]
    shower.table(
        "Runs", ("run", "command", "state", "started", "books"), rows, "No run yet. 'copydesk once' makes one."
    )


@commands.command("show")
def show_run(
    ctx: typer.Context, number: Annotated[int, typer.Argument(help="Number of the run.")], json: JsonOption = False
) -> None:
    """Show one run: its books in words, what each source delivered, and what failed in it."""
    with open_store(invocation_of(ctx).config()) as database:
        found = queries.run_by_id(database, number)
    shower = Shower(as_json=json)
    if json:
        shower.json(found)
    else:
        _show(shower, found)


def books_in_a_line(books: Books) -> str:
    """The books in one line: what there was to do, and what became of it, without the counts that are zero."""
    ends = ("new", "revision", "copy", "unchanged", "quarantined", "pending")
    became = " + ".join(f"{count} {name}" for name in ends if (count := getattr(books, name)))
    return f"{books.carried_over + books.received} = {became or 'nothing'}; {books.known} known"


def _show(shower: Shower, found: RunFile) -> None:
    run = found.line
    ended = f"ended {run.finished_at:%Y-%m-%d %H:%M:%S}Z" if run.finished_at else "at work"
    shower.line(f"Run {run.id}: {run.command}, {run.state.value}", "bold")
    shower.line(f"Began {run.started_at:%Y-%m-%d %H:%M:%S}Z, {ended}")
    rows = [(name, number, BOOKS_IN_WORDS[name]) for name, number in asdict(run.books).items()]
    shower.table("The books", ("raw copies", "", "what it means"), rows, "")
    if run.finished_at is None:
        shower.line("The books of a run are written when it ends.")
    elif not run.books.is_balanced:
        shower.line("The books do not balance: copydesk db check")
    brought = [(one.source, one.deliveries, one.copies) for one in found.sources]
    shower.table("Sources", ("source", "deliveries", "raw copies"), brought, "No source delivered anything new.")
    failed = [(one.id, one.source, one.code, one.times, one.sentence) for one in found.failures]
    columns = ("entry", "source", "code", "times", "what is wrong")
    shower.table("What failed", columns, failed, "Nothing failed in it that was not met again later.")
