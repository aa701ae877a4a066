"""What is asked over HTTP and what comes back: the request, and the two answers that are no error."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from ingest.credentials import Credentials
from ingest.validators import NO_VALIDATORS, Validators

FEEDS_FIRST = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, text/html;q=0.5, */*;q=0.1"
)
"""The Accept header of a feed's request: feeds before pages."""

_OURS = frozenset(
    {
        "accept-encoding",
        "connection",
        "content-length",
        "expect",
        "host",
        "if-modified-since",
        "if-none-match",
        "proxy-authorization",
        "range",
        "te",
        "transfer-encoding",
        "upgrade",
    }
)


@dataclass(frozen=True, slots=True)
class FetchRequest:
    """One address to fetch. `headers` are the operator's own and go, like credentials, to the address's origin alone.

    `max_bytes` takes the place of the client's own cap. Raises ValueError for a header that is the client's to set.
    """

    url: str = field(repr=False)
    validators: Validators = NO_VALIDATORS
    credentials: Credentials | None = None
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    accept: str = FEEDS_FIRST
    max_bytes: int | None = None

    def __post_init__(self) -> None:
        for name, value in self.headers.items():
            if name.lower() in _OURS or any(letter < " " or letter == "\x7f" for letter in name + value):
                raise ValueError(f"the header {name!r} cannot be set for a source")


@dataclass(frozen=True, slots=True)
class Fetched:
    """A whole body. `body_hash` is its BLAKE2b in 32 hexadecimal digits, `address` where it lay after redirects.

    `media_type` is in lower case, `charset` what the header said, unchecked. `moved_to` is where permanent redirects
    led from the address asked for, None where there was none. `fresh_for` is how long the host asks us to wait.
    """

    body: bytes = field(repr=False)
    body_hash: str
    received_at: datetime
    address: str
    media_type: str
    charset: str | None
    validators: Validators
    fresh_for: timedelta | None = None
    moved_to: str | None = None


@dataclass(frozen=True, slots=True)
class NotModified:
    """The body has not changed since the validators were given. Those that the answer brought are in `validators`."""

    received_at: datetime
    address: str
    validators: Validators
    fresh_for: timedelta | None = None
    moved_to: str | None = None


Outcome = Fetched | NotModified
