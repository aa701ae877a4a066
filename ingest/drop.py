"""The drop: takes files of raw copy from a folder, each once, and leaves alone what is still being written.

A file is claimed by its delivery row, not by a rename: what a run has kept, the next run knows by the
file's name, size and time, without reading it. Links are never followed and nothing but regular files
is opened, since whoever can write into the folder must not make copydesk read the rest of the disk.
"""

import errno
import os
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatch
from pathlib import Path

from ingest.errors import FileTooLarge, IngestError, NotARegularFile, SourceUnreachable, UnreadableFile
from ingest.raw import Delivery
from ingest.sources import After, DropSource

UNFINISHED_SUFFIXES = (".part", ".tmp", ".filling")
"""Names that senders give to a file while they write it (rsync, wget, Superdesk's ftp push)."""

_OPEN_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


@dataclass(frozen=True, slots=True)
class FileStamp:
    """How a dropped file is known again without reading it: name in the folder, bytes, nanoseconds."""

    address: str
    size: int
    modified_ns: int


KeptFiles = Callable[[str, Sequence[FileStamp]], set[FileStamp]]
"""What the drop asks of the store: those of a source's stamps under which its files are kept already."""


def fetch_drop(
    source: DropSource, kept: KeptFiles, now: Callable[[], datetime], wait: Callable[[float], object] | None
) -> Iterator[Delivery | IngestError]:
    """Deliveries of the files that are new in a folder, and an error for each that can't be taken.

    A file younger than `settle_s` gets a second look after one `wait` of that length; if its size or time has moved by
    then it is left for the next run, as it is where nobody waits. Raises SourceUnreachable where there is no folder to
    read.
    """
    found, refused = _look(source)
    yield from refused
    known = kept(source.name, [stamp for _, stamp in found])
    fresh = [(name, stamp) for name, stamp in found if stamp not in known]
    for name, stamp in found:
        if stamp in known and (failure := _release(source, name, stamp)):
            yield failure
    young = [(name, stamp) for name, stamp in fresh if _is_young(stamp, source.settle_s, now())]
    settled = [pair for pair in fresh if pair not in set(young)]
    yield from (_take(source, name, stamp, now()) for name, stamp in settled)
    if young and wait is not None:
        wait(source.settle_s)
        seen_again = dict(_look(source)[0])
        yield from (_take(source, name, stamp, now()) for name, stamp in young if seen_again.get(name) == stamp)


def list_drop(source: DropSource) -> tuple[list[FileStamp], list[IngestError]]:
    """The stamps of all files that may be taken from a folder, oldest first, and an error for each that may not.

    Raises SourceUnreachable where there is no folder to read.
    """
    found, refused = _look(source)
    return [stamp for _, stamp in found], refused


def take_listed(source: DropSource, stamps: Sequence[FileStamp], now: datetime) -> Iterator[Delivery | IngestError]:
    """Deliveries of files that were listed; an error for each that is gone, changed or can't be read."""
    yield from (_take(source, _name_behind(source, stamp.address), stamp, now) for stamp in stamps)


def release_drop(source: DropSource, delivery: Delivery) -> IngestError | None:
    """Move or delete the delivery's file as `after` says, if it is still the file that was kept."""
    stamp = FileStamp(delivery.address, len(delivery.raw), int(delivery.envelope["modified_ns"]))
    return _release(source, _name_behind(source, delivery.address), stamp)


