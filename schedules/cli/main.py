"""Puts the commands together, and turns every error that has a name into one line and an exit code."""

import sys
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_group

from ingest.errors import IngestError
from normalize.errors import NormalizeError
from schedules.cli.exit_codes import code_of
from schedules.cli.invocation import Invocation
from schedules.cli.show import printable
from schedules.errors import DeskError
from storage.errors import StorageError

_NAMED = (DeskError, StorageError, NormalizeError, IngestError)


_COMMANDS = {
    "once": "once:once",
    "daemon": "daemon:daemon",
    "pause": "pause:pause",
    "resume": "pause:resume",
    "normalize": "normalize:normalize_files",
    "explain": "explain:explain_copy",
    "renormalize": "renormalize:renormalize",
    "status": "status:show_status",
    "sources": "sources:commands",
    "articles": "articles:commands",
    "changes": "changes:commands",
    "runs": "runs:commands",
    "backfill": "backfill:commands",
    "quarantine": "quarantine:commands",
    "alarms": "alarms:commands",
    "db": "db:commands",
    "config": "config:commands",
}
"""Each command with its module in schedules.cli and what there is the command, or the group of commands."""


class _Loader(Mapping[str, Any]):
    """The commands by name; a command's module is loaded when it is asked for: a cron run need not wait for others."""

    def __getitem__(self, name: str) -> Any:
        return _load(name)

    def __iter__(self) -> Iterator[str]:
        return iter(_COMMANDS)

    def __len__(self) -> int:
        return len(_COMMANDS)


@cache
def _load(name: str) -> Any:
    module, _, attribute = _COMMANDS[name].partition(":")
    found = getattr(import_module(f"schedules.cli.{module}"), attribute)
    carrier = typer.Typer(callback=begin, add_completion=False)
    if isinstance(found, typer.Typer):
        carrier.add_typer(found, name=name)
    else:
        carrier.command(name)(found)
    return get_group(carrier).commands[name]


class _Commands(TyperGroup):
    """The commands of copydesk, each loaded when it is asked for."""

    def __init__(self, **told: Any) -> None:
        super().__init__(**told)
        self.commands = _Loader()  # type: ignore[assignment]  # nothing is ever added to them


app = typer.Typer(
    name="copydesk",
    help="Takes raw agency copy in and keeps clean, de-duplicated articles.",
    cls=_Commands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _tell_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 - slow to load

        try:
            told = version("copydesk")
        except PackageNotFoundError:  # run from a checkout that is not installed
            told = "(not installed)"
        sys.stdout.write(f"copydesk {told}\n")
        raise typer.Exit


@app.callback()
def begin(
    ctx: typer.Context,
    config: Annotated[
        Path | None, typer.Option(help="File of settings. Default: $COPYDESK_CONFIG, then ./config.yaml.")
    ] = None,
    debug: Annotated[bool, typer.Option("--debug", help="Show the trace of an error.")] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_tell_version, is_eager=True, help="Tell the version.")
    ] = False,
) -> None:
    """Takes raw agency copy in and keeps clean, de-duplicated articles."""
    del version
    if not debug:
        sys.excepthook = _complain_of_defect
    ctx.obj = Invocation(config)


def _complain(text: str) -> None:
    sys.stderr.write(f"copydesk: {printable(text, keep_lines=True)}\n")


def _complain_of_defect(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Say in one line that an error has no name; the trace is for --debug."""
    del trace
    _complain(f"a defect of copydesk: {kind.__name__}: {error}; run it again with --debug and report the trace")


def main(arguments: list[str] | None = None) -> None:
    """Run the command line, by default the process's own; ends the process with one of the exit codes."""
    told = sys.argv[1:] if arguments is None else arguments
    try:
        app(told)
    except _NAMED as error:
        if "--debug" in told:
            raise
        _complain(str(error))
        sys.exit(code_of(error))
