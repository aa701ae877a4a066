"""Feeds in the store: a turn's delivery first, then the pieces that it is split into, with the fetch state.

    fetched -> delivery, kept as it came (keep_turns) -> split -> raw copies + fetch state + validators (keep_split)

The state of a turn that brought new bytes waits until they have been split: bytes that no reader reads leave the old
validators in force, so the host is asked again for the whole. A run that dies between the two leaves a delivery
that is kept and not split; the next run splits it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from itertools import accumulate

from sqlalchemy import ColumnElement, Connection, and_, select, update

from ingest.raw import Delivery, RawCopy
from ingest.rhythm import FetchState
from storage import fetch_states, raw_bytes
from storage.database import Database
from storage.deliveries import Place, insert_deliveries, place_of
from storage.dialect import alone, slices
from storage.fetch_states import Ending
from storage.leases import Lease, held
from storage.liveness import require_running
from storage.quarantine import Failure, close_sources, put_in
from storage.states import CopyState, DeliveryState
from storage.storable import legible
from storage.tables import delivery as deliveries
from storage.tables import raw_copy, run

_OWN = ("id", "source", "provider", "address", "media_type", "received_at", "envelope", "bytes_hash")


@dataclass(frozen=True, slots=True)
class Turn:
    """What one source's turn brought: the state after it, how it ended, what it delivered, what failed.

    `is_known`: the body is, byte for byte, the last one; nothing is delivered.
    """

    lease: Lease
    state: FetchState
    ending: Ending
    delivery: Delivery | None = None
    failure: Failure | None = None
    is_known: bool = False

    @property
    def source(self) -> str:
        """The source whose turn it was."""
        return self.lease.source


@dataclass(frozen=True, slots=True)
class KeptTurns:
    """What became of turns: how many deliveries are new or known, and the turns whose delivery waits to be split.

    `stale` names the sources that are another run's by now: their turns were dropped.
    """

    deliveries: int
    known: int
    waiting: Mapping[int, Turn]
    stale: frozenset[str]


@dataclass(frozen=True, slots=True)
class KeptDelivery:
    """A delivery that is kept and not yet split; its bytes are still compressed."""

    id: int
    source: str
    provider: str
    address: str
    media_type: str
    received_at: datetime
    envelope: Mapping[str, str]
    bytes_hash: str
    packed: bytes | None

    def delivery(self) -> Delivery:
        """The delivery as it came; raises RawCopyLost if its bytes are gone or damaged."""
        return Delivery(
            source=self.source,
            provider=self.provider,
            address=self.address,
            media_type=self.media_type,
            received_at=self.received_at,
            raw=raw_bytes.unpack(f"delivery {self.id}", self.bytes_hash, self.packed),
            envelope=self.envelope,
        )


@dataclass(frozen=True, slots=True)
class Split:
    """What splitting a delivery came to: its raw copies, or None where it is broken; and the turn that brought it.

    A delivery that an earlier run left has no turn; then `failure` alone says what is wrong.
    """

    id: int
    source: str
    copies: tuple[RawCopy, ...] | None
    turn: Turn | None = None
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class KeptCopies:
    """How many raw copies are new and wait, and how many said word for word what was kept before.

    `stale` names the sources that are another run's by now: the states after their turns were dropped.
    """

    copies: int
    repeated: int
    stale: frozenset[str]


def keep_turns(database: Database, turns: Sequence[Turn], run_id: int) -> KeptTurns:
    """Keep what turns delivered, each as it came, and the states of those that brought nothing to split.

    At most one turn of each source; committed on return, all in one transaction. Raises RunClosed if another run has
    closed this one, and the transient errors of the store, after which nothing is written.
    """
    places = {turn.source: place_of(turn.delivery) for turn in turns if turn.delivery is not None}
    raw_bytes.put(database, {place_of(one)[2]: one.raw for turn in turns if (one := turn.delivery) is not None})
    with database.writing() as connection:
        alone(connection)
        require_running(connection, run_id)
        good, stale = _parted(connection, turns, run_id)
        offered = {places[turn.source]: turn.delivery for turn in good if turn.delivery is not None}
        new = insert_deliveries(connection, offered, run_id, DeliveryState.KEPT)
        unsplit_yet = new | _take_up_again(connection, [place for place in offered if place not in new], run_id)
        waiting = {unsplit_yet[places[turn.source]]: turn for turn in good if places.get(turn.source) in unsplit_yet}
        _settle(connection, [turn for turn in good if places.get(turn.source) not in unsplit_yet], run_id)
        known = sum(turn.is_known for turn in good) + len(offered) - len(new)
        counts = {"known": run.c.known + known, "stale": run.c.stale + len(stale)}
        connection.execute(update(run).where(run.c.id == run_id).values(counts))
    return KeptTurns(len(new), known, waiting, stale)


def _parted(connection: Connection, turns: Sequence[Turn], run_id: int) -> tuple[list[Turn], frozenset[str]]:
    """The turns whose lease is the run's still, and the sources of the others."""
    own = held(connection, run_id, [turn.lease for turn in turns])
    return [turn for turn in turns if turn.lease in own], frozenset(
        turn.source for turn in turns if turn.lease not in own
    )


