"""Captions and picture credits."""

from re import IGNORECASE
from re import compile as pattern

from normalize.blocks import Block, blocks_of, is_read_page, lay, whole
from normalize.document import Document, Place
from normalize.looks import LONGEST_CAPTION, SHORT
from normalize.outline import knows
from normalize.phrasebook import UNSPACED, WORD, Sign, phrasebook

_STAGE = "find_captions"
_TAIL = 140
"""Characters: a credit stands at the end of its caption."""
_LONGEST_NAMED, _LONGEST_SIDED = 220, 320
_CREDIT_WORDS = frozenset(
    {
        "ap",
        "afp",
        "reuters",
        "epa",
        "efe",
        "dpa",
        "apa",
        "ansa",
        "tass",
        "aap",
        "anp",
        "pap",
        "ntb",
        "tt",
        "getty",
        "shutterstock",
        "istock",
        "imago",
        "alamy",
        "picture",
        "alliance",
        "photo",
        "foto",
        "bild",
        "xinhua",
        "anadolu",
        "aa",
        "bloomberg",
        "zuma",
        "pa",
        "sipa",
        "belga",
        "tasr",
        "čtk",
        "mti",
        "lusa",
        "lapresse",
        "eyevine",
        "nasa",
        "scanpix",
        "lehtikuva",
        "handout",
        "press",
        "france-presse",
    }
)
_STOPS = frozenset('.!?"”»“')
_NAME = r"[^\W\d_][\w.'’-]+(?:\s[\w.'’-]+){0,4}"
_AGENCY = (
    r"(?:AP|AFP|Reuters|EPA|EFE|dpa|APA|ANSA|TASS|AAP|ANP|PAP|NTB|TT|Getty(?: Images)?|AFP via Getty(?: Images)?"
    r"|Shutterstock|i?Stock(?:photo)?|IMAGO|Alamy|Xinhua|Anadolu|AA|Bloomberg|ZUMA(?: Press)?|SIPA|Belga|TASR|ČTK|MTI"
    r"|Lusa|LaPresse|picture[ -]alliance|Scanpix|Lehtikuva|NASA)"
)
_KIND = r"(?:Photo|Foto|Fotos?|File|Picture|Image|Pic|Bild|Archivbild|Symbolfoto|Fot\.|Kuva)"
_CREDITS = (
    pattern(rf"\((?:(?:AP|EPA|Reuters|AFP) )?{_KIND}\b[^()]{{0,80}}\)\s*(?:less|more)?\Z", IGNORECASE),
    pattern(rf"\((?:[^()]{{0,50}}(?:/|via ))?{_AGENCY}(?:/[^()]{{0,50}})?\)\s*\Z", IGNORECASE),
    pattern(rf"[/|,] ?{_AGENCY}(?:/{_NAME})?\Z", IGNORECASE),
    pattern(rf"\b{_AGENCY} ?[/|] ?{_NAME}(?:/{_NAME})*\Z", IGNORECASE),
    pattern(rf"\bvia {_AGENCY}", IGNORECASE),
    pattern(r"[.!?\w](?:The Associated Press|The Canadian Press|Agence France-Presse|REUTERS|AFP|AP Photo)\Z"),
    pattern(rf"{_AGENCY} (?:- )?(?:Photo|Getty)", IGNORECASE),
)
"""Credits at a caption's end: "(AP Photo/Marco Ugarte)", "(AFP)", "BERTRAND GUAY / AFP", "EFE/ J.J. Guillén"."""
_NAMED = pattern(r"[.!?][\"'”’]? \([^\W\d_a-zß-ÿ][\w'’./&-]*(?: [^\W\d_a-zß-ÿ][\w'’./&-]*){0,3}\)\Z")
"""A name in parentheses after the full stop: "... have been listed for sale. (Bespoke Real Estate)"."""
_REPORTER = pattern(r".{20,} [가-힣]{2,4} 기자\Z")
"""A Korean photographer: "... 인사하고 있다. 고영권 기자"."""
_ADDRESS = pattern(r"\w@\w|\[email")
_SIGNED = pattern(r"(?:©|\(c\)|ⓒ)\s?[^©\n]{2,110}\Z", IGNORECASE)
"""A picture's owner: "© Victoria Jones/PA Wire/dpa"."""
_LABELLED = pattern(
    r"(?:\b|(?<=[a-zß-ÿ]))(?:Photos?|Photograph|Picture|Image|Credit|Foto|Fotos|Fotografie|Bild|Bilder|BILD|Fotoğraf"
    r"|Ảnh|Kuva|Fot\.|Fotó|Kép|Фото|Снимка|Φωτογραφία|צילום|Beeld|Imagem|Immagine|ছবি|फोटो|写真|사진|صورة|عکس)"
    r"\s?[:：=＝]\s?[^:\n]{2,90}\Z"
)
"""A labelled credit: "Photo: Hau Dinh, AP", "Boris NadeschdinBild: Mikhail Sinitsyn/TASS/dpa"."""
_SIDES = pattern(
    r"\((?:l|r|M|li|re|left|right|centre|center|links|rechts|Mitte|izq|der|izquierda|derecha|à gauche|à droite)\.?\)"
    r"|,\s(?:(?:second|third|fourth) from )?(?:left|right|center|centre)\b,|\b(?:pictured|seen here)\b"
)
"""Who stands where: "Vargas Llosa (l.) auf Mallorca.", "Ngo Xuan Lich, left, shake hands"."""
_SIDE_WORDS = ("(", "left", "right", "cent", "pictured", "seen here")
"""One of these stands in all that the pattern above finds."""


