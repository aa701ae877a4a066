"""The byline: who wrote the story."""

from collections.abc import Callable
from re import compile as pattern

from normalize.blocks import Block, Cut, is_settled, lay
from normalize.document import Document, Place
from normalize.outline import Outline, outline_of
from normalize.phrasebook import Sign, first_key, fold, phrasebook

_STAGE = "read_byline"
_LONGEST = 120
_MARKS = pattern(r"^[\s:|•–—\-^]+|[\s:|•–—\-=<,/]+$")
_ADDRESS = pattern(
    r"\S*(?:@|\[email)\S*(?:\s?protected\])?|https?://\S+|\S+\.(?:com|org|net|co\.\w\w)\b",
)
_DATE_PART = pattern(r"\d.*$")
"""From the first figure on, a byline row goes on with date, time and counters: "Reuters November 18, 2019"."""
_FUNCTION = pattern(
    r"(?i)\b(?:staff|writers?|reporters?|correspondents?|editors?|redaktion|redakteur(?:in)?|online-redakteur(?:in)?|redacción|rédaction|redazione|redação|bureau|desk|news services|wire services|기자|记者|記者)\b"
)
"""What a writer is, behind the name: "Robert Burns, Ap National Security Writer"."""
_SEAM = pattern(r"(?<=[a-zß-ÿ])(?=[A-ZÀ-Þ][a-zß-ÿ]{2})")
_BETWEEN = pattern(r"\s?[/|,·•]\s?|\s-\s")
_KOREAN = pattern(r"(?P<name>[가-힣]{2,4}) (?:기자|특파원)")
_MOST_WORDS = 14


def read_byline(document: Document) -> Document:
    """Find the byline between headline and story (or above the headline) and fill the field `byline`.

    Papers print "By NAME", an agency's name, or a bare name beside the date.
    Before: `By Gopal Sharma`. After: the line in the place BYLINE, the field `Gopal Sharma`.
    Not touched: `By the end of the week ...` in a paragraph; a name in a caption.
    """
    if is_settled(document) or document.value("byline") is not None:
        return document
    outline = outline_of(document)
    is_dated = any(span.place is Place.DATELINE for span in document.spans)
    for judge in (_introduced, _dated, _named, _sourced, _alone, _below):
        for i in _where(outline, judge, is_dated):
            if name := judge(outline, i):
                return _take(document, outline.blocks[i], name)
    return document


def _take(document: Document, block: Block, name: str) -> Document:
    changed = lay(document, _STAGE, [Cut(block.start, block.end, Place.BYLINE, "byline")])
    return changed.with_field("byline", name, _STAGE)


def _where(outline: Outline, judge: Callable[[Outline, int], str | None], is_dated: bool) -> list[int]:
    """The blocks where a byline of this kind may stand: from the headline to the story; surer ones also above or below."""
    first = outline.first
    headline = next((i + 1 for i, block in enumerate(outline.blocks) if block.place is Place.HEADLINE), 0)
    reach = {
        _introduced: range(0 if outline.headline <= 6 else headline, first + 4),
        _sourced: range(0 if outline.headline <= 6 else headline, first if is_dated else first + 2),
        _below: range(outline.last, outline.last + 3),
    }.get(judge, range(headline, first))
    return [i for i in reach if 0 <= i < len(outline.blocks) and _may_be(outline.blocks[i])]


def _may_be(block: Block) -> bool:
    return (
        len(block.text) <= _LONGEST
        and not block.look.is_dated
        and block.place in {Place.BODY, Place.META, Place.CREDIT, Place.NAV}
    )


def _bare(text: str) -> str:
    """The name without addresses, date, function and marks."""
    text = _ADDRESS.sub("", text)
    text = _DATE_PART.sub("", text)
    words = (
        _SEAM.sub(" ", text).split()
        if text.split() and fold(text.split()[-1]) not in phrasebook().agencies
        else text.split()
    )
    while words and fold(words[-1]) in phrasebook().date_words | {""}:
        words.pop()
    name = _MARKS.sub("", " ".join(words)).strip()
    first, comma, rest = name.partition(",")
    return first if comma and _FUNCTION.search(rest) and " " in first else name


