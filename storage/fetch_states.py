"""What is remembered of each source that is fetched over HTTP: its fetch state, and how its last turn ended.

A state is written in the transaction that keeps what the turn brought (storage.feeds), never ahead of it. When the
source is asked next stands in its lease, which the same transaction gives back.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, RowMapping, func, select, update

from ingest.rhythm import FetchState, Move
from ingest.validators import Validators
from storage.actions import Action, note
from storage.database import Database
from storage.desk_tables import fetch_state as states
from storage.desk_tables import lease as leases
from storage.dialect import alone, insert, slices
from storage.errors import NotInStore
from storage.storable import legible


@dataclass(frozen=True, slots=True)
class Ending:
    """How a turn ended. `code` is an error's, or what came; `sentence` and `advice` are empty where it went well.

    `held_until` is until when the host wants no request from us at all.
    """

    code: str
    at: datetime
    is_well: bool = True
    sentence: str = ""
    advice: str = ""
    held_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a source stands between fetches; `last_fetch_at` is None where it was only paused so far."""

    source: str
    state: FetchState
    paused_at: datetime | None
    held_until: datetime | None
    last_outcome: str
    last_sentence: str
    last_advice: str
    last_fetch_at: datetime | None
    last_ok_at: datetime | None


def standings(database: Database, sources: Collection[str] | None = None) -> dict[str, Standing]:
    """How sources stand, by name: those named, or all that were ever fetched or paused."""
    found: list[RowMapping] = []
    joined = states.outerjoin(leases, leases.c.source == states.c.source)
    query = select(states, leases.c.next_due).select_from(joined).order_by(states.c.source)
    with database.reading() as connection:
        if sources is None:
            found += connection.execute(query).mappings()
        for names in slices(sorted(sources or ())):
            found += connection.execute(query.where(states.c.source.in_(names))).mappings()
    return {row["source"]: _standing(row) for row in found}


def load(database: Database, sources: Collection[str]) -> dict[str, FetchState]:
    """The fetch states of the named sources; one that was never fetched is left out."""
    return {name: standing.state for name, standing in standings(database, sources).items()}


def pause(database: Database, name: str, home: str, action: Action) -> None:
    """Ask a source no more until it is resumed, and note who wants it so. `home` is its address in the settings."""
    row = _row(name, FetchState(home, home), Ending("never_fetched", action.at)) | {
        "paused_at": action.at,
        "last_fetch_at": None,
        "last_ok_at": None,
    }
    with database.writing() as connection:
        alone(connection)
        statement = insert(connection, states).on_conflict_do_update(
            index_elements=["source"], set_={"paused_at": action.at}
        )
        connection.execute(statement, row)
        note(connection, action)


def resume(database: Database, name: str, action: Action) -> None:
    """Ask a source again, at the next run: one that was paused, that is gone, or that waits after failures.

    Raises NotInStore for one that was neither fetched nor paused.
    """
    afresh = {"paused_at": None, "gone_at": None, "failures": 0, "held_until": None}
    with database.writing() as connection:
        alone(connection)
        changed = connection.execute(update(states).where(states.c.source == name).values(afresh))
        if not changed.rowcount:
            raise NotInStore(f"source {name}", "it was neither fetched nor paused")
        connection.execute(update(leases).where(leases.c.source == name).values(next_due=None))
        note(connection, action)


def put(connection: Connection, turns: Sequence[tuple[str, FetchState, Ending]]) -> None:
    """Write the states of sources after their turns and give the sources back, with what the turns brought."""
    if not turns:
        return
    statement = insert(connection, states)
    new = statement.excluded
    values: dict[str, Any] = {name: new[name] for name in states.c.keys() if name not in {"source", "paused_at"}}  # noqa: SIM118
    values["last_ok_at"] = func.coalesce(new.last_ok_at, states.c.last_ok_at)
    written = statement.on_conflict_do_update(index_elements=["source"], set_=values)
    connection.execute(written, [_row(*turn) for turn in turns])
    gives = insert(connection, leases)
    over = {"next_due": gives.excluded.next_due, "leased_by": None, "leased_until": None}
    due = [{"source": source, "next_due": state.next_due, "fence": 0} for source, state, _ in turns]
    connection.execute(gives.on_conflict_do_update(index_elements=["source"], set_=over), due)


def _row(source: str, state: FetchState, ending: Ending) -> dict[str, Any]:
    move = state.move
    return {
        "source": source,
        "home": state.home,
        "address": state.address,
        "etag": state.validators.etag,
        "last_modified": state.validators.last_modified,
        "validators_of": state.validators.address,
        "body_hash": state.body_hash,
        "fresh_s": state.fresh_for.total_seconds() if state.fresh_for is not None else None,
        "failures": state.failures,
        "moved_to": move.to if move else None,
        "moved_since": move.since if move else None,
        "moved_answers": move.answers if move else None,
        "former": list(state.former),
        "gone_at": state.gone_at,
        "held_until": ending.held_until,
        "last_outcome": ending.code,
        "last_sentence": legible(ending.sentence),
        "last_advice": ending.advice,
        "last_fetch_at": ending.at,
        "last_ok_at": ending.at if ending.is_well else None,
    }


def _standing(row: RowMapping) -> Standing:
    move = Move(row["moved_to"], row["moved_since"], row["moved_answers"]) if row["moved_to"] else None
    state = FetchState(
        home=row["home"],
        address=row["address"],
        next_due=row["next_due"],
        validators=Validators(row["validators_of"], row["etag"], row["last_modified"]),
        body_hash=row["body_hash"],
        fresh_for=timedelta(seconds=row["fresh_s"]) if row["fresh_s"] is not None else None,
        failures=row["failures"],
        move=move,
        former=tuple(row["former"]),
        gone_at=row["gone_at"],
    )
    return Standing(
        source=row["source"],
        state=state,
        paused_at=row["paused_at"],
        held_until=row["held_until"],
        last_outcome=row["last_outcome"],
        last_sentence=row["last_sentence"],
        last_advice=row["last_advice"],
        last_fetch_at=row["last_fetch_at"],
        last_ok_at=row["last_ok_at"],
    )
