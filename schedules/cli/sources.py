"""`copydesk sources`: what is configured; the commands about one source or many stand in files of their own."""

import typer

from ingest.redirects import shown
from ingest.sources import AnySource, FeedSource
from schedules.cli.invocation import JsonOption, invocation_of
from schedules.cli.show import Shower
from schedules.cli.sources_add import add_source
from schedules.cli.sources_check import check_sources
from schedules.cli.sources_opml import export_opml, import_opml
from schedules.cli.sources_pause import pause, resume
from schedules.cli.sources_show import settings_shown, show_source

commands = typer.Typer(
    help="What copy is fetched from: list, show, check, add, pause, resume, OPML.", no_args_is_help=True
)


@commands.command("list")
def list_sources(ctx: typer.Context, json: JsonOption = False) -> None:
    """List the configured sources."""
    configured = invocation_of(ctx).config().sources
    shower = Shower(as_json=json)
    if json:
        shower.json([settings_shown(one) for one in configured])
        return
    rows = [(one.name, one.kind, one.scope, "yes" if one.enabled else "no", _place(one)) for one in configured]
    empty = "No sources. 'copydesk sources add ADDRESS' puts a feed into config.yaml."
    shower.table("Sources", ("name", "kind", "provider", "enabled", "folder or address"), rows, empty)


def _place(source: AnySource) -> str:
    return shown(source.url) if isinstance(source, FeedSource) else str(source.path)


for name, command in (
    ("show", show_source),
    ("check", check_sources),
    ("add", add_source),
    ("pause", pause),
    ("resume", resume),
    ("import-opml", import_opml),
    ("export-opml", export_opml),
):
    commands.command(name)(command)