def printable_address(name: str) -> str:
    r"""The file's name as text that every store takes; bytes that are no UTF-8 become `\xNN`."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _look(source: DropSource) -> tuple[list[tuple[str, FileStamp]], list[IngestError]]:
    """Every file that may be taken, oldest first, and an error for each that may not."""
    found: list[tuple[str, FileStamp]] = []
    refused: list[IngestError] = []
    try:
        with os.scandir(source.path) as names:
            for name in sorted(entry.name for entry in names if _is_wanted(entry.name, source)):
                status = _status(source, name, refused)
                if status is not None:
                    found.append((name, FileStamp(printable_address(name), status.st_size, status.st_mtime_ns)))
    except OSError as error:
        raise SourceUnreachable(
            source.name, f"folder {source.path} can't be read ({_reason(error)})", "create it or mend 'path'"
        ) from error
    found.sort(key=lambda pair: (pair[1].modified_ns, pair[0]))
    return found, refused


def _is_wanted(name: str, source: DropSource) -> bool:
    unfinished = name.startswith(".") or name.casefold().endswith(UNFINISHED_SUFFIXES)
    return not unfinished and fnmatch(name, source.pattern) and not any(fnmatch(name, i) for i in source.ignore)


def _status(source: DropSource, name: str, refused: list[IngestError]) -> os.stat_result | None:
    """The status of a regular file of allowed size; folders are passed over, other things refused."""
    try:
        status = (source.path / name).lstat()
    except FileNotFoundError:  # taken away since the folder was listed: nothing to report
        return None
    subject = f"{source.name}/{printable_address(name)}"
    if stat.S_ISDIR(status.st_mode):
        return None
    if not stat.S_ISREG(status.st_mode):
        refused.append(NotARegularFile(subject, "is a link, device, socket or pipe", "put the file itself there"))
        return None
    if status.st_size > source.max_bytes:
        sentence = f"has {status.st_size} bytes, more than max_bytes {source.max_bytes}"
        refused.append(FileTooLarge(subject, sentence, "raise 'max_bytes' or split the file"))
        return None
    return status


def _is_young(stamp: FileStamp, settle_s: float, now: datetime) -> bool:
    """Whether the file changed within the last `settle_s`; a time in the future proves nothing, so it is young."""
    return now.timestamp() - stamp.modified_ns / 1e9 < settle_s


def _take(source: DropSource, name: str, stamp: FileStamp, now: datetime) -> Delivery | IngestError:
    subject = f"{source.name}/{stamp.address}"
    try:
        raw = _read(source, name, stamp)
    except OSError as error:
        if error.errno == errno.ELOOP:
            return NotARegularFile(subject, "became a link while it was taken", "put the file itself there")
        return UnreadableFile(
            subject, f"can't be read ({_reason(error)})", "mend its permissions; the next run tries again"
        )
    if raw is None:
        return UnreadableFile(
            subject, "changed while it was read", "nothing to do: the next run takes it when it is whole"
        )
    envelope = {"modified_ns": str(stamp.modified_ns)}
    if source.encoding:
        envelope["charset"] = source.encoding
    return Delivery(source.name, source.scope, stamp.address, source.media_type, now, raw, envelope)


def _read(source: DropSource, name: str, stamp: FileStamp) -> bytes | None:
    """The file's bytes, None if it is no longer the file that was looked at."""
    descriptor = os.open(source.path / name, _OPEN_FLAGS)
    with os.fdopen(descriptor, "rb") as file:
        before = os.fstat(descriptor)
        if not stat.S_ISREG(before.st_mode):
            return None
        raw = file.read(source.max_bytes + 1)
        after = os.fstat(descriptor)
    same = (before.st_mtime_ns, after.st_mtime_ns, len(raw)) == (stamp.modified_ns, stamp.modified_ns, stamp.size)
    return raw if same else None


def _name_behind(source: DropSource, address: str) -> str:
    """The file name that is printed as this address: itself, but for names that are no UTF-8."""
    if "\\" not in address:
        return address
    return next((path.name for path in source.path.iterdir() if printable_address(path.name) == address), address)


def _release(source: DropSource, name: str, stamp: FileStamp) -> IngestError | None:
    """Do what `after` says; the failure as a value, since the bytes are kept whatever becomes of the file."""
    if source.after is After.KEEP:
        return None
    try:
        _move_or_delete(source, source.path / name, stamp)
    except FileNotFoundError:  # an earlier run, or the sender, was quicker
        return None
    except OSError as error:
        subject = f"{source.name}/{stamp.address}"
        sentence = f"is kept, but could not be taken out of the folder ({_reason(error)})"
        return UnreadableFile(subject, sentence, "mend the folder's permissions; the next run tries again")
    return None


def _move_or_delete(source: DropSource, path: Path, stamp: FileStamp) -> None:
    status = path.lstat()
    if (status.st_size, status.st_mtime_ns) != (stamp.size, stamp.modified_ns):
        return
    if source.move_to is None:
        path.unlink()
        return
    source.move_to.mkdir(parents=True, exist_ok=True)
    path.rename(_free_name(source.move_to, path.name))


def _free_name(folder: Path, name: str) -> Path:
    """A path in the folder that no file has: an earlier file of that name is not overwritten."""
    path, number = folder / name, 1
    while path.exists():
        path, number = folder / f"{name}.{number}", number + 1
    return path


def _reason(error: OSError) -> str:
    return error.strerror or type(error).__name__
