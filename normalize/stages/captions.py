"""Captions and picture credits."""

from re import IGNORECASE
from re import compile as pattern

from normalize.blocks import LONGEST_CAPTION, SHORT, Block, blocks_of, lay, whole
from normalize.document import Document, Place
from normalize.phrasebook import UNSPACED, WORD, Sign, phrasebook

_STAGE = "find_captions"
_TAIL = 140
"""Characters: a credit stands at the end of its caption."""
_CREDIT_WORDS = frozenset(
    "ap afp reuters epa efe dpa apa ansa tass aap anp pap ntb tt getty shutterstock istock imago alamy picture alliance photo foto bild "
    "xinhua anadolu aa bloomberg zuma pa sipa belga tasr čtk mti lusa lapresse eyevine nasa scanpix lehtikuva handout".split()
)
_NAME = r"[^\W\d_][\w.'’-]+(?:\s[\w.'’-]+){0,4}"
_AGENCY = r"(?:AP|AFP|Reuters|EPA|EFE|dpa|APA|ANSA|TASS|AAP|ANP|PAP|NTB|TT|Getty(?: Images)?|AFP via Getty(?: Images)?|Shutterstock|i?Stock(?:photo)?|IMAGO|Alamy|Xinhua|Anadolu|AA|Bloomberg|ZUMA(?: Press)?|SIPA|Belga|TASR|ČTK|MTI|Lusa|LaPresse|picture[ -]alliance|Scanpix|Lehtikuva|NASA)"
_CREDITS = (
    pattern(rf"\((?:(?:AP|EPA|Reuters|AFP) )?(?:Photo|Foto|Fotos?|File|Picture|Image|Pic|Bild|Archivbild|Symbolfoto|Fot\.|Kuva)\b[^()]{{0,80}}\)\s*(?:less|more)?\Z", IGNORECASE),
    pattern(rf"\((?:[^()]{{0,50}}(?:/|via ))?{_AGENCY}(?:/[^()]{{0,50}})?\)\s*\Z", IGNORECASE),
    pattern(rf"[/|,] ?{_AGENCY}(?:/{_NAME})?\Z", IGNORECASE),
    pattern(rf"\b{_AGENCY} ?[/|] ?{_NAME}(?:/{_NAME})*\Z", IGNORECASE),
    pattern(rf"\bvia {_AGENCY}", IGNORECASE),
    pattern(rf"{_AGENCY} (?:- )?(?:Photo|Getty)", IGNORECASE),
)
"""Credits at a caption's end: "(AP Photo/Marco Ugarte)", "(AFP)", "BERTRAND GUAY / AFP", "EFE/ J.J. Guillén", "via REUTERS"."""
_SIGNED = pattern(r"(?:©|\(c\)|ⓒ)\s?[^©\n]{2,110}\Z", IGNORECASE)
"""A picture's owner: "© Victoria Jones/PA Wire/dpa"."""
_LABELLED = pattern(
    r"(?:\b|(?<=[a-zß-ÿ]))(?:Photos?|Photograph|Picture|Image|Credit|Foto|Fotos|Fotografie|Bild|Bilder|BILD|Fotoğraf|Ảnh|Kuva|Fot\.|Fotó|Kép|Фото|Снимка|Φωτογραφία|צילום|Beeld|Imagem|Immagine|ছবি|फोटो|写真|사진|صورة|عکس)"
    r"\s?[:：=＝]\s?[^:\n]{2,90}\Z"
)
"""A labelled credit: "Photo: Hau Dinh, AP", "Boris NadeschdinBild: Mikhail Sinitsyn/TASS/dpa"."""
_SIDES = pattern(r"\((?:l|r|M|li|re|left|right|centre|center|links|rechts|Mitte|izq|der|izquierda|derecha|à gauche|à droite|L|R)\.?\)|,\s(?:(?:second|third|fourth) from )?(?:left|right|center|centre)\b,|\b(?:pictured|seen here)\b")
"""Who stands where: "Vargas Llosa (l.) auf Mallorca.", "Ngo Xuan Lich, left, shake hands"."""
_SIGNS = frozenset({Sign.CAPTION})


def find_captions(document: Document) -> Document:
    """Take captions and picture credits out of the body.

    The picture goes with the markup; its line stays, often as long as a paragraph: the credit tells, not the length.
    Before: `Titan in false colour, 2004. (NASA/JPL)`, `Foto: AFP/Philipp Guelland`. After: each in the place CAPTION.
    Not touched: `(Alden on Tuesday announced ...)`, a paragraph in parentheses; a sentence that quotes an agency.
    """
    cuts = []
    for block in blocks_of(document):
        if block.is_open and len(block.text) <= LONGEST_CAPTION and (reason := _reason(block)):
            cuts.append(whole(block, Place.CAPTION, reason))
    return lay(document, _STAGE, cuts)


def _reason(block: Block) -> str | None:
    known = block.look.known
    if known and known.sign is Sign.BYLINE:
        return None
    if known and known.sign is Sign.CAPTION and _fits(block, known.phrase):
        return f"picture line: {known.phrase}"
    tail = block.text[-_TAIL:]
    if _SIGNED.search(tail) and not block.text.startswith(("©", "(c)")):
        return "picture's owner at the end"
    if (":" in tail or "：" in tail or "=" in tail) and _LABELLED.search(tail):
        return "labelled picture credit at the end"
    if not _CREDIT_WORDS.isdisjoint(WORD.findall(tail.casefold())) and any(form.search(tail) for form in _CREDITS):
        return "picture credit at the end"
    if len(block.text) <= SHORT and UNSPACED.search(block.text) and block.look.folded.endswith(phrasebook().ends) and not block.look.ends_sentence:
        return "picture credit at the end"
    if len(block.text) <= 320 and _SIDES.search(block.text) and "“" not in block.text and '"' not in block.text:
        return "says who stands where"
    return None


def _fits(block: Block, phrase: str) -> bool:
    """A phrase at the beginning of a line, or inside one that ends no sentence or holds it in parentheses."""
    if block.look.folded.startswith(phrase) or phrase.startswith("("):
        return len(block.text) <= SHORT or phrase.startswith("(")
    return len(block.text) <= SHORT and not (block.look.ends_sentence and block.text.endswith("."))
