"""The small words of the languages: articles, prepositions and the like, which tell a language and a fused word."""

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType


@cache
def small_words() -> frozenset[str]:
    """The small words of all languages of phrases/small_words.txt, in lower case."""
    return frozenset().union(*small_words_by_language().values())


@cache
def small_words_by_language() -> Mapping[str, frozenset[str]]:
    """The small words of phrases/small_words.txt in lower case, by the language's tag."""
    lines = files("normalize.phrases").joinpath("small_words.txt").read_text("utf-8").splitlines()
    rows = (line.split() for line in lines if not line.startswith("#"))
    return MappingProxyType({row[0]: frozenset(row[1:]) for row in rows})


@cache
def languages_by_small_word() -> Mapping[str, tuple[str, ...]]:
    """The tags of the languages that have a word, by the word in lower case."""
    found: dict[str, list[str]] = {}
    for tag, words in small_words_by_language().items():
        for word in words:
            found.setdefault(word, []).append(tag)
    return MappingProxyType({word: tuple(tags) for word, tags in found.items()})


def count_by_language(words: Iterable[str]) -> tuple[Counter[str], Counter[str]]:
    """How many of the words, in lower case, each language has; and how many no other of them has."""
    has, alone = Counter[str](), Counter[str]()
    languages = languages_by_small_word()
    times = Counter(words)
    for word in times.keys() & languages.keys():
        tags = languages[word]
        for tag in tags:
            has[tag] += times[word]
        if len(tags) == 1:
            alone[tags[0]] += times[word]
    return has, alone
