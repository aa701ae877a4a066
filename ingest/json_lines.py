"""Raw copy as JSON Lines, one object a line: how archives and other systems hand copy over (docs/backfill.md).

A line that can't be read becomes a raw copy of its own, of a media type whose reader says what is wrong with it: so
its bytes are kept, it stands in the books, and the others go on.
"""

from base64 import b64decode
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Annotated, Self

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    field_validator,
    model_validator,
)

from ingest.errors import BrokenLine
from ingest.raw import Delivery, RawCopy

LINES_MEDIA_TYPE = "application/vnd.copydesk.raw-copy+jsonl"
"""The media type of a delivery of such lines. Its envelope holds `line`, the number of the first."""

BROKEN_LINE_MEDIA_TYPE = "application/vnd.copydesk.broken-line"
"""The media type of a raw copy that is a line which can't be read; `normalize.readers.broken_line` says why."""

_LONGEST_ADDRESS = 2000  # bytes: what the store looks addresses up by
_MARK = "#line="


class RawLine(BaseModel):
    """One line: the copy as `text` or, for bytes that are no UTF-8, as `base64`; and what is told about it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str | None = None
    base64: str | None = None
    media_type: Annotated[str, StringConstraints(pattern=r"^[!-~][ -~]{0,199}$")] = "text/plain"
    address: Annotated[str, Field(min_length=1)] | None = None
    guid: Annotated[str, Field(min_length=1)] | None = None
    received_at: AwareDatetime | None = None
    envelope: dict[str, str] = {}

    @field_validator("address")
    @classmethod
    def _address_can_be_looked_up(cls, address: str | None) -> str | None:
        if address is not None and (not address.isprintable() or len(address.encode()) > _LONGEST_ADDRESS):
            raise ValueError(f"must be printable and have at most {_LONGEST_ADDRESS} bytes")
        return address

    @field_validator("received_at")
    @classmethod
    def _time_is_in_the_calendar(cls, time: datetime | None) -> datetime | None:
        try:
            return time and time.astimezone(UTC)
        except OverflowError:
            raise ValueError("falls out of the calendar in UTC") from None

    @field_validator("base64")
    @classmethod
    def _base64_is_whole(cls, told: str | None) -> str | None:
        if told is not None:
            b64decode(told, validate=True)
        return told

    @model_validator(mode="after")
    def _holds_copy(self) -> Self:
        if (self.text is None) == (self.base64 is None):
            raise ValueError("one of 'text' and 'base64' is wanted")
        return self

    def raw(self) -> bytes:
        """The copy's bytes."""
        return (self.text or "").encode() if self.base64 is None else b64decode(self.base64)

    def told(self) -> dict[str, str]:
        """The copy's envelope."""
        charset = {} if self.text is None or "charset" in self.envelope else {"charset": "utf-8"}
        guid = {} if self.guid is None else {"guid": self.guid}
        return {**self.envelope, **charset, **guid}


def read_line(raw: bytes, subject: str) -> RawLine:
    """The line in `raw`. Raises BrokenLine, whose sentence names each key at fault and none of the values."""
    try:
        return RawLine.model_validate_json(raw)
    except ValidationError as error:
        faults = error.errors(include_url=False, include_context=False, include_input=False)
        told = "; ".join(": ".join((*map(str, fault["loc"]), fault["msg"])) for fault in faults[:5])
        raise BrokenLine(subject, f"the line is no raw copy ({told})", "mend the line and backfill it again") from error


def split_lines(delivery: Delivery) -> tuple[RawCopy, ...]:
    """The lines of a delivery as raw copies, in order; empty lines are left out."""
    return tuple(_pieces(delivery))


def lines_within(raw: bytes, is_within: Callable[[datetime], bool]) -> tuple[bytes, int]:
    """The lines without those that tell a time when they were received which is not wanted; how many those are.

    Each of them becomes an empty line, so that the others keep their numbers. What tells no time may be of any.
    """
    lines = raw.split(b"\n")
    left_out = 0
    for at, line in enumerate(lines):
        try:
            time = read_line(_bare(line), "").received_at
        except BrokenLine:
            continue
        if time is not None and not is_within(time):
            lines[at] = b""
            left_out += 1
    return b"\n".join(lines), left_out


def lines_address(file: str, first_line: int) -> str:
    """The address of a delivery of lines, and of one line."""
    return f"{file}{_MARK}{first_line}"


def _pieces(delivery: Delivery) -> Iterator[RawCopy]:
    first = int(delivery.envelope.get("line", "1"))
    file = delivery.address.rpartition(_MARK)[0] or delivery.address
    for position, line in enumerate(delivery.raw.split(b"\n")):
        bare = _bare(line)
        if not bare:
            continue
        number = first + position
        try:
            told = read_line(bare, lines_address(file, number))
        except BrokenLine:
            yield _broken(delivery, bare, lines_address(file, number), position, number)
        else:
            yield _copy(delivery, told, position)


def _copy(delivery: Delivery, told: RawLine, position: int) -> RawCopy:
    raw = told.raw()
    # A name that does not change when the line stands elsewhere in the file the next time.
    name = told.address or f"jsonl:{blake2b(raw, digest_size=20).hexdigest()}"
    return RawCopy(
        source=delivery.source,
        provider=delivery.provider,
        address=name,
        media_type=told.media_type,
        received_at=told.received_at or delivery.received_at,
        raw=raw,
        position=position,
        envelope=told.told(),
    )


def _broken(delivery: Delivery, line: bytes, address: str, position: int, number: int) -> RawCopy:
    return RawCopy(
        source=delivery.source,
        provider=delivery.provider,
        address=address,
        media_type=BROKEN_LINE_MEDIA_TYPE,
        received_at=delivery.received_at,
        raw=line,
        position=position,
        envelope={"line": str(number)},
    )


def _bare(line: bytes) -> bytes:
    return line.removeprefix(b"\xef\xbb\xbf").strip()
