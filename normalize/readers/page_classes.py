"""What a page calls its elements, told by the words of their classes and ids."""

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

from normalize.document import Place
from normalize.lists import groups_of

Part = tuple[Place, str]
"""A place and the reason for it."""


class Named(NamedTuple):
    """The part that names tell, and whether they tell it only of elements with little text."""

    rank: int
    part: Part
    is_weak: bool


_WORD = re.compile(r"[A-Z]?[^\W\d_A-Z]+|[A-Z]+(?![a-z])|[^\W\d_]+")
_MOST_NAMES = 400


@lru_cache(maxsize=4096)
def part_named(names: str) -> Named | None:
    """The part of a page that an element with these names is; None where they say nothing.

    Of several words the first listed in phrases/page_classes.toml counts: `share` before `nav`.
    """
    parts = _parts()
    words = [word.casefold() for word in _WORD.findall(names[:_MOST_NAMES])]
    pairs = (f"{one}-{other}" for one, other in pairwise(words))
    found = [parts[word] for word in (*words, *pairs) if word in parts]
    return min(found) if found else None


@cache
def _parts() -> Mapping[str, Named]:
    """What each word or pair tells."""
    found: dict[str, Named] = {}
    for rank, group in enumerate(groups_of("page_classes")):
        for name in _names(group):
            part = Place(group["place"]), group["reason"]
            found.setdefault(name, Named(rank, part, bool(group.get("weak"))))
    return found


def _names(group: Mapping[str, Any]) -> Iterator[str]:
    yield from group["words"].split()
    for pair in group.get("pairs", "").split():
        yield pair
        yield pair.replace("-", "")
