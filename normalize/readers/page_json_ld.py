"""The article that a page describes in JSON-LD (schema.org): found among arrays and graphs, its references followed.

Source: json-ld.org/spec, schema.org/NewsArticle; and what pages make of them: escaped a second time, with comments
or line breaks in strings, several blocks of which one is the article.
"""

import json
import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any

_LARGEST = 2_000_000
_DEEPEST = 12
_WRAPPED = re.compile(r"\A\s*(?:/\*.*?\*/|//)?\s*(?:<!--|<!\[CDATA\[|//<!\[CDATA\[)?\s*", re.DOTALL)
_LAST_COMMA = re.compile(r",\s*(?=[}\]])")
_KINDS = ("NewsArticle", "Article", "BlogPosting", "Report", "Review", "Recipe")
_DATES = ("datePublished", "headline")

Thing = Mapping[str, Any]


def read_json_ld(scripts: list[str]) -> Thing:
    """The thing that the page is about, its `author` and `publisher` resolved; an empty one where none is told."""
    things = [thing for script in scripts for thing in _things(_loaded(script), 0)]
    articles = [thing for thing in things if _is_article(thing)]
    if not articles:
        return {}
    chosen = max(
        articles,
        key=lambda thing: sum(name in thing for name in ("headline", "datePublished", "author", "mainEntityOfPage")),
    )
    known = {thing["@id"]: thing for thing in things if isinstance(thing.get("@id"), str) and len(thing) > 1}
    return {
        **chosen,
        **{name: _resolved(chosen[name], known) for name in ("author", "creator", "publisher") if name in chosen},
    }


def names_of(value: object) -> list[str]:
    """The names in an `author` or `publisher`: text, a thing with a name, or a list of those."""
    if isinstance(value, str):
        return [unescape(value)]
    if isinstance(value, list):
        return [name for each in value for name in names_of(each)]
    return names_of(value.get("name") or "") if isinstance(value, dict) else []


def text_of(value: object) -> str | None:
    """Text, or the first of several; None where it is none."""
    if isinstance(value, list):
        return next((text for each in value if (text := text_of(each))), None)
    if isinstance(value, dict):
        return text_of(value.get("@value") or value.get("name"))
    return unescape(value) if isinstance(value, str) and value.strip() else None


def texts_of(value: object) -> tuple[str, ...]:
    """All texts of a value: a list, things with names, or one text with commas between."""
    if isinstance(value, str):
        return tuple(filter(None, (one.strip() for one in unescape(value).split(","))))
    if isinstance(value, list):
        return tuple(dict.fromkeys(text for each in value if (text := text_of(each))))
    one = text_of(value)
    return (one,) if one else ()


def _loaded(script: str) -> object:
    if len(script) > _LARGEST:
        return None
    text = (
        _WRAPPED.sub("", script, count=1)
        .rstrip()
        .removesuffix("//]]>")
        .removesuffix("]]>")
        .removesuffix("-->")
        .rstrip("; \n\t")
    )
    for attempt in (text, _LAST_COMMA.sub("", text), unescape(text)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _things(value: object, depth: int) -> Iterator[Thing]:
    """Every thing inside, the outer before the inner."""
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for each in value:
            yield from _things(each, depth + 1)
    elif isinstance(value, dict):
        yield value
        for each in value.values():
            if isinstance(each, list | dict):
                yield from _things(each, depth + 1)


def _is_article(thing: Thing) -> bool:
    kinds = thing.get("@type")
    named = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(kind, str) and kind.rpartition("/")[2].endswith(_KINDS) for kind in named) or (
        any(isinstance(kind, str) and kind.endswith("LiveBlogPosting") for kind in named)
    )


def _resolved(value: object, known: Mapping[str, Thing]) -> object:
    if isinstance(value, list):
        return [_resolved(each, known) for each in value]
    if isinstance(value, dict) and "name" not in value and value.get("@id") in known:
        return known[value["@id"]]
    return value
