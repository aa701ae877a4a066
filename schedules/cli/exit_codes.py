"""The exit codes of every command, in one table: what cron, systemd and monitors act upon."""

from enum import IntEnum

from ingest.errors import IngestError
from normalize.errors import NormalizeError
from schedules.errors import (
    BackfillStopped,
    ConfigInvalid,
    ConfigMissing,
    ConfigNotWritten,
    MachineFailed,
    NoFeedFound,
    NotCommitted,
    NotFound,
    NotRemade,
    ReplayStopped,
    SourcesFailed,
    UnfitSource,
    WindowsFailed,
)
from storage.errors import (
    BackfillStands,
    BooksUnbalanced,
    CursorAhead,
    CursorExpired,
    NotInStore,
    RunClosed,
    StorageError,
)


class ExitCode(IntEnum):
    """0 is well; everything else says who has to act."""

    OK = 0
    DEFECT = 1
    USAGE = 2
    CONFIG = 3
    DATABASE = 4
    SOURCES = 5
    BOOKS = 6
    NOT_FOUND = 7
    NOT_NORMALIZED = 8
    MACHINE = 9
    TAKEN_OVER = 10
    CURSOR = 11
    UNFINISHED = 12
    UNCOMMITTED = 13


class MonitorCode(IntEnum):
    """What `status --check` ends with: the codes of monitoring plugins (Nagios and all that took them over)."""

    OK = 0
    WARNING = 1
    CRITICAL = 2
    UNKNOWN = 3


MEANING = {
    ExitCode.OK: "done; copies that were quarantined are in the books and in 'status'",
    ExitCode.DEFECT: "an error that copydesk has no name for: a defect, run again with --debug",
    ExitCode.USAGE: "the command line is wrong, or names a source or backfill that does not fit the command",
    ExitCode.CONFIG: "settings are missing or wrong; nothing was started",
    ExitCode.DATABASE: "the database can't be used now: locked, full, out of reach, or of another version",
    ExitCode.SOURCES: "some sources, or windows of a backfill, could not be read at all; the others were done",
    ExitCode.BOOKS: "the books of a run do not balance, or a check of the database found damage",
    ExitCode.NOT_FOUND: "no such article, block, override, run, source, reader, backfill or quarantined copy",
    ExitCode.NOT_NORMALIZED: "a file, or the raw copy of an article, is no copy that can be read",
    ExitCode.MACHINE: "the machine gave out while copy was normalized: no disk or no memory",
    ExitCode.TAKEN_OVER: "another run took this one for dead and has taken over its work",
    ExitCode.CURSOR: "the changes can't be followed from this cursor: begin anew from a snapshot",
    ExitCode.UNFINISHED: "a backfill or a replay was told to stop before its end; the same command goes on",
    ExitCode.UNCOMMITTED: "articles would differ when they are made again; it was shown, and nothing was committed",
}

BY_ERROR: tuple[tuple[type[Exception], ExitCode], ...] = (
    (ConfigMissing, ExitCode.CONFIG),
    (ConfigInvalid, ExitCode.CONFIG),
    (ConfigNotWritten, ExitCode.CONFIG),
    (UnfitSource, ExitCode.USAGE),
    (NotFound, ExitCode.NOT_FOUND),
    (NotInStore, ExitCode.NOT_FOUND),
    (MachineFailed, ExitCode.MACHINE),
    (SourcesFailed, ExitCode.SOURCES),
    (NoFeedFound, ExitCode.SOURCES),
    (WindowsFailed, ExitCode.SOURCES),
    (BackfillStopped, ExitCode.UNFINISHED),
    (ReplayStopped, ExitCode.UNFINISHED),
    (NotCommitted, ExitCode.UNCOMMITTED),
    (NotRemade, ExitCode.NOT_NORMALIZED),
    (BackfillStands, ExitCode.USAGE),
    (IngestError, ExitCode.SOURCES),
    (BooksUnbalanced, ExitCode.BOOKS),
    (RunClosed, ExitCode.TAKEN_OVER),
    (CursorExpired, ExitCode.CURSOR),
    (CursorAhead, ExitCode.CURSOR),
    (StorageError, ExitCode.DATABASE),
    (NormalizeError, ExitCode.NOT_NORMALIZED),
)
"""The first class that an error belongs to decides."""


def code_of(error: Exception) -> ExitCode:
    """Return the exit code for an error that ended a command."""
    return next((code for kind, code in BY_ERROR if isinstance(error, kind)), ExitCode.DEFECT)
