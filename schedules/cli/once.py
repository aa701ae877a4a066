"""`copydesk once`: the cron run."""

from typing import Annotated

import typer

from schedules.cli.invocation import JsonOption, invocation_of
from schedules.cli.show import Shower
from schedules.desk import open_desk
from schedules.errors import SourcesFailed
from schedules.feeds import FeedsReport
from schedules.once import RunReport, run_once
from storage.runs import BOOKS_IN_WORDS

_NEXT = """What next:
  copydesk articles list          what is in the database
  copydesk articles show 1        one article, with its versions and where it was seen
  copydesk explain FILE           where every line of a raw copy went, and why
  copydesk quarantine list        what could not be read, and what to do about it
  copydesk changes                what downstream systems are told
(from a checkout: ./run copydesk articles list, and so on)"""


def once(
    ctx: typer.Context,
    source: Annotated[list[str] | None, typer.Option(help="Only this source; may be given more than once.")] = None,
    now: Annotated[
        bool,
        typer.Option(
            "--now",
            help="Ask feeds before their time. One that is paused, gone, or whose host asked for a pause is left alone "
            "unless --source names it.",
        ),
    ] = False,
    json: JsonOption = False,
) -> None:
    """Fetch every source that is due, store what came, and stop: the run for cron."""
    with open_desk(invocation_of(ctx).config()) as desk:
        report = run_once(desk, source or (), now=now)
    shower = Shower(as_json=json)
    if json:
        shower.json(report)
    else:
        _show(shower, report)
    if report.failed_sources:
        names = ", ".join(report.failed_sources)
        raise SourcesFailed(f"could not be read: {names}", "see 'copydesk quarantine list'; the others were fetched")


def _show(shower: Shower, report: RunReport) -> None:
    books = report.books
    shower.table(
        f"Run {report.run_id}: the books",
        ("raw copies", "", "what it means"),
        [(name, getattr(books, name), meaning) for name, meaning in BOOKS_IN_WORDS.items()],
        "",
    )
    came, done = books.carried_over + books.received, books.new + books.revision + books.copy
    ends = f"{done} stored, {books.unchanged} unchanged, {books.quarantined} quarantined, {books.pending} pending"
    shower.line(f"Balanced: {came} to do = {ends}. {books.known} deliveries were known already.")
    for name, run_id in report.busy.items():
        shower.line(f"{name} is being fetched by run {run_id}.")
    if report.feeds != FeedsReport():
        shower.line(_feeds_in_words(report.feeds))
    shower.line()
    shower.lines(_NEXT)


def _feeds_in_words(feeds: FeedsReport) -> str:
    """How the feeds fared in one line, without the numbers that are zero."""
    told = {
        "brought something": feeds.fetched,
        "unchanged": feeds.unchanged,
        "asked for a pause": feeds.throttled,
        "failed": feeds.failed,
        "not reached in time": feeds.left,
        "not due yet": feeds.not_due,
        "another run's": feeds.stale,
    }
    return "Feeds: " + ", ".join(f"{number} {what}" for what, number in told.items() if number) + "."
