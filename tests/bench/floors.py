"""The quality floors: figures that a kit's score must not fall below, pinned with the digest of the kit.

A floor that no longer belongs to the kit at hand proves nothing, so a changed digest is an error too.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

FLOORS = Path(__file__).resolve().parent.parent / "golden" / "floors.json"


@dataclass(frozen=True, slots=True)
class Floor:
    """One figure of a kit. `at_least` and `at_most` are both inclusive; one of them is None."""

    figure: str
    at_least: float | None
    at_most: float | None

    def is_held_by(self, value: float) -> bool:
        """Whether a measured value keeps to the floor."""
        return (self.at_least is None or value >= self.at_least) and (self.at_most is None or value <= self.at_most)


def kit_digest(folder: Path) -> str:
    """Return the SHA-256 of a kit: the names and bytes of all its files, in order."""
    digest = sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def pinned(kit: str) -> tuple[str, list[Floor]]:
    """Return the digest and the floors that are pinned for a kit."""
    entry: dict[str, Any] = json.loads(FLOORS.read_text(encoding="utf-8"))[kit]
    floors = [Floor(name, bound.get("at_least"), bound.get("at_most")) for name, bound in entry["floors"].items()]
    return entry["kit_sha256"], floors


def broken(kit: str, figures: Mapping[str, Any]) -> Iterator[str]:
    """Yield a sentence for each floor of the kit that the figures do not keep to."""
    for floor in pinned(kit)[1]:
        value = figures[floor.figure]
        if not floor.is_held_by(value):
            bound = f">= {floor.at_least}" if floor.at_least is not None else f"<= {floor.at_most}"
            yield f"{kit}: {floor.figure} is {value}, must be {bound}"
