"""The kinds of source that copydesk knows: one row each, with its model and what fetches it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from ingest.drop import KeptFiles, fetch_drop, release_drop
from ingest.errors import IngestError
from ingest.raw import Delivery
from ingest.sources import DropSource


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of source. `fetch` brings deliveries, `release` is called for each once it is kept."""

    name: str
    model: type[DropSource]
    fetch: Callable[
        [DropSource, KeptFiles, Callable[[], datetime], Callable[[float], object]], Iterator[Delivery | IngestError]
    ]
    release: Callable[[DropSource, Delivery], IngestError | None]


KINDS: Mapping[str, Kind] = MappingProxyType({"drop": Kind("drop", DropSource, fetch_drop, release_drop)})
