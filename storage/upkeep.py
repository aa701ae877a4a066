"""Keeps the write-ahead log of a SQLite store short. One process at a time does it, the one that holds UPKEEP.

SQLite before 3.51.3 has a rare race between connections that checkpoint and reset the log at once; so the others
checkpoint only where the log has grown beyond what the holder would ever leave (storage.dialect).
"""

from storage import dialect
from storage.database import Database

UPKEEP = "*upkeep"
"""Who holds the lease of this name checkpoints; no source can be called so."""


def checkpoint(database: Database) -> None:
    """Move what the logs of both files hold into the files; waits for nobody. On PostgreSQL the server does it."""
    dialect.checkpoint(database.engine)
    dialect.checkpoint(database.raw_engine)
