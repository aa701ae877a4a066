"""Shows what differs between two makings of an article, as `git diff --word-diff` does: [-what went-]{+what came+}."""

from collections.abc import Sequence

from rich.text import Text

from schedules.cli.show import Shower, printable
from schedules.differences import Difference, Piece, Turn

_STYLES = {Turn.SAME: "", Turn.GONE: "red", Turn.COME: "green"}
_MARKS = {Turn.SAME: ("", ""), Turn.GONE: ("[-", "-]"), Turn.COME: ("{+", "+}")}


def show_differences(shower: Shower, found: Sequence[Difference]) -> None:
    """Write each value that differs, by its name."""
    for one in found:
        line = Text(f"{one.name:>12}: ", style="dim")
        for number, piece in enumerate(one.pieces):
            line.append(" " if number else "")
            line.append_text(_piece(piece))
        shower.rich(line)


def _piece(piece: Piece) -> Text:
    """The words of a piece; a paragraph begins with a mark of its own, as a line is one value."""
    opened, closed = _MARKS[piece.turn]
    shown = " ¶ ".join(printable(line) for line in piece.text.split("\n"))
    return Text(f"{opened}{shown}{closed}", style=_STYLES[piece.turn])
