"""The first transaction: keeps what a source delivered, before anything reads it, and hands out what is still to do."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, bindparam, func, select, update

from ingest.drop import FileStamp
from ingest.raw import Delivery, RawCopy
from storage import raw_bytes
from storage.columns import UtcTime
from storage.database import Database
from storage.dialect import insert, slices
from storage.errors import Unstorable
from storage.leases import Lease, held
from storage.liveness import require_running
from storage.states import CopyState, DeliveryState
from storage.storable import refuse_address, refuse_unstorable
from storage.tables import delivery as deliveries
from storage.tables import raw_copy, run

Place = tuple[str, str, str]
"""Source, address and bytes_hash: what makes a delivery the same again."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of the deliveries: numbers of the new ones, how many were known, raw copies made, those refused.

    `is_stale`: their source is another run's by now, and none was kept.
    """

    deliveries: tuple[int, ...]
    known: int
    copies: int
    refused: tuple[tuple[Delivery, Unstorable], ...]
    is_stale: bool = False


@dataclass(frozen=True, slots=True)
class KeptCopy:
    """A raw copy as it is kept. Small to hand on: its bytes are still compressed, None if they are gone."""

    id: int
    delivery_id: int
    source: str
    provider: str
    address: str
    media_type: str
    received_at: datetime
    position: int
    envelope: Mapping[str, str]
    bytes_hash: str
    packed: bytes | None

    def raw_copy(self) -> RawCopy:
        """The raw copy as it was received; raises RawCopyLost if its bytes are gone or damaged."""
        return RawCopy(
            source=self.source,
            provider=self.provider,
            address=self.address,
            media_type=self.media_type,
            received_at=self.received_at,
            raw=raw_bytes.unpack(f"raw copy {self.id}", self.bytes_hash, self.packed),
            position=self.position,
            envelope=self.envelope,
        )


def keep(database: Database, offered: Sequence[Delivery], run_id: int, lease: Lease | None = None) -> Kept:
    """Keep deliveries of one story each, with one pending raw copy for each that is new: committed on return.

    A delivery with the same source, address and bytes as one kept before adds nothing; a file's new time of
    change is noted. One whose texts no database keeps is refused alone. `lease`: nothing is kept if that lease is no
    longer the run's. Raises RunClosed if another run has closed this one, and the transient errors of the store.
    """
    refused = tuple((one, error) for one in offered if (error := _refusal(one)) is not None)
    unfit = {id(one) for one, _ in refused}
    by_place = {place_of(one): one for one in offered if id(one) not in unfit}
    raw_bytes.put(database, {bytes_hash: one.raw for (_, _, bytes_hash), one in by_place.items()})
    with database.writing() as connection:
        require_running(connection, run_id)
        if lease is not None and not held(connection, run_id, [lease]):
            connection.execute(update(run).where(run.c.id == run_id).values(stale=run.c.stale + 1))
            return Kept((), 0, 0, (), is_stale=True)
        # One story each: the raw copy is made in the same transaction.
        new = insert_deliveries(connection, by_place, run_id, DeliveryState.SPLIT)
        _insert_copies(connection, new, by_place, run_id)
        _note_stamps(connection, [(place, one) for place, one in by_place.items() if place not in new])
        known = len(offered) - len(refused) - len(new)
        connection.execute(update(run).where(run.c.id == run_id).values(known=run.c.known + known))
    return Kept(tuple(sorted(new.values())), known, len(new), refused)


def kept_files(database: Database, source: str, stamps: Sequence[FileStamp]) -> set[FileStamp]:
    """Those of the stamps under which the source's files are kept already, so that they need not be read."""
    kept: set[FileStamp] = set()
    columns = (deliveries.c.address, deliveries.c.size, deliveries.c.modified_ns)
    with database.reading() as connection:
        for some in slices([stamp.address for stamp in stamps if _is_fit(stamp.address)]):
            query = select(*columns).where(deliveries.c.source == source, deliveries.c.address.in_(some))
            kept.update(FileStamp(*row) for row in connection.execute(query))
    return kept.intersection(stamps)


def pending(database: Database, run_id: int, limit: int, after: int = 0) -> list[KeptCopy]:
    """The next raw copies that the run has to do, in the order in which they were kept, numbered above `after`.

    Those left by earlier runs belong to the run since it took them over (runs.start_run, runs.close_dead).
    """
    query = (
        _copies()
        .where(raw_copy.c.state == CopyState.PENDING.value, raw_copy.c.outcome.is_(None))
        .where(raw_copy.c.run_id == run_id, raw_copy.c.id > after)
        .order_by(raw_copy.c.id)
        .limit(limit)
    )
    with database.reading() as connection:
        rows = connection.execute(query).mappings().all()
    return _with_bytes(database, rows)


