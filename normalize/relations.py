"""Tells what two printings are to each other: copies of one text, versions of one story, or different stories.

Pure, and blind to what else is stored: the earlier printing and the later one go in, a verdict with its rule comes out.

    coverage            how much of each text stands in the other: containment, since an outlet cuts what it prints
    place, headline     of a short text they decide: two towns' market reports may share every word of the body
    figures, names      put in the place of others: a template filled again (dividends, reserves, weather), not a copy
    time                the same words with other figures a day later are the next day's
    move                UPDATE and CORRECTED tell a version before the text does
    words added         a later text that says more is a version; one that was cut is a copy

A wrong merge hides a story, a missed one shows it twice: what is doubtful is different.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from normalize.alignment import Alignment, align
from normalize.moves import Move, MoveKind, read_move
from normalize.values import value
from normalize.wording import Wording, content_of, is_misspelled, read_wording

WINDOW = timedelta(days=3)
"""Printings that lie farther apart in time are not compared."""

_LINKED, _LINKED_BY_HEADLINE = 0.5, 0.3
"""How much of one text must stand in the other; and with the same headline."""
_THIN = 12
"""Words: where little is covered, or the subject is not the same, one run must be as long as a sentence."""
_SAME, _SAME_WHOLE, _REPEATED = 0.8, 0.5, 0.7
"""Of the headline with fewer words, how many the other has; of all words, how many both have; and a body has of it."""
_FEWEST_REPEATED = 5
_SUBJECT = 5
"""Letters: headlines that begin with the same are of one subject ("J.P. Stevens", "JP STEVENS")."""
_STUB, _SHORT, _BRIEF = 8, 40, 130
"""Words: below which the headline is the story, place and headline decide, and other figures are the next day's."""
_FEWEST_CHANGED, _SHARE_CHANGED = 3, 0.4
"""Figures in the place of others, and as a share of all: so many make a template filled again."""
_NEAR, _NEXT_DAY, _FLASH_AGAIN = timedelta(hours=12), timedelta(hours=18), timedelta(hours=36)
_WHOLE = 0.8
"""Coverage on both sides from which two texts are one but for details."""
_FIGURES_OF_A_VERSION, _WORDS_OF_A_VERSION = 2, 15


class Relation(StrEnum):
    """What a later printing is to an earlier one."""

    COPY = "copy"
    VERSION = "version"
    DIFFERENT = "different"


@value()
class Printing:
    """An article as it is compared. `is_flash`: its headline is all that it says, here or in its body."""

    at: datetime
    wording: Wording
    title: frozenset[str]
    opening: str
    figures: frozenset[str]
    places: tuple[str, ...]
    move: Move | None
    is_flash: bool


@value()
class Verdict:
    """What a later printing is to an earlier one, by which rule, and how their texts lie beside each other."""

    relation: Relation
    rule: str
    alignment: Alignment
    is_of_original: bool

    @property
    def conflicts(self) -> int:
        """Figures and names of the one text that the other contradicts."""
        return self.alignment.changed + self.alignment.renamed

    @property
    def rank(self) -> tuple[bool, int, bool, float]:
        """What makes one verdict better than another of the same later printing: the greatest rank wins."""
        copied = self.relation is Relation.COPY
        return copied, -self.alignment.changed, self.is_of_original, self.alignment.overlap


def read_printing(headline: str, body: str, places: Iterable[str], wire_move: str | None, at: datetime) -> Printing:
    """Make an article ready to be compared; `places` are those of its dateline."""
    above, wording = read_wording(headline), read_wording(body)
    title = content_of(above.words)
    repeats = len(title.intersection(wording.words)) >= _REPEATED * len(title)
    is_stub = wording.length < _STUB
    return Printing(
        at=at,
        wording=above if is_stub and title else wording,
        title=title,
        opening="".join(above.words)[: 4 * _SUBJECT],
        figures=frozenset(above.figures),
        places=tuple(place.partition(",")[0].strip().casefold() for place in places),
        move=read_move(wire_move),
        is_flash=is_stub or (repeats and wording.length < _SHORT and len(title) >= _FEWEST_REPEATED),
    )


def judge(earlier: Printing, later: Printing) -> Verdict:
    """Say what the later printing is to the earlier one; who asks has put them in order."""
    is_flash = earlier.is_flash or later.is_flash
    pair = _Pair(earlier, later, align(earlier.wording, later.wording, all_are_names=is_flash), is_flash)
    for relation, rule, holds in _RULES:
        if holds(pair):
            return Verdict(relation, rule, pair.alignment, not _marks(earlier) or _marks(earlier) == _marks(later))
    raise AssertionError("the last rule holds always")


