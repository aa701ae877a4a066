"""`copydesk sources add`: finds the feeds behind an address, tries them, and puts one of them into config.yaml."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from normalize.article import Article
from normalize.chain import build_chain
from normalize.errors import NormalizeError
from schedules.cli.invocation import JsonOption, invocation_of
from schedules.cli.show import Shower
from schedules.config_file import SourceLines, add_sources, lines_of
from schedules.desk import utc_now
from schedules.errors import NoFeedFound, UnfitSource
from schedules.settings import Config
from schedules.source_names import name_for
from schedules.subscriptions import fault_of, feed_lines, feeds, same_address

if TYPE_CHECKING:
    from schedules.feed_trial import Trial

_PREVIEWS = 3
_BEGINNING = 200
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?!\d)")
_ELSEWHERE = "give the address of a feed itself: look on the site for 'RSS' or 'feed'"


def add_source(
    ctx: typer.Context,
    address: Annotated[str, typer.Argument(help="Address of a feed, or of a site that has one.")],
    name: Annotated[str | None, typer.Option(help="Name of the source. Default: made of the feed's title.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be written, and write nothing.")] = False,
    json: JsonOption = False,
) -> None:
    """Find the feed at or behind an address, show what becomes of its newest copy, and put it into config.yaml."""
    from schedules.feed_trial import explore, newest, preview  # noqa: PLC0415 - aiohttp is slow to load

    config = invocation_of(ctx).config()
    _refuse_name(config, name)
    trials = explore(_whole(address), config.settings.http, utc_now)
    shower = Shower(as_json=json)
    chosen = _first_good(trials, address, shower)
    source = _source(config, name, chosen)
    articles = [*preview(newest(chosen.copies, _PREVIEWS), build_chain())]
    if not dry_run:
        add_sources(config.file, [source])
    written_to = None if dry_run else config.file
    if json:
        shower.json(_as_json(source, trials, articles, written_to))
    else:
        _show(shower, trials, articles)
        _show_written(shower, source, written_to)


def _whole(address: str) -> str:
    """The address with a scheme, where an operator leaves it out as a browser lets him; a user name is refused."""
    whole = address if _SCHEME.match(address) else f"https://{address}"
    if (fault := fault_of(feed_lines("new", whole))) is not None:
        raise UnfitSource(f"no feed can be fetched there: {fault}", "give an address that begins with https://")
    return whole


def _refuse_name(config: Config, name: str | None) -> None:
    if name is None:
        return
    if (fault := fault_of(feed_lines(name, "https://feed.example/"))) is not None:
        raise UnfitSource(f"{name!r} can't be a source's name: {fault}", "take small letters, digits, dots and dashes")
    if any(source.name == name for source in config.sources):
        raise UnfitSource(f"another source is called {name!r}", "give another --name")


def _first_good(trials: Sequence["Trial"], address: str, shower: Shower) -> "Trial":
    for trial in trials:
        if trial.is_good:
            return trial
    if not trials:
        raise NoFeedFound(f"{address} is no feed and names none, and none lies at the usual places", _ELSEWHERE)
    if not shower.as_json:
        _show_found(shower, trials)
    raise NoFeedFound(f"{address} names feeds, but none of them can be read ({trials[0].error})", _ELSEWHERE)


def _source(config: Config, name: str | None, chosen: "Trial") -> SourceLines:
    for feed in feeds(config):
        if same_address(feed.url) == same_address(chosen.url):
            raise UnfitSource(f"this feed is there already: {feed.name}", f"see 'copydesk sources show {feed.name}'")
    taken = {source.name for source in config.sources}
    return feed_lines(name or name_for(chosen.title, chosen.url, taken), chosen.url)


def _as_json(
    source: SourceLines, trials: Sequence["Trial"], articles: Sequence[Article | NormalizeError], file: Path | None
) -> dict[str, object]:
    return {
        "source": source,
        "written_to": str(file) if file else None,
        "found": [
            {
                "address": one.url,
                "found_by": one.found.found_by,
                "title": one.title,
                "entries": len(one.copies) if one.is_good else None,
                "error": str(one.error) if one.error else None,
            }
            for one in trials
        ],
        "newest": [_article(one) for one in articles],
    }


def _article(article: Article | NormalizeError) -> dict[str, object]:
    if isinstance(article, NormalizeError):
        return {"error": article.code, "sentence": str(article)}
    return {
        "headline": article.headline,
        "dateline": article.dateline.raw.strip() if article.dateline else None,
        "begins": _beginning(article),
        "teasers": [one.headline for one in article.teasers],
        "removed": [{"kind": one.kind, "text": one.text, "reason": one.reason} for one in article.removed],
    }


def _beginning(article: Article) -> str:
    text = " ".join(paragraph.text for paragraph in article.body)
    return text if len(text) <= _BEGINNING else text[:_BEGINNING].rpartition(" ")[0] + " ..."


def _show(shower: Shower, trials: Sequence["Trial"], articles: Sequence[Article | NormalizeError]) -> None:
    _show_found(shower, trials)
    shower.line("What becomes of its newest copy:" if articles else "It holds no copy now.")
    for article in articles:
        shower.line()
        if isinstance(article, NormalizeError):
            shower.line(f"  {article.code}: {article}")
        else:
            _show_article(shower, article)
    shower.line()


def _show_found(shower: Shower, trials: Sequence["Trial"]) -> None:
    rows = [
        (
            one.url,
            one.found.found_by,
            one.title,
            len(one.copies) if one.is_good else None,
            one.error and one.error.sentence if one.was_fetched else "not tried",
        )
        for one in trials
    ]
    shower.table("Feeds", ("address", "found by", "title", "entries", "what is wrong"), rows, "")


def _show_article(shower: Shower, article: Article) -> None:
    shower.line(f"  {article.headline or '(no headline)'}", "bold")
    told = {
        "dateline": article.dateline.raw.strip() if article.dateline else "",
        "begins": _beginning(article),
        "teasers": "; ".join(one.headline for one in article.teasers),
    }
    for what, text in told.items():
        if text:
            shower.line(f"    {what}: {text}")
    for one in article.removed:
        shower.line(f"    taken off as {one.kind.value}: {one.text[:_BEGINNING]}")


def _show_written(shower: Shower, source: SourceLines, file: Path | None) -> None:
    shower.line(f"Written into {file}:" if file else "Nothing is written. These are its lines for 'sources':")
    shower.lines("\n".join(lines_of(source)))
    if file:
        shower.line(f"What next: copydesk once --source {source['name']}")
