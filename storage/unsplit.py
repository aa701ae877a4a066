"""Keeps what windows of backfills bring to be split: the first transaction of feeds, without a turn."""

from dataclasses import dataclass

from sqlalchemy import update

from ingest.raw import Delivery
from storage import raw_bytes
from storage.database import Database
from storage.deliveries import insert_deliveries, place_of
from storage.dialect import alone
from storage.feeds import take_up_again
from storage.liveness import require_running
from storage.states import DeliveryState
from storage.storable import refuse_address
from storage.tables import delivery as deliveries
from storage.tables import run


@dataclass(frozen=True, slots=True)
class KeptUnsplit:
    """The number of a delivery that waits to be split, None where it was kept and split before; whether it is new."""

    waiting: int | None
    is_new: bool


def keep_unsplit(database: Database, offered: Delivery, run_id: int) -> KeptUnsplit:
    """Keep one delivery as it came, committed on return.

    Raises RunClosed, Unstorable for an address that can't be kept, and the transient errors of the store.
    """
    refuse_address(offered.address)
    place = place_of(offered)
    raw_bytes.put(database, {place[2]: offered.raw})
    with database.writing() as connection:
        alone(connection)
        require_running(connection, run_id)
        new = insert_deliveries(connection, {place: offered}, run_id, DeliveryState.KEPT)
        waiting = new or take_up_again(connection, [place], run_id)
        known = run.c.known + (0 if new else 1)
        connection.execute(update(run).where(run.c.id == run_id).values(known=known))
    return KeptUnsplit(waiting.get(place), bool(new))


def pass_over(database: Database, number: int) -> None:
    """Note that a delivery is not to be split: it lies outside of what was asked for."""
    with database.writing() as connection:
        passes = update(deliveries).where(deliveries.c.id == number)
        connection.execute(passes.values(state=DeliveryState.PASSED.value))
