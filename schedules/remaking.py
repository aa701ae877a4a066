"""Makes standing versions again from their raw copy, and says what would become of each: nothing is written here.

heads | raw copy | normalize, here or in worker processes, under the article's overrides | compare with what stands
"""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ingest.raw import RawCopy
from normalize.made import Made, Refused
from schedules.desk import Desk
from schedules.differences import Difference, differences
from schedules.pending import Makers, Taker, normalized, take_from
from storage.errors import RawCopyLost
from storage.normalized import Normalized
from storage.replays import Head, Selection, heads


class Verdict(StrEnum):
    """What would become of an article that is made again.

    `lost`: its raw copy is gone, so that it can't be made again. `refused`: the chain makes no article of the copy now.
    """

    CHANGED = "changed"
    UNCHANGED = "unchanged"
    LOST = "lost"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Compared:
    """What would become of one article; what was made of it, or the code and sentence of why it can't be."""

    head: Head
    verdict: Verdict
    differences: tuple[Difference, ...] = ()
    made: Normalized | None = None
    code: str | None = None
    sentence: str | None = None


def compare_all(desk: Desk, selection: Selection, limit: int | None, by: Makers) -> Iterator[list[Compared]]:
    """What would become of the articles of a selection, at most so many, batch by batch; ends early with the desk.

    Raises MachineFailed and the errors of the store.
    """
    under_way: deque[tuple[Sequence[Head], list[Compared], Taker]] = deque()
    for batch in _batches(desk, selection, limit):
        opened = [(head, _open(head)) for head in batch]
        lost = [copy for _, copy in opened if isinstance(copy, Compared)]
        whole = [(head, copy) for head, copy in opened if isinstance(copy, RawCopy)]
        taker = by.start([(copy, head.overrides) for head, copy in whole])
        under_way.append(([head for head, _ in whole], lost, taker))
        while len(under_way) > by.ahead:
            yield _compared(desk, *under_way.popleft())
    while under_way:
        yield _compared(desk, *under_way.popleft())


def compare(head: Head, made: Made | Refused) -> Compared:
    """What would become of an article, from what was made of its raw copy."""
    if isinstance(made, Refused):
        return Compared(head, Verdict.REFUSED, code=made.code, sentence=made.sentence)
    told = differences(head.fields, made.fields)
    verdict = Verdict.CHANGED if told else Verdict.UNCHANGED
    return Compared(head, verdict, told, normalized(head.copy, made, head.article_id))


def _batches(desk: Desk, selection: Selection, limit: int | None) -> Iterator[list[Head]]:
    after, left = 0, limit
    while not desk.is_stopping() and left != 0:
        size = desk.config.settings.run.batch
        batch = heads(desk.database, selection, size if left is None else min(size, left), after)
        if not batch:
            return
        after = batch[-1].article_id
        left = None if left is None else left - len(batch)
        yield batch


def _open(head: Head) -> RawCopy | Compared:
    try:
        return head.copy.raw_copy()
    except RawCopyLost as error:
        return Compared(head, Verdict.LOST, code=error.code, sentence=error.sentence)


def _compared(desk: Desk, whole: Sequence[Head], lost: list[Compared], taker: Taker) -> list[Compared]:
    made = take_from(taker)
    for head, one in zip(whole, made, strict=False):  # fewer where the desk ends
        if isinstance(one, Refused) and one.trace:
            desk.log.error("copy_failed", source=head.copy.source, raw=head.copy.id, exception=one.trace)
    told = [compare(head, one) for head, one in zip(whole, made, strict=False)]
    return sorted((*told, *lost), key=lambda one: one.head.article_id)
