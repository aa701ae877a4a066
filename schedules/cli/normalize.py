"""`copydesk normalize`: what the chain makes of files, without a database."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from ingest.raw import RawCopy
from normalize.article import Article
from normalize.as_json import article_as_json
from normalize.chain import build_chain
from normalize.normalizer import normalize
from schedules.cli.invocation import JsonOption
from schedules.cli.show import Shower
from schedules.desk import utc_now
from schedules.errors import NotFound

FilesArgument = Annotated[list[str], typer.Argument(help="Files of raw copy; - is standard input.")]
MediaTypeOption = Annotated[str | None, typer.Option(help="What the files hold; told by their names where not given.")]
_PAGES = (".html", ".htm", ".xhtml")


def normalize_files(
    files: FilesArgument,
    media_type: MediaTypeOption = None,
    encoding: Annotated[str | None, typer.Option(help="Their character set; found out where not given.")] = None,
    json: JsonOption = False,
) -> None:
    """Show the article that each file makes; with --json one object a line. Needs no settings and no database."""
    chain = build_chain()
    shower = Shower(as_json=json)
    for file in files:
        article = normalize(raw_copy_of(file, media_type, encoding), chain)
        if json:
            shower.json(article_as_json(article))
        else:
            _show(shower, article)


def raw_copy_of(file: str, media_type: str | None = None, encoding: str | None = None) -> RawCopy:
    """Read a file, or standard input for -, as a raw copy that no source delivered; raises NotFound.

    Without a `media_type` a file named .html, .htm or .xhtml is a page, and everything else plain text.
    """
    try:
        raw = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise NotFound(
            f"{file} can't be read ({error.strerror})", "name a file of raw copy, or - for standard input"
        ) from None
    envelope = {"charset": encoding} if encoding else {}
    told = media_type or ("text/html" if file.lower().endswith(_PAGES) else "text/plain")
    return RawCopy("file", "file", file, told, utc_now(), raw, envelope=envelope)


def _show(shower: Shower, article: Article) -> None:
    shower.line(article.headline or "(no headline)", "bold")
    dateline = article.dateline.raw.strip() if article.dateline else None
    told = (dateline, article.byline, article.language, article.wire_move, article.slugline)
    shower.line(" | ".join(one for one in told if one))
    shower.line()
    for paragraph in article.body:
        shower.line(paragraph.text)
        shower.line()
    teasers = [
        (one.headline, one.dateline.raw.strip() if one.dateline else None, one.snippet) for one in article.teasers
    ]
    if teasers:
        shower.table("Teasers", ("headline", "dateline", "snippet"), teasers, "")
    removed = [(one.kind, one.text, one.reason) for one in article.removed]
    if removed:
        shower.table("Taken off", ("as", "text", "why"), removed, "")
    repairs = [(one.raw, one.fixed, one.rule) for one in article.document.repairs]
    if repairs:
        shower.table("Mended", ("raw", "printed", "rule"), repairs, "")
