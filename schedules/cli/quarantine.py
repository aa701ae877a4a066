"""`copydesk quarantine`: what could not be used, why, and how to try again."""

import getpass
from typing import Annotated

import typer

from schedules.cli.invocation import JsonOption, invocation_of
from schedules.cli.show import Shower
from schedules.desk import open_store, utc_now
from storage import queries
from storage.answers import QuarantineLine
from storage.quarantine import retry

commands = typer.Typer(help="What could not be used, and why: list, show, retry.", no_args_is_help=True)

NumberArgument = Annotated[int, typer.Argument(help="Number of the entry.")]

_SHOWN_BYTES = 2000
"""Bytes of the raw copy that `show` prints: enough to see what it is."""


@commands.command("list")
def list_quarantine(
    ctx: typer.Context,
    source: Annotated[str | None, typer.Option(help="Only this source.")] = None,
    resolved: Annotated[bool, typer.Option("--resolved", help="Those that were retried or went away.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="At most so many, the newest.")] = 50,
    json: JsonOption = False,
) -> None:
    """List what waits in quarantine, the newest first."""
    with open_store(invocation_of(ctx).config()) as database:
        found = queries.list_quarantine(database, source=source, resolved=resolved, limit=limit)
    shower = Shower(as_json=json)
    if json:
        shower.json(found)
        return
    rows = [(one.id, one.source, one.address, one.code, one.times, one.last_at, one.sentence) for one in found]
    columns = ("entry", "source", "address", "code", "times", "last", "what is wrong")
    shower.table("Quarantine", columns, rows, "Nothing is in quarantine.")


@commands.command("show")
def show_quarantined(ctx: typer.Context, number: NumberArgument, json: JsonOption = False) -> None:
    """Show one entry: what is wrong, what to do, and how its raw copy begins."""
    with open_store(invocation_of(ctx).config()) as database:
        found = queries.quarantine_by_id(database, number)
        raw = None
        if found.raw_copy_id is not None:
            raw = queries.explanation_of_copy(database, found.raw_copy_id).raw[:_SHOWN_BYTES]
    shower = Shower(as_json=json)
    if json:
        shower.json({"entry": found, "raw_begins_hex": raw})
    else:
        _show(shower, found, raw)


@commands.command("retry")
def retry_quarantined(
    ctx: typer.Context,
    numbers: Annotated[list[int], typer.Argument(help="Numbers of open entries.")],
    why: Annotated[str, typer.Option(help="The reason, for the log of operators' actions.")] = "",
    json: JsonOption = False,
) -> None:
    """Close entries and let their raw copies be done again, by the next run or the one at work."""
    with open_store(invocation_of(ctx).config()) as database:
        waiting = retry(database, numbers, getpass.getuser(), why, utc_now())
    shower = Shower(as_json=json)
    if json:
        shower.json({"closed": len(numbers), "waiting": waiting})
    else:
        shower.line(f"{len(numbers)} closed; {waiting} raw copies wait for the next run: copydesk once")


def _show(shower: Shower, entry: QuarantineLine, raw: bytes | None) -> None:
    shower.line(f"{entry.source}: {entry.address}", "bold")
    shower.line(f"{entry.code}: {entry.sentence}")
    shower.line(f"What to do: {entry.advice}")
    state = f"closed {entry.resolved_at:%Y-%m-%d %H:%M}Z" if entry.resolved_at else "open"
    shower.line(f"{state}; met {entry.times} times, last in run {entry.run_id}")
    if raw is not None:
        shower.line(f"Raw copy {entry.raw_copy_id} begins:")
        shower.lines(raw.decode("utf-8", "backslashreplace"))
