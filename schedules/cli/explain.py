"""`copydesk explain`: where every piece of a raw copy went, and which stage put it there."""

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from normalize.chain import build_chain
from normalize.document import STORY_PLACES, Place
from normalize.explain import Row, RowKind, explain
from normalize.normalizer import read
from schedules.cli.explain_html import page_of
from schedules.cli.invocation import JsonOption, invocation_of
from schedules.cli.normalize import MediaTypeOption, raw_copy_of
from schedules.cli.show import Shower, printable
from schedules.desk import open_store
from schedules.errors import NotFound
from schedules.explaining import explained

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
    media_type: MediaTypeOption = None,
    html: Annotated[
        Path | None, typer.Option(help="Write it as a page for browsers into this file, which needs nothing else.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Show, piece by piece, where a raw copy's text went, which stage put it there and why.

    A file goes through the chain of this copydesk. An article is shown as it was stored; if its raw copy is read
    otherwise by now, the chain goes over it again, and the first line says so.
    """
    shower = Shower(as_json=json)
    chain = build_chain()
    if what.isdigit():
        with open_store(invocation_of(ctx).config()) as database:
            document, told = explained(database, int(what), chain)
    else:
        document, told = chain(read(raw_copy_of(what, media_type))), f"chain {chain.version}"
    if html is not None:
        _write(html, page_of(document, f"article {what}" if what.isdigit() else what, told))
        shower.json({"chain": told, "html": str(html)}) if json else shower.line(f"Written into {html}")
        return
    rows = explain(document)
    if json:
        shower.json({"chain": told, "rows": rows})
        return
    shower.line(told)
    for row in rows:
        shower.rich(_line(row))


def _write(file: Path, page: str) -> None:
    try:
        file.write_text(page, encoding="utf-8")
    except OSError as error:
        raise NotFound(f"{file} can't be written ({error.strerror})", "name a file in a folder of yours") from None


def _line(row: Row) -> Text:
    place = Place(row.name) if row.kind is RowKind.SPAN else None
    style = "" if place in STORY_PLACES or place is None else _COLOURS.get(place, "red")
    number = "" if row.block is None else str(row.block)
    line = Text(f"{number:>4} {row.name:>10} ", style="dim")
    line.append(printable(row.text), style=style)
    sure = "" if row.confidence == 1 else f" ({row.confidence:.2f})"
    line.append(f"  [{row.stage}: {row.reason}{sure}]" if row.reason else f"  [{row.stage}]", style="dim")
    for repair in row.repairs:
        line.append(f"\n{'':>15} mended: {repair.raw!r} -> {repair.fixed!r} [{repair.rule}]", style="green")
    return line
