"""Lines up the words of two texts: what of each stands in the other, which numbers and names were put for others.

Words that stand in both in runs of three and more are covered; between such runs lie gaps, where one text says
something else than the other, or nothing. Linear in memory of the longer text times the shorter one's in bits.
"""

from collections.abc import Iterator, Sequence

from rapidfuzz.distance import Indel

from normalize.values import value
from normalize.wording import Wording, content_of, is_misspelled

_RUN = 3
"""Words in a row that are no chance; in scripts without spaces, letters, twice as many."""
_WIDEST_SWAP = 14
"""Words on either side of a gap: a longer one is rewritten, nothing in it stands in the place of anything."""
_OPENING = 14
"""Words: what the story is about is named among the first."""

_Run = tuple[int, int, int]
"""Where it begins in the one text, where in the other, and how many words it has."""
_Gap = tuple[int, int, int, int]
"""From where to where in the one text, and in the other."""


@value()
class Alignment:
    """How two texts lie beside each other, the earlier one first; numbers of words but for the figures and names.

    `covered` words stand in both, `longest` is the longest run of them. `kept` figures stand in both or are other
    prints of one number, `changed` ones stand in the place of an unlike one. `renamed` counts the gaps in which a
    name stands for another, `renamed_early` those in the opening. `added`: words that the later text has more.
    """

    length: int
    other_length: int
    covered: int
    longest: int
    kept: int
    changed: int
    renamed: int
    renamed_early: int
    added: int

    @property
    def coverage(self) -> float:
        """Share of the earlier text's words that stand in the later one, 0 to 1."""
        return self.covered / self.length if self.length else 0.0

    @property
    def other_coverage(self) -> float:
        """Share of the later text's words that stand in the earlier one, 0 to 1."""
        return self.covered / self.other_length if self.other_length else 0.0

    @property
    def overlap(self) -> float:
        """Covered words as a share of all that stand in either text, 0 to 1."""
        either = self.length + self.other_length - self.covered
        return self.covered / either if either else 0.0


def align(one: Wording, other: Wording, *, all_are_names: bool = False) -> Alignment:
    """Line up an earlier and a later text. `all_are_names`: in a headline, where capitals tell nothing."""
    if one.words == other.words:
        return _same(one)
    shared: list[_Run] = [
        (block.a, block.b, block.size) for block in Indel.opcodes(one.words, other.words).as_matching_blocks()
    ]
    least = 2 * _RUN if one.is_unspaced and other.is_unspaced else _RUN
    runs = [run for run in shared if run[2] >= least]
    covered = sum(run[2] for run in runs)
    kept, changed = _figures(one, other, shared)
    added, renamed, renamed_early = 0, 0, 0
    for gap in _gaps(runs, one, other):
        added += max(gap[3] - gap[2] - (gap[1] - gap[0]), 0)
        if _is_renamed(one, other, gap, all_are_names=all_are_names):
            renamed += 1
            renamed_early += min(gap[0], gap[2]) < _OPENING
    return Alignment(
        length=len(one.words),
        other_length=len(other.words),
        covered=covered,
        longest=max((run[2] for run in runs), default=0),
        kept=kept,
        changed=changed,
        renamed=renamed,
        renamed_early=renamed_early,
        added=added,
    )


def _same(one: Wording) -> Alignment:
    number = len(one.words)
    figures = sum(word in one.figures for word in one.words) if one.figures else 0
    return Alignment(number, number, number, number, figures, 0, 0, 0, 0)


def _gaps(runs: Sequence[_Run], one: Wording, other: Wording) -> Iterator[_Gap]:
    at, other_at = 0, 0
    for start, other_start, number in (*runs, (len(one.words), len(other.words), 0)):
        if start > at or other_start > other_at:
            yield at, start, other_at, other_start
        at, other_at = start + number, other_start + number


def _figures(one: Wording, other: Wording, shared: Sequence[_Run]) -> tuple[int, int]:
    """How many figures both texts print, and how many stand in the place of an unlike one."""
    if not one.figures or not other.figures:
        return 0, 0
    kept = sum(word in one.figures for at, _, number in shared for word in one.words[at : at + number])
    changed = 0
    for start, end, other_start, other_end in _gaps(shared, one, other):
        if end - start > _WIDEST_SWAP or other_end - other_start > _WIDEST_SWAP:
            continue
        before, after = one.words[start:end], other.words[other_start:other_end]
        figures = [one.figures[word] for word in before if word in one.figures]
        others = [other.figures[word] for word in after if word in other.figures]
        if not figures or not others:
            continue
        if _run_together(before) == _run_together(after):  # "3 4" and "34": a space was lost
            kept += len(figures)
            continue
        alike = sum(figure.is_like(another) for figure, another in zip(figures, others, strict=False))
        kept += alike
        changed += min(len(figures), len(others)) - alike
    return kept, changed


def _is_renamed(one: Wording, other: Wording, gap: _Gap, *, all_are_names: bool) -> bool:
    """Whether names of one text stand where the other has unlike ones; a misspelled or fused name is the same."""
    start, end, other_start, other_end = gap
    if end - start > _WIDEST_SWAP or other_end - other_start > _WIDEST_SWAP:
        return False
    before, after = one.words[start:end], other.words[other_start:other_end]
    names = _names_in(before, one, all_are_names=all_are_names)
    others = _names_in(after, other, all_are_names=all_are_names)
    together, others_together = _run_together(before), _run_together(after)
    gone = any(_is_foreign(name, others, others_together) for name in names - others)
    return gone and any(_is_foreign(name, names, together) for name in others - names)


def _names_in(words: Sequence[str], text: Wording, *, all_are_names: bool) -> frozenset[str]:
    if all_are_names:
        return frozenset(word for word in content_of(words) if word[0] != "#")
    return text.names.intersection(words)


def _is_foreign(name: str, names: frozenset[str], together: str) -> bool:
    return name not in together and not any(is_misspelled(name, another) for another in names)


def _run_together(words: Sequence[str]) -> str:
    return "".join(words).replace("#", "")