def kept_copies(database: Database, numbers: Sequence[int]) -> dict[int, KeptCopy]:
    """The raw copies of these numbers, by number."""
    rows: list[RowMapping] = []
    with database.reading() as connection:
        for some in slices(numbers):
            rows += connection.execute(_copies().where(raw_copy.c.id.in_(some))).mappings()
    return {copy.id: copy for copy in _with_bytes(database, rows)}


def _copies() -> Select[*tuple[Any, ...]]:
    """The columns of a KeptCopy, but for its bytes."""
    own = raw_copy.c["id", "delivery_id", "address", "media_type", "position", "envelope", "bytes_hash"]
    query = select(*own, *deliveries.c["source", "provider"], received_at())
    return query.join(deliveries, deliveries.c.id == raw_copy.c.delivery_id)


def _with_bytes(database: Database, rows: Sequence[RowMapping]) -> list[KeptCopy]:
    packed = raw_bytes.packed(database, {row["bytes_hash"] for row in rows})
    return [KeptCopy(**row, packed=packed.get(row["bytes_hash"])) for row in rows]


def received_at() -> ColumnElement[datetime]:
    """When a raw copy was received: at its own time, else with its delivery, which the query joins."""
    return func.coalesce(raw_copy.c.received_at, deliveries.c.received_at, type_=UtcTime()).label("received_at")


def _refusal(offered: Delivery) -> Unstorable | None:
    try:
        refuse_address(offered.address)
        told = (text for pair in offered.envelope.items() for text in pair)
        refuse_unstorable(offered.address, (offered.source, offered.provider, offered.media_type, *told))
    except Unstorable as error:
        return error
    return None


def _is_fit(address: str) -> bool:
    try:
        refuse_address(address)
    except Unstorable:
        return False
    return True


def place_of(offered: Delivery) -> Place:
    """What makes the delivery the same again."""
    return offered.source, offered.address, raw_bytes.hash_of(offered.raw)


def insert_deliveries(
    connection: Connection, by_place: Mapping[Place, Delivery], run_id: int, state: DeliveryState
) -> dict[Place, int]:
    """Insert those that are not there yet, in this state; return their numbers."""
    rows = [
        {
            "source": source,
            "provider": one.provider,
            "run_id": run_id,
            "split_by": run_id,
            "state": state.value,
            "address": address,
            "media_type": one.media_type,
            "received_at": one.received_at,
            "bytes_hash": bytes_hash,
            "size": len(one.raw),
            "modified_ns": _modified_ns(one),
            "envelope": dict(one.envelope),
        }
        for (source, address, bytes_hash), one in by_place.items()
    ]
    if not rows:
        return {}
    columns = deliveries.c["id", "source", "address", "bytes_hash"]
    statement = insert(connection, deliveries).on_conflict_do_nothing().returning(*columns)
    made = connection.execute(statement, rows).mappings()
    return {(row["source"], row["address"], row["bytes_hash"]): row["id"] for row in made}


def _insert_copies(
    connection: Connection, new: Mapping[Place, int], by_place: Mapping[Place, Delivery], run_id: int
) -> None:
    """Insert the one raw copy of each new delivery, in the order in which they were offered."""
    rows = [
        {
            "delivery_id": new[place],
            "position": 0,
            "state": CopyState.PENDING.value,
            "kept_run_id": run_id,
            "run_id": run_id,
            "bytes_hash": place[2],
            "address": one.address,
            "media_type": one.media_type,
            "envelope": dict(one.envelope),
        }
        for place, one in by_place.items()
        if place in new
    ]
    if rows:
        connection.execute(raw_copy.insert(), rows)


def _note_stamps(connection: Connection, known: Iterable[tuple[Place, Delivery]]) -> None:
    """Note the new time of change of files whose bytes are the same, so that the next look need not read them."""
    rows = [
        {"of_source": place[0], "of_address": place[1], "of_bytes": place[2], "now": _modified_ns(one)}
        for place, one in known
        if _modified_ns(one) is not None
    ]
    if rows:
        statement = update(deliveries).where(
            deliveries.c.source == bindparam("of_source"),
            deliveries.c.address == bindparam("of_address"),
            deliveries.c.bytes_hash == bindparam("of_bytes"),
        )
        connection.execute(statement.values(modified_ns=bindparam("now")), rows)


def _modified_ns(offered: Delivery) -> int | None:
    told = offered.envelope.get("modified_ns")
    return None if told is None else int(told)
