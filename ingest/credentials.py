"""Credentials of a source: one header that only the source's own origin ever sees."""

from base64 import b64encode
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Credentials:
    """A header that says who we are. Its value is left out of every printed form."""

    header: str
    value: str = field(repr=False)

    def __post_init__(self) -> None:
        if any(letter < " " or letter == "\x7f" for letter in self.header + self.value):
            raise ValueError(f"control characters in the credentials for {self.header!r}")


def basic(user: str, password: str) -> Credentials:
    """Name and password as HTTP Basic (RFC 7617, in UTF-8). Raises ValueError for a colon in the name."""
    if ":" in user:
        raise ValueError("a user name for Basic has no colon")
    return Credentials("Authorization", "Basic " + b64encode(f"{user}:{password}".encode()).decode("ascii"))


def bearer(token: str) -> Credentials:
    """A token as HTTP Bearer (RFC 6750)."""
    return Credentials("Authorization", f"Bearer {token}")
