"""Captions and picture credits."""

from re import IGNORECASE
from re import compile as pattern

from normalize.blocks import Block, blocks_of, lay, whole
from normalize.document import Document, Place
from normalize.looks import LONGEST_CAPTION, SHORT
from normalize.phrasebook import UNSPACED, WORD, Sign, phrasebook

_STAGE = "find_captions"
_TAIL = 140
"""Characters: a credit stands at the end of its caption."""
_CREDIT_WORDS = frozenset(
    ["ap", "afp", "reuters", "epa", "efe", "dpa", "apa", "ansa", "tass", "aap", "anp", "pap", "ntb", "tt", "getty", "shutterstock", "istock", "imago", "alamy", "picture", "alliance", "photo", "foto", "bild", "xinhua", "anadolu", "aa", "bloomberg", "zuma", "pa", "sipa", "belga", "tasr", "čtk", "mti", "lusa", "lapresse", "eyevine", "nasa", "scanpix", "lehtikuva", "handout"]
)
_NAME = r"[^\W\d_][\w.'’-]+(?:\s[\w.'’-]+){0,4}"
_AGENCY = r"(?:AP|AFP|Reuters|EPA|EFE|dpa|APA|ANSA|TASS|AAP|ANP|PAP|NTB|TT|Getty(?: Images)?|AFP via Getty(?: Images)?|Shutterstock|i?Stock(?:photo)?|IMAGO|Alamy|Xinhua|Anadolu|AA|Bloomberg|ZUMA(?: Press)?|SIPA|Belga|TASR|ČTK|MTI|Lusa|LaPresse|picture[ -]alliance|Scanpix|Lehtikuva|NASA)"
_CREDITS = (
    pattern(
        r"\((?:(?:AP|EPA|Reuters|AFP) )?(?:Photo|Foto|Fotos?|File|Picture|Image|Pic|Bild|Archivbild|Symbolfoto|Fot\.|Kuva)\b[^()]{0,80}\)\s*(?:less|more)?\Z",
        IGNORECASE,
    ),
    pattern(rf"\((?:[^()]{{0,50}}(?:/|via ))?{_AGENCY}(?:/[^()]{{0,50}})?\)\s*\Z", IGNORECASE),
    pattern(rf"[/|,] ?{_AGENCY}(?:/{_NAME})?\Z", IGNORECASE),
    pattern(rf"\b{_AGENCY} ?[/|] ?{_NAME}(?:/{_NAME})*\Z", IGNORECASE),
    pattern(rf"\bvia {_AGENCY}", IGNORECASE),
    pattern(r"[.!?\w](?:The Associated Press|The Canadian Press|Agence France-Presse|REUTERS|AFP|AP Photo)\Z"),
    pattern(rf"{_AGENCY} (?:- )?(?:Photo|Getty)", IGNORECASE),
)
"""Credits at a caption's end: "(AP Photo/Marco Ugarte)", "(AFP)", "BERTRAND GUAY / AFP", "EFE/ J.J. Guillén", "via REUTERS"."""
_NAMED = pattern(r"[.!?][\"'”’]? \([^\W\d_a-zß-ÿ][\w'’./&-]*(?: [^\W\d_a-zß-ÿ][\w'’./&-]*){0,3}\)\Z")
"""A name in parentheses after the full stop: "... have been listed for sale. (Bespoke Real Estate)"."""
_REPORTER = pattern(r".{20,} [가-힣]{2,4} 기자\Z")
_ADDRESS = pattern(r"\w@\w|\[email")
_SIGNED = pattern(r"(?:©|\(c\)|ⓒ)\s?[^©\n]{2,110}\Z", IGNORECASE)
"""A picture's owner: "© Victoria Jones/PA Wire/dpa"."""
_LABELLED = pattern(
    r"(?:\b|(?<=[a-zß-ÿ]))(?:Photos?|Photograph|Picture|Image|Credit|Foto|Fotos|Fotografie|Bild|Bilder|BILD|Fotoğraf|Ảnh|Kuva|Fot\.|Fotó|Kép|Фото|Снимка|Φωτογραφία|צילום|Beeld|Imagem|Immagine|ছবি|फोटो|写真|사진|صورة|عکس)"
    r"\s?[:：=＝]\s?[^:\n]{2,90}\Z"
)
"""A labelled credit: "Photo: Hau Dinh, AP", "Boris NadeschdinBild: Mikhail Sinitsyn/TASS/dpa"."""
_SIDES = pattern(
    r"\((?:l|r|M|li|re|left|right|centre|center|links|rechts|Mitte|izq|der|izquierda|derecha|à gauche|à droite)\.?\)|,\s(?:(?:second|third|fourth) from )?(?:left|right|center|centre)\b,|\b(?:pictured|seen here)\b"
)
"""Who stands where: "Vargas Llosa (l.) auf Mallorca.", "Ngo Xuan Lich, left, shake hands"."""
_STOPS = frozenset('.!?"”»“')


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
    if (known and known.sign is Sign.BYLINE) or _ADDRESS.search(block.text):
        return None
    if known and known.sign is Sign.CAPTION and _fits(block, known.phrase):
        return f"picture line: {known.phrase}"
    text, tail = block.text, block.text[-_TAIL:]
    if "©" in tail or "(c)" in tail or "ⓒ" in tail:
        if _SIGNED.search(tail) and not text.startswith(("©", "(c)")):
            return "picture's owner at the end"
    if (":" in tail or "：" in tail or "=" in tail) and _LABELLED.search(tail):
        return "labelled picture credit at the end"
    if (
        text[-1] not in _STOPS
        and (not _CREDIT_WORDS.isdisjoint(WORD.findall(tail.casefold())))
        and any(form.search(tail) for form in _CREDITS)
    ):
        return "picture credit at the end"
    if (
        len(text) <= SHORT
        and not text.isascii()
        and UNSPACED.search(text)
        and not block.look.ends_sentence
        and block.look.folded.endswith(phrasebook().ends)
    ):
        return "picture credit at the end"
    if (len(text) <= 220 and text[-1] == ")" and _NAMED.search(tail)) or (not text.isascii() and _REPORTER.match(text)):
        return "picture's source in parentheses at the end"
    if len(text) <= 320 and _SIDES.search(text) and "“" not in text and '"' not in text:
        return "says who stands where"
    return None


def _fits(block: Block, phrase: str) -> bool:
    """A phrase at the beginning of a line, or inside one that ends no sentence or holds it in parentheses."""
    if len(block.text) > SHORT or block.look.folded.startswith(phrase) or phrase.startswith("("):
        return True
    return not (block.look.ends_sentence and block.text.endswith("."))
