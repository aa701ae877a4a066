"""`copydesk sources import-opml` and `export-opml`: lists of subscriptions from and for other feed readers."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from ingest.opml import OpmlFile, Outline, read_opml, write_opml
from ingest.worker import Workers
from ingest.worker_limits import WorkerLimits
from schedules.cli.invocation import JsonOption, invocation_of
from schedules.cli.show import Shower
from schedules.config_file import SourceLines, add_sources
from schedules.desk import utc_now
from schedules.errors import NotFound
from schedules.subscriptions import Subscription, feeds, plan


def import_opml(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="A file of OPML, as feed readers export it.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be written, and write nothing.")] = False,
    json: JsonOption = False,
) -> None:
    """Put the feeds of an OPML file into config.yaml, those that are not there yet."""
    config = invocation_of(ctx).config()
    planned = plan(_read(file), config)
    sources = [one.source for one in planned if one.source is not None]
    if sources and not dry_run:
        add_sources(config.file, sources)
    shower = Shower(as_json=json)
    if json:
        shower.json({"subscriptions": planned, "written": 0 if dry_run else len(sources), "file": str(config.file)})
    else:
        _show(shower, planned, sources, "" if dry_run else str(config.file))


def export_opml(
    ctx: typer.Context,
    file: Annotated[Path | None, typer.Argument(help="The file to write; standard output where none is named.")] = None,
) -> None:
    """Write the configured feeds as OPML 2.0, with their full addresses and without credentials."""
    outlines = [Outline(source.name, source.url) for source in feeds(invocation_of(ctx).config())]
    raw = write_opml(outlines, "copydesk", utc_now())
    if file is None:
        sys.stdout.write(raw.decode())
        return
    try:
        file.write_bytes(raw)
    except OSError as error:
        raise NotFound(f"{file} can't be written ({error.strerror})", "name a file in a folder of yours") from None
    Shower(as_json=False).line(f"{len(outlines)} feeds written into {file}")


def _read(file: Path) -> tuple[Outline, ...]:
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise NotFound(f"{file} can't be read ({error.strerror})", "name a file of OPML") from None
    with Workers(WorkerLimits()) as workers:
        return workers.call(read_opml, OpmlFile(raw, file.name), file.name)


def _show(shower: Shower, planned: tuple[Subscription, ...], sources: list[SourceLines], file: str) -> None:
    rows = [(one.source and one.source["name"], one.title, one.address, one.refused) for one in planned]
    shower.table("Subscriptions", ("name", "title", "address", "what is wrong"), rows, "The file lists no feeds.")
    told = f"{len(sources)} of {len(planned)} become sources"
    if not file:
        shower.line(f"{told}; nothing is written.")
    elif sources:
        shower.line(f"{told}, written into {file}.")
        shower.line("What next: copydesk sources check, then copydesk once")
    else:
        shower.line("Nothing is written.")
