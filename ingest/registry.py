"""The kinds of source that copydesk knows: one row each, with its model and what takes its copy in."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from ingest.drop import KeptFiles, fetch_drop, release_drop
from ingest.errors import IngestError, UnreadableFeed
from ingest.raw import Delivery, RawCopy
from ingest.sources import DropSource, FeedSource
from ingest.splitting import split_deliveries


@dataclass(frozen=True, slots=True)
class FolderKind:
    """A kind that lies in a folder. `fetch` brings deliveries, `release` is called for each once it is kept."""

    name: str
    model: type[DropSource]
    fetch: Callable[
        [DropSource, KeptFiles, Callable[[], datetime], Callable[[float], object] | None],
        Iterator[Delivery | IngestError],
    ]
    release: Callable[[DropSource, Delivery], IngestError | None]


@dataclass(frozen=True, slots=True)
class RemoteKind:
    """A kind that is fetched over HTTP when it is due. `split` cuts kept deliveries into raw copies.

    It is called in a worker (ingest.worker), and gives an error in place of a delivery that it refuses.
    """

    name: str
    model: type[FeedSource]
    split: Callable[[tuple[Delivery, ...]], tuple[tuple[RawCopy, ...] | UnreadableFeed, ...]]


DROP = FolderKind("drop", DropSource, fetch_drop, release_drop)
FEED = RemoteKind("feed", FeedSource, split_deliveries)

KINDS: Mapping[str, FolderKind | RemoteKind] = MappingProxyType({kind.name: kind for kind in (DROP, FEED)})
