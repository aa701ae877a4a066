"""Takes in what lies in folders: each batch is committed, and only then does its folder let it go."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial

from ingest.errors import IngestError
from ingest.raw import Delivery
from ingest.registry import DROP
from ingest.sources import DropSource
from schedules.desk import Desk
from schedules.failures import hold, source_failure
from storage.deliveries import Kept, keep, kept_files
from storage.leases import Lease, release
from storage.quarantine import Failure
from storage.runs import Tally

BATCH_BYTES = 16_000_000
"""A batch of deliveries is kept when it holds this many bytes, however few they are: memory is bounded."""


def take_in(desk: Desk, source: DropSource, lease: Lease, run_id: int, tally: Tally) -> None:
    """Keep what is new in a source's folder; raises SourceUnreachable where there is no folder to read.

    Where the lease is another run's by now, the rest of the folder is left to that one.
    """
    for batch in _batches(desk, source, run_id):
        if desk.is_stopping():
            return
        if keep_files(desk, source, batch, lease, run_id, tally).is_stale:
            desk.log.warning("turn_stale", source=source.name, run=run_id)
            return


def give_back(desk: Desk, looked: Sequence[tuple[DropSource, Lease]], run_id: int) -> None:
    """Give back folders that were looked into; each is due again by its own interval or timetable."""
    now = desk.now()
    due: defaultdict[datetime, list[Lease]] = defaultdict(list)
    for source, lease in looked:
        due[now + source.interval(now)].append(lease)
    for next_due, leases in due.items():
        release(desk.database, run_id, leases, next_due)


def _batches(desk: Desk, source: DropSource, run_id: int) -> Iterator[list[Delivery]]:
    """What the source brings, in batches of bounded count and bytes; what it refuses goes into quarantine."""
    batch: list[Delivery] = []
    size = 0
    for one in DROP.fetch(source, partial(kept_files, desk.database), desk.now, desk.wait if desk.is_patient else None):
        if isinstance(one, IngestError):
            hold(desk, source_failure(source, one), run_id)
            continue
        batch.append(one)
        size += len(one.raw)
        if len(batch) >= desk.config.settings.run.batch or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def keep_files(
    desk: Desk, source: DropSource, batch: Sequence[Delivery], lease: Lease | None, run_id: int, tally: Tally
) -> Kept:
    """Commit a batch, and only then let the source have its files moved or deleted, if the lease still held."""
    kept = keep(desk.database, batch, run_id, lease)
    tally.count_kept(kept)
    if kept.is_stale:
        return kept
    refused = {id(delivery) for delivery, _ in kept.refused}
    for delivery, error in kept.refused:
        hold(desk, Failure(source.name, delivery.address, error.code, error.sentence, error.advice), run_id)
    for delivery in batch:
        if id(delivery) in refused:
            continue
        failure = DROP.release(source, delivery)
        if failure is not None:
            hold(desk, source_failure(source, failure), run_id)
    return kept
