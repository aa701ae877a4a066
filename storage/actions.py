"""Notes what operators did to the store: who, when, what, to what, and why."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection

from storage.tables import operator_action


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
