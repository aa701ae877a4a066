"""`copydesk backfill`: takes in what lies in the past of a source, window by window."""

import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from ingest.sources import FeedSource
from ingest.worker import Workers
from ingest.worker_limits import WorkerLimits
from schedules.backfill import BackfillReport, Forecast, Watch, Way, forecast, run_backfill
from schedules.backfill_drop import DropBackfill
from schedules.backfill_lines import STREAM, LinesBackfill, StreamBackfill
from schedules.cli.invocation import JsonOption, invocation_of, source_called
from schedules.cli.progress import shown
from schedules.cli.show import Shower
from schedules.cli.stop_signals import stopping
from schedules.cli.times import read_time
from schedules.desk import Desk, open_desk, open_store, utc_now
from schedules.errors import BackfillStopped, UnfitSource, WindowsFailed
from schedules.settings import Config
from schedules.windows import Job, Kind, Pace, Span, Wanted
from storage import windows
from storage.actions import Action
from storage.backfills import BackfillLine, WindowLine, backfill, list_backfills, windows_of
from storage.runs import BOOKS_IN_WORDS, Tally
from storage.states import BackfillState, WindowState

commands = typer.Typer(help="Takes in the past of a source: start, list, show, cancel, retry.", no_args_is_help=True)

LINES_SOURCE = "jsonl"
"""What the copy of JSON Lines is booked under where no source is named."""

MOST_WORKERS = 64
_SHOWN_WINDOWS = 50

NumberArgument = Annotated[int, typer.Argument(help="Number of the backfill.")]
WhyOption = Annotated[str, typer.Option(help="The reason, for the log of operators' actions.")]
RateOption = Annotated[
    float | None, typer.Option(min=0.001, help="At most so many pages, files or lines a second.", show_default=False)
]
WorkersOption = Annotated[int, typer.Option(min=1, max=MOST_WORKERS, help="Processes that normalize.")]


@commands.command("start")
def start(  # noqa: PLR0917 - typer declares options as parameters
    ctx: typer.Context,
    source: Annotated[
        str | None, typer.Argument(help="A configured source: a drop or a feed; with --jsonl, whose copy it is.")
    ] = None,
    jsonl: Annotated[
        Path | None, typer.Option(help="Raw copy as JSON Lines, from a file or '-' for standard input.")
    ] = None,
    since: Annotated[str | None, typer.Option(help="From this time on: 2024-01-31 or 2024-01-31T12:00:00Z.")] = None,
    until: Annotated[str | None, typer.Option(help="Up to this time, which is left out.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many files, lines or entries.")] = None,
    rate: RateOption = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")] = False,
    workers: WorkersOption = 1,
    json: JsonOption = False,
) -> None:
    """Begin a backfill, or go on with it: the same command after a kill takes up what is left."""
    config = invocation_of(ctx).config()
    wanted = Wanted(Span(read_time(since), read_time(until)), limit, rate)
    if dry_run:
        with open_store(config), open_desk(config) as desk, _kind(desk, source, jsonl, wanted) as kind:
            _show_forecast(forecast(desk, kind), Shower(as_json=json))
            _show_archive(desk, kind, json)
        return
    with open_desk(config) as desk, _kind(desk, source, jsonl, wanted) as kind:
        _work(desk, kind, rate, workers, json)


@commands.command("list")
def list_all(
    ctx: typer.Context,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="At most so many, the newest.")] = 20,
    json: JsonOption = False,
) -> None:
    """List the backfills, the newest first."""
    with open_store(invocation_of(ctx).config()) as database:
        found = list_backfills(database, limit)
    shower = Shower(as_json=json)
    if json:
        shower.json(found)
        return
    rows = [(one.id, one.source, one.kind, one.state, one.started_at, _windows(one), _brought(one)) for one in found]
    columns = ("backfill", "source", "kind", "state", "started", "windows", "brought")
    shower.table("Backfills", columns, rows, "No backfill yet. 'copydesk backfill start' begins one.")


