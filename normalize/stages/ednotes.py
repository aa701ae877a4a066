"""Notes to editors: what a version adds, changes or corrects."""

from re import DOTALL, IGNORECASE
from re import compile as pattern

from normalize.blocks import Block, Cut, blocks_of, lay, whole
from normalize.document import Document, Place

_STAGE = "find_ednotes"
_LONGEST = 500
_LINE = pattern(
    r"\^?\(?EMBARGO(?:ED)?\b|\^?(?:Eds?\.?:|Editors?:|Note to editors?:|Editors?[’']?s? note to|EDITORS?[’']? NOTE\b"
    r"|Attn:? editors|Attention editors|\(Eds?:|Hinweis an die Redaktion|Achtung Redaktion|Zur Beachtung"
    r"|À l'attention des rédact)",
    IGNORECASE,
)
"""A line to the desk: "Eds: With AP Photos.", "EDITORS: ..."."""
_OPENERS = tuple(
    mark + word
    for mark in ("", "^", "(", "^(")
    for word in ("embargo", "ed", "note to ed", "attn", "attention ed", "hinweis an", "achtung red", "zur bea", "à l")
)
"""How all that the pattern above finds begins: cheaper to ask for."""
_ADDS = pattern(
    r"\((?:Adds?|Updates?|Recasts?|Correct(?:s|ed)?|Refiles?|Rewrites?|Repeats?|Re-sends?|Changes?|Fixes|Removes?"
    r"|Deletes?|Clarifies|Writes through|With|Releads?|Inserts?|Edits|Añade|Actualiza|Corrige|Amplía|Con nuevos|Repite"
    r"|Ajoute|Actualise|Précise|Ergänzt|Aktualisiert|Korrigiert|Neu:|Zusatz|Acrescenta|Atualiza|Aggiorna|Aggiunge"
    r"|Corregge|Переписывает|Добавляет)\b[^()]{3,240}\)\s*\Z",
    IGNORECASE,
)
"""What a version changes, alone in its line: "(Adds comments, detail)"."""
_MENDED = (
    r"(?:correct(?:s|ed|ing|ion)|clarif(?:ies|ied|ying)|amend(?:s|ed)|fix(?:es|ed)|refil(?:es|ed|ing)|repeat(?:s|ing)"
    r"|updat(?:es|ing)|adds|recasts)\b"
)
_MENDS = pattern(
    rf"(?:--|–|—)\s?(?=[^\n]{{0,120}}\b{_MENDED}).{{10,400}}\Z|-\s?{_MENDED}.{{5,400}}\Z", IGNORECASE | DOTALL
)
"""A closing note of a correction: "-- corrects year of loss in third paragraph ..."."""
_DASHED_LINE = pattern(r"\n[ \t]*(?=--\s)")
_CLOSING = pattern(
    r"\((?:This (?:story|version|article|refiled|corrects|item)|Corrects|The story|Refiles|Refiled|In this)\b"
    r"[^()]{5,300}\b(?:correct|refil|fix|typo|headline|paragraph|remove|delete|add)[^()]{0,200}\)\s*\Z",
    IGNORECASE,
)
"""A closing sentence in parentheses: "(This story corrects spelling in paragraph 2)"."""


def find_ednotes(document: Document) -> Document:
    """Take notes to editors and notes of corrections out of the body and keep them in the field `ednote`.

    Agencies tell the desk what a version adds or mends, above or below the story.
    Before: `(Adds comments, detail)`, `-- corrects year of loss in third paragraph`. After: each in the place EDNOTE.
    Not touched: `(Alden on Tuesday announced ...)`; a bullet that begins with a dash.
    """
    changed = lay(document, _STAGE, [cut for block in blocks_of(document) if block.is_open for cut in _cuts(block)])
    if changed is document:
        return document
    notes = [changed.of(span).strip("^<= \n") for span in changed.spans if span.place is Place.EDNOTE]
    return changed.with_field("ednote", "\n".join(notes), _STAGE)


def _cuts(block: Block) -> list[Cut]:
    text = block.text
    if len(text) <= _LONGEST and _is_note(text):
        return [whole(block, Place.EDNOTE, "note to editors")]
    starts = [found.end() for found in _DASHED_LINE.finditer(text)] if "--" in text else []
    if starts and _MENDS.match(text, starts[-1]):
        start = block.start + starts[-1]
        return [Cut(start, block.end, Place.EDNOTE, "note of a correction at the end of a paragraph")]
    return []


def _is_note(text: str) -> bool:
    if text[0] in "-–—":
        return _MENDS.match(text) is not None
    is_noted = text[0] == "(" and (_ADDS.match(text) or _CLOSING.match(text))
    return bool(is_noted or (text[:20].lower().startswith(_OPENERS) and _LINE.match(text)))
