"""`copydesk changes`: the numbered feed that downstream systems follow, its snapshot and its named readers."""

import getpass
import re
import sys
from collections.abc import Sequence
from functools import partial
from typing import Annotated

import typer

from schedules.cli.invocation import JsonOption, invocation_of
from schedules.cli.show import Shower, printable
from schedules.cli.stop_signals import stop_signals
from schedules.desk import open_store, utc_now
from schedules.following import Follower
from storage.actions import Action
from storage.change_readers import acknowledge, cursor_of, drop_reader, readers
from storage.changes import ChangeLine, changes_since, extent, snapshot
from storage.database import Database
from storage.errors import StorageError
from storage.states import ChangeKind

commands = typer.Typer(
    help="What changed, in the order of its numbers: list, follow, snapshot, and who reads it.",
    invoke_without_command=True,
)

_LISTED = 1000
"""Changes that are listed where no limit is told."""

_POLL_S = 0.5
"""Seconds between two looks at the feed's head; the look costs one row."""


def _reader_name(told: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,62}", told):
        raise typer.BadParameter("a reader's name has small letters, digits, '.', '_' and '-', at most 63 of them")
    return told


NameArgument = Annotated[str, typer.Argument(help="Name of the reader.", callback=_reader_name)]


@commands.callback()
def list_changes(  # noqa: PLR0917 - each is an option
    ctx: typer.Context,
    after: Annotated[
        int | None, typer.Option(min=0, help="Only changes numbered above this: the last one you have dealt with.")
    ] = None,
    reader: Annotated[
        str | None, typer.Option(help="Only changes above the last one that this reader has acknowledged.")
    ] = None,
    kind: Annotated[list[ChangeKind] | None, typer.Option(help="Only this kind; may be given more than once.")] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, max=100_000, help=f"At most so many; {_LISTED} unless told.")
    ] = None,
    follow: Annotated[
        bool, typer.Option("--follow", help="Then wait for more and tell each as it is made, until SIGTERM or Ctrl-C.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """List what changed, in the order of its numbers, without gaps. With --follow --json, one object a line."""
    if ctx.invoked_subcommand is not None:
        return
    if after is not None and reader is not None:
        raise typer.BadParameter("a cursor is told by --after or by --reader, not by both")
    if follow and limit is not None:
        raise typer.BadParameter("--follow has no end, so it takes no --limit")
    with open_store(invocation_of(ctx).config()) as database:
        cursor = cursor_of(database, reader) if reader is not None else after
        if cursor is None:
            cursor = extent(database).oldest
        shower, kinds = Shower(as_json=json), kind or ()
        if follow:
            _follow(database, cursor, kinds, shower)
        else:
            _list(changes_since(database, cursor, limit or _LISTED, kinds), cursor, shower)


@commands.command("snapshot")
def take_snapshot(ctx: typer.Context) -> None:
    """Write every article that may be used, one JSON object a line, between two lines that hold the cursor.

    The last line counts the articles too: without it the snapshot is cut off.
    """
    shower = Shower(as_json=True)
    with open_store(invocation_of(ctx).config()) as database, snapshot(database) as taken:
        shower.json({"cursor": taken.cursor})
        count = 0
        for article in taken.articles:
            shower.json(article)
            count += 1
        shower.json({"cursor": taken.cursor, "articles": count})


@commands.command("ack")
def acknowledge_changes(
    ctx: typer.Context,
    name: NameArgument,
    cursor: Annotated[int, typer.Argument(min=0, help="Number of the last change that it has dealt with.")],
    json: JsonOption = False,
) -> None:
    """Note that a reader has dealt with all changes up to a number. The first time it makes the reader known."""
    with open_store(invocation_of(ctx).config()) as database:
        stands = acknowledge(database, name, cursor, utc_now())
    shower = Shower(as_json=json)
    if json:
        shower.json({"reader": name, "acknowledged": stands})
    else:
        shower.line(f"{name} has acknowledged all changes up to {stands}.")


@commands.command("readers")
def list_readers(ctx: typer.Context, json: JsonOption = False) -> None:
    """List the named readers and how far each lags behind."""
    with open_store(invocation_of(ctx).config()) as database:
        found = readers(database)
    shower = Shower(as_json=json)
    if json:
        shower.json(found)
        return
    rows = [
        (one.name, one.acknowledged, one.acknowledged_at, one.lag, one.waiting_since, one.has_expired) for one in found
    ]
    columns = ("reader", "acknowledged", "at", "lag", "oldest unread", "expired")
    shower.table("Readers", columns, rows, "No reader has acknowledged anything.")


@commands.command("drop")
def drop_named_reader(
    ctx: typer.Context,
    name: NameArgument,
    why: Annotated[str, typer.Option(help="The reason, for the log of operators' actions.")] = "",
    json: JsonOption = False,
) -> None:
    """Forget a reader that reads no more, so that it holds no changes back."""
    with open_store(invocation_of(ctx).config()) as database:
        action = Action(getpass.getuser(), utc_now(), "changes drop", f"reader {name}", why)
        drop_reader(database, action, name)
    shower = Shower(as_json=json)
    if json:
        shower.json({"dropped": name})
    else:
        shower.line(f"{name} is forgotten.")


def _list(found: Sequence[ChangeLine], cursor: int, shower: Shower) -> None:
    if shower.as_json:
        shower.json(found)
        return
    rows = [(one.seq, one.kind, one.article_id, one.copy_of, one.revision_id, one.at, one.headline) for one in found]
    columns = ("seq", "kind", "article", "copy of", "revision", "at", "headline")
    shower.table("Changes", columns, rows, f"No change is numbered above {cursor}.")


def _follow(database: Database, cursor: int, kinds: Sequence[ChangeKind], shower: Shower) -> None:
    with stop_signals() as wait:
        follower = Follower(database, cursor, kinds, partial(wait, _POLL_S), _complain)
        for page in follower.pages():
            for one in page:
                if shower.as_json:
                    shower.json(one)
                else:
                    shower.line(
                        f"{one.seq} {one.at:%Y-%m-%d %H:%M:%SZ} {one.kind} {one.article_id} {one.headline or ''}"
                    )
            sys.stdout.flush()


def _complain(error: StorageError) -> None:
    sys.stderr.write(f"copydesk: {printable(str(error))}; trying again\n")
