"""`copydesk pause` and `resume`: an operator's word on whether anything is fetched at all."""

import getpass
from typing import Annotated

import typer

from schedules.cli.invocation import JsonOption, invocation_of
from schedules.cli.show import Shower
from schedules.desk import open_store, utc_now
from storage.actions import PAUSE, RESUME, Action, act

WhyOption = Annotated[str, typer.Option(help="The reason, for the log of operators' actions.")]


def pause(ctx: typer.Context, why: WhyOption, json: JsonOption = False) -> None:
    """Fetch nothing until 'resume', by the daemon or 'once'; what is kept already is still worked on.

    A single feed is paused with 'copydesk sources pause'. A daemon that is at work takes it up within seconds.
    """
    _act(ctx, PAUSE, why, json)


def resume(ctx: typer.Context, why: WhyOption, json: JsonOption = False) -> None:
    """Fetch again what is due, after 'pause'."""
    _act(ctx, RESUME, why, json)


def _act(ctx: typer.Context, verb: str, why: str, json: bool) -> None:
    with open_store(invocation_of(ctx).config()) as database:
        act(database, Action(getpass.getuser(), utc_now(), verb, "desk", why))
    shower = Shower(as_json=json)
    state = "paused" if verb == PAUSE else "at work"
    if json:
        shower.json({"desk": state})
    else:
        shower.line(f"The desk is {state}.")
