"""`copydesk sources pause` and `resume`: an operator's own word on whether a feed is asked."""

import getpass
from typing import Annotated

import typer

from ingest.sources import FeedSource
from schedules.cli.invocation import JsonOption, invocation_of, source_called
from schedules.cli.show import Shower
from schedules.desk import open_store, utc_now
from schedules.errors import UnfitSource
from schedules.settings import Config
from storage import fetch_states
from storage.actions import Action

NameArgument = Annotated[str, typer.Argument(help="Name of a feed.")]
WhyOption = Annotated[str, typer.Option(help="The reason, for the log of operators' actions.")]


def pause(ctx: typer.Context, name: NameArgument, why: WhyOption, json: JsonOption = False) -> None:
    """Ask a feed no more until it is resumed; what it brought stays."""
    config = invocation_of(ctx).config()
    feed = _feed(config, name)
    with open_store(config) as database:
        fetch_states.pause(database, name, feed.url, _action("source pause", name, why))
    _tell(json, name, "paused", "it is asked again after: copydesk sources resume")


def resume(ctx: typer.Context, name: NameArgument, why: WhyOption, json: JsonOption = False) -> None:
    """Ask a feed again at the next run: one that was paused, that is gone (410), or that waits after failures."""
    config = invocation_of(ctx).config()
    _feed(config, name)
    with open_store(config) as database:
        fetch_states.resume(database, name, _action("source resume", name, why))
    _tell(json, name, "resumed", "it is asked at the next run: copydesk once")


def _feed(config: Config, name: str) -> FeedSource:
    source = source_called(config, name)
    if not isinstance(source, FeedSource):
        raise UnfitSource(f"{name!r} is a {source.kind}, and only feeds are paused", "set 'enabled: false' for it")
    return source


def _action(verb: str, name: str, why: str) -> Action:
    return Action(getpass.getuser(), utc_now(), verb, f"source {name}", why)


def _tell(json: bool, name: str, state: str, sentence: str) -> None:
    shower = Shower(as_json=json)
    if json:
        shower.json({"source": name, "state": state})
    else:
        shower.line(f"{name} is {state}; {sentence}")
