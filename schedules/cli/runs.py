"""`copydesk runs`: what was run, and its books."""

from typing import Annotated

import typer

from schedules.cli.invocation import JsonOption, invocation_of
from schedules.cli.show import Shower
from schedules.desk import open_store
from storage import queries
from storage.runs import Books

commands = typer.Typer(help="What was run, and its books.", no_args_is_help=True)


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
    rows = [(one.id, one.command, one.state, one.started_at, _in_words(one.books)) for one in found]
    shower.table(
        "Runs", ("run", "command", "state", "started", "books"), rows, "No run yet. 'copydesk once' makes one."
    )


def _in_words(books: Books) -> str:
    """The books in one line: what there was to do, and what became of it, without the counts that are zero."""
    ends = ("new", "revision", "copy", "unchanged", "quarantined", "pending")
    became = " + ".join(f"{count} {name}" for name in ends if (count := getattr(books, name)))
    return f"{books.carried_over + books.received} = {became or 'nothing'}; {books.known} known"
