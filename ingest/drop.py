"""What a drop needs from the store: which of its files are kept already, judged without reading them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class FileStamp:
    """A file as the folder lists it: its path, its size in bytes and its time of change in nanoseconds."""

    address: str
    size: int
    modified_ns: int


class KeptFiles(Protocol):
    """Says which files of a source were kept with the very size and time that they have now."""

    def kept_files(self, source: str, stamps: Sequence[FileStamp]) -> set[FileStamp]:
        """Return those of `stamps` that are kept already."""
        ...
