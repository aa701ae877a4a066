"""`copydesk status`: how the desk stands, in one look."""

from collections.abc import Mapping
from datetime import datetime

import typer

from schedules.cli.invocation import JsonOption, invocation_of
from schedules.cli.show import Shower
from schedules.desk import open_store
from storage import queries
from storage.answers import RunLine, SourceStatus
from storage.fetch_states import Standing, standings


def show_status(ctx: typer.Context, json: JsonOption = False) -> None:
    """Show how each source stands, what waits, what is in quarantine, and the last run."""
    config = invocation_of(ctx).config()
    with open_store(config) as database:
        stored = {one.source: one for one in queries.status(database)}
        feeds = standings(database)
        last = queries.list_runs(database, limit=1)
    configured = {source.name: source.enabled for source in config.sources}
    names = dict.fromkeys([*configured, *stored, *feeds])
    standing = [stored.get(name, SourceStatus(name, 0, 0, None, 0, 0)) for name in names]
    shower = Shower(as_json=json)
    if json:
        shower.json({"sources": standing, "feeds": [*feeds.values()], "last_run": last[0] if last else None})
        return
    rows = [
        (
            one.source,
            _note(one, configured),
            one.deliveries,
            one.articles,
            one.pending,
            one.open_quarantine,
            one.last_received,
        )
        for one in standing
    ]
    columns = ("source", "", "deliveries", "articles", "pending", "quarantine", "last received")
    shower.table("Sources", columns, rows, "No sources. Put some into config.yaml.")
    _show_feeds(shower, feeds)
    _show_last_run(shower, last)


def _show_feeds(shower: Shower, feeds: Mapping[str, Standing]) -> None:
    """How the last turn of each feed ended, and when the next is due."""
    if not feeds:
        return
    rows = [(one.source, one.last_outcome, one.last_fetch_at, _next_turn(one)) for one in feeds.values()]
    shower.table("Feeds", ("feed", "last outcome", "asked", "next due"), rows, "")
    for one in feeds.values():
        if one.last_sentence:
            shower.line(f"{one.source}: {one.last_sentence}; {one.last_advice}")


def _next_turn(one: Standing) -> str | datetime:
    if one.paused_at is not None:
        return "paused"
    return "never: gone" if one.state.gone_at is not None else one.state.next_due or "at once"


def _note(one: SourceStatus, configured: Mapping[str, bool]) -> str:
    if one.source not in configured:
        return "no longer configured"
    if not configured[one.source]:
        return "switched off"
    return "see quarantine" if one.open_quarantine else "nothing yet" if not one.deliveries else "well"


def _show_last_run(shower: Shower, last: list[RunLine]) -> None:
    for run in last:
        shower.line(
            f"Last run: {run.id} ({run.command}), {run.state.value}, started {run.started_at:%Y-%m-%d %H:%M:%S}Z"
        )
    if not last:
        shower.line("No run yet.")