def unsplit(database: Database, run_id: int, limit: int, most_bytes: int, after: int = 0) -> list[KeptDelivery]:
    """The next deliveries that the run has to split, numbered above `after`: at most so many, and bytes.

    If one waits there is one, however large.
    """
    own = deliveries.c[_OWN]
    waits = _waits_for(run_id)
    query = select(*own, deliveries.c.size).where(waits, deliveries.c.id > after).order_by(deliveries.c.id).limit(limit)
    with database.reading() as connection:
        rows = connection.execute(query).mappings().all()
    summed = accumulate(row["size"] for row in rows)
    some = [row for row, size in zip(rows, summed, strict=True) if size <= most_bytes] or rows[:1]
    packed = raw_bytes.packed(database, {row["bytes_hash"] for row in some})
    return [KeptDelivery(**{name: row[name] for name in _OWN}, packed=packed.get(row["bytes_hash"])) for row in some]


def keep_split(database: Database, splits: Sequence[Split], run_id: int, now: datetime) -> KeptCopies:
    """Keep the raw copies of deliveries that were split, with the states of their turns: one transaction.

    A piece that its source brought before under the same guid, word for word, is counted and not kept again. A
    delivery that another run has taken since is left to that one. Raises RunClosed if another run has closed this one.
    """
    fresh = _fresh(database, splits)
    raw_bytes.put(database, {piece.bytes_hash: piece.copy.raw for piece in fresh})
    with database.writing() as connection:
        alone(connection)
        require_running(connection, run_id)
        own = _own(connection, splits, run_id)
        numbers = {split.id for split in own}
        rows = [_row(piece, run_id) for piece in fresh if piece.delivery_id in numbers]
        if rows:
            connection.execute(raw_copy.insert(), rows)
        _note_ends(connection, own)
        good, stale = _parted(connection, [split.turn for split in splits if split.turn is not None], run_id)
        _settle(connection, good, run_id)
        for split in own:
            if split.turn is None and split.failure is not None:
                put_in(connection, split.failure, run_id, now)
        repeated = sum(len(split.copies or ()) for split in own) - len(rows)
        counts = {"repeated": run.c.repeated + repeated, "stale": run.c.stale + len(stale)}
        connection.execute(update(run).where(run.c.id == run_id).values(counts))
    return KeptCopies(len(rows), repeated, stale)


def _waits_for(run_id: int) -> ColumnElement[bool]:
    return and_(deliveries.c.state == DeliveryState.KEPT.value, deliveries.c.split_by == run_id)


