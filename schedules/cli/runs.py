"""`copydesk runs`: what was run, and its books."""

from typing import Annotated

import typer

from schedules.cli.invocation import JsonOption, invocation_of
from schedules.cli.show import Shower
from schedules.desk import open_store
from storage import queries
from storage.runs import BOOKS_IN_WORDS

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
    rows = [
        (one.id, one.command, one.state, one.started_at, *(getattr(one.books, name) for name in BOOKS_IN_WORDS))
        for one in found
    ]
    columns = ("run", "command", "state", "started", *(name.replace("_", " ") for name in BOOKS_IN_WORDS))
    shower.table("Runs", columns, rows, "No run yet. 'copydesk once' makes one.")