@commands.command("show")
def show(ctx: typer.Context, number: NumberArgument, json: JsonOption = False) -> None:
    """Show one backfill: what was asked, how it stands, and its windows that are not done or met trouble."""
    with open_store(invocation_of(ctx).config()) as database:
        line = backfill(database, number)
        undone = (WindowState.FAILED, WindowState.LEASED, WindowState.WAITING)
        left = windows_of(database, number, undone, _SHOWN_WINDOWS)
        troubled = [one for one in windows_of(database, number, (WindowState.DONE,), None) if one.code]
    shower = Shower(as_json=json)
    if json:
        shower.json({"backfill": line, "windows": [*left, *troubled]})
        return
    asked = ", ".join(f"{name} {value}" for name, value in line.asked.items())
    shower.line(
        f"Backfill {line.id} of {line.source} ({line.kind}): {line.state}. Asked by {line.who}: {asked or 'all'}"
    )
    shower.line(f"Windows: {_windows(line)}. {_brought(line)}.")
    columns = ("window", "state", "pieces", "code", "what is wrong")
    shower.table("Windows", columns, map(_window_row, (*left, *troubled)), "Every window is done.")


@commands.command("cancel")
def cancel(ctx: typer.Context, number: NumberArgument, why: WhyOption, json: JsonOption = False) -> None:
    """End a backfill before its time; what it brought stays. A process at work on it ends with its window."""
    with open_store(invocation_of(ctx).config()) as database:
        windows.cancel(database, number, _action("backfill cancel", number, why))
        _tell(backfill(database, number), json)


@commands.command("retry")
def retry(
    ctx: typer.Context,
    number: NumberArgument,
    why: WhyOption,
    rate: RateOption = None,
    workers: WorkersOption = 1,
    json: JsonOption = False,
) -> None:
    """Go on with a backfill whose windows failed, or that was canceled."""
    config = invocation_of(ctx).config()
    with open_desk(config) as desk:
        line = backfill(desk.database, number)
        file = line.asked.get("file")
        if file == STREAM:
            raise UnfitSource(
                f"backfill {number} read standard input", "give it the same lines again, by the same command"
            )
        named = None if file is not None and line.source == LINES_SOURCE else line.source
        with _kind(desk, named, None if file is None else Path(str(file)), _asked(line, rate)) as kind:
            if kind.asked.name != _asked_name(desk, number):
                raise UnfitSource(
                    f"backfill {number} began with another file or source", "start it anew: what is kept is known"
                )
            windows.retry(desk.database, number, _action("backfill retry", number, why))
            _work(desk, kind, rate, workers, json)


def _work(desk: Desk, kind: Kind, rate: float | None, workers: int, json: bool) -> None:
    watch = Watch()
    with stopping() as stop, shown(watch, quiet=json):
        report = run_backfill(desk, kind, Way(getpass.getuser(), rate, workers, stop.is_set), watch)
    shower = Shower(as_json=json)
    if json:
        shower.json(report)
    else:
        _show_report(shower, report)
    line = report.backfill
    again = f"the same command goes on, or: copydesk backfill show {line.id}"
    if line.state is BackfillState.FAILED:
        raise WindowsFailed(f"{line.failed} windows of backfill {line.id} failed", again)
    if report.is_stopped:
        raise BackfillStopped(f"backfill {line.id} was stopped, {line.windows - line.done} windows are left", again)