def _own(connection: Connection, splits: Sequence[Split], run_id: int) -> list[Split]:
    """Those of the splits whose delivery is the run's to split still."""
    found: set[int] = set()
    for numbers in slices([split.id for split in splits]):
        query = select(deliveries.c.id).where(deliveries.c.id.in_(numbers), _waits_for(run_id))
        found.update(connection.scalars(query))
    return [split for split in splits if split.id in found]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A raw copy with its delivery's number, its name, and the name of its bytes."""

    delivery_id: int
    copy: RawCopy
    known_as: str
    bytes_hash: str


def _fresh(database: Database, splits: Sequence[Split]) -> list[_Piece]:
    """The pieces that were not kept before, each once, in the order of the feeds."""
    pieces: dict[str, _Piece] = {}
    for split in splits:
        for copy in split.copies or ():
            bytes_hash = raw_bytes.hash_of(copy.raw)
            name = _known_as(split.source, copy.envelope.get("guid", ""), bytes_hash)
            pieces.setdefault(name, _Piece(split.id, copy, name, bytes_hash))
    kept: set[str | None] = set()
    with database.reading() as connection:
        for names in slices(list(pieces)):
            kept.update(connection.scalars(select(raw_copy.c.known_as).where(raw_copy.c.known_as.in_(names))))
    return [piece for name, piece in pieces.items() if name not in kept]


def _known_as(source: str, guid: str, bytes_hash: str) -> str:
    told = f"{source}\x1f{guid}\x1f{bytes_hash}".encode("utf-8", "surrogatepass")
    return blake2b(told, digest_size=20).hexdigest()


def _row(piece: _Piece, run_id: int) -> dict[str, object]:
    copy = piece.copy
    return {
        "delivery_id": piece.delivery_id,
        "position": copy.position,
        "state": CopyState.PENDING.value,
        "kept_run_id": run_id,
        "run_id": run_id,
        "bytes_hash": piece.bytes_hash,
        "address": legible(copy.address),
        "media_type": copy.media_type,
        "known_as": piece.known_as,
        # One odd letter in a guid must not cost the story: it is written out.
        "envelope": {name: legible(value) for name, value in copy.envelope.items()},
    }


def _take_up_again(connection: Connection, known: Sequence[Place], run_id: int) -> dict[Place, int]:
    """Of deliveries met again, those that no reader has split: they are the run's now, and broken ones tried anew."""
    columns = deliveries.c["id", "source", "address", "bytes_hash"]
    found: dict[Place, int] = {}
    for places in slices(known):
        query = select(*columns).where(
            deliveries.c.source.in_([place[0] for place in places]),
            deliveries.c.bytes_hash.in_([place[2] for place in places]),
            deliveries.c.state != DeliveryState.SPLIT.value,
        )
        rows = connection.execute(query).mappings()
        found.update(((row["source"], row["address"], row["bytes_hash"]), row["id"]) for row in rows)
    again = {place: number for place, number in found.items() if place in known}
    for numbers in slices(list(again.values())):
        tries = update(deliveries).where(deliveries.c.id.in_(numbers))
        connection.execute(tries.values(state=DeliveryState.KEPT.value, split_by=run_id))
    return again


def _note_ends(connection: Connection, splits: Sequence[Split]) -> None:
    for state, is_broken in ((DeliveryState.SPLIT, False), (DeliveryState.BROKEN, True)):
        for numbers in slices([split.id for split in splits if (split.copies is None) == is_broken]):
            ends = update(deliveries).where(deliveries.c.id.in_(numbers))
            connection.execute(ends.values(state=state.value))


def _settle(connection: Connection, turns: Sequence[Turn], run_id: int) -> None:
    """Write the states of turns that are over, open what failed, close what works again."""
    fetch_states.put(connection, [(turn.source, turn.state, turn.ending) for turn in turns])
    well = [turn for turn in turns if turn.ending.is_well]
    if well:
        close_sources(connection, [turn.source for turn in well], well[0].ending.at)
    for turn in turns:
        if turn.failure is not None:
            put_in(connection, turn.failure, run_id, turn.ending.at)
