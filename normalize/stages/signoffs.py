"""Sign-offs: how an agency says that the story ends here."""

from re import IGNORECASE, MULTILINE
from re import compile as pattern

from normalize.blocks import Block, Cut, blocks_of, lay, whole
from normalize.document import Document, Place

_STAGE = "find_signoffs"
_WORDS = r"reuters?\.{0,4}|more(?: follows)?\.{0,4}|enditem|ends?|\(end\)|endit|mf|ends?/\w{2,6}|pti(?: \w{2,4}){0,4}|ani|ians|upi|30|-30-|-0-|\(ends\)|\(more\)|\(fin\)|fim|fin"
_ALONE = pattern(
    rf"\W{{0,3}}(?:{_WORDS})\W{{0,4}}"
    r"|(?:AFP|dpa|APA|PTI|IANS|EFE|ANSA|KNA|AAP|PA)(?:[ /][a-zåäöé]{2,5}){1,6}(?:\s*/\s*[a-z]{2,5})*"
    r"|[a-z]{2,5}(?:/[a-z]{2,5}){1,4}"
    r"|AP-[A-Z]{2}-\d\d-\d\d-\d\d \d{4}GMT<?"
    r"|\d{6} (?:GMT )?[A-Z][a-z]{2} ?\d{0,2}\s*"
    r"|\((?:SOURCE|QUELLE|FUENTE)?:? ?[A-Za-z]{2,3}(?:/[A-Za-z]{2,3}){0,3}\)"
    r"|/(?:TT|NTB|APA|Ritzau)/?|\((?:TT|NTB|APA|PAP|ČTK|MTI|dpa|TASR|SITA|AFP|END|Schluss|Ende|FIN)\)|TASR|SITA|ČTK"
    r"|\(\(?;? ?\+?[\d -]{6,20}; .{0,80}\)\)|Keywords: [A-Z0-9 /&-]{3,80}"
    r"|red, ?[\w.]{2,20}(?:/[\w.]{2,20}){0,3}",
    IGNORECASE,
)
"""A line that is nothing but a sign-off: "Reuter", "AFP sn", "dpa wsz jln npr", "AP-WF-08-29-16 1626GMT<", "ends", "(SOURCE: AG/AG/ag)"."""
_LAST_LINE = pattern(rf"\n[ \t]*(?:{_WORDS})[ \t]*\Z", IGNORECASE)
"""The same as the last line of a hard-wrapped paragraph: "...\\n REUTER"."""
_INLINE = pattern(r"(?<=[.!?”\"»“)]) ?(?:\([a-z]{2,4}(?:/[a-z]{2,4}){0,2}\)|\([A-Z]\d{1,4}\)|PTI(?: [A-Z]{2,4}){0,4}|\([A-Z][a-zA-Z]{1,5}\)|/(?:TT|NTB)/?|Enditem|\((?:PAP|ČTK|MTI|APA|TASR|SITA|EFE|ANSA|Lusa|END)\))\Z")
"""At the end of the last paragraph: "... verstorben. (nz)", "... he said. PTI", "... uvedl mluvčí. (ČTK)"."""
_NOT_FOR_PUBLICATION = pattern(r"#{0,3} ?(?:The following information is not (?:intended )?for publication|Die folgenden Informationen sind nicht zur Veröffentlichung.*|#+ ?(?:dpa )?NOTEBOOK|#+ ?Notebook|#+ ?(?:dpa[ -])?(?:Notizblock|Contacts|Kontakte|Editorial contacts|Redaktionelle Hinweise|Orte?|Internet|Service))", IGNORECASE)
"""Where dpa's block for editors begins: "# dpa NOTEBOOK"."""


def find_signoffs(document: Document) -> Document:
    """Take sign-offs out of the body: a last word, desk initials, a transmission time, the block for editors.

    Every agency closes its copy with a mark of its own, so that a desk knows that nothing is missing.
    Before: `... 96,000 tonnes. / Reuter`. After: `Reuter` in the place SIGNOFF.
    Not touched: `(Alden on Tuesday announced ...)`, `More` as a word of the text, initials inside a story.
    """
    blocks = [block for block in blocks_of(document) if block.is_open]
    cuts: list[Cut] = []
    for_editors, has_prose = False, False
    for i, block in enumerate(blocks):
        for_editors = for_editors or (i > 1 and len(block.text) < 120 and _NOT_FOR_PUBLICATION.match(block.text) is not None)
        if for_editors:
            cuts.append(whole(block, Place.SIGNOFF, "block for editors"))
        elif has_prose and len(block.text) <= 120 and _ALONE.fullmatch(block.text):
            cuts.append(whole(block, Place.SIGNOFF, "sign-off alone in its line"))
        else:
            cuts += _tail(block, is_last_prose=not any(later.look.is_prose for later in blocks[i + 1 :]))
        has_prose = has_prose or block.look.is_prose
    return lay(document, _STAGE, cuts)


def _tail(block: Block, is_last_prose: bool) -> list[Cut]:
    found = _LAST_LINE.search(block.text[-40:]) or (is_last_prose and block.look.size > 8 and _INLINE.search(block.text[-40:])) or None
    if not found:
        return []
    start = block.end - min(40, len(block.text)) + found.start()
    return [Cut(start, block.end, Place.SIGNOFF, "sign-off at the end of a paragraph")]
