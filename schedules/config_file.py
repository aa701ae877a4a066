"""Writes new sources into config.yaml and leaves every other byte of it as it was.

ruamel.yaml can write a file back with its comments, but it re-flows lines and puts a new source behind the comments
that follow the last one. So it only tells where the list of sources stands; the new lines are put in as text. Before
the result takes the old file's place, in one step, it is loaded, and must be what was there and the new sources.
"""

import os
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap

from schedules.errors import ConfigInvalid, ConfigNotWritten
from schedules.settings import Config, load_config

SourceLines = Mapping[str, object]
"""A source as config.yaml has it: its settings by name, in order, those with their default left out."""

_KEY = "sources"
_NOTHING = re.compile(r"""^(["']?sources["']?\s*:)(?:[ \t]*(?:null|Null|NULL|~|\[\s*\]))?([ \t]*(?:#.*)?\r?)$""")
_COMMENT = re.compile(r"[ \t]*#")
_ENDLESS = 1_000_000
_BY_HAND = "put the source into the file by hand; 'copydesk sources add --dry-run' shows its lines"


def add_sources(path: Path, sources: Sequence[SourceLines]) -> Config:
    """Put sources at the end of the list in the file of settings; return the settings as they are then.

    Raises ConfigInvalid where the file is wrong already, and ConfigNotWritten where the sources can't be put in, the
    result would not load, or the file can't be written or was changed meanwhile. In every case it is as it was.
    """
    try:
        raw = path.read_bytes()
        before = load_config(path)
        with _beside(path, with_sources(raw.decode(), sources).encode()) as new:
            after = _checked(new, path, before, sources)
            if path.read_bytes() != raw:
                raise ConfigNotWritten(f"{path} was changed by somebody else meanwhile", "try again")
            new.replace(path)
            _settle(path.parent)
    except OSError as error:
        raise ConfigNotWritten(f"{path} can't be written ({error.strerror})", _BY_HAND) from error
    return after


def with_sources(text: str, sources: Sequence[SourceLines]) -> str:
    """The text of a file of settings with more sources in its list. Raises ConfigNotWritten where none can be added."""
    written = YAML(typ="rt").load(text)
    end = "\r\n" if "\r\n" in text else "\n"
    if written is None or _KEY not in written:
        head = text if text.endswith("\n") or not text else text + end
        return head + end.join((f"{_KEY}:", *_block(sources, 2), ""))
    lines = text.split("\n")
    first, last = _range(written, lines)
    if not written[_KEY]:
        _empty(lines, first)
        return _put_in(lines, first + 1, _block(sources, 2), end)
    if written[_KEY].fa.flow_style():
        return "\n".join((_in_flow("\n".join(lines[: last + 1]), sources), *lines[last + 1 :]))
    indent = written[_KEY].lc.col
    return _put_in(lines, _after_comments(lines, last + 1, indent), _block(sources, indent), end)


def lines_of(source: SourceLines, indent: int = 2) -> list[str]:
    """A source as its lines in a block list whose dashes stand in the column `indent`, without line ends."""
    written = StringIO()
    _writer().dump(dict(source), written)
    first, *others = written.getvalue().splitlines()
    return [f"{' ' * indent}- {first}", *(f"{' ' * indent}  {line}" for line in others)]


def _block(sources: Sequence[SourceLines], indent: int) -> list[str]:
    return [line for source in sources for line in lines_of(source, indent)]


def _writer() -> YAML:
    writer = YAML(typ="rt")
    writer.width = _ENDLESS  # an address is never folded
    writer.allow_unicode = True
    return writer


def _range(written: CommentedMap, lines: Sequence[str]) -> tuple[int, int]:
    """The line of the key and the last line of its value, counted from zero; comments and blank lines do not count."""
    first: int = written.lc.key(_KEY)[0]
    others = [written.lc.key(key)[0] for key in written]
    end = min((line for line in others if line > first), default=len(lines))
    told = (at for at in range(end - 1, first, -1) if lines[at].strip() and not _COMMENT.match(lines[at]))
    return first, next(told, first)


def _empty(lines: list[str], first: int) -> None:
    """Take `null` or `[]` off the key's line, so that a list can stand below it."""
    found = _NOTHING.match(lines[first])
    if found is None:
        raise ConfigNotWritten(f"the empty '{_KEY}' is written in a way that can't be added to", _BY_HAND)
    lines[first] = found[1] + found[2]


def _after_comments(lines: Sequence[str], at: int, indent: int) -> int:
    """Where a new source goes: behind the comments that belong to the last one, before those of what follows."""
    end = at
    while end < len(lines) and _COMMENT.match(lines[end]):
        end += 1
    if end == len(lines) or not lines[end].strip():
        return end
    while at < end and len(lines[at]) - len(lines[at].lstrip()) > indent:
        at += 1
    return at


def _put_in(lines: Sequence[str], at: int, new: Sequence[str], end: str) -> str:
    """The text with new lines before line `at`; the last line of the file may lack its end."""
    before, after = "\n".join(lines[:at]), "\n".join(lines[at:])
    if at == len(lines):
        return before + end + end.join(new)
    return before + "\n" + end.join((*new, "")) + after


def _in_flow(text: str, sources: Sequence[SourceLines]) -> str:
    """The text with sources put in before its last closing bracket."""
    close = text.rfind("]")
    before = text[:close].rstrip()
    comma = "" if before.endswith(",") else ","
    return before + comma + " " + ", ".join(map(_flow, sources)) + text[len(before) :]


def _flow(source: SourceLines) -> str:
    one = CommentedMap(source)
    one.fa.set_flow_style()
    written = StringIO()
    _writer().dump(one, written)
    return written.getvalue().strip()


@contextmanager
def _beside(path: Path, raw: bytes) -> Iterator[Path]:
    """A file of the same folder, owner and mode that holds the bytes, safe on the disk; gone after the block."""
    stands = path.stat()
    number, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".new")
    new = Path(name)
    try:
        with os.fdopen(number, "wb") as file:
            os.fchmod(number, stands.st_mode & 0o7777)
            if (stands.st_uid, stands.st_gid) != (os.geteuid(), os.getegid()):
                os.fchown(number, stands.st_uid, stands.st_gid)
            file.write(raw)
            file.flush()
            os.fsync(number)
        yield new
    finally:
        new.unlink(missing_ok=True)


def _checked(new: Path, path: Path, before: Config, sources: Sequence[SourceLines]) -> Config:
    """The settings in the new file: all that was there, and the new sources at the end. Raises ConfigNotWritten."""
    try:
        after = load_config(new)
    except ConfigInvalid as error:
        faults = "; ".join(f"{fault.key}: {fault.sentence}" for fault in error.faults)
        raise ConfigNotWritten(f"{path.name} would not load with the new source ({faults})", _BY_HAND) from error
    added = [one.name for one in after.sources[len(before.sources) :]]
    is_kept = (before.settings, before.sources) == (after.settings, after.sources[: len(before.sources)])
    if not is_kept or added != [one["name"] for one in sources]:
        raise ConfigNotWritten(f"{path.name} is written in a way that can't be added to", _BY_HAND)
    return after.model_copy(update={"file": path})


def _settle(folder: Path) -> None:
    """Have the folder's new entry on the disk too."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
