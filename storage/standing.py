"""How an article stands to its readers: shown, or held back by its status, its embargo or its expiry.

    embargoed --released--> shown --expired--> hidden
    shown     --withheld--> embargoed again, or withheld by status
    any       --killed----> gone for good

What is told stands in the article's row, set in the transaction that makes the change: so the views, which read that
row, and a reader who replays the changes hold the same articles.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from normalize.article import Status
from normalize.versions import RevisionClass
from storage.dialect import slices
from storage.states import ChangeKind
from storage.tables import article


@dataclass(frozen=True, slots=True)
class Standing:
    """What was told of an article: its head's status and moments, since when it is released, and when it expired."""

    status: Status
    embargo_until: datetime | None
    expires_at: datetime | None
    released_at: datetime | None
    expired_at: datetime | None

    def columns(self) -> dict[str, object]:
        """The values by the names of their columns in `article`."""
        return {
            "status": self.status,
            "embargo_until": self.embargo_until,
            "expires_at": self.expires_at,
            "released_at": self.released_at,
            "expired_at": self.expired_at,
        }

    @property
    def is_shown(self) -> bool:
        """Whether the changes have told readers that they may use it, and not that they may no longer."""
        return self.status is Status.USABLE and self.released_at is not None and self.expired_at is None


_REVISED = {
    RevisionClass.FIRST: ChangeKind.NEW,
    RevisionClass.UPDATE: ChangeKind.UPDATED,
    RevisionClass.CORRECTION: ChangeKind.CORRECTED,
}
_COLUMNS = article.c["id", "status", "embargo_until", "expires_at", "released_at", "expired_at"]


def standings(connection: Connection, numbers: Sequence[int]) -> dict[int, Standing]:
    """How these articles stand, by number."""
    found: dict[int, Standing] = {}
    for some in slices(numbers):
        for row in connection.execute(select(*_COLUMNS).where(article.c.id.in_(some))):
            number, status, embargo_until, expires_at, released_at, expired_at = tuple[Any, ...](row)
            found[number] = Standing(Status(status), embargo_until, expires_at, released_at, expired_at)
    return found


def stand(
    before: Standing | None, status: Status, embargo: datetime | None, expires: datetime | None, now: datetime
) -> Standing:
    """How an article stands once a version with this status and these moments is its head; `before` it had none."""
    waits = embargo is not None and embargo > now
    over = expires is not None and expires <= now
    return Standing(
        status=status,
        embargo_until=embargo,
        expires_at=expires,
        released_at=None if waits else ((before and before.released_at) or now),
        expired_at=((before and before.expired_at) or now) if over else None,
    )


def told_again_as(before: Standing, after: Standing) -> ChangeKind:
    """The kind of the change that a head makes which was made again: what it does to readers, or RENORMALIZED."""
    if after.status is Status.CANCELED and before.status is not Status.CANCELED:
        return ChangeKind.KILLED
    if after.expired_at is not None and before.expired_at is None:
        return ChangeKind.EXPIRED
    if before.is_shown != after.is_shown:
        return ChangeKind.RELEASED if after.is_shown else ChangeKind.WITHHELD
    return ChangeKind.RENORMALIZED


def told_as(before: Standing | None, after: Standing, revision_class: RevisionClass) -> ChangeKind:
    """The kind of the change that a new head makes."""
    if after.status is Status.CANCELED:
        return ChangeKind.KILLED
    if after.expired_at is not None:
        return ChangeKind.EXPIRED
    if not after.is_shown:
        return ChangeKind.WITHHELD
    if before is not None and not before.is_shown:
        return ChangeKind.RELEASED
    return _REVISED[revision_class]
