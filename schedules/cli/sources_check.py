"""`copydesk sources check`: whether sources can be read now, and what they hold, without keeping anything."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import typer

from ingest.drop import FileStamp
from ingest.errors import IngestError
from ingest.raw import RawCopy
from ingest.registry import DROP
from ingest.sources import AnySource, DropSource, FeedSource
from schedules.cli.invocation import JsonOption, invocation_of, source_called
from schedules.cli.show import Shower
from schedules.desk import utc_now
from schedules.errors import SourcesFailed
from schedules.settings import HttpSettings


@dataclass(frozen=True, slots=True)
class Look:
    """What a source offers now: how many files or entries, which files it must refuse, or why it can't be read."""

    source: str
    kind: str
    found: int
    refused: tuple[str, ...] = ()
    error: str | None = None


def check_sources(
    ctx: typer.Context,
    names: Annotated[
        list[str] | None, typer.Argument(help="Names of sources; all that are enabled where none is given.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Look whether sources can be read and what they hold, without keeping anything; each feed is asked once."""
    config = invocation_of(ctx).config()
    chosen = [source_called(config, name) for name in dict.fromkeys(names or ())]
    chosen = chosen or [source for source in config.sources if source.enabled]
    looks = _looks(chosen, config.settings.http)
    shower = Shower(as_json=json)
    if json:
        shower.json(looks)
    else:
        rows = [(one.source, one.kind, not one.error, one.found, one.error or one.refused) for one in looks]
        shower.table("Sources", ("source", "kind", "readable", "found", "what is wrong"), rows, "No sources.")
    failed = [one.source for one in looks if one.error]
    if failed:
        raise SourcesFailed(f"could not be read: {', '.join(failed)}", "mend what the table says")


def _looks(sources: Sequence[AnySource], settings: HttpSettings) -> list[Look]:
    feeds = _feeds([source for source in sources if isinstance(source, FeedSource)], settings)
    return [_folder(one) if isinstance(one, DropSource) else feeds[one.name] for one in sources]


def _feeds(sources: Sequence[FeedSource], settings: HttpSettings) -> dict[str, Look]:
    if not sources:
        return {}
    from schedules.feed_trial import look  # noqa: PLC0415 - aiohttp takes as long to load as this command takes

    return {name: _look(name, held) for name, held in look(sources, settings, utc_now).items()}


def _look(name: str, held: Sequence[RawCopy] | IngestError) -> Look:
    if isinstance(held, IngestError):
        return Look(name, "feed", 0, error=str(held))
    return Look(name, "feed", len(held))


def _folder(source: DropSource) -> Look:
    files, refused = 0, list[str]()
    looks_only = source.model_copy(update={"after": "keep"})
    try:
        for one in DROP.fetch(looks_only, _nothing_kept, utc_now, _do_not_wait):
            if isinstance(one, IngestError):
                refused.append(str(one))
            else:
                files += 1
    except IngestError as failure:
        return Look(source.name, source.kind, files, tuple(refused), str(failure))
    return Look(source.name, source.kind, files, tuple(refused))


def _nothing_kept(source: str, stamps: Sequence[FileStamp]) -> set[FileStamp]:
    del source, stamps
    return set()


def _do_not_wait(seconds: float) -> None:
    del seconds
