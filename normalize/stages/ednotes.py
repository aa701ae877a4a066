"""Notes to editors: what a version adds, changes or corrects."""

from re import DOTALL, IGNORECASE
from re import compile as pattern

from normalize.blocks import Block, Cut, blocks_of, lay, whole
from normalize.document import Document, Place

_STAGE = "find_ednotes"
_LINE = pattern(
    r"\^?(?:Eds?\.?:|Editors?:|Note to editors?:|Editors?[’']?s? note to|EDITORS?[’']? NOTE\b|Attn:? editors|Attention editors|\(Eds?:|Hinweis an die Redaktion|Achtung Redaktion|Zur Beachtung|À l'attention des rédact)",
    IGNORECASE,
)
"""A line to the desk: "Eds: With AP Photos.", "EDITORS: ..."."""
_ADDS = pattern(
    r"\((?:Adds?|Updates?|Recasts?|Corrects?|Corrected|Refiles?|Rewrites?|Repeats?|Re-sends?|Changes?|Fixes|Removes?|Deletes?|Clarifies|Writes through|With|Releads?|Inserts?|Edits"
    r"|Añade|Actualiza|Corrige|Amplía|Con nuevos|Repite|Ajoute|Actualise|Corrige|Précise|Ergänzt|Aktualisiert|Korrigiert|Neu:|Zusatz|Acrescenta|Atualiza|Corrige|Aggiorna|Aggiunge|Corregge|Переписывает|Добавляет)\b[^()]{3,240}\)\s*\Z",
    IGNORECASE,
)
"""What a version changes, alone in its line: "(Adds comments, detail)"."""
_MENDS = pattern(
    r"(?:--?|–|—)\s?(?=[^\n]{0,120}\b(?:correct|clarif|amend|fixe[sd]|refil|repeat|updat|add)\w*\b).{10,400}\Z",
    IGNORECASE | DOTALL,
)
"""A closing note of a correction: "-- corrects year of loss in third paragraph ..."."""
_LAST_LINES = pattern(r"\n[ \t]*(?=--\s)")
_CLOSING = pattern(r"\((?:This (?:story|version|article|refiled|corrects|item)|Corrects|The story|The story was|Refiles|Refiled|In this)\b[^()]{5,300}\b(?:correct|refil|fix|typo|headline|paragraph|removes?|deletes?|adds?)\w*[^()]{0,200}\)\s*\Z", IGNORECASE)
"""A closing sentence in parentheses: "(This story corrects spelling in paragraph 2)"."""


def find_ednotes(document: Document) -> Document:
    """Take notes to editors and notes of corrections out of the body and keep them in the field `ednote`.

    Agencies tell the desk what a version adds or mends, above or below the story.
    Before: `(Adds comments, detail)`, `-- corrects year of loss in third paragraph ...`. After: each in the place EDNOTE.
    Not touched: `(Alden on Tuesday announced ...)`; a bullet that begins with a dash.
    """
    cuts = [cut for block in blocks_of(document) if block.is_open for cut in _cuts(block)]
    changed = lay(document, _STAGE, cuts)
    if changed is document:
        return document
    notes = [changed.of(span).strip("^<= \n") for span in changed.spans if span.place is Place.EDNOTE]
    return changed.with_field("ednote", "\n".join(notes), _STAGE)


def _cuts(block: Block) -> list[Cut]:
    text = block.text
    if len(text) <= 500 and (_LINE.match(text) or _ADDS.match(text) or _CLOSING.match(text) or _MENDS.match(text)):
        return [whole(block, Place.EDNOTE, "note to editors")]
    found = None
    for found in _LAST_LINES.finditer(text):
        pass
    if found and _MENDS.match(text, found.end()):
        return [Cut(block.start + found.end(), block.end, Place.EDNOTE, "note of a correction at the end of a paragraph")]
    return []
