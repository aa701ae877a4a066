"""What a database can keep: no NUL (SQLite reads such text short, PostgreSQL refuses it), no lone surrogate."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from storage.database import WrittenJson, to_json
from storage.errors import Unstorable

MAX_ADDRESS = 2000
"""Bytes of the longest address that is taken: an index of PostgreSQL holds no more than 2,704."""


def refuse_unstorable(subject: str, texts: Iterable[str | None]) -> None:
    """Raise Unstorable, naming `subject`, if any of the texts cannot be kept unaltered."""
    for text in texts:
        if text and not _is_storable(text):
            raise Unstorable(legible(subject), f"{legible(text[:40])!r}... holds NUL or half a character")


def written_values(subject: str, values: Mapping[str, object]) -> WrittenJson:
    """The values as JSON, for a column of it; raises Unstorable if they hold what no database keeps, or are none."""
    try:
        told = to_json(values)
        told.encode()
    except (TypeError, ValueError) as error:
        raise Unstorable(subject, f"the values are not to be kept as JSON: {error}") from error
    if "\\u0000" in told and _holds_nul(values):
        raise Unstorable(subject, "a value holds NUL")
    return WrittenJson(told)


def refuse_number(subject: str, number: int | None) -> None:
    """Raise Unstorable for a number that does not fit into 64 bits."""
    if number is not None and not -(2**63) <= number < 2**63:
        raise Unstorable(subject, f"a number of {number.bit_length()} bits is too large")


def refuse_moment(subject: str, moment: datetime | None) -> None:
    """Raise Unstorable for a moment without time zone, or that falls out of the calendar in UTC."""
    try:
        in_utc = None if moment is None else moment.astimezone(UTC)
    except OverflowError as error:
        raise Unstorable(subject, f"{moment} falls out of the calendar in UTC") from error
    if in_utc is not None and moment is not None and moment.tzinfo is None:
        raise Unstorable(subject, f"{moment.isoformat()} has no time zone")


def refuse_address(address: str) -> None:
    """Raise Unstorable for an address that cannot be kept, or not be looked up again."""
    refuse_unstorable(address, [address])
    if len(address.encode()) > MAX_ADDRESS:
        raise Unstorable(f"{address[:80]}...", f"the address is longer than {MAX_ADDRESS} bytes")


def legible(text: str) -> str:
    r"""The text with what cannot be kept written out (`\udce4`, `\x00`), for messages and lists."""
    return text.encode("utf-8", "backslashreplace").decode().replace("\0", "\\x00")


def _holds_nul(value: object) -> bool:
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, Mapping):
        return any(_holds_nul(key) or _holds_nul(inner) for key, inner in value.items())
    return isinstance(value, (list, tuple)) and any(_holds_nul(inner) for inner in value)


def _is_storable(text: str) -> bool:
    if "\0" in text:
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
