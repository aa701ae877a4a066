"""`copydesk status`: how the desk stands, in one look; with `--check`, in one line for a monitor."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

import typer

from schedules.alarm_rules import Facts, in_words, judge
from schedules.alarms import gather
from schedules.cli.alarms import show_alarms
from schedules.cli.invocation import JsonOption, invocation_of
from schedules.cli.runs import books_in_a_line
from schedules.cli.show import Shower
from schedules.cli.status_check import check_status
from schedules.desk import open_store, utc_now
from schedules.hindrance import HINDRANCE_IN_WORDS, Hindrance, hindrance
from schedules.settings import Config
from storage import queries
from storage.alarms import Alarm, AlarmLine, list_alarms
from storage.answers import RunLine, SourceStatus
from storage.database import Database
from storage.fetch_states import Standing, standings

_LAST_RUNS = 5


@dataclass(frozen=True, slots=True)
class _Desk:
    """All that is shown. `found` are the alarms that the desk gives cause for now, `alarms` those that are kept."""

    sources: list[SourceStatus]
    feeds: Mapping[str, Standing]
    last: list[RunLine]
    at_work: list[RunLine]
    facts: Facts
    found: tuple[Alarm, ...]
    alarms: list[AlarmLine]
    hindrance: Hindrance | None


def show_status(
    ctx: typer.Context,
    check: Annotated[
        bool, typer.Option("--check", help="One line and an exit code for a monitor: 0 well, 1 warning, 2 critical.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Show how each source stands, what waits and how long copy takes, the runs, and the alarms that stand."""
    if check:
        check_status(invocation_of(ctx))
    config = invocation_of(ctx).config()
    with open_store(config) as database:
        desk = _look(config, database)
    shower = Shower(as_json=json)
    if json:
        shower.json(_plain(desk))
    else:
        _show(shower, desk, config)


def _look(config: Config, database: Database) -> _Desk:
    stored = {one.source: one for one in queries.status(database)}
    feeds = standings(database)
    names = dict.fromkeys([*(source.name for source in config.sources), *stored, *feeds])
    facts = gather(config, database, utc_now())
    alarms = list_alarms(database)
    return _Desk(
        sources=[stored.get(name, SourceStatus(name, 0, 0, None, 0, 0)) for name in names],
        feeds=feeds,
        last=queries.list_runs(database, _LAST_RUNS),
        at_work=queries.runs_at_work(database),
        facts=facts,
        found=judge(facts, config.settings.alarms, {(one.kind, one.subject) for one in alarms}),
        alarms=alarms,
        hindrance=hindrance(config, database),
    )


def _plain(desk: _Desk) -> dict[str, object]:
    """What programs read."""
    return {
        "sources": desk.sources,
        "feeds": [*desk.feeds.values()],
        "last_run": desk.last[0] if desk.last else None,
        "last_runs": desk.last,
        "runs_at_work": desk.at_work,
        "queue": desk.facts.queue,
        "lag": desk.facts.lag,
        "free_bytes": desk.facts.free_bytes,
        "hindrance": desk.hindrance,
        "alarms": desk.alarms,
        "found_now": desk.found,
    }


def _show(shower: Shower, desk: _Desk, config: Config) -> None:
    configured = {source.name: source.enabled for source in config.sources}
    troubled = {one.subject: one.kind.value.removeprefix("source_") for one in desk.found}
    rows = [
        (
            one.source,
            _note(one, configured, desk.feeds.get(one.source), troubled.get(one.source)),
            one.deliveries,
            one.articles,
            one.pending,
            one.open_quarantine,
            one.last_received,
        )
        for one in desk.sources
    ]
    columns = ("source", "", "deliveries", "articles", "pending", "quarantine", "last received")
    shower.table("Sources", columns, rows, "No sources. Put some into config.yaml.")
    _show_feeds(shower, desk.feeds)
    _show_queue(shower, desk.facts)
    if desk.hindrance is not None:
        shower.line(f"Nothing is fetched: {HINDRANCE_IN_WORDS[desk.hindrance]}")
    _show_runs(shower, desk)
    show_alarms(shower, desk.alarms, "No alarm stands.")
    kept = {(one.kind, one.subject) for one in desk.alarms}
    for one in desk.found:
        if (one.kind, one.subject) not in kept:
            shower.line(f"Found now, and told at the next run: {one.kind.value} {one.subject}: {one.sentence}")


def _show_feeds(shower: Shower, feeds: Mapping[str, Standing]) -> None:
    """How the last turn of each feed ended, and when the next is due."""
    if not feeds:
        return
    rows = [(one.source, one.last_outcome, one.last_fetch_at, _next_turn(one)) for one in feeds.values()]
    shower.table("Feeds", ("feed", "last outcome", "asked", "next due"), rows, "")
    for one in feeds.values():
        if one.last_sentence:
            shower.line(f"{one.source}: {one.last_sentence}; {one.last_advice}")


def _show_queue(shower: Shower, facts: Facts) -> None:
    queue, lag = facts.queue, facts.lag
    since = f" since {queue.waiting_since:%Y-%m-%d %H:%M:%S}Z" if queue.waiting_since else ""
    shower.line(
        f"Queue: {queue.pending} raw copies pending, {queue.unsplit} deliveries to split{since}; "
        f"{queue.quarantine} in quarantine, {queue.quarantine_new} of them since yesterday"
    )
    if lag is not None:
        shower.line(
            f"Lag: half of the last {lag.copies} copies took up to {in_words(lag.median_s)} from published to stored, "
            f"the slowest {in_words(lag.longest_s)}"
        )
    shower.line(f"Disk: {facts.free_bytes / 1e9:.1f} GB free")


def _show_runs(shower: Shower, desk: _Desk) -> None:
    for run in desk.at_work:
        shower.line(f"At work: run {run.id} ({run.command}), since {run.started_at:%Y-%m-%d %H:%M:%S}Z")
    for run in desk.last:
        if run.finished_at is not None:
            began = f"{run.started_at:%Y-%m-%d %H:%M:%S}Z"
            shower.line(f"Run {run.id} ({run.command}), {run.state.value}, {began}: {books_in_a_line(run.books)}")
    if not desk.last:
        shower.line("No run yet.")


def _next_turn(one: Standing) -> str | datetime:
    if one.paused_at is not None:
        return "paused"
    return "never: gone" if one.state.gone_at is not None else one.state.next_due or "at once"


def _note(one: SourceStatus, configured: Mapping[str, bool], feed: Standing | None, trouble: str | None) -> str:
    if one.source not in configured:
        return "no longer configured"
    if not configured[one.source]:
        return "switched off"
    if feed is not None and feed.paused_at is not None:
        return "paused"
    if trouble is not None:
        return trouble
    return "see quarantine" if one.open_quarantine else "nothing yet" if not one.deliveries else "well"
