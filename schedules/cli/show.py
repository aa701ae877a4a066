"""Shows values to a person or a program: rich tables, or JSON with --json; nothing else writes to the terminal.

Copy is untrusted: escape sequences, line ends and bidi overrides in it must not steer the reader's terminal,
so every string goes through `printable` before it is shown.
"""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, is_dataclass
from datetime import datetime, timedelta
from enum import Enum

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Embeddings, overrides and isolates (Unicode Standard Annex 9), which can make a line read as another."""


PIPE_WIDTH = 200
"""Characters in a row of a table that goes into a pipe or a file, where nobody folds it."""

WIDE_COLUMNS = frozenset(
    {"headline", "snippet", "text", "what is wrong", "books", "path", "raw", "printed", "made again", "reason"}
)
"""Columns that hold copy or sentences: these are folded, so that the others stay on one line."""


def printable(text: str, *, keep_lines: bool = False) -> str:
    r"""Return the text with every control character as `\xNN`; line ends are kept only where asked."""
    if text.isprintable() and BIDI_CONTROLS.isdisjoint(text):
        return text
    return "".join(_shown(character, keep_lines=keep_lines) for character in text)


def _shown(character: str, *, keep_lines: bool) -> str:
    if character == "\n":
        return "\n" if keep_lines else " "
    if character.isprintable() or (character.isspace() and not character.isascii()):
        return character
    if character in BIDI_CONTROLS or not character.isspace():
        return character.encode("unicode_escape").decode("ascii")
    return " "


def as_plain(value: object) -> object:
    """Return a value as JSON takes it: dataclasses as objects, times as ISO 8601, enumerations as their value.

    Spans of time become seconds, bytes hexadecimal digits.
    """
    match value:
        case Enum() | datetime() | timedelta() | bytes():
            return _as_word(value)
        case Mapping():
            return {str(key): as_plain(one) for key, one in value.items()}
        case list() | tuple() | set():
            return [as_plain(one) for one in value]
    return as_plain(asdict(value)) if is_dataclass(value) and not isinstance(value, type) else value


def _as_word(value: Enum | datetime | timedelta | bytes) -> object:
    match value:
        case Enum():
            return value.value
        case datetime():
            return value.isoformat().replace("+00:00", "Z")
        case timedelta():
            return value.total_seconds()
    return value.hex()


class Shower:
    """Where a command's answer goes: tables for a person, one JSON value for a program."""

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json
        width = None if sys.stdout.isatty() else PIPE_WIDTH
        self._console = Console(width=width, highlight=False, emoji=False, markup=False)

    def json(self, value: object) -> None:
        """Write one JSON value and a line end."""
        sys.stdout.write(json.dumps(as_plain(value), ensure_ascii=False) + "\n")

    def line(self, text: str = "", style: str = "") -> None:
        """Write one line of a story for a person; line ends in it become spaces."""
        self._console.print(Text(printable(text), style=style), soft_wrap=True)

    def lines(self, text: str) -> None:
        """Write several lines that are ours, or that are shown as they came."""
        self._console.print(Text(printable(text, keep_lines=True)), soft_wrap=True)

    def rich(self, text: Text) -> None:
        """Write text that was styled piece by piece; its pieces went through `printable`."""
        self._console.print(text, soft_wrap=True)

    def table(self, title: str, columns: Sequence[str], rows: Iterable[Sequence[object]], empty: str) -> None:
        """Write a table, or the sentence `empty` where there are no rows."""
        table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
        for column in columns:
            table.add_column(column, no_wrap=column not in WIDE_COLUMNS, overflow="fold")
        for row in rows:
            table.add_row(*(Text(_cell(value)) for value in row))
        if table.row_count:
            self._console.print(table)
        else:
            self.line(empty)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%MZ")
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, tuple | list):
        value = ", ".join(map(str, value))
    return printable(str(value))
