"""Overrides: an operator's word on where a block of an article belongs, kept over replays and later versions of it."""

from collections.abc import Iterable, Iterator
from hashlib import blake2b
from re import Pattern, escape
from re import compile as pattern

from normalize.document import Document, Place
from normalize.values import value

_NAME, _VERSION = 8, 4
"""Bytes of a block's name, which no sender can make two texts agree on, and of a version."""
_LONGEST_PASSAGE = 10_000
"""Characters of a text that is looked for inside other blocks."""
_BINDS = "+"

Stretch = tuple[int, int]
"""From where to where in a text."""


@value()
class Override:
    """A block or a passage inside one, and the place that an operator gave it.

    `block` is the name of its text (`block_name`), `text` its words, for people and to find a passage by.
    `occurrence` says which of several blocks of the same text is meant, from 1; None: each of them.
    """

    block: str
    text: str
    place: Place
    who: str
    why: str
    occurrence: int | None = None


Overrides = tuple[Override, ...]


def words_of(text: str) -> str:
    """The words of a text with single spaces between them: what a block is known by, however it is wrapped."""
    return " ".join(text.split())


def block_name(text: str) -> str:
    """The name of a block: 16 hexadecimal digits, the same wherever its words stand."""
    return blake2b(words_of(text).encode("utf-8", "surrogatepass"), digest_size=_NAME).hexdigest()


def override_version(overrides: Iterable[Override]) -> str:
    """Names these overrides in 8 hexadecimal digits, whatever their order; empty where there are none."""
    told = sorted(f"{one.block}\x1f{one.occurrence}\x1f{one.place}\x1f{one.who}\x1f{one.why}" for one in overrides)
    return blake2b("\x1e".join(told).encode("utf-8", "surrogatepass"), digest_size=_VERSION).hexdigest() if told else ""


def bound(chain_version: str, overrides: Iterable[Override]) -> str:
    """The version of a chain that has these overrides bound to it."""
    version = override_version(overrides)
    return f"{chain_version}{_BINDS}{version}" if version else chain_version


def overrides_in(chain_version: str) -> str:
    """The version of the overrides that are bound to a chain, as its own version tells; empty where none are."""
    return chain_version.partition(_BINDS)[2]


def find_block(document: Document, override: Override) -> list[Stretch]:
    """Where the override's block stands: the blocks of its text, or where none is, passages inside blocks; in order."""
    blocks = [(spans[0].start, spans[-1].end) for spans in document.blocks()]
    found = [block for block in blocks if block_name(document.text[slice(*block)]) == override.block]
    if not found and 0 < len(override.text) <= _LONGEST_PASSAGE:
        words = pattern(r"(?<!\S)" + r"\s+".join(map(escape, override.text.split())) + r"(?!\S)")
        found = [passage for block in blocks for passage in _passages(document.text, words, block)]
    at = override.occurrence
    return found if at is None else found[at - 1 : at]


def _passages(text: str, words: Pattern[str], block: Stretch) -> Iterator[Stretch]:
    return (passage.span() for passage in words.finditer(text, *block))
