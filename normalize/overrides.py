"""Overrides: an operator's word on where a block of an article belongs, kept over replays and later versions of it."""

from collections.abc import Iterable
from hashlib import blake2b

from normalize.document import Place
from normalize.values import value

_NAME, _VERSION = 8, 4
"""Bytes of a block's name, which no sender can make two texts agree on, and of a version."""


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
    return blake2b("\x1e".join(told).encode(), digest_size=_VERSION).hexdigest() if told else ""
