"""What a source delivered, as it came: the types that every later package is fed with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class RawCopy:
    """One story's raw copy: a whole delivery, or one piece that a splitter cut from it.

    `raw` is never altered. `envelope` holds what was told about the copy outside its bytes
    (`modified`, `charset`, ...), names in snake_case, values as text.
    """

    source: str
    provider: str
    address: str
    media_type: str
    received_at: datetime
    raw: bytes
    position: int = 0
    envelope: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Delivery:
    """What one fetch brought from one address, to be kept before anything reads it.

    `source` is the configured name it was fetched for, `provider` the scope in which its guids
    are unique, `address` the path or URL, `received_at` aware UTC.
    """

    source: str
    provider: str
    address: str
    media_type: str
    received_at: datetime
    raw: bytes
    envelope: Mapping[str, str] = field(default_factory=dict)

    def whole(self) -> RawCopy:
        """The delivery as one raw copy: for sources that deliver a story at a time."""
        return RawCopy(
            source=self.source,
            provider=self.provider,
            address=self.address,
            media_type=self.media_type,
            received_at=self.received_at,
            raw=self.raw,
            envelope=self.envelope,
        )
