"""What goes wrong in a run, as it is logged and put into quarantine."""

from ingest.errors import IngestError
from ingest.source_address import shown
from ingest.sources import AnySource, FeedSource
from schedules.desk import Desk
from storage.quarantine import Failure, quarantine

DEFECT_ADVICE = "report it with the trace of the log: this is a defect of copydesk"


class Defect(IngestError):
    """An error that has no class of its own, met while a source was fetched or a copy read: a defect of copydesk."""

    code = "defect"


def defect(subject: str, error: Exception) -> Defect:
    """The defect that an unexpected error shows; the subject is a source or an address."""
    return Defect(subject, f"{type(error).__name__}: {error}", DEFECT_ADVICE)


def source_failure(source: AnySource, error: IngestError) -> Failure:
    """The failure of a source, or of one file that it offered: the subject of the error is its address.

    A source that is fetched over HTTP fails at its address, without the query, which may hold a key.
    """
    address = shown(source.url) if isinstance(source, FeedSource) else error.subject.removeprefix(f"{source.name}/")
    return Failure(source.name, address, error.code, error.sentence, error.advice)


def hold(desk: Desk, failure: Failure, run_id: int) -> None:
    """Put a failure into quarantine and log it."""
    number = quarantine(desk.database, failure, run_id, desk.now())
    desk.log.warning("quarantined", number=number, **_fields(failure, run_id))


def tell(desk: Desk, failure: Failure, run_id: int) -> None:
    """Log a failure that the store puts into quarantine itself."""
    desk.log.warning("quarantined", **_fields(failure, run_id))


def _fields(failure: Failure, run_id: int) -> dict[str, object]:
    return {"source": failure.source, "address": failure.address, "code": failure.code, "run": run_id}
