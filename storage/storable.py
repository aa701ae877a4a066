"""What a database can keep as text: no NUL (SQLite reads such text short, PostgreSQL refuses it), no lone surrogate."""

from collections.abc import Iterable

from storage.errors import UnstorableText

MAX_ADDRESS = 2000
"""Bytes of the longest address that is taken: an index of PostgreSQL holds no more than 2,704."""


def refuse_unstorable(subject: str, texts: Iterable[str | None]) -> None:
    """Raise UnstorableText, naming `subject`, if any of the texts cannot be kept unaltered."""
    for text in texts:
        if text and not _is_storable(text):
            raise UnstorableText(legible(subject), f"{legible(text[:40])!r}... holds NUL or half a character")


def refuse_address(address: str) -> None:
    """Raise UnstorableText for an address that cannot be kept, or not be looked up again."""
    refuse_unstorable(address, [address])
    if len(address.encode()) > MAX_ADDRESS:
        raise UnstorableText(f"{address[:80]}...", f"the address is longer than {MAX_ADDRESS} bytes")


def legible(text: str) -> str:
    """The text with what cannot be kept written out (`\\udce4`, `\\x00`), for messages and lists."""
    return text.encode("utf-8", "backslashreplace").decode().replace("\0", "\\x00")


def _is_storable(text: str) -> bool:
    if "\0" in text:
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
