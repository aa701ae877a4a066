"""The phrase lists of the newsroom, loaded once: which short line is furniture, and of what kind."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from re import compile as pattern
from unicodedata import normalize

from normalize.lists import groups_of

UNSPACED = pattern(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""A letter of a script that writes words without spaces, or glues endings to them: "分享到微信"."""
WORD = pattern(r"[\w\u0300-\u036f\u064b-\u065f\u0900-\u0963\u0966-\u0d7f\u0e31-\u0e4e]+")
"""A word or figure with its combining marks, which `\\w` alone would cut at: "शेयर"."""
LETTERS = pattern(r"[^\W\d_]+")
"""Letters that stand together, whatever stands beside them: what is left of a name in any fused line."""
_DOTTED = "i\u0307"
"""What a Turkish capital I with its dot becomes in lower case: "İşlem"."""
_TRIM = (
    " \t\n\r\u3000\u200e\u200f\ufeff.,:;!?¡¿…|/\\-–—_*•·#+=<>«»‹›\"'“”„‘’()[]{}【】（）［］《》「」！？，。：；、"
    "→←↑↓▶►▼▲△☞×✕✓✔⋮☰⓪ⓘ@&~^`©"
)


class Sign(StrEnum):
    """What a short line is known as, when the phrase lists know it."""

    COPYRIGHT = "copyright"
    AD = "ad"
    COMMENT = "comment"
    SUBSCRIBE = "subscribe"
    SHARE = "share"
    OPENER = "opener"
    LIST_HEAD = "list_head"
    PROMO = "promo"
    NAV = "nav"
    SECTION = "section"
    CREDIT = "credit"
    CAPTION = "caption"
    META = "meta"
    BYLINE = "byline"


@dataclass(frozen=True, slots=True)
class Known:
    """A phrase that was found in a line: its sign, itself folded, and whether the line is nothing else."""

    sign: Sign
    phrase: str
    is_whole: bool = False


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """The lists, laid out for look-up by the first word of a line (its first letter where words are not spaced)."""

    whole: Mapping[str, Sign]
    starts: Mapping[str, tuple[tuple[str, Sign], ...]]
    within: Mapping[str, tuple[tuple[str, Sign], ...]]
    within_unspaced: tuple[tuple[str, Sign], ...]
    within_long: tuple[tuple[str, Sign], ...]
    ends: tuple[str, ...]
    networks: frozenset[str]
    verbs: frozenset[str]
    share_words: frozenset[str]
    date_words: frozenset[str]
    date_leads: Mapping[str, tuple[tuple[str, Sign], ...]]
    agencies: frozenset[str]
    agency_words: frozenset[str]
    cities: frozenset[str]


_FILES = (
    ("copyright", Sign.COPYRIGHT),
    ("ad", Sign.AD),
    ("comment", Sign.COMMENT),
    ("subscribe", Sign.SUBSCRIBE),
    ("share", Sign.SHARE),
    ("openers", Sign.OPENER),
    ("promo", Sign.PROMO),
    ("nav", Sign.NAV),
    ("credit", Sign.CREDIT),
    ("caption", Sign.CAPTION),
    ("byline", Sign.BYLINE),
)
"""The lists in order of precedence: a phrase in two of them counts for the first."""


def fold(line: str) -> str:
    """The line as the lists compare it: lower case, straight apostrophes, single spaces, no marks at either end."""
    return _plain(line).strip(_TRIM)


def end_of(line: str, phrase: str) -> int:
    """Where in the line the phrase ends that its folded form begins with; folding may change the length."""
    return next((end for end in range(1, len(line) + 1) if _plain(line[:end]).lstrip(_TRIM) == phrase), 0)


def _plain(line: str) -> str:
    plain = " ".join(line.casefold().replace("’", "'").split())
    return plain if plain.isascii() else normalize("NFC", plain.replace(_DOTTED, "i"))


@cache
def phrasebook() -> Phrasebook:
    """The phrase lists of this package, read at the first call."""
    lists = {name: tuple(groups_of(name)) for name in [*(name for name, _ in _FILES), "meta", "agencies", "cities"]}
    agencies = frozenset(fold(line) for line in _lines(lists["agencies"], "names"))
    words = {key: _words(lists["share"], key) for key in ("networks", "verbs", "words")}
    return Phrasebook(
        whole=_whole(lists),
        starts=_by_first(
            (line, _sign(name, key, sign))
            for name, sign in _FILES
            for key in ("start", "first")
            for line in _lines(lists[name], key)
        ),
        within=_by_first(pair for pair in _within(lists) if not UNSPACED.search(pair[0])),
        within_unspaced=tuple(pair for pair in _within(lists) if UNSPACED.search(pair[0])),
        within_long=tuple((line, sign) for name, sign in _FILES for line in _lines(lists[name], "long")),
        ends=tuple(_lines(lists["caption"], "end")),
        networks=words["networks"],
        verbs=words["verbs"],
        share_words=words["networks"] | words["verbs"] | words["words"],
        date_words=frozenset(word for line in _lines(lists["meta"], "words") for word in line.split()),
        date_leads=_by_first((line, Sign.META) for line in _lines(lists["meta"], "lead")),
        agencies=agencies,
        agency_words=frozenset(word for name in agencies for word in LETTERS.findall(name)),
        cities=frozenset(fold(name) for line in _lines(lists["cities"], "names") for name in line.split(",")),
    )


def first_key(folded: str) -> str:
    """The key of a folded line or phrase: its first word, or its first letter where words are not spaced."""
    first = WORD.search(folded)
    if first is None:
        return folded[:1]
    word = first.group()
    return word[0] if UNSPACED.match(word) else word


def _lines(groups: tuple[dict[str, str], ...], key: str) -> Iterator[str]:
    for group in groups:
        for line in group.get(key, "").splitlines():
            yield _plain(line)


def _words(groups: tuple[dict[str, str], ...], key: str) -> frozenset[str]:
    return frozenset(word for line in _lines(groups, key) for word in (line, *line.split()))


def _whole(lists: Mapping[str, tuple[dict[str, str], ...]]) -> dict[str, Sign]:
    found: dict[str, Sign] = {}
    for name, sign in _FILES:
        for line in _lines(lists[name], "whole"):
            found.setdefault(fold(line), _sign(name, "whole", sign))
    for line in _lines(lists["nav"], "weak"):
        found.setdefault(fold(line), Sign.SECTION)
    return found


def _within(lists: Mapping[str, tuple[dict[str, str], ...]]) -> Iterator[tuple[str, Sign]]:
    for name, sign in _FILES:
        for line in _lines(lists[name], "within"):
            yield line, sign


def _sign(name: str, key: str, sign: Sign) -> Sign:
    return Sign.LIST_HEAD if name == "openers" and key in {"whole", "first"} else sign


def _by_first(pairs: Iterator[tuple[str, Sign]]) -> dict[str, tuple[tuple[str, Sign], ...]]:
    found: dict[str, list[tuple[str, Sign]]] = {}
    for line, sign in pairs:
        found.setdefault(first_key(line), []).append((line, sign))
    return {key: tuple(sorted(value, key=lambda pair: -len(pair[0]))) for key, value in found.items()}
