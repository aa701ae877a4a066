"""What every command is called with: the file of settings, found and read when a command needs it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, cast

import typer

from ingest.sources import AnySource
from schedules.errors import NotFound
from schedules.settings import Config, find_config, load_config

JsonOption = Annotated[bool, typer.Option("--json", help="Write JSON for programs instead of tables for people.")]
"""The option that every listing has."""


@dataclass(frozen=True, slots=True)
class Invocation:
    """One call of the program. `config_file` is what --config named, if anything."""

    config_file: Path | None

    def config(self) -> Config:
        """Find, read and check the settings; raises ConfigMissing and ConfigInvalid."""
        return load_config(find_config(self.config_file))


def invocation_of(ctx: typer.Context) -> Invocation:
    """Return the invocation that the top of the command line made."""
    return cast("Invocation", ctx.obj)


def source_called(config: Config, name: str) -> AnySource:
    """The configured source of that name; raises NotFound."""
    for source in config.sources:
        if source.name == name:
            return source
    raise NotFound(f"no source is called {name!r}", "list them with 'copydesk sources list'")
