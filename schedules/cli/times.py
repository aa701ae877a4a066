"""Reads times as they are given on the command line."""

from datetime import UTC, datetime

import typer


def read_time(told: str | None) -> datetime | None:
    """A time as given, in UTC where it names no zone."""
    if told is None:
        return None
    try:
        time = datetime.fromisoformat(told)
        return (time.replace(tzinfo=UTC) if time.tzinfo is None else time).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise typer.BadParameter(f"{told!r} is no time; write 2024-01-31 or 2024-01-31T12:00:00Z") from error
