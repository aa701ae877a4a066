"""Captions and picture credits."""

from re import IGNORECASE, escape
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
_DATELINE = 60
"""Characters at the head of a paragraph in which an agency's mark belongs to the dateline."""
_NAMES = (
    *("AP", "AFP", "Reuters", "EPA", "EFE", "dpa", "APA", "ANSA", "TASS", "AAP", "ANP", "PAP", "NTB", "TT", "Belga"),
    *(
        "Getty Images",
        "Getty",
        "AFP via Getty Images",
        "AFP via Getty",
        "Shutterstock",
        "iStock",
        "iStockphoto",
        "IMAGO",
    ),
    *("Alamy", "Xinhua", "Anadolu", "AA", "Bloomberg", "ZUMA Press", "ZUMA", "SIPA", "TASR", "ČTK", "MTI", "Lusa"),
    *("LaPresse", "picture alliance", "picture-alliance", "Scanpix", "Ritzau Scanpix", "Lehtikuva", "NASA", "ANTARA"),
    *("Keystone", "Keystone-SDA", "Hina", "Tanjug", "BTA", "Agerpres", "Mediafax", "Inquam Photos", "Profimedia"),
    *(
        "Ukrinform",
        "UNIAN",
        "Bernama",
        "TTXVN",
        "VNA",
        "PTI",
        "ANI",
        "Kyodo",
        "Jiji",
        "Yonhap",
        "NurPhoto",
        "Europa Press",
    ),
    *("Hans Lucas", "Adnkronos", "Fotogramma", "Agência Brasil", "Estadão Conteúdo", "Folhapress", "Eurokinissi"),
    *(
        "ΑΠΕ-ΜΠΕ",
        "Flash90",
        "ТАСС",
        "РИА Новости",
        "УНІАН",
        "Укрінформ",
        "BNS",
        "LETA",
        "ELTA",
        "FoNet",
        "DHA",
        "İHA",
        "IHA",
    ),
    *("The Canadian Press", "CNA", "Sputnik", "Pixsell", "Cropix", "BOBO", "EPA-EFE", "AP Photo"),
)
"""Who is named at a caption's end: agencies and picture houses."""
_CREDIT_WORDS = frozenset(word for name in _NAMES for word in WORD.findall(name.casefold())) | {
    "picture",
    "alliance",
    "photo",
    "foto",
    "bild",
    "handout",
    "press",
    "france",
}
_STOPS = frozenset('.!?"”»“')
_NAME = r"[^\W\d_][\w.'’-]+(?:\s[\w.'’-]+){0,4}"
_AGENCY = (
    "(?:" + "|".join(sorted((escape(form) for name in _NAMES for form in (name, name.upper())), reverse=True)) + ")"
)
"""As the house writes them, or in capitals: "(ePA)" is no agency."""
_KIND = r"(?:Photo|Foto|Fotos?|File|Picture|Image|Pic|Bild|Archivbild|Symbolfoto|Fot\.|Kuva)"
_CREDITS = (
    pattern(rf"\((?:(?:AP|EPA|Reuters|AFP) )?{_KIND}\b[^()]{{0,80}}\)\s*(?:less|more)?\Z", IGNORECASE),
    pattern(rf"[/|,] ?{_AGENCY}(?:/{_NAME})?\Z"),
    pattern(rf"\b{_AGENCY} ?[/|] ?{_NAME}(?:/{_NAME})*\Z"),
    pattern(rf"\bvia {_AGENCY}"),
    pattern(r"[.!?\w](?:The Associated Press|The Canadian Press|Agence France-Presse|REUTERS|AFP|AP Photo)\Z"),
    pattern(rf"{_AGENCY} (?:- )?(?:Photo|Getty)"),
)
"""Credits at a caption's end: "(AP Photo/Marco Ugarte)", "BERTRAND GUAY / AFP", "EFE/ J.J. Guillén"."""
_MARKED = pattern(rf"\((?:[^()]{{0,50}}(?:/|via ))?{_AGENCY}(?:/[^()]{{0,50}})?\)\s*\Z")
"""An agency in parentheses: below a picture "(AFP)"; many agencies close a paragraph of theirs so, which is longer."""
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
    if block.look.is_dated and phrase in block.look.folded[:_DATELINE]:
        return False  # the agency's mark in a dateline: "القاهرة (رويترز) - ", "【東京＝共同】"
    if len(block.text) > SHORT or block.look.folded.startswith(phrase) or phrase.startswith("("):
        return True
    return not (block.look.ends_sentence and block.text.endswith("."))


def _is_labelled(text: str, tail: str) -> bool:
    if ("©" in tail or "(c)" in tail or "ⓒ" in tail) and not text.startswith(("©", "(c)")) and _SIGNED.search(tail):
        return True
    return (":" in tail or "：" in tail or "=" in tail) and _LABELLED.search(tail) is not None


def _is_credited(block: Block, tail: str) -> bool:
    text = block.text
    if text[-1] in _STOPS:
        return False
    if not _CREDIT_WORDS.isdisjoint(WORD.findall(tail.casefold())):
        is_marked = len(text) <= _LONGEST_SIDED and _MARKED.search(tail) is not None
        if is_marked or any(form.search(tail) for form in _CREDITS):
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
