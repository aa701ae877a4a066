"""`copydesk articles`: what is stored."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from schedules.cli.articles_override import list_all, override_block, show_overrides, withdraw_one
from schedules.cli.invocation import JsonOption, invocation_of
from schedules.cli.show import Shower
from schedules.desk import open_store
from storage import queries
from storage.answers import ArticleFile, ArticleLine

commands = typer.Typer(help="What is stored: list, show, search, override.", no_args_is_help=True)

LimitOption = Annotated[int, typer.Option(min=1, max=10_000, help="At most so many, the newest.")]


@commands.command("list")
def list_articles(
    ctx: typer.Context,
    source: Annotated[str | None, typer.Option(help="Only what this source brought first.")] = None,
    language: Annotated[str | None, typer.Option(help="Only this language, as a BCP 47 tag: en, pt.")] = None,
    since: Annotated[datetime | None, typer.Option(help="Only those first seen since then, UTC.")] = None,
    limit: LimitOption = 50,
    json: JsonOption = False,
) -> None:
    """List articles, the newest first: usable, withheld and canceled ones, and other outlets' copies."""
    moment = since.replace(tzinfo=UTC) if since is not None else None
    with open_store(invocation_of(ctx).config()) as database:
        found = queries.articles(database, source=source, language=language, since=moment, limit=limit)
    _show_lines(found, as_json=json)


@commands.command("search")
def search_articles(
    ctx: typer.Context,
    words: Annotated[str, typer.Argument(help="Words as they stand in a headline or body, in any case.")],
    limit: LimitOption = 50,
    json: JsonOption = False,
) -> None:
    """List the articles whose headline or body holds these words."""
    with open_store(invocation_of(ctx).config()) as database:
        found = queries.search(database, words, limit=limit)
    _show_lines(found, as_json=json)


@commands.command("show")
def show_article(
    ctx: typer.Context,
    number: Annotated[int, typer.Argument(help="Number of the article.")],
    json: JsonOption = False,
) -> None:
    """Show one article: its text, versions, teasers, where it was seen, and its copies."""
    with open_store(invocation_of(ctx).config()) as database:
        article = queries.article_by_id(database, number)
    shower = Shower(as_json=json)
    if json:
        shower.json(article)
    else:
        _show_article(shower, article)


def _show_lines(found: list[ArticleLine], *, as_json: bool) -> None:
    shower = Shower(as_json=as_json)
    if as_json:
        shower.json(found)
        return
    rows = [
        (one.id, one.headline, one.dateline, one.language, one.wire_move, _standing(one), one.source, one.first_seen)
        for one in found
    ]
    columns = ("id", "headline", "dateline", "lang", "move", "status", "source", "first seen")
    shower.table("Articles", columns, rows, "No articles. 'copydesk once' fetches the sources.")


def _standing(line: ArticleLine) -> str:
    return line.status.value if line.copy_of is None else f"copy of {line.copy_of}"


def _show_article(shower: Shower, article: ArticleFile) -> None:
    head, line = article.head, article.line
    shower.line(line.headline or "(no headline)", "bold")
    told = (line.dateline, head.fields.get("byline"), line.language, line.wire_move, _standing(line))
    shower.line(" | ".join(str(one) for one in told if one))
    shower.line()
    for paragraph in head.body.split("\n\n"):
        shower.line(paragraph)
        shower.line()
    shower.table(
        "Versions",
        ("revision", "class", "move", "status", "received", "headline", "stands", "made again"),
        [
            (one.id, one.revision_class, one.wire_move, one.status, one.received_at, one.headline, one.is_head, one.why)
            for one in article.revisions
        ],
        "",
    )
    if article.teasers:
        rows = [(one.headline, one.dateline, one.snippet) for one in article.teasers]
        shower.table("Teasers", ("headline", "dateline", "snippet"), rows, "")
    seen = [(one.source, one.address, one.first_seen, one.last_seen) for one in article.sightings]
    shower.table("Seen", ("source", "address", "first", "last"), seen, "")
    if article.copies:
        shower.line(f"Other outlets' copies: articles {', '.join(map(str, article.copies))}")
    if article.overrides:
        show_overrides(shower, [*article.overrides], "")


for name, command in (
    ("override", override_block),
    ("overrides", list_all),
    ("withdraw-override", withdraw_one),
):
    commands.command(name)(command)
