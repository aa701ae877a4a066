"""`copydesk articles override`, `overrides`, `withdraw-override`: an operator's word on where a block belongs."""

import getpass
from typing import Annotated

import typer

from normalize.chain import build_chain
from normalize.document import Place
from schedules.cli.differences import show_differences
from schedules.cli.invocation import JsonOption, invocation_of
from schedules.cli.show import Shower
from schedules.desk import open_store, utc_now
from schedules.overriding import Ruled, Said, Withdrawn, override, withdraw
from schedules.remaking import Verdict
from storage.overrides import OverrideLine, list_overrides

ReasonOption = Annotated[str, typer.Option(help="The reason: it is kept with the override and with the new version.")]


def override_block(  # noqa: PLR0917 - typer declares options as parameters
    ctx: typer.Context,
    article: Annotated[int, typer.Argument(help="Number of the article.")],
    block: Annotated[
        str,
        typer.Argument(help="The block: its number or its name in `explain`, or its words, or those of a part of it."),
    ],
    place: Annotated[Place, typer.Argument(help="Where it belongs.", show_choices=True)],
    reason: ReasonOption,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, and change nothing.")] = False,
    json: JsonOption = False,
) -> None:
    """Say where a block of an article belongs: now, in its later versions, and whatever chain makes it again."""
    said = Said(article, block, place, getpass.getuser(), _given(reason))
    with open_store(invocation_of(ctx).config()) as database:
        ruled = override(database, build_chain(), said, utc_now, dry_run=dry_run)
    shower = Shower(as_json=json)
    if json:
        shower.json(_ruled(ruled))
    else:
        _show_ruled(shower, ruled)


def list_all(
    ctx: typer.Context,
    article: Annotated[int | None, typer.Argument(help="Number of an article; all where none is given.")] = None,
    withdrawn: Annotated[bool, typer.Option("--withdrawn", help="Those that hold no more.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="At most so many, the newest.")] = 50,
    json: JsonOption = False,
) -> None:
    """List what operators said of blocks, the newest first."""
    with open_store(invocation_of(ctx).config()) as database:
        found = list_overrides(database, article, withdrawn=withdrawn, limit=limit)
    shower = Shower(as_json=json)
    if json:
        shower.json(found)
    else:
        show_overrides(shower, found, "No override holds." if not withdrawn else "No override was withdrawn.")


def withdraw_one(
    ctx: typer.Context,
    number: Annotated[int, typer.Argument(help="Number of the override.")],
    reason: ReasonOption,
    json: JsonOption = False,
) -> None:
    """Take an override back; its article is made again without it."""
    with open_store(invocation_of(ctx).config()) as database:
        told = withdraw(database, build_chain(), number, getpass.getuser(), _given(reason), utc_now)
    shower = Shower(as_json=json)
    if json:
        shower.json(_withdrawn(number, told))
        return
    show_differences(shower, told.compared.differences)
    shower.line(f"Override {number} of article {told.article_id} is withdrawn; {_ending(told)}")


def show_overrides(shower: Shower, found: list[OverrideLine], empty: str) -> None:
    """Write overrides as a table."""
    rows = [
        (one.id, one.article_id, one.place, one.text, one.occurrence, one.who, one.at, one.withdrawn_at, one.why)
        for one in found
    ]
    columns = ("override", "article", "place", "text", "which", "who", "since", "withdrawn", "reason")
    shower.table("Overrides", columns, rows, empty)


def _given(reason: str) -> str:
    if not reason.strip():
        raise typer.BadParameter("say why: who looks at the article later wants to know")
    return reason.strip()


def _ruled(ruled: Ruled) -> dict[str, object]:
    rewritten = None if ruled.laid is None else ruled.laid.rewritten
    return {
        "article": ruled.compared.head.article_id,
        "override": ruled.standing if ruled.laid is None else ruled.laid.number,
        "replaced": () if ruled.laid is None else ruled.laid.replaced,
        "block": ruled.override.block,
        "text": ruled.override.text,
        "occurrence": ruled.override.occurrence,
        "place": ruled.override.place,
        "verdict": ruled.compared.verdict,
        "change": rewritten and rewritten.change,
        "revision_id": rewritten and rewritten.revision_id,
        "differences": ruled.compared.differences,
    }


def _show_ruled(shower: Shower, ruled: Ruled) -> None:
    if ruled.standing is not None:
        shower.line(f"Override {ruled.standing} says so already.")
        return
    show_differences(shower, ruled.compared.differences)
    is_changed = ruled.compared.verdict is Verdict.CHANGED
    if ruled.laid is None:
        shower.line("Nothing was written." if is_changed else "It would change nothing; nothing was written.")
        return
    number, article = ruled.laid.number, ruled.compared.head.article_id
    for other in ruled.laid.replaced:
        shower.line(f"It stands in place of override {other}.")
    if is_changed:
        shower.line(f"Override {number} holds; article {article} has a new version: copydesk explain {article}")
    else:
        shower.line(f"Override {number} holds; it changes nothing of article {article} as it stands.")


def _withdrawn(number: int, told: Withdrawn) -> dict[str, object]:
    return {
        "override": number,
        "article": told.article_id,
        "verdict": told.compared.verdict,
        "change": told.rewritten and told.rewritten.change,
        "revision_id": told.rewritten and told.rewritten.revision_id,
        "differences": told.compared.differences,
    }


def _ending(told: Withdrawn) -> str:
    if told.rewritten is None:
        return f"the article stays as it is, as it can't be made again: {told.compared.sentence}"
    changed = told.compared.verdict is Verdict.CHANGED
    return "the article has a new version." if changed else "the article stays as it is."
