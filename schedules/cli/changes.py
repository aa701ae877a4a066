"""`copydesk changes`: the numbered feed that downstream systems follow."""

from typing import Annotated

import typer

from schedules.cli.invocation import JsonOption, invocation_of
from schedules.cli.show import Shower
from schedules.desk import open_store
from storage import queries


def list_changes(
    ctx: typer.Context,
    after: Annotated[
        int, typer.Option(min=0, help="Only changes numbered above this: the last one you have seen.")
    ] = 0,
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="At most so many.")] = 1000,
    json: JsonOption = False,
) -> None:
    """List what changed, in the order of its numbers, without gaps."""
    with open_store(invocation_of(ctx).config()) as database:
        found = queries.changes_since(database, after, limit)
    shower = Shower(as_json=json)
    if json:
        shower.json(found)
        return
    rows = [(one.seq, one.kind, one.article_id, one.copy_of, one.revision_id, one.at, one.headline) for one in found]
    columns = ("seq", "kind", "article", "copy of", "revision", "at", "headline")
    shower.table("Changes", columns, rows, f"No change is numbered above {after}.")
