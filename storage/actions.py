"""Notes what operators did to the store: who, when, what, to what, and why.

Whether the desk as a whole is paused is read from the notes: the last of the two verbs stands.
"""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from storage.database import Database
from storage.desk_tables import operator_action

PAUSE, RESUME = "desk pause", "desk resume"
"""The verbs of an operator who wants nothing fetched, and then again."""


@dataclass(frozen=True, slots=True)
class Action:
    """One act of an operator, by its verb and what it was done to ("quarantine retry", "quarantine 7")."""

    who: str
    at: datetime
    verb: str
    subject: str
    why: str


def note(connection: Connection, action: Action) -> None:
    """Note the act, in the transaction that does it."""
    connection.execute(operator_action.insert(), asdict(action))


def act(database: Database, action: Action) -> None:
    """Note an act that changes no other row: PAUSE or RESUME."""
    with database.writing() as connection:
        note(connection, action)


def paused_at(database: Database) -> datetime | None:
    """Since when an operator wants nothing fetched at all; None where the desk works."""
    acts = operator_action.c
    query = select(acts.verb, acts.at).where(acts.verb.in_((PAUSE, RESUME))).order_by(acts.id.desc()).limit(1)
    with database.reading() as connection:
        last = connection.execute(query).first()
    return last.at if last is not None and last.verb == PAUSE else None
