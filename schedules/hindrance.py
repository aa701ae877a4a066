"""Why nothing is fetched for now, though sources are due: an operator paused the desk, or the disk is nearly full.

What is kept already is worked on all the same; fetching goes on by itself once the hindrance is gone.
"""

import shutil
from enum import StrEnum
from types import MappingProxyType

from schedules.settings import Config
from storage.actions import paused_at
from storage.database import Database, file_of

_MEGABYTE = 1_000_000


class Hindrance(StrEnum):
    """What keeps the desk from fetching."""

    PAUSED = "paused"
    DISK_LOW = "disk_low"


HINDRANCE_IN_WORDS = MappingProxyType(
    {
        Hindrance.PAUSED: "an operator paused the desk; 'copydesk resume' lets it go on",
        Hindrance.DISK_LOW: "the disk has less room than daemon.free_disk_mb; it goes on by itself when there is more",
    }
)
"""What it means and what to do, for people."""


def hindrance(config: Config, database: Database) -> Hindrance | None:
    """What keeps the desk from fetching now, if anything; raises the transient errors of the store."""
    if paused_at(database) is not None:
        return Hindrance.PAUSED
    floor = config.settings.daemon.free_disk_mb
    if floor and free_mb(config, database) < floor:
        return Hindrance.DISK_LOW
    return None


def free_mb(config: Config, database: Database) -> float:
    """Megabytes that are free where the SQLite file lies; with PostgreSQL, where config.yaml lies."""
    place = file_of(database) or config.file
    return shutil.disk_usage(place.parent).free / _MEGABYTE
