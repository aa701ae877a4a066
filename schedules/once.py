"""One run: take in what every source has, then normalize and write all that is kept and not yet done.

    sources  | claim what is due and no other run's
    folders  | keep (first transaction) | release
    feeds    | fetch | keep | split | keep
    pending  | normalize | write (second transaction) | books
    clock    | embargoes that ran out, articles that expired, changes that are old enough

One of the two broad excepts of copydesk stands here, round one source's run (the other, round one document, in
normalize.made). What they catch is counted, logged with its trace and quarantined: one bad apple costs only itself.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TypeVar

from ingest.errors import IngestError
from ingest.sources import AnySource, DropSource
from ingest.worker import Workers
from ingest.worker_limits import WorkerLimits
from schedules.at_work import at_work
from schedules.claiming import claim_wanted
from schedules.desk import Desk
from schedules.due import Wish
from schedules.errors import NotFound
from schedules.failures import defect, hold, source_failure
from schedules.feeds import FeedRound, FeedsReport
from schedules.folders import give_back, take_in
from schedules.hindrance import Hindrance, hindrance
from schedules.pending import do_pending
from storage.change_readers import Retention, purge_changes
from storage.clock import release_due
from storage.errors import StorageError
from storage.leases import Lease
from storage.quarantine import close_source
from storage.runs import Books, Started, Tally, finish_run

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class RunReport:
    """What one run did: its number, its balanced books, how the feeds fared, and the sources that failed as a whole.

    `busy`: the sources that were wanted and that another run fetches now, with its number. `hindrance`: why nothing was
    fetched at all.
    """

    run_id: int
    books: Books
    feeds: FeedsReport
    failed_sources: tuple[str, ...]
    busy: Mapping[str, int]
    hindrance: Hindrance | None = None


def run_once(desk: Desk, names: Sequence[str] = (), *, now: bool = False) -> RunReport:
    """Take in the named sources, or all that are enabled, and do all that is pending. `now`: see schedules.due.Wish.

    Raises NotFound for a name that is no source, RunClosed if another run took over from this one, and the errors of
    storage.errors where the store itself fails: then what was kept stays kept, and the next run takes it up.
    """
    sources = _chosen(desk, names)
    with at_work(desk, "once") as started:
        return _run(desk, sources, Wish(now, bool(names)), started)


def _run(desk: Desk, sources: Sequence[AnySource], wish: Wish, started: Started) -> RunReport:
    tally = Tally(started.carried_over)
    hindered = None if wish.is_command else hindrance(desk.config, desk.database)
    if hindered is not None:
        desk.log.warning("fetching_held", run=started.id, reason=hindered.value)
        sources = ()
    release_due(desk.database, started.id, desk.now())  # before hosts are waited for
    claimed = claim_wanted(desk, started.id, sources, wish)
    for name, by in claimed.busy.items():
        desk.log.info("source_busy", source=name, by=by)
    failed: list[str] = []
    for source in sources:
        if isinstance(source, DropSource) and (lease := claimed.leases.get(source.name)) is not None:
            if not take_in_folder(desk, source, lease, started.id, tally):
                failed.append(source.name)
            give_back(desk, [(source, lease)], started.id)
    feeds = FeedRound(desk, started.id, tally, partial(attempt, desk, started.id))
    feeds.fetch(claimed)
    with Workers(WorkerLimits()) as workers:
        feeds.split(workers)
    do_pending(desk, started.id, tally)
    release_due(desk.database, started.id, desk.now())
    purge_changes(desk.database, retention_of(desk), desk.now())
    books = finish_run(desk.database, started.id, tally.books(), desk.now())
    desk.log.info("run_finished", run=started.id, new=books.new, quarantined=books.quarantined)
    return RunReport(started.id, books, feeds.report, (*failed, *feeds.failed), claimed.busy, hindered)


def retention_of(desk: Desk) -> Retention:
    """How long the settings want changes to be kept."""
    settings = desk.config.settings.changes
    return Retention(timedelta(days=settings.keep_days), timedelta(days=settings.keep_unread_days))


def _chosen(desk: Desk, names: Sequence[str]) -> list[AnySource]:
    known = {source.name: source for source in desk.config.sources}
    for name in names:
        if name not in known:
            raise NotFound(f"no source is called {name!r}", "list them with 'copydesk sources list'")
    return [source for source in known.values() if (source.name in names if names else source.enabled)]


def take_in_folder(desk: Desk, source: DropSource, lease: Lease, run_id: int, tally: Tally) -> bool:
    """Keep what a folder brings; False if the source as a whole could not be read."""
    error = attempt(desk, run_id, source, partial(take_in, desk, source, lease, run_id, tally))
    if error is not None:
        hold(desk, source_failure(source, error), run_id)
        return False
    close_source(desk.database, source.name, source.name, desk.now())
    return True


def attempt(desk: Desk, run_id: int, source: AnySource, work: Callable[[], _Value]) -> _Value | IngestError:
    """Do one source's work; what goes wrong with it comes back as a value. The store's own errors end the run."""
    try:
        return work()
    except StorageError:
        raise
    except IngestError as error:
        return error
    except Exception as error:
        desk.log.exception("source_failed", source=source.name, run=run_id)
        return defect(source.name, error)
