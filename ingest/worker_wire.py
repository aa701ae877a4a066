"""What goes between the desk and its workers: pickles behind their length, taken apart with suspicion.

The worker reads hostile bytes, so the desk believes it no more than it must: of an answer it takes plain values,
times, and the frozen dataclasses, enumerations and errors of ingest and normalize; no function and nothing else.
"""

import dataclasses
import enum
import io
import pickle
import struct
from typing import BinaryIO

_LENGTH = struct.Struct(">Q")
_OURS = ("ingest.", "normalize.")
_PLAIN = frozenset({("datetime", "datetime"), ("datetime", "timezone"), ("datetime", "timedelta")})


class BrokenAnswer(Exception):
    """An answer breaks off, is too long, or names what an answer may not hold."""


def write_message(stream: BinaryIO, message: bytes) -> None:
    """Write one message behind its length."""
    stream.write(_LENGTH.pack(len(message)) + message)
    stream.flush()


def read_message(stream: BinaryIO) -> bytes | None:
    """The next message, None at the end of the stream."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    return stream.read(_LENGTH.unpack(head)[0])


def message_length(head: bytes, most: int) -> int:
    """The length that the first eight bytes of a message announce. Raises BrokenAnswer over `most`."""
    length: int = _LENGTH.unpack(head)[0]
    if length > most:
        raise BrokenAnswer(f"{length} bytes are announced")
    return length


def taken_apart(message: bytes) -> object:
    """The value in an answer. Raises BrokenAnswer for whatever is not on the list of this module."""
    try:
        return _SuspiciousUnpickler(io.BytesIO(message)).load()
    except (
        pickle.UnpicklingError,
        EOFError,
        AttributeError,
        ImportError,
        IndexError,
        KeyError,
        TypeError,
        ValueError,
    ) as error:
        raise BrokenAnswer(str(error)) from error


class _SuspiciousUnpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> object:
        """The class of that name, if it is on the list."""
        if (module, name) in _PLAIN:
            return super().find_class(module, name)
        if module.startswith(_OURS):
            found = super().find_class(module, name)
            if isinstance(found, type) and (
                dataclasses.is_dataclass(found) or issubclass(found, (enum.Enum, Exception))
            ):
                return found
        raise pickle.UnpicklingError(f"an answer may not hold {module}.{name}")
