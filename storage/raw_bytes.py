"""Keeps bytes as they came, each once, under their hash, compressed.

Bytes are committed before the rows that name them: a run killed between the two leaves bytes that nothing
names, which is harmless; the other order could leave a name without bytes.
"""

from collections.abc import Collection, Mapping
from hashlib import blake2b

import zstandard
from sqlalchemy import select

from storage import packing
from storage.database import Database
from storage.dialect import insert, slices
from storage.errors import RawCopyLost
from storage.tables import raw_bytes


def hash_of(raw: bytes) -> str:
    """The name of the bytes: BLAKE2b-160 in hex, which no sender can make two inputs agree on."""
    return blake2b(raw, digest_size=20).hexdigest()


def put(database: Database, by_hash: Mapping[str, bytes]) -> None:
    """Keep the bytes under their hashes, committed; those that are kept already are left as they are."""
    rows = [
        {"bytes_hash": name, "size": len(by_hash[name]), "packed": packing.pack(by_hash[name])}
        for name in sorted(missing(database, by_hash))
    ]
    if not rows:
        return
    with database.writing_raw() as connection:
        connection.execute(insert(connection, raw_bytes).on_conflict_do_nothing(), rows)


def packed(database: Database, hashes: Collection[str]) -> dict[str, bytes]:
    """The kept bytes of the given hashes, still compressed; a hash that is not kept is left out."""
    found: dict[str, bytes] = {}
    with database.reading_raw() as connection:
        for names in slices(sorted(hashes)):
            query = select(raw_bytes.c.bytes_hash, raw_bytes.c.packed).where(raw_bytes.c.bytes_hash.in_(names))
            found.update((row.bytes_hash, row.packed) for row in connection.execute(query))
    return found


def unpack(subject: str, bytes_hash: str, kept: bytes | None) -> bytes:
    """Open what `packed` gave; raises RawCopyLost, naming `subject`, if it is missing or not what was kept."""
    if kept is None:
        raise RawCopyLost(subject, f"its bytes ({bytes_hash}) are not in the store")
    try:
        raw = packing.unpack(kept)
    except zstandard.ZstdError as error:
        raise RawCopyLost(subject, f"its bytes ({bytes_hash}) are damaged: {error}") from error
    if hash_of(raw) != bytes_hash:
        raise RawCopyLost(subject, f"its bytes are not those that were kept as {bytes_hash}")
    return raw


def missing(database: Database, hashes: Collection[str]) -> set[str]:
    """Those of the hashes whose bytes are not kept."""
    kept: set[str] = set()
    with database.reading_raw() as connection:
        for names in slices(sorted(hashes)):
            kept.update(connection.scalars(select(raw_bytes.c.bytes_hash).where(raw_bytes.c.bytes_hash.in_(names))))
    return set(hashes) - kept
