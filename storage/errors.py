"""What can go wrong in the store.

StorageError
├── StoreUnreachable    transient: the file or server cannot be opened, read or written now
├── StoreLocked         transient: another writer held the store for longer than the busy timeout
├── StoreFull           transient: no room on the disk, or the database's own limit reached
├── StoreCorrupt        terminal: the database file is damaged
├── StoreForbidden      terminal: the role of the address may not do this; another one may
├── StoreUnsupported    terminal: an address of a kind of database that copydesk does not keep its store in
├── SchemaTooOld        terminal: the tables are older than this copydesk, or not there yet
├── SchemaTooNew        terminal: the tables were made by a newer copydesk
├── Unstorable          terminal, one item: NUL, a lone surrogate or a number that no database keeps
├── RawCopyLost         terminal, one item: the kept bytes are gone or are not what was kept
├── NotInStore          terminal: no article, run or quarantine entry with that number
├── CursorExpired       terminal: changes behind the cursor are deleted; a reader begins anew from a snapshot
├── CursorAhead         terminal: the cursor lies behind the last change, as after a backup was put back
├── RunClosed           terminal: the run was closed by another one that took over its work
├── LeaseLost           terminal, one window: another run has taken its lease over
├── ArticleMoved        transient, one article: it has become another while it was made again
├── BackfillStands      terminal: a backfill stands so that it can't be done what is asked
└── BooksUnbalanced     terminal: what a run counted and what the tables hold differ; a bug of ours
"""


class StorageError(Exception):
    """Base: something could not be stored or read. `subject` names the store, the source, the copy or the run."""

    code = "storage_error"
    transient = False
    advice = "run 'copydesk db check'"

    def __init__(self, subject: str, sentence: str) -> None:
        super().__init__(subject, sentence)
        self.subject = subject
        self.sentence = sentence

    def __str__(self) -> str:
        return f"{self.subject}: {self.sentence}; {self.advice}"


class StoreUnreachable(StorageError):
    """The database file or server cannot be opened, read or written now."""

    code = "store_unreachable"
    transient = True
    advice = "see that the folder or server is there and may be written; the next run goes on"


class StoreLocked(StorageError):
    """Another writer held the store for longer than the busy timeout."""

    code = "store_locked"
    transient = True
    advice = "let the other run end, or raise the busy timeout; nothing was lost"


class StoreFull(StorageError):
    """The disk, or the room that the database may take, is full."""

    code = "store_full"
    transient = True
    advice = "make room on the disk; what was acknowledged is kept, the next run goes on"


class StoreCorrupt(StorageError):
    """The database file is damaged, or is no database."""

    code = "store_corrupt"
    advice = "run 'copydesk db check', then put back the last good backup; do not write to it"


class StoreForbidden(StorageError):
    """The database's role may not do what was asked of it: a writer that should make tables, a reader that writes."""

    code = "store_forbidden"
    advice = "use the role that may do this: docs/operate.md, 'Roles on PostgreSQL'"


class StoreUnsupported(StorageError):
    """The address names a kind of database in which copydesk keeps no store."""

    code = "store_unsupported"
    advice = "use sqlite:///PATH, or postgresql://HOST/NAME with the 'postgres' extra installed"


class SchemaTooOld(StorageError):
    """The tables are older than this copydesk, or were never made."""

    code = "schema_too_old"
    advice = "run 'copydesk db upgrade'"


class SchemaTooNew(StorageError):
    """The tables were made by a newer copydesk, which this one could harm."""

    code = "schema_too_new"
    advice = "install the newer copydesk again, or bring the tables back with its 'copydesk db' commands"


class Unstorable(StorageError):
    """A value that no database keeps unaltered: NUL, half a character, a number beyond 64 bits. It costs its item."""

    code = "unstorable"
    advice = "look at it with 'copydesk quarantine show'; a file with such a name wants another name"


class RawCopyLost(StorageError):
    """The kept bytes of a raw copy are gone, or are not those that were kept."""

    code = "raw_copy_lost"
    advice = "put the file of raw copy back from a backup, or have the source send it again"


class NotInStore(StorageError):
    """Nothing with that number is in the store."""

    code = "not_in_store"
    advice = "list what is there first"


class CursorExpired(StorageError):
    """Changes behind the cursor were deleted by age, so following it would miss them."""

    code = "cursor_expired"
    advice = "take 'copydesk changes snapshot' and follow from its cursor"


class CursorAhead(StorageError):
    """The cursor is greater than the number of the last change: it is of another store, or of a later state of it."""

    code = "cursor_ahead"
    advice = "if a backup was put back, take 'copydesk changes snapshot' and follow from its cursor"


class RunClosed(StorageError):
    """The run was closed by another one, which took it for dead and has taken over its work."""

    code = "run_closed"
    advice = "nothing was lost, the other run goes on; raise run.lease_s if the machine stands still for so long"


class LeaseLost(StorageError):
    """The lease of a window was taken over by another run; what is to be noted under it is not."""

    code = "lease_lost"
    advice = "nothing to do: the run that has it now goes on"


class ArticleMoved(StorageError):
    """An article got another version, or other overrides, while it was made again; nothing was stored."""

    code = "article_moved"
    transient = True
    advice = "do it again; nothing was lost"


class BackfillStands(StorageError):
    """A backfill that has ended can't be canceled, one that is open or done has nothing to retry."""

    code = "backfill_stands"
    advice = "see how it stands with 'copydesk backfill show'"


class BooksUnbalanced(StorageError):
    """What a run counted and what the tables hold differ."""

    code = "books_unbalanced"
    advice = "run 'copydesk db check' and report it: this is a defect of copydesk"
