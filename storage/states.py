"""The closed sets that stand in the tables: states, outcomes and kinds, as text."""

from enum import StrEnum


class DeliveryState(StrEnum):
    """How far a delivery has come: kept as it came, split into raw copies, or broken so that it can't be split.

    `passed`: a page that lies outside of what a backfill asked for; a fetch that meets its bytes again splits it.
    """

    KEPT = "kept"
    SPLIT = "split"
    BROKEN = "broken"
    PASSED = "passed"


class CopyState(StrEnum):
    """How far a raw copy has come."""

    PENDING = "pending"
    DONE = "done"
    QUARANTINED = "quarantined"


class CopyOutcome(StrEnum):
    """What became of a raw copy; with `pending`, the right side of a run's books."""

    NEW = "new"
    REVISION = "revision"
    COPY = "copy"
    UNCHANGED = "unchanged"
    QUARANTINED = "quarantined"


class RunState(StrEnum):
    """How a run stands or ended."""

    RUNNING = "running"
    FINISHED = "finished"
    INTERRUPTED = "interrupted"
    UNBALANCED = "unbalanced"


class AlarmKind(StrEnum):
    """What an operator is alarmed about."""

    SOURCE_SILENT = "source_silent"
    SOURCE_FAILING = "source_failing"
    QUARANTINE_GROWING = "quarantine_growing"
    LAG_HIGH = "lag_high"
    DISK_LOW = "disk_low"
    BOOKS_OFF = "books_off"
    DESK_SILENT = "desk_silent"


class Severity(StrEnum):
    """How soon somebody has to look: a warning waits for the morning, what is critical does not."""

    WARNING = "warning"
    CRITICAL = "critical"


class NoticeEvent(StrEnum):
    """What a notice tells of an alarm."""

    OPENED = "opened"
    CLOSED = "closed"


class NoticeWay(StrEnum):
    """How a notice goes out."""

    WEBHOOK = "webhook"
    COMMAND = "command"


class ChangeKind(StrEnum):
    """What a change did to its article, for readers of the change feed."""

    NEW = "new"
    UPDATED = "updated"
    CORRECTED = "corrected"
    COPY = "copy"
    KILLED = "killed"
    WITHHELD = "withheld"
    RELEASED = "released"
    EXPIRED = "expired"
    RENORMALIZED = "renormalized"


class BackfillState(StrEnum):
    """How a backfill stands: work is left, all is done, some windows failed, or an operator ended it."""

    OPEN = "open"
    DONE = "done"
    FAILED = "failed"
    CANCELED = "canceled"


class WindowState(StrEnum):
    """How a window of a backfill stands."""

    WAITING = "waiting"
    LEASED = "leased"
    DONE = "done"
    FAILED = "failed"
