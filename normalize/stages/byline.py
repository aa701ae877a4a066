"""The byline: who wrote the story."""

from re import compile as pattern

from normalize.blocks import Block, Cut, is_settled, lay
from normalize.document import Document, Place
from normalize.outline import Outline, outline_of
from normalize.phrasebook import WORD, Sign, fold, phrasebook

_STAGE = "read_byline"
_LONGEST = 120
_MARKS = pattern(r"^[\s:|•–—\-^]+|[\s:|•–—\-=<,/]+$")
_ADDRESS = pattern(r"\S*(?:@|\[email)\S*(?:\s?protected\])?|https?://\S+|\S+\.(?:com|org|net|co\.\w\w)\b", )
_DATE_PART = pattern(r"\d.*$")
"""From the first figure on, a byline row goes on with date, time and counters: "Reuters November 18, 2019"."""
_STAFF = pattern(r"(?i)\b(?:staff|writers?|reporters?|correspondents?|editors?|redaktion|redakteur(?:in)?|online-redakteur(?:in)?|redacción|rédaction|redazione|redação|bureau|desk|news services|wire services|press|news agency|agenc(?:y|ies|e|ia)|기자|记者|記者)\b")


def read_byline(document: Document) -> Document:
    """Find the byline between headline and story (or above the headline) and fill the field `byline`.

    Papers print "By NAME", an agency's name, or a bare name beside the date.
    Before: `By Gopal Sharma`. After: the line in the place BYLINE, the field `Gopal Sharma`.
    Not touched: `By the end of the week ...` in a paragraph; a name in a caption.
    """
    if is_settled(document) or document.value("byline") is not None:
        return document
    outline = outline_of(document)
    for judge in (_introduced, _agency, _dated, _named):
        for block in _head(outline, judge is _introduced or judge is _agency):
            if name := judge(block, outline):
                return _take(document, block, name)
    return document


def _take(document: Document, block: Block, name: str) -> Document:
    changed = lay(document, _STAGE, [Cut(block.start, block.end, Place.BYLINE, "byline")])
    return changed.with_field("byline", name, _STAGE)


def _head(outline: Outline, above: bool) -> list[Block]:
    """The blocks where a byline may stand: from the headline to the story; one that is introduced also above it."""
    start = 0 if above and outline.headline <= 6 else max(outline.headline + 1, 0)
    return [block for block in outline.blocks[start : outline.first + 1] if len(block.text) <= _LONGEST and block.place in {Place.BODY, Place.META, Place.CREDIT, Place.NAV}]


def _bare(text: str) -> str:
    """The name without addresses, date and marks."""
    for part in (_ADDRESS, _DATE_PART):
        text = part.sub("", text)
    words = text.split()
    while words and fold(words[-1]) in phrasebook().date_words | {""}:
        words.pop()
    return _MARKS.sub("", " ".join(words)).strip()


def _introduced(block: Block, outline: Outline) -> str | None:
    """"By NAME", "Von NAME": a word that announces a writer, then a capital."""
    if block.look.ends_sentence and block.text.endswith("."):
        return None
    folded = " ".join(block.text.casefold().replace("’", "'").split()).lstrip("^ ")
    offset = len(block.text) - len(block.text.lstrip("^ "))
    for phrase, sign in phrasebook().starts.get(WORD.match(folded).group() if WORD.match(folded) else folded[:1], ()):
        if sign is Sign.BYLINE and folded.startswith(phrase) and not folded[len(phrase) : len(phrase) + 1].isalnum():
            name = _bare(block.text[offset + len(phrase) :])
            if name and (name[0].isupper() or not name[0].isascii() or fold(name) in phrasebook().agencies):
                return name
    return None


def _agency(block: Block, outline: Outline) -> str | None:
    """An agency's name in the byline's place: "Associated Press", "AFP/The Local"."""
    name = _bare(block.text)
    parts = [fold(part) for part in (name, *name.split("/"), *name.split(" - "), *name.split(", "))]
    halves = name.split()
    if len(halves) > 1 and len(set(halves)) == 1:
        name = halves[0]
        parts.append(fold(name))
    return name if name and len(name) <= 60 and any(part in phrasebook().agencies for part in parts) else None


def _dated(block: Block, outline: Outline) -> str | None:
    """A name and a date in one row: "Lairenlakpam Warli / SITE / Apr 16, 2026"."""
    if not any(character.isdecimal() for character in block.text) or block.look.is_prose:
        return None
    name = _bare(block.text.split(" / ")[0])
    return name if _is_name(name) and name != block.text else None


def _named(block: Block, outline: Outline) -> str | None:
    """A bare name beside a date or share bar."""
    if block.look.known and block.look.known.is_whole or block.look.ends_sentence:
        return None
    at = outline.blocks.index(block)
    near = [outline.blocks[j].place for j in (at - 1, at + 1) if 0 <= j < len(outline.blocks)]
    name = _bare(block.text)
    is_near = any(place in {Place.META, Place.HEADLINE, Place.SHARE} for place in near)
    return name if is_near and (_is_name(name) or (_STAFF.search(name) and len(name) <= 80)) else None


def _is_name(name: str) -> bool:
    """Two to five words, each with a capital: "Fatma Sevinç Çetin"."""
    words = name.replace(",", " ").split()
    if not 2 <= len(words) <= 5 or len(name) > 60:
        return False
    return all(word[0].isupper() or word in {"de", "da", "van", "von", "der", "den", "di", "del", "la", "al", "bin", "ter", "y", "dos"} for word in words) and fold(name) not in phrasebook().whole
