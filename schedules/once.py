"""One run: fetch every source, keep what came, then normalize and write all that is kept and not yet done.

    sources | fetch | keep (first transaction) | release
    pending | normalize | write (second transaction) | books

The two broad excepts of copydesk stand here: round one source's run and round one document. What they catch is
counted, logged with its trace and quarantined, so that one bad apple costs only itself.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from ingest.errors import IngestError
from ingest.raw import Delivery
from ingest.registry import KINDS
from ingest.sources import DropSource
from normalize.as_json import article_as_json
from normalize.errors import NormalizeError
from normalize.explain import trace_of
from normalize.likeness import body_hash
from normalize.normalizer import normalize
from schedules.desk import Desk
from schedules.errors import NotFound
from storage.database import to_json
from storage.deliveries import PendingCopy, keep, kept_files, pending
from storage.errors import RawCopyLost, StorageError
from storage.normalized import Normalized
from storage.quarantine import Failure, close_source, quarantine
from storage.runs import Books, Tally, finish_run, start_run
from storage.writer import write

BATCH_BYTES = 16_000_000
"""A batch of deliveries is kept when it holds this many bytes, however few they are: memory is bounded."""

DEFECT = "defect"
"""The code of an error that has no class of its own: a defect of copydesk."""

_DEFECT_ADVICE = "report it with the trace of the log: this is a defect of copydesk"


@dataclass(frozen=True, slots=True)
class RunReport:
    """What one run did: its number, its balanced books, and the sources that could not be read at all."""

    run_id: int
    books: Books
    failed_sources: tuple[str, ...]


def run_once(desk: Desk, names: Sequence[str] = ()) -> RunReport:
    """Fetch the named sources, or all that are enabled, and do all that is pending.

    Raises NotFound for a name that is no source, and the errors of storage.errors where the store itself fails:
    then what was kept stays kept, and the next run takes it up.
    """
    sources = _chosen(desk, names)
    started = start_run(desk.database, "once", desk.now())
    for dead in started.interrupted:
        desk.log.warning("run_taken_over", run=dead, by=started.id)
    tally = Tally(started.carried_over)
    failed = tuple(source.name for source in sources if not _fetch(desk, source, started.id, tally))
    do_pending(desk, started.id, tally)
    books = finish_run(desk.database, started.id, tally.books(), desk.now())
    desk.log.info("run_finished", run=started.id, new=books.new, quarantined=books.quarantined)
    return RunReport(started.id, books, failed)


def _chosen(desk: Desk, names: Sequence[str]) -> list[DropSource]:
    known = {source.name: source for source in desk.config.sources}
    for name in names:
        if name not in known:
            raise NotFound(f"no source is called {name!r}", "list them with 'copydesk sources list'")
    return [source for source in known.values() if (source.name in names if names else source.enabled)]


def _fetch(desk: Desk, source: DropSource, run_id: int, tally: Tally) -> bool:
    """Fetch one source and keep what it brought; False if the source as a whole could not be read."""
    try:
        for batch in _batches(desk, source, run_id):
            _keep(desk, source, batch, run_id, tally)
    except StorageError:
        raise
    except IngestError as error:
        _hold(desk, _source_failure(source, error), run_id)
        return False
    except Exception as error:
        desk.log.exception("source_failed", source=source.name, run=run_id)
        sentence = f"{type(error).__name__}: {error}"
        _hold(desk, Failure(source.name, source.name, DEFECT, sentence, _DEFECT_ADVICE), run_id)
        return False
    close_source(desk.database, source.name, source.name, desk.now())
    return True


def _batches(desk: Desk, source: DropSource, run_id: int) -> Iterator[list[Delivery]]:
    """What the source brings, in batches of bounded count and bytes; what it refuses goes into quarantine."""
    batch: list[Delivery] = []
    size = 0
    fetched = KINDS[source.kind].fetch(source, partial(kept_files, desk.database), desk.now, desk.wait)
    for one in fetched:
        if isinstance(one, IngestError):
            _hold(desk, _source_failure(source, one), run_id)
            continue
        batch.append(one)
        size += len(one.raw)
        if len(batch) >= desk.config.settings.run.batch or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _keep(desk: Desk, source: DropSource, batch: list[Delivery], run_id: int, tally: Tally) -> None:
    """Commit a batch, and only then let the source have its files moved or deleted."""
    kept = keep(desk.database, batch, run_id)
    tally.count_kept(kept)
    refused = {id(delivery) for delivery, _ in kept.refused}
    for delivery, error in kept.refused:
        _hold(desk, Failure(source.name, delivery.address, error.code, error.sentence, error.advice), run_id)
    for delivery in batch:
        if id(delivery) in refused:
            continue
        failure = KINDS[source.kind].release(source, delivery)
        if failure is not None:
            _hold(desk, _source_failure(source, failure), run_id)


def do_pending(desk: Desk, run_id: int, tally: Tally) -> None:
    """Normalize and write all raw copies that are this run's and not yet done, oldest first, batch by batch."""
    after = 0
    while batch := pending(desk.database, run_id, desk.config.settings.run.batch, after):
        after = batch[-1].id
        made = [one for copy in batch if (one := _normalize(desk, copy, run_id, tally)) is not None]
        outcomes = write(desk.database, made, run_id, desk.now())
        tally.count_outcomes(outcomes)


def _normalize(desk: Desk, copy: PendingCopy, run_id: int, tally: Tally) -> Normalized | None:
    """What the chain makes of one raw copy; None if it went into quarantine."""
    try:
        article = normalize(copy.raw_copy(), desk.chain)
        return Normalized(
            raw_copy_id=copy.id,
            article=article,
            body_hash=body_hash(article),
            chain_version=desk.chain.version,
            fields=article_as_json(article),
            trace=to_json(trace_of(article.document)).encode("utf-8", "surrogatepass"),
        )
    except (NormalizeError, RawCopyLost) as error:
        failure = Failure(copy.source, copy.address, error.code, str(error), error.advice, copy.id)
    except Exception as error:
        desk.log.exception("copy_failed", source=copy.source, raw=copy.id, run=run_id)
        sentence = f"{type(error).__name__}: {error}"
        failure = Failure(copy.source, copy.address, DEFECT, sentence, _DEFECT_ADVICE, copy.id)
    _hold(desk, failure, run_id)
    tally.count_quarantined()
    return None


def _hold(desk: Desk, failure: Failure, run_id: int) -> None:
    number = quarantine(desk.database, failure, run_id, desk.now())
    desk.log.warning(
        "quarantined", number=number, source=failure.source, address=failure.address, code=failure.code, run=run_id
    )


def _source_failure(source: DropSource, error: IngestError) -> Failure:
    """The failure of a source, or of one file that it offered: the subject of the error is its address."""
    address = error.subject.removeprefix(f"{source.name}/")
    return Failure(source.name, address, error.code, error.sentence, error.advice)
