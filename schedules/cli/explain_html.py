"""An explanation as one page of HTML that needs nothing else: the copy in its order, coloured by where each piece went.

The page has no script, no link and no address that a browser would ask; a policy in its head forbids both. Copy is
untrusted: what cannot be printed is written out, and every word of it is escaped, so that it stays text.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from html import escape

from normalize.document import Document, Place, Span, Teaser
from normalize.explain import Row, RowKind, explain
from normalize.overrides import block_name
from schedules.cli.show import printable

_GROUPS: dict[str, tuple[Place, ...]] = {
    "story": (Place.BODY, Place.SUBHEAD, Place.TABLE, Place.LIST, Place.QUOTE),
    "head": (Place.HEADLINE, Place.DECK),
    "lines": (Place.DATELINE, Place.BYLINE, Place.CREDIT, Place.SIGNOFF),
    "desk": (Place.MOVE, Place.EDNOTE, Place.ADVISORY, Place.HEADER, Place.META),
    "teaser": (Place.TEASER,),
    "furniture": (
        Place.SHARE, Place.SUBSCRIBE, Place.PROMO, Place.NAV, Place.AD, Place.COMMENT, Place.COPYRIGHT, Place.EMBED,
        Place.CAPTION,
    ),
}  # fmt: skip
"""Places of one colour: what is printed as the story, what heads it, and what was taken off for which reason."""

_GROUP_OF = {place: group for group, places in _GROUPS.items() for place in places}

_STYLE = """
:root { color-scheme: light; }
body { margin: 0 auto; padding: 1.5rem; max-width: 80rem; font: 16px/1.5 Georgia, serif; color: #1b1b1b;
  background: #fff; }
h1 { font-size: 1.4rem; margin: 0 0 .3rem; }
.told, .why, .legend, h2, table { font-family: system-ui, sans-serif; font-size: .8rem; }
.told { color: #555; margin: 0 0 1rem; }
.legend { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .4rem; }
.legend li { padding: .1rem .5rem; border-radius: .2rem; }
.block { display: grid; grid-template-columns: 3rem minmax(0, 3fr) minmax(0, 2fr); gap: 1rem; padding: .35rem 0;
  border-top: 1px solid #eee; }
.number { color: #777; font: .8rem/1.9 system-ui, sans-serif; text-align: right; }
.copy { white-space: pre-wrap; overflow-wrap: anywhere; }
.why { margin: 0; padding: 0; list-style: none; color: #444; overflow-wrap: anywhere; }
.piece, .legend li, .why b { border-radius: .2rem; padding: 0 .2rem; }
.story { background: #e7f4e4; } .head { background: #dbe9fb; } .lines { background: #d8f1f1; }
.desk { background: #fbf0cf; } .teaser { background: #f0e0f7; } .furniture { background: #fbdfdc; }
del { color: #a11; } ins { color: #161; text-decoration: none; border-bottom: 2px solid #161; }
table { border-collapse: collapse; width: 100%; }
td, th { text-align: left; vertical-align: top; padding: .2rem .6rem .2rem 0; border-top: 1px solid #eee;
  overflow-wrap: anywhere; }
@media (max-width: 45rem) { .block { grid-template-columns: 1fr; gap: .2rem; } .number { text-align: left; } }
"""

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def page_of(document: Document, subject: str, told: str) -> str:
    """The page: `subject` names the copy, `told` says which chain decided. The whole text is in it, block by block."""
    headline = next((document.of(span) for span in document.spans if span.place is Place.HEADLINE), subject)
    rows = [row for row in explain(document) if row.kind is not RowKind.SPAN]
    return "\n".join(
        (
            "<!doctype html>",
            '<html lang="en"><head><meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
            '<meta name="viewport" content="width=device-width">',
            f"<title>{_text(subject)}: where every piece went</title>",
            f"<style>{_STYLE}</style></head><body>",
            f"<h1 dir='auto'>{_text(headline)}</h1>",
            f"<p class='told'>{_text(subject)}, {_text(told)}</p>",
            _legend(document),
            *_blocks(document),
            _teasers(document.teasers),
            _table("Unsure", [row for row in rows if row.kind is RowKind.NOTE]),
            _table("Fields", [row for row in rows if row.kind is RowKind.FIELD]),
            _not_carried(document.not_carried),
            "</body></html>\n",
        )
    )


def _text(text: str, *, keep_lines: bool = False) -> str:
    return escape(printable(text, keep_lines=keep_lines))


def _legend(document: Document) -> str:
    counts = Counter(span.place for span in document.spans)
    items = (
        f"<li class='{group}'>{place.value} {counts[place]}</li>"
        for group, places in _GROUPS.items()
        for place in places
        if counts[place]
    )
    return f"<ul class='legend'>{''.join(items)}</ul>"


def _blocks(document: Document) -> Iterator[str]:
    for spans in document.blocks():
        name = block_name(document.text[spans[0].start : spans[-1].end])
        yield (
            f"<section class='block' title='block {name}'><div class='number'>{spans[0].block}</div>"
            f"<div class='copy' dir='auto'>{_copy(document, spans)}</div>"
            f"<ul class='why'>{''.join(_why(document, span) for span in spans)}</ul></section>"
        )


def _copy(document: Document, spans: Sequence[Span]) -> str:
    """The block's own text: its pieces, and the white space between them."""
    pieces: list[str] = []
    at = spans[0].start
    for span in spans:
        between = _text(document.text[at : span.start], keep_lines=True)
        pieces.append(f"{between}<span class='piece {_GROUP_OF[span.place]}'>{_mended(document, span)}</span>")
        at = span.end
    return "".join(pieces)


def _mended(document: Document, span: Span) -> str:
    """The text of a span, with what is printed in place of what."""
    pieces: list[str] = []
    at = span.start
    for repair in document.repairs_in(span.start, span.end):
        pieces.append(_text(document.text[at : repair.start], keep_lines=True))
        pieces.append(f"<del>{_text(repair.raw, keep_lines=True)}</del><ins title='{_text(repair.rule)}'>")
        pieces.append(f"{_text(repair.fixed, keep_lines=True)}</ins>")
        at = repair.end
    return "".join((*pieces, _text(document.text[at : span.end], keep_lines=True)))


def _why(document: Document, span: Span) -> str:
    sure = "" if span.confidence == 1 else f" ({span.confidence:.2f})"
    rules = "".join(f"; mended: {_text(one.rule)}" for one in document.repairs_in(span.start, span.end))
    told = f"{_text(span.stage)}: {_text(span.reason)}{sure}{rules}"
    return f"<li><b class='{_GROUP_OF[span.place]}'>{span.place.value}</b> {told}</li>"


def _teasers(teasers: Sequence[Teaser]) -> str:
    cells = (
        (one.headline, one.snippet or "", one.dateline.raw if one.dateline else "", one.address or "")
        for one in teasers
    )
    return _rows("Teasers", ("headline", "snippet", "dateline", "address"), cells)


def _table(title: str, rows: Sequence[Row]) -> str:
    cells = ((row.name, row.text, f"{row.stage}: {row.reason}" if row.reason else row.stage) for row in rows)
    return _rows(title, ("", "", "by"), cells)


def _not_carried(paths: Sequence[str]) -> str:
    return _rows("Not carried", ("path",), ((path,) for path in paths))


def _rows(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    told = ["".join(f"<td dir='auto'>{_text(cell)}</td>" for cell in row) for row in rows]
    if not told:
        return ""
    head = "".join(f"<th>{_text(column)}</th>" for column in columns)
    body = "".join(f"<tr>{row}</tr>" for row in told)
    return f"<details open><summary><h2>{title}</h2></summary><table><tr>{head}</tr>{body}</table></details>"
