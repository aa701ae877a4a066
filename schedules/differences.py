"""What an article tells its readers before and after it was made again: the differences, word by word.

What only `explain` tells (which stage decided, and why), repairs and origins do not count: an article that differs in
nothing else is the same.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import takewhile

_UNTOLD = frozenset({"notes", "origins", "repairs"})
_UNTOLD_INSIDE = frozenset({"stage", "reason"})
_FIRST = frozenset({"kind", "headline"})
_CONTEXT = 6
"""Words that are shown on each side of a difference."""
_MOST_PAIRS = 1_000_000
"""Two texts whose lengths multiply to more are not compared word by word: that takes the square of it at worst."""
_GAP = "…"


class Turn(StrEnum):
    """Whether a piece stands in both texts, went, or came."""

    SAME = "same"
    GONE = "gone"
    COME = "come"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words, with line ends between paragraphs; of what is the same, the words round a difference."""

    turn: Turn
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A value of an article that differs, by its name in `normalize.as_json`, and how."""

    name: str
    pieces: tuple[Piece, ...]


def differences(before: Mapping[str, object], after: Mapping[str, object]) -> tuple[Difference, ...]:
    """The values that differ, in the order in which an article has them; both as `normalize.as_json` makes them."""
    found: list[Difference] = []
    for name in dict.fromkeys((*after, *before)):
        if name not in _UNTOLD:
            old, new = (_lines(values.get(name)) for values in (before, after))
            if old != new:
                found.append(Difference(name, tuple(word_diff("\n".join(old), "\n".join(new)))))
    return tuple(found)


def word_diff(before: str, after: str) -> Iterator[Piece]:
    """The pieces of two texts: paragraphs are compared first, then the words of those that differ."""
    pieces: list[Piece] = []
    compared = [*_compared(before.split("\n"), after.split("\n"))]
    for number, (turn, old, new) in enumerate(compared):
        if turn is Turn.SAME:
            opens, closes = number > 0, number + 1 < len(compared)
            _add(pieces, Piece(Turn.SAME, "\n" * opens + "\n".join(old) + "\n" * closes))
        else:
            for piece in _by_words("\n".join(old), "\n".join(new)):
                _add(pieces, piece)
    last = len(pieces) - 1
    for number, piece in enumerate(pieces):
        shown = _shortened(piece.text, is_first=number == 0, is_last=number == last)
        yield piece if piece.turn is not Turn.SAME else Piece(Turn.SAME, shown)


def _add(pieces: list[Piece], piece: Piece) -> None:
    """Add a piece; what is the same and follows what is the same becomes one with it."""
    if pieces and pieces[-1].turn is piece.turn is Turn.SAME:
        pieces[-1] = Piece(Turn.SAME, pieces[-1].text + piece.text)
    else:
        pieces.append(piece)


def _by_words(before: str, after: str) -> Iterator[Piece]:
    for turn, old, new in _compared(_words(before), _words(after)):
        if turn is Turn.SAME:
            yield Piece(Turn.SAME, _joined(old))
            continue
        if old:
            yield Piece(Turn.GONE, _joined(old))
        if new:
            yield Piece(Turn.COME, _joined(new))


def _words(text: str) -> list[str]:
    """The words, and line ends as words of their own."""
    return text.replace("\n", " \n ").split(" ") if text else []


def _joined(words: Sequence[str]) -> str:
    return " ".join(words).replace(" \n ", "\n").replace("\n ", "\n").replace(" \n", "\n")


_Compared = tuple[Turn, Sequence[str], Sequence[str]]


def _compared(old: Sequence[str], new: Sequence[str]) -> Iterator[_Compared]:
    """What is the same in both, and what stands in place of what; `turn` is SAME or GONE."""
    head = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))
    rest = old[head:], new[head:]
    backwards = zip(reversed(rest[0]), reversed(rest[1]), strict=False)
    tail = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], backwards))
    if head:
        yield Turn.SAME, old[:head], new[:head]
    yield from _middle(old[head : len(old) - tail], new[head : len(new) - tail])
    if tail:
        yield Turn.SAME, old[len(old) - tail :], new[len(new) - tail :]


def _middle(old: Sequence[str], new: Sequence[str]) -> Iterator[_Compared]:
    if not old and not new:
        return
    if len(old) * len(new) > _MOST_PAIRS:
        yield Turn.GONE, old, new
        return
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        yield Turn.SAME if kind == "equal" else Turn.GONE, old[i1:i2], new[j1:j2]


def _shortened(text: str, *, is_first: bool, is_last: bool) -> str:
    """The words of what is the same that stand next to a difference."""
    words = _words(text)
    before, after = words[:_CONTEXT] if not is_first else [], words[-_CONTEXT:] if not is_last else []
    if len(words) <= len(before) + len(after):
        return text
    return _joined([*before, _GAP, *after])


def _lines(value: object) -> list[str]:
    """A value as lines of text: a paragraph, a teaser, a piece that was removed is a line each."""
    if value is None:
        return []
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        return [f"{name}: {_line(one)}" for name, one in _told(value)]
    return [_line(one) for one in value] if isinstance(value, Sequence) else [_line(value)]


def _line(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return " | ".join(f"{name} {_line(one)}" for name, one in _told(value))
    if isinstance(value, Sequence):
        return ", ".join(map(_line, value))
    return json.dumps(value, ensure_ascii=False)


def _told(value: Mapping[str, object]) -> list[tuple[str, object]]:
    """What of an object counts, in one order: PostgreSQL keeps the names of one in an order of its own."""
    told = [(name, one) for name, one in value.items() if one is not None and name not in _UNTOLD_INSIDE]
    return sorted(told, key=lambda pair: (pair[0] not in _FIRST, pair[0]))
