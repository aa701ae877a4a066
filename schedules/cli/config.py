"""`copydesk config`: whether the settings can be used."""

import typer

from schedules.cli.invocation import JsonOption, invocation_of
from schedules.cli.show import Shower

commands = typer.Typer(help="The settings: check.", no_args_is_help=True)


@commands.callback()
def begin() -> None:
    """Look after the settings."""


@commands.command("check")
def check_config(ctx: typer.Context, json: JsonOption = False) -> None:
    """Read all settings and name everything that is wrong with them at once."""
    config = invocation_of(ctx).config()
    shower = Shower(as_json=json)
    if json:
        shower.json({"file": str(config.file), "sources": len(config.sources)})
    else:
        shower.line(f"{config.file}: well; {len(config.sources)} sources")
