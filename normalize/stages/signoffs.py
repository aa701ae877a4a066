"""Sign-offs: how an agency says that the story ends here."""

from bisect import bisect_left
from collections.abc import Sequence
from re import IGNORECASE
from re import compile as pattern

from normalize.blocks import Block, Cut, blocks_of, lay, whole
from normalize.document import Document, Place

_STAGE = "find_signoffs"
_LONGEST = 120
_TAIL = 40
_MOST = 4
"""Paragraphs: below so many a sign-off may stand although running text follows (other stories' snippets)."""
_SENTENCE = 8
_WORDS = (
    r"reuters?\.{0,4}|more(?: follows)?\.{0,4}|enditem|ends?|\(end\)|endit|mf|ends?/\w{2,6}|pti(?: \w{2,4}){0,4}|ani"
    r"|ians|upi|30|-30-|-0-|\(ends\)|\(more\)|\(fin\)|fim|fin"
)
_ALONE = pattern(
    rf"\W{{0,3}}(?:{_WORDS})\W{{0,4}}"
    r"|(?-i:(?:AFP|dpa|APA|PTI|IANS|EFE|ANSA|KNA|AAP|PA)(?:[ /][a-zåäöé]{2,5}){1,6}(?:\s*/\s*[a-z]{2,5})*)"
    r"|[a-z]{2,5}(?:/[a-z]{2,5}){1,4}"
    r"|AP-[A-Z]{2}-\d\d-\d\d-\d\d \d{4}GMT<?"
    r"|\d{6} (?:GMT )?[A-Z][a-z]{2} ?\d{0,2}\s*"
    r"|\((?:SOURCE|QUELLE|FUENTE)?:? ?[A-Za-z]{2,3}(?:/[A-Za-z]{2,3}){0,3}\)"
    r"|/(?:TT|NTB|APA|Ritzau)/?|\((?:TT|NTB|APA|PAP|ČTK|MTI|dpa|TASR|SITA|AFP|END|Schluss|Ende|FIN)\)|TASR|SITA|ČTK"
    r"|\(\(?;? ?\+?[\d -]{6,20}; .{0,80}\)\)|Keywords: [A-Z0-9 /&-]{3,80}"
    r"|red, ?[\w.]{2,20}(?:/[\w.]{2,20}){0,3}",
    IGNORECASE,
)
"""A line that is nothing but a sign-off: "Reuter", "AFP sn", "dpa wsz jln npr", "AP-WF-08-29-16 1626GMT<", "ends"."""
_LAST_LINE = pattern(rf"\n[ \t]*(?:{_WORDS})[ \t]*\Z", IGNORECASE)
"""The same as the last line of a hard-wrapped paragraph: "...\\n REUTER"."""
_INLINE = pattern(
    r"(?<=[.!?”\"»“)]) ?(?:\([a-z]{2,4}(?:/[a-z]{2,4}){0,2}\)|\([A-Z]\d{1,4}\)|PTI(?: [A-Z]{2,4}){0,4}"
    r"|\([A-Z][a-zA-Z]{1,5}\)|/(?:TT|NTB)/?|Enditem|\((?:PAP|ČTK|MTI|APA|TASR|SITA|EFE|ANSA|Lusa|END)\))\Z"
)
"""At the end of the last paragraph: "... verstorben. (nz)", "... he said. PTI", "... uvedl mluvčí. (ČTK)"."""
_FOR_EDITORS = pattern(
    r"#{0,3} ?(?:The following information is not (?:intended )?for publication"
    r"|Die folgenden Informationen sind nicht zur Veröffentlichung)"
    r"|#+ ?(?:dpa[ -])?(?:NOTEBOOK|Notizblock|Contacts|Kontakte|Editorial contacts|Redaktionelle Hinweise)",
    IGNORECASE,
)
"""Where dpa's block for editors begins: "# dpa NOTEBOOK"."""
_EDITORS_FIRST = "# TtDd"


def find_signoffs(document: Document) -> Document:
    """Take sign-offs out of the body: a last word, desk initials, a transmission time, the block for editors.

    Every agency closes its copy with a mark of its own, so that a desk knows that nothing is missing.
    Before: `... 96,000 tonnes.` / `Reuter`. After: `Reuter` in the place SIGNOFF.
    Not touched: `(Alden on Tuesday announced ...)`, `More` as a word of the text, initials inside a story.
    """
    blocks = [block for block in blocks_of(document) if block.is_open]
    editors = next((i for i, block in enumerate(blocks) if i > 1 and _is_for_editors(block.text)), len(blocks))
    prose = [i for i, block in enumerate(blocks[:editors]) if block.look.is_prose or block.look.is_dated]
    cuts = [cut for i in range(editors) for cut in _cuts(blocks, i, prose)]
    cuts += [whole(block, Place.SIGNOFF, "block for editors") for block in blocks[editors:]]
    return lay(document, _STAGE, cuts)


def _is_for_editors(text: str) -> bool:
    return text[0] in _EDITORS_FIRST and _FOR_EDITORS.match(text) is not None


def _cuts(blocks: Sequence[Block], i: int, prose: Sequence[int]) -> list[Cut]:
    block = blocks[i]
    above = bisect_left(prose, i)
    may_end = above >= _MOST or (above > 0 and prose[-1] <= i)
    if may_end and len(block.text) <= _LONGEST and _ALONE.fullmatch(block.text):
        return [whole(block, Place.SIGNOFF, "sign-off alone in its line")]
    tail = block.text[-_TAIL:]
    found = _LAST_LINE.search(tail) if "\n" in tail else None
    if not found and tail[-1] != "." and prose and i >= prose[-1] and block.look.size > _SENTENCE:
        found = _INLINE.search(tail)
    if not found:
        return []
    return [Cut(block.end - len(tail) + found.start(), block.end, Place.SIGNOFF, "sign-off at the end of a paragraph")]
