"""`copydesk db`: looks after the database."""

import typer

from schedules.cli.exit_codes import ExitCode
from schedules.cli.invocation import JsonOption, invocation_of
from schedules.cli.show import Shower
from schedules.desk import open_store
from storage.check import check
from storage.schema import revision_of

commands = typer.Typer(help="Looks after the database: upgrade, check.", no_args_is_help=True)


@commands.command("upgrade")
def upgrade_database(ctx: typer.Context, json: JsonOption = False) -> None:
    """Bring the tables to the revision of this copydesk; on a current database nothing is changed."""
    from storage.upgrading import upgrade  # noqa: PLC0415 - Alembic is slow to load

    with open_store(invocation_of(ctx).config(), any_revision=True) as database:
        before = revision_of(database)
        upgrade(database)
        after = revision_of(database)
    shower = Shower(as_json=json)
    if json:
        shower.json({"before": before, "after": after})
    elif before == after:
        shower.line(f"The tables are of revision {after} already.")
    else:
        shower.line(f"The tables are now of revision {after} (before: {before or 'none'}).")


@commands.command("check")
def check_database(ctx: typer.Context, json: JsonOption = False) -> None:
    """Look the database over: its files, its revision, and the laws that its tables must keep."""
    with open_store(invocation_of(ctx).config(), any_revision=True) as database:
        findings = check(database)
    shower = Shower(as_json=json)
    if json:
        shower.json(findings)
    else:
        rows = [(one.name, "sound" if one.is_sound else "; ".join(one.faults)) for one in findings]
        shower.table("Database", ("what", "found"), rows, "")
    if not all(one.is_sound for one in findings):
        raise typer.Exit(ExitCode.BOOKS)
