"""`copydesk alarms`: what operators have to look at, and their word that they do."""

import getpass
from typing import Annotated

import typer

from schedules.alarm_rules import ADVICE
from schedules.cli.invocation import JsonOption, invocation_of
from schedules.cli.show import Shower
from schedules.desk import open_store, utc_now
from storage.alarms import AlarmLine, acknowledge
from storage.alarms import list_alarms as alarms_in

commands = typer.Typer(help="What operators have to look at: list, ack.", no_args_is_help=True)


@commands.command("list")
def list_alarms(
    ctx: typer.Context,
    closed: Annotated[bool, typer.Option("--closed", help="Those that are over.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="At most so many, the newest.")] = 100,
    json: JsonOption = False,
) -> None:
    """List the alarms that stand, the newest first; what each means is in docs/operate.md."""
    with open_store(invocation_of(ctx).config()) as database:
        found = alarms_in(database, closed=closed, limit=limit)
    shower = Shower(as_json=json)
    if json:
        shower.json(found)
    else:
        show_alarms(shower, found, "No alarm is over yet." if closed else "All is well: no alarm stands.")


@commands.command("ack")
def acknowledge_alarms(
    ctx: typer.Context,
    numbers: Annotated[list[int], typer.Argument(help="Numbers of alarms that stand.")],
    why: Annotated[str, typer.Option(help="The reason, for the log of operators' actions.")],
    json: JsonOption = False,
) -> None:
    """Say that you know of alarms: monitors are not told of them any more; each closes when it is over."""
    with open_store(invocation_of(ctx).config()) as database:
        acknowledge(database, numbers, getpass.getuser(), why, utc_now())
    shower = Shower(as_json=json)
    if json:
        shower.json({"acknowledged": numbers})
    else:
        shower.line(f"{len(numbers)} acknowledged; 'copydesk alarms list' shows them until they are over")


def show_alarms(shower: Shower, found: list[AlarmLine], empty: str) -> None:
    """Show alarms in a table, then what to do about each kind, and why notices could not be sent."""
    rows = [(one.id, one.severity, one.kind, one.subject, one.opened_at, _state(one), one.sentence) for one in found]
    columns = ("alarm", "severity", "kind", "subject", "since", "state", "what is wrong")
    shower.table("Alarms", columns, rows, empty)
    for kind in dict.fromkeys(one.kind for one in found if one.closed_at is None):
        shower.line(f"{kind.value}: {ADVICE[kind]}")
    for one in found:
        if one.failure:
            shower.line(f"alarm {one.id}: {one.owed} notices are owed: {one.failure}")


def _state(one: AlarmLine) -> str:
    if one.closed_at is not None:
        return f"over {one.closed_at:%Y-%m-%d %H:%M}Z"
    told = "acknowledged" if one.acked_at is not None else "open"
    return f"{told}, not told yet" if one.owed else told
