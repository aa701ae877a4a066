"""`copydesk sources`: what is configured, and whether it can be read."""

from collections.abc import Sequence
from typing import Annotated

import typer

from ingest.drop import FileStamp
from ingest.errors import IngestError
from ingest.registry import DROP
from ingest.source_address import shown
from ingest.sources import AnySource, DropSource
from schedules.cli.invocation import JsonOption, invocation_of
from schedules.cli.show import Shower
from schedules.desk import utc_now
from schedules.errors import NotFound, SourcesFailed

commands = typer.Typer(help="What copy is fetched from: list, check.", no_args_is_help=True)


@commands.command("list")
def list_sources(ctx: typer.Context, json: JsonOption = False) -> None:
    """List the configured sources."""
    configured = invocation_of(ctx).config().sources
    shower = Shower(as_json=json)
    if json:
        shower.json([one.model_dump(mode="json") for one in configured])
        return
    rows = [(one.name, one.kind, one.scope, "yes" if one.enabled else "no", _whereabouts(one)) for one in configured]
    columns = ("name", "kind", "provider", "enabled", "folder or address")
    shower.table("Sources", columns, rows, "No sources. Put some into config.yaml.")


@commands.command("check")
def check_sources(
    ctx: typer.Context,
    names: Annotated[list[str] | None, typer.Argument(help="Names of sources; all where none is given.")] = None,
    json: JsonOption = False,
) -> None:
    """Look whether sources can be read and what lies there, without keeping anything."""
    configured = {one.name: one for one in invocation_of(ctx).config().sources if isinstance(one, DropSource)}
    unknown = [name for name in names or () if name not in configured]
    if unknown:
        raise NotFound(f"no source is called {unknown[0]!r}", "list them with 'copydesk sources list'")
    found = [_look(configured[name]) for name in names or configured]
    shower = Shower(as_json=json)
    if json:
        shower.json(found)
    else:
        rows = [
            (one["source"], "no" if one["error"] else "yes", one["files"], one["error"] or one["refused"])
            for one in found
        ]
        shower.table("Sources", ("source", "readable", "files", "what is wrong"), rows, "No sources.")
    failed = [str(one["source"]) for one in found if one["error"]]
    if failed:
        raise SourcesFailed(f"could not be read: {', '.join(failed)}", "mend what the table says")


def _whereabouts(source: AnySource) -> str:
    return str(source.path) if isinstance(source, DropSource) else shown(source.url)


def _look(source: DropSource) -> dict[str, object]:
    """What a source offers now: how many files, which of them it must refuse, or why it can't be read at all."""
    files, refused, error = 0, list[str](), None
    looks_only = source.model_copy(update={"after": "keep"})
    try:
        for one in DROP.fetch(looks_only, _nothing_kept, utc_now, _do_not_wait):
            if isinstance(one, IngestError):
                refused.append(str(one))
            else:
                files += 1
    except IngestError as failure:
        error = str(failure)
    return {"source": source.name, "files": files, "refused": refused, "error": error}


def _nothing_kept(source: str, stamps: Sequence[FileStamp]) -> set[FileStamp]:
    del source, stamps
    return set()


def _do_not_wait(seconds: float) -> None:
    del seconds
