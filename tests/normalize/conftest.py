"""What the tests of the normalizer share: raw copy and documents made of a few lines."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from ingest.raw import RawCopy
from normalize.document import Document
from normalize.readers.text import read_text

RECEIVED = datetime(2024, 2, 7, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def raw_copy() -> Callable[..., RawCopy]:
    """Raw copy of plain text or bytes; keywords go to the envelope."""

    def make(copy: str | bytes, media_type: str = "text/plain", **envelope: str) -> RawCopy:
        raw = copy if isinstance(copy, bytes) else copy.encode()
        return RawCopy("drop", "agency", "drop/story.txt", media_type, RECEIVED, raw, envelope=envelope)

    return make


@pytest.fixture(scope="session")
def document(raw_copy: Callable[..., RawCopy]) -> Callable[[str], Document]:
    """The document that the plain text reader makes of some copy."""

    def make(copy: str) -> Document:
        return read_text(raw_copy(copy.encode("utf-8", "surrogatepass")))

    return make
