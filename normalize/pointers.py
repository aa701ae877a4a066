"""Pointers to other stories: how a Teaser is made of the lines that a page prints for it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from re import compile as pattern

from normalize.blocks import Block, Cut, lay
from normalize.datelines import Found, parse_dateline
from normalize.document import Document, Place, Teaser
from normalize.headline_forms import split_fused
from normalize.outline import Outline, is_headline_like, outline_of
from normalize.phrasebook import UNSPACED, fold

Judge = Callable[[Outline], Iterable[Teaser]]
"""One way to tell pointers, as Teasers."""

_SUFFIX = pattern(
    r",? article with (?:image|gallery|video)\Z"
    r"|\s(?:Lunes|Martes|Miércoles|Jueves|Viernes|Sábado|Domingo) \d{1,2} \w+,? \d{4}.*\Z"
)
"""What a page adds to the other headline: ", article with image", a date."""


def take_teasers(document: Document, stage: str, judges: Sequence[Judge]) -> Document:
    """The document with the judges' teasers, the surest judge first; the story's own headline makes none.

    A Teaser without a headline is several in one line, which nobody can part: its text is taken, it is not listed.
    """
    outline = outline_of(document)
    found: list[Teaser] = []
    for judge in judges:
        for teaser in judge(outline):
            if all(other.end <= teaser.start or teaser.end <= other.start for other in found):
                found.append(teaser)
    found.sort(key=lambda teaser: teaser.start)
    changed = lay(document, stage, [Cut(t.start, t.end, Place.TEASER, "pointer to another story") for t in found])
    if changed is document:
        return document
    own = fold(str(document.value("headline")))
    return replace(changed, teasers=(*document.teasers, *(t for t in found if fold(t.headline) not in {own, ""})))


def teaser_of(headline: Block, snippet: Block | None = None, end: int = 0, text: str = "") -> Teaser:
    """The Teaser of a headline's block and its snippet's, up to `end`; `text` is what of the block is headline.

    A line that holds headline and snippet is parted.
    """
    line = text or headline.text
    fused = None if snippet else split_fused(line)
    if fused:
        return Teaser(fused[0], fused[1], None, None, headline.start, max(end, headline.end))
    read = parse_dateline(snippet.text) if snippet else None
    dated = read if read and _names_agency_or_date(read) else None
    return Teaser(
        headline=" ".join(_SUFFIX.sub("", line).split()),
        snippet=snippet.text[dated.end if dated else 0 :].strip() if snippet else None,
        dateline=dated.dateline if dated else None,
        address=None,
        start=headline.start,
        end=max(end, headline.end, snippet.end if snippet else 0),
    )


def pairs(outline: Outline) -> Iterable[Teaser]:
    """A headline and a cut-off snippet with a dateline of its own: sure wherever below the first paragraph."""
    for i in range(max(outline.first, 0) + 1, len(outline.blocks)):
        block, above = outline.blocks[i], outline.blocks[i - 1]
        if block.is_open and block.look.is_cut_off and is_headline_like(above, 2) and not _is_dated(above):
            read = parse_dateline(block.text)
            if read and _names_agency_or_date(read):
                yield teaser_of(above, block)


def _is_dated(block: Block) -> bool:
    """Whether a dateline opens the line above a snippet: an item of a round-up, as what follows."""
    read = parse_dateline(block.text)
    return read is not None and _names_agency_or_date(read)


def _names_agency_or_date(read: Found) -> bool:
    """Whether the dateline is more than a place; the cut-off snippet that it opens is the second proof."""
    return read.is_marked or read.dateline.agency is not None


def width(block: Block) -> int:
    """Columns: letters of scripts without spaces count twice."""
    return len(block.text) + len(UNSPACED.findall(block.text))
