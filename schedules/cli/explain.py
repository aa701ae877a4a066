"""`copydesk explain`: where every piece of a raw copy went, and which stage put it there."""

from typing import Annotated

import typer
from rich.text import Text

from ingest.raw import RawCopy
from normalize.chain import build_chain
from normalize.document import STORY_PLACES, Document, Place
from normalize.explain import Row, RowKind, explain
from normalize.normalizer import read
from schedules.cli.invocation import JsonOption, invocation_of
from schedules.cli.normalize import raw_copy_of
from schedules.cli.show import Shower, printable
from schedules.desk import open_store
from storage import queries

_COLOURS = {
    Place.HEADLINE: "bold",
    Place.DECK: "bold",
    Place.DATELINE: "cyan",
    Place.BYLINE: "cyan",
    Place.TEASER: "magenta",
    Place.MOVE: "yellow",
    Place.EDNOTE: "yellow",
    Place.ADVISORY: "yellow",
    Place.HEADER: "blue",
}
"""The story itself is plain, what was taken off is red, the rest as here."""


def explain_copy(
    ctx: typer.Context,
    what: Annotated[str, typer.Argument(help="A file of raw copy (- is standard input), or an article's number.")],
    media_type: Annotated[str, typer.Option(help="What the file holds.")] = "text/plain",
    json: JsonOption = False,
) -> None:
    """Show, piece by piece, where the chain puts a raw copy's text, which stage did it and why.

    For a stored article the chain of this copydesk goes over its raw copy again; the version that made it is named.
    """
    made_by = None
    if what.isdigit():
        with open_store(invocation_of(ctx).config()) as database:
            stored = queries.explanation_of_article(database, int(what))
        copy = RawCopy("store", "store", stored.address, stored.media_type, stored.received_at, stored.raw)
        made_by = stored.chain_version
    else:
        copy = raw_copy_of(what, media_type)
    chain = build_chain()
    _show(chain(read(copy)), Shower(as_json=json), chain.version, made_by)


def _show(document: Document, shower: Shower, version: str, made_by: str | None) -> None:
    rows = explain(document)
    if shower.as_json:
        shower.json({"chain_version": version, "stored_by": made_by, "rows": rows})
        return
    shower.line(f"chain {version}" + (f"; stored by chain {made_by}" if made_by and made_by != version else ""))
    for row in rows:
        shower.rich(_line(row))


def _line(row: Row) -> Text:
    place = Place(row.name) if row.kind is RowKind.SPAN else None
    style = "" if place in STORY_PLACES or place is None else _COLOURS.get(place, "red")
    line = Text(f"{row.name:>10} ", style="dim")
    line.append(printable(row.text), style=style)
    sure = "" if row.confidence == 1 else f" ({row.confidence:.2f})"
    line.append(f"  [{row.stage}: {row.reason}{sure}]" if row.reason else f"  [{row.stage}]", style="dim")
    for repair in row.repairs:
        line.append(f"\n{'':>10} mended: {repair.raw!r} -> {repair.fixed!r} [{repair.rule}]", style="green")
    return line
