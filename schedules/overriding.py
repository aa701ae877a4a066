"""An operator's word on a block of an article: the block is found, the article made again, and both stored at once.

name the block | make the article again under the new overrides | compare | override + revision + change
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from normalize.chain import Chain
from normalize.document import Document, Place
from normalize.made import Made, Refused, make
from normalize.overrides import Override, Overrides, block_name, find_block, words_of
from schedules.errors import NotFound, NotRemade
from schedules.explaining import explained
from schedules.remaking import Compared, Verdict, compare
from storage.actions import Action
from storage.database import Database
from storage.errors import ArticleMoved, RawCopyLost
from storage.overrides import list_overrides, override_by_id
from storage.overriding import Laid, lay_override, overrides_with, withdraw_override
from storage.replays import Head, Remade, Rewritten, head_of_article

_Result = TypeVar("_Result")

VERB, WITHDRAWAL = "article override", "article withdraw-override"
"""What is noted of an operator who says something of a block, and who takes it back."""

_TRIES = 5
"""How often an article is made again that becomes another meanwhile."""
_NUMBER = re.compile(r"\d{1,6}")
_NAME = re.compile(r"[0-9a-f]{8,16}")


@dataclass(frozen=True, slots=True)
class Said:
    """What an operator says: that a block of an article belongs to a place. `block`: its number, name or words."""

    article_id: int
    block: str
    place: Place
    who: str
    why: str


@dataclass(frozen=True, slots=True)
class Ruled:
    """An override, what its article becomes under it, and what was stored of both: None where nothing was to be.

    `standing`: the number of the override that says so already, in the same words.
    """

    override: Override
    compared: Compared
    laid: Laid | None = None
    standing: int | None = None


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What an article becomes without an override, and what was stored; None where it can't be made again."""

    article_id: int
    compared: Compared
    rewritten: Rewritten | None


def override(
    database: Database, chain: Chain, said: Said, now: Callable[[], datetime], *, dry_run: bool = False
) -> Ruled:
    """Lay an override on a block; with `dry_run` say only what would become of its article.

    Raises NotInStore for an article and NotFound for a block that is not there, RawCopyLost where the article can't be
    made again, NotRemade where the chain makes none of it, and ArticleMoved where it never stands still.
    """
    document, _ = explained(database, said.article_id, chain)
    new = _override(document, said)

    def _once() -> Ruled:
        head = head_of_article(database, said.article_id)
        compared = compare(head, _made(head, chain, overrides_with(head.overrides, new)))
        if compared.made is None:
            raise NotRemade(f"article {said.article_id} can't be made again: {compared.sentence}", "nothing was stored")
        standing = next((one.id for one in list_overrides(database, said.article_id) if one.override == new), None)
        if dry_run or standing is not None:
            return Ruled(new, compared, standing=standing)
        remade = Remade(head, compared.made, compared.verdict is Verdict.CHANGED, said.why)
        return Ruled(new, compared, lay_override(database, new, remade, Action(said.who, now(), VERB, "", said.why)))

    return _until_it_stands(_once)


def withdraw(
    database: Database, chain: Chain, number: int, who: str, why: str, now: Callable[[], datetime]
) -> Withdrawn:
    """Take an override back. An article that can't be made again stays as it is. Raises NotInStore, ArticleMoved."""
    line = override_by_id(database, number)

    def _once() -> Withdrawn:
        head = head_of_article(database, line.article_id)
        left = tuple(one for one in head.overrides if one != line.override)
        compared = _compared(head, chain, left)
        is_changed = compared.verdict is Verdict.CHANGED
        remade = None if compared.made is None else Remade(head, compared.made, is_changed, why)
        action = Action(who, now(), WITHDRAWAL, "", why)
        return Withdrawn(line.article_id, compared, withdraw_override(database, number, remade, action))

    return _until_it_stands(_once)


def _until_it_stands(once: Callable[[], _Result]) -> _Result:
    for _ in range(_TRIES - 1):
        try:
            return once()
        except ArticleMoved:
            continue
    return once()


def _compared(head: Head, chain: Chain, overrides: Overrides) -> Compared:
    try:
        return compare(head, _made(head, chain, overrides))
    except RawCopyLost as error:
        return Compared(head, Verdict.LOST, code=error.code, sentence=error.sentence)


def _made(head: Head, chain: Chain, overrides: Overrides) -> Made | Refused:
    return make(head.copy.raw_copy(), chain, overrides)


def _override(document: Document, said: Said) -> Override:
    """The override, with its block as it stands in the document; raises NotFound."""
    if _NUMBER.fullmatch(said.block):
        return _by_number(document, said)
    names = {name for name in _names(document).values() if name.startswith(said.block)}
    if len(names) == 1 and _NAME.fullmatch(said.block):
        text = next(document.text[slice(*place)] for place, name in _names(document).items() if name in names)
    else:
        text = said.block
    found = Override(block_name(text), words_of(text), said.place, said.who, said.why)
    if not words_of(text) or not find_block(document, found):
        sentence = f"article {said.article_id} has neither a block nor a passage of whole words {said.block!r}"
        raise NotFound(sentence, f"copydesk explain {said.article_id} numbers its blocks")
    return found


def _by_number(document: Document, said: Said) -> Override:
    number = int(said.block)
    spans = next((block for block in document.blocks() if block[0].block == number), None)
    if spans is None:
        sentence = f"article {said.article_id} has no block {number}"
        raise NotFound(sentence, f"copydesk explain {said.article_id} numbers its blocks")
    place = spans[0].start, spans[-1].end
    text = document.text[slice(*place)]
    same = [other for other, name in _names(document).items() if name == block_name(text)]
    occurrence = same.index(place) + 1 if len(same) > 1 else None
    return Override(block_name(text), words_of(text), said.place, said.who, said.why, occurrence)


def _names(document: Document) -> dict[tuple[int, int], str]:
    """The name of each block, by where it stands."""
    places = ((spans[0].start, spans[-1].end) for spans in document.blocks())
    return {place: block_name(document.text[slice(*place)]) for place in places}