def _introduced(outline: Outline, i: int) -> str | None:
    """ "By NAME", "Von NAME": a word that announces a writer, then a capital."""
    block = outline.blocks[i]
    if block.look.is_prose or (block.look.ends_sentence and block.text.endswith(".")):
        return None
    if i >= outline.first and not _is_near(outline, i):
        return None
    bare = block.text.lstrip("^ ")
    folded = " ".join(bare.casefold().replace("’", "'").split())
    for phrase, sign in phrasebook().starts.get(first_key(folded), ()):
        if sign is Sign.BYLINE and folded.startswith(phrase) and not folded[len(phrase) : len(phrase) + 1].isalnum():
            name = _bare(bare[len(phrase) :])
            if (
                name
                and len(name.split()) <= _MOST_WORDS
                and (name[0].isupper() or not name[0].isascii() or fold(name) in phrasebook().agencies)
            ):
                return name
    return None


def _sourced(outline: Outline, i: int) -> str | None:
    """An agency's name in the byline's place: "Associated Press", "AFP/The Local", "Quelle: dpa Sport"."""
    block = outline.blocks[i]
    name = _bare(block.text.rpartition(": ")[2])
    words = name.split()
    if len(words) > 1 and len(set(words)) == 1:
        name = words[0]
    if not name or len(name) > 50 or block.look.ends_sentence or block.place is Place.NAV:
        return None
    parts = {fold(part) for part in (name, *_BETWEEN.split(name))} | ({fold(words[0])} if len(words) <= 2 else set())
    return name if parts & phrasebook().agencies else None


def _dated(outline: Outline, i: int) -> str | None:
    """A name and a date in one row: "Lairenlakpam Warli / SITE / Apr 16, 2026"."""
    block = outline.blocks[i]
    if block.look.is_prose or not any(character.isdecimal() for character in block.text):
        return None
    name = _bare(block.text.split(" / ")[0])
    return name if _is_name(name) and name != block.text else None


def _named(outline: Outline, i: int) -> str | None:
    """A bare name or a desk beside a date or share bar: "Detroit News wire services"."""
    block = outline.blocks[i]
    if block.look.ends_sentence or (block.look.known and block.look.known.is_whole):
        return None
    if not _is_near(outline, i) or _is_picture_name(outline, i):
        return None
    name = _bare(block.text)
    return name if _is_name(name) or (_FUNCTION.search(name) and len(name) <= 60) else None


def _alone(outline: Outline, i: int) -> str | None:
    """A bare name between headline and story, on a page."""
    block = outline.blocks[i]
    if (
        not outline.is_page
        or outline.headline < 0
        or block.place is not Place.BODY
        or block.look.ends_sentence
        or block.look.known
    ):
        return None
    return (
        block.text if _is_name(block.text) and not _is_picture_name(outline, i) and not block.text.isupper() else None
    )


def _is_near(outline: Outline, i: int) -> bool:
    """Beside a date or a share bar."""
    near = [outline.blocks[j].place for j in (i - 1, i + 1) if 0 <= j < len(outline.blocks)]
    return any(place in {Place.META, Place.SHARE} for place in near)


def _is_picture_name(outline: Outline, i: int) -> bool:
    """A name right above a picture's credit is whom the picture shows."""
    return i + 1 < len(outline.blocks) and outline.blocks[i + 1].place is Place.CAPTION


def _below(outline: Outline, i: int) -> str | None:
    """A reporter's name right below the story, on a page: "Lê Phương", "구현모 기자 name@paper.com"."""
    block = outline.blocks[i]
    if not outline.is_page or block.look.ends_sentence or block.place is not Place.BODY:
        return None
    name = _bare(block.text)
    korean = _KOREAN.search(block.text)
    if korean:
        return korean["name"]
    follows = outline.blocks[i - 1].look.is_prose if i else False
    return name if follows and name == block.text and _is_name(name) else None


def _is_name(name: str) -> bool:
    """Two to five words, each with a capital: "Fatma Sevinç Çetin"."""
    words = name.replace(",", " ").split()
    if not 2 <= len(words) <= 5 or len(name) > 60:
        return False
    return (
        all(
            word[0].isupper()
            or word in {"de", "da", "van", "von", "der", "den", "di", "del", "la", "al", "bin", "ter", "y", "dos"}
            for word in words
        )
        and fold(name) not in phrasebook().whole
    )
