"""Blocks of plain text inside a structured format: paragraphs by empty lines, or by lines where there are none."""

import re

from normalize.document import Place
from normalize.errors import TooComplex
from normalize.readers.html_blocks import MOST_BLOCKS, HtmlBlock, HtmlText

_LINE_END = re.compile(r"\n")
_EMPTY_LINE = re.compile(r"\n[ \t\r]*\n")


def read_plain(text: str) -> HtmlText:
    """`text` as it stands, in blocks of running text. Raises TooComplex over `html_blocks.MOST_BLOCKS` blocks."""
    joint = _EMPTY_LINE if _EMPTY_LINE.search(text) else _LINE_END
    cuts = (found.span() for found in joint.finditer(text))
    edges = [0, *(edge for cut in cuts for edge in cut), len(text)]
    blocks: list[HtmlBlock] = []
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        bare = text[start:end].strip()
        if bare:
            at = text.index(bare, start)
            blocks.append(HtmlBlock(at, at + len(bare), Place.BODY, "running text"))
    if len(blocks) > MOST_BLOCKS:
        raise TooComplex(f"more than {MOST_BLOCKS} blocks in one story")
    return HtmlText(text, tuple(blocks), ())