class _Pair:
    """Two printings beside each other, and what follows from that for most rules."""

    __slots__ = ("alignment", "apart", "earlier", "is_flash", "is_moved", "later", "least", "most", "overlap", "part")

    def __init__(self, earlier: Printing, later: Printing, alignment: Alignment, is_flash: bool) -> None:  # noqa: FBT001
        self.earlier, self.later, self.alignment, self.is_flash = earlier, later, alignment, is_flash
        self.apart = later.at - earlier.at
        self.least, self.most = sorted((earlier.wording.length, later.wording.length))
        self.is_moved = bool(_marks(later)) and _marks(later) != _marks(earlier)
        both = len(earlier.title & later.title)
        self.part = both / max(1, min(len(earlier.title), len(later.title)))
        self.overlap = both / max(1, len(earlier.title | later.title))

    @property
    def more(self) -> float:
        """The coverage of the text that is covered more."""
        return max(self.alignment.coverage, self.alignment.other_coverage)

    @property
    def less(self) -> float:
        """The coverage of the text that is covered less."""
        return min(self.alignment.coverage, self.alignment.other_coverage)

    @property
    def has_one_headline(self) -> bool:
        """Whether the headlines share most of their words."""
        return self.part >= _SAME and self.overlap >= _SAME_WHOLE

    @property
    def has_one_subject(self) -> bool:
        """As far as the headlines say; where one has none, only texts that are one have one subject."""
        if not self.earlier.title or not self.later.title:
            return self.less >= _WHOLE
        opening, other = self.earlier.opening[:_SUBJECT], self.later.opening[:_SUBJECT]
        return self.part >= _SAME or (len(opening) == _SUBJECT and opening == other)

    @property
    def has_other_place(self) -> bool:
        """Whether both were filed from places, and from different ones."""
        here, there = self.earlier.places, self.later.places
        if not here or not there or not set(here).isdisjoint(there):
            return False
        return not is_misspelled(here[0], there[0])

    @property
    def is_short(self) -> bool:
        """Whether one text is a notice, of which a few words decide."""
        return not self.is_flash and self.least < _SHORT


def _marks(printing: Printing) -> tuple[MoveKind, int | None] | None:
    """The move, where it tells a version; a story sent again (RPT, REFILE) is none for that."""
    move = printing.move
    return (move.kind, move.number) if move and move.kind is not MoveKind.REFILE else None


def _is_filled_again(pair: _Pair) -> bool:
    """A template: many of its figures are others, unless one headline within hours says that they were mended."""
    found = pair.alignment
    many = max(_FEWEST_CHANGED, _SHARE_CHANGED * (found.changed + found.kept))
    if found.changed < many:
        return False
    is_mended = pair.overlap >= _SAME and pair.apart < _NEAR and not pair.has_other_place and not found.renamed
    return not (is_mended and pair.less >= _WHOLE)


def _is_too_little(pair: _Pair) -> bool:
    if pair.more < (_LINKED_BY_HEADLINE if pair.has_one_headline else _LINKED):
        return True
    is_thin = pair.alignment.longest < _THIN
    return is_thin and (pair.more < _LINKED or (pair.more < _WHOLE and not pair.has_one_subject))


def _is_another_days(pair: _Pair) -> bool:
    """Brief copy with other figures, in it or in its headline, a day later."""
    if pair.apart < _NEXT_DAY or pair.most >= _BRIEF or pair.is_moved:
        return False
    return pair.alignment.changed > 0 or (pair.is_short and _has_other_figures_above(pair))


def _has_other_figures_above(pair: _Pair) -> bool:
    one, other = pair.earlier.figures, pair.later.figures
    return bool(one - other) and bool(other - one)


_RULES: tuple[tuple[Relation, str, Callable[[_Pair], bool]], ...] = (
    (Relation.DIFFERENT, "too little in common", _is_too_little),
    (Relation.DIFFERENT, "a flash sent again", lambda pair: pair.is_flash and pair.apart > _FLASH_AGAIN),
    (Relation.DIFFERENT, "a flash of another name", lambda pair: pair.is_flash and pair.alignment.renamed > 0),
    (
        Relation.DIFFERENT,
        "a flash of another figure",
        lambda pair: pair.is_flash and pair.alignment.changed > 0 and not pair.is_moved and pair.overlap < 1,
    ),
    (
        Relation.DIFFERENT,
        "a flash of other words",
        lambda pair: pair.is_flash and pair.less < _LINKED and pair.part < _SAME,
    ),
    (
        Relation.DIFFERENT,
        "another place",
        lambda pair: pair.has_other_place and (pair.is_short or (pair.most < _BRIEF and not pair.has_one_subject)),
    ),
    (Relation.DIFFERENT, "another subject", lambda pair: pair.is_short and not pair.has_one_subject),
    (
        Relation.DIFFERENT,
        "another name",
        lambda pair: pair.is_short and pair.alignment.renamed > 0 and pair.overlap < _SAME,
    ),
    (
        Relation.DIFFERENT,
        "another figure",
        lambda pair: (
            pair.alignment.changed > 0
            and not pair.is_moved
            and pair.overlap < _SAME
            and (pair.is_short or (pair.most < _BRIEF and _has_other_figures_above(pair)))
        ),
    ),
    (
        Relation.DIFFERENT,
        "too little of a short text",
        lambda pair: pair.is_short and pair.part < _SAME and pair.less < _LINKED,
    ),
    (Relation.DIFFERENT, "a template filled again", _is_filled_again),
    (
        Relation.DIFFERENT,
        "another name in the opening",
        lambda pair: pair.alignment.renamed_early > 0 and (pair.alignment.changed > 0 or not pair.has_one_subject),
    ),
    (Relation.DIFFERENT, "another day's figures", _is_another_days),
    (Relation.VERSION, "wire move", lambda pair: pair.is_moved),
    (
        Relation.VERSION,
        "figures changed",
        lambda pair: pair.alignment.changed >= (1 if pair.less > _WHOLE else _FIGURES_OF_A_VERSION),
    ),
    (Relation.VERSION, "words added", lambda pair: pair.alignment.added >= _WORDS_OF_A_VERSION),
    (Relation.COPY, "same text", lambda _: True),
)
"""In the order in which they are asked: the first that holds decides."""