def find_captions(document: Document) -> Document:
    """Take captions and picture credits out of the body.

    The picture goes with the markup; its line stays, often as long as a paragraph: the credit tells, not the length.
    Before: `Titan in false colour, 2004. (NASA/JPL)`, `Foto: AFP/Philipp Guelland`. After: each in the place CAPTION.
    Not touched: `(Alden on Tuesday announced ...)`, a paragraph in parentheses; a sentence that quotes an agency; a
    long paragraph of a page, whose markup tells its captions.
    """
    longest = SHORT if is_read_page(document) else LONGEST_CAPTION
    return lay(
        document,
        _STAGE,
        [
            whole(block, Place.CAPTION, reason)
            for block in blocks_of(document)
            if block.is_open and len(block.text) <= longest and (reason := _reason(block))
        ],
    )


def _reason(block: Block) -> str:
    """What gives the block away as a caption; empty if nothing does."""
    if knows(block, Sign.BYLINE) or (("@" in block.text or "[" in block.text) and _ADDRESS.search(block.text)):
        return ""
    if knows(block, Sign.CAPTION) and block.look.known and _fits(block, block.look.known.phrase):
        return f"picture line: {block.look.known.phrase}"
    tail = block.text[-_TAIL:]
    if _is_labelled(block.text, tail):
        return "picture's owner at the end"
    if _is_credited(block, tail):
        return "picture credit at the end"
    return "says who stands where" if _tells_sides(block.text) else ""


def _fits(block: Block, phrase: str) -> bool:
    """A phrase at the beginning of a line, or inside one that ends no sentence or holds it in parentheses."""
    if len(block.text) > SHORT or block.look.folded.startswith(phrase) or phrase.startswith("("):
        return True
    return not (block.look.ends_sentence and block.text.endswith("."))


def _is_labelled(text: str, tail: str) -> bool:
    if any(mark in tail for mark in ("©", "(c)", "ⓒ")) and not text.startswith(("©", "(c)")) and _SIGNED.search(tail):
        return True
    return any(mark in tail for mark in ":：=") and _LABELLED.search(tail) is not None


def _is_credited(block: Block, tail: str) -> bool:
    text = block.text
    if text[-1] in _STOPS:
        return False
    if not _CREDIT_WORDS.isdisjoint(WORD.findall(tail.casefold())) and any(form.search(tail) for form in _CREDITS):
        return True
    if text[-1] == ")" and len(text) <= _LONGEST_NAMED and _NAMED.search(tail):
        return True
    if text.isascii() or not UNSPACED.search(text):
        return False
    is_known = len(text) <= SHORT and not block.look.ends_sentence and block.look.folded.endswith(phrasebook().ends)
    return is_known or _REPORTER.match(text) is not None


def _tells_sides(text: str) -> bool:
    if len(text) > _LONGEST_SIDED or '"' in text or "“" in text:
        return False
    return any(word in text for word in _SIDE_WORDS) and _SIDES.search(text) is not None
