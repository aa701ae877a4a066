"""Column types that mean the same on both databases."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import JSON, BigInteger, Dialect, Integer, String
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP
from sqlalchemy.types import TypeDecorator, TypeEngine

NUMBER = BigInteger().with_variant(Integer, "sqlite")
"""Row numbers: SQLite counts up by itself only in INTEGER, PostgreSQL's INTEGER ends at 2 billion."""

FIELDS = JSON().with_variant(JSONB(), "postgresql")
"""Values without columns of their own: JSON text on SQLite, jsonb on PostgreSQL."""


class UtcTime(TypeDecorator[datetime]):
    """A moment, aware, in UTC.

    SQLite: text, always `2026-11-22T09:30:00.000000Z`, so that it sorts and compares as time; PostgreSQL: timestamptz.
    A naive datetime raises ValueError: nobody can say which moment it means.
    """

    impl = String(27)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the database's own form."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(TIMESTAMP(timezone=True))
        return dialect.type_descriptor(String(27))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> object:
        """Give the moment as the database keeps it."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value.isoformat()} has no time zone")
        if dialect.name == "postgresql":
            return value
        return as_text(value)

    def process_result_value(self, value: object, dialect: Dialect) -> datetime | None:
        """Read the moment back as aware UTC."""
        if isinstance(value, datetime):
            return value.astimezone(UTC)
        return datetime.fromisoformat(value) if isinstance(value, str) else None


@lru_cache(maxsize=4096)  # a batch has few moments, each of them in many rows
def as_text(moment: datetime) -> str:
    """The moment as SQLite keeps it: 27 characters, UTC, microseconds, `Z`."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")[:26] + "Z"