@contextmanager
def _kind(desk: Desk, name: str | None, jsonl: Path | None, wanted: Wanted) -> Iterator[Kind]:
    """The kind of backfill that the command names."""
    if jsonl is not None:
        source, provider = _booked_under(desk.config, name)
        if str(jsonl) == STREAM:
            yield StreamBackfill(sys.stdin.buffer, source, provider, wanted)
        else:
            yield LinesBackfill(jsonl, source, provider, wanted)
        return
    if name is None:
        raise UnfitSource("no source is named", "name one, or give raw copy with --jsonl FILE")
    source_named = source_called(desk.config, name)
    if isinstance(source_named, FeedSource):
        # Loading aiohttp takes longer than a backfill that has nothing to fetch.
        from schedules.backfill_feed import FeedBackfill  # noqa: PLC0415

        with FeedBackfill(source_named, wanted, desk) as kind:
            yield kind
    else:
        yield DropBackfill(source_named, wanted)


def _booked_under(config: Config, name: str | None) -> tuple[str, str]:
    if name is None:
        return LINES_SOURCE, LINES_SOURCE
    source = source_called(config, name)
    return source.name, source.scope


def _asked(line: BackfillLine, rate: float | None) -> Wanted:
    """What a backfill was asked for, as it stands in its row."""
    since, until = (read_time(str(line.asked[name])) if name in line.asked else None for name in ("since", "until"))
    limit = line.asked.get("limit")
    return Wanted(Span(since, until), limit if isinstance(limit, int) else None, rate)


def _asked_name(desk: Desk, number: int) -> str:
    line = backfill(desk.database, number)
    return windows.Asked(line.source, line.provider, line.kind, line.asked).name


def _action(verb: str, number: int, why: str) -> Action:
    return Action(getpass.getuser(), utc_now(), verb, f"backfill {number}", why)


def _tell(line: BackfillLine, json: bool) -> None:
    shower = Shower(as_json=json)
    if json:
        shower.json(line)
    else:
        shower.line(f"Backfill {line.id} is {line.state}; {_windows(line)}")


def _show_report(shower: Shower, report: BackfillReport) -> None:
    line, books = report.backfill, report.books
    rows = [(name, getattr(books, name), meaning) for name, meaning in BOOKS_IN_WORDS.items()]
    shower.table(f"Run {report.run_id}: the books", ("raw copies", "", "what it means"), rows, "")
    shower.line(f"Backfill {line.id} of {line.source} is {line.state}: {_windows(line)}. {_brought(line)}.")
    if line.leased:
        shower.line(f"{line.leased} windows are at work in other processes.")


def _show_forecast(told: Forecast, shower: Shower) -> None:
    if shower.as_json:
        shower.json(told)
        return
    pieces = "" if told.expected is None else f" with {told.expected} files or lines"
    if told.goes_on_with is not None:
        shower.line(f"It would go on with backfill {told.goes_on_with}: {told.windows} windows are left{pieces}.")
    else:
        shower.line(f"It would begin a backfill of {told.windows} windows{pieces}.")
    shower.line("Nothing was written.")


def _show_archive(desk: Desk, kind: Kind, json: bool) -> None:
    """For a feed: ask it once, and say whether it names an archive."""
    if kind.asked.kind != "feed" or json:
        return
    from schedules.backfill_feed import FeedBackfill  # noqa: PLC0415 - as above

    if isinstance(kind, FeedBackfill):
        with Workers(WorkerLimits()) as workers:
            look = kind.look(Job(desk, 0, Tally(0), Pace(None, desk.now, desk.wait), workers))
        Shower(as_json=False).line(f"Its archive goes on at {look.older}." if look.older else "It names no older page.")


def _windows(line: BackfillLine) -> str:
    states = {"done": line.done, "failed": line.failed, "at work": line.leased, "waiting": line.waiting}
    return f"{line.windows} windows: " + (", ".join(f"{n} {name}" for name, n in states.items() if n) or "none")


def _brought(line: BackfillLine) -> str:
    return f"{line.taken} raw copies, {line.repeated} known before, {line.left_out} left out"


def _window_row(one: WindowLine) -> tuple[object, ...]:
    wrong = f"{one.sentence}; {one.advice}" if one.code else ""
    return one.position, one.state, one.expected, one.code, wrong
