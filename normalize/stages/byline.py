"""The byline: who wrote the story."""

from collections.abc import Callable, Iterable
from re import compile as pattern

from normalize.blocks import Block, Cut, fixed_text, is_settled, lay
from normalize.document import Dateline, Document, Place
from normalize.outline import Outline, is_row, outline_of
from normalize.phrasebook import LETTERS, Sign, first_key, fold, phrasebook

_STAGE = "read_byline"
_LONGEST, _LONGEST_NAME, _MOST_WORDS = 120, 60, 14
"""Characters of a byline's line and of one name, words of all its names."""
_HIGH = 6
"""Blocks above the headline: so far up an introduced byline may stand."""
_NAME_WORDS = range(2, 6)
_PLACES = frozenset({Place.BODY, Place.META, Place.CREDIT, Place.NAV})
_MARKS = pattern(r"^[\s:|•–—\-^]+|[\s:|•–—\-=<,/]+$")
_ADDRESS = pattern(r"\S*(?:@|\[email)\S*(?:\s?protected\])?|https?://\S+|\S+\.(?:com|org|net|co\.\w\w)\b")
_DATE_PART = pattern(r"\d.*$")
"""From the first figure on, a byline row goes on with date, time and counters: "Reuters November 18, 2019"."""
_DATED = pattern(r"\d{4}|\d{1,2}[:h]\d\d")
"""A year or a time."""
_FUNCTION = pattern(
    r"(?i)\b(?:staff|writers?|reporters?|correspondents?|editors?|redaktion|(?:online-)?redakteur(?:in)?|redacción"
    r"|rédaction|redazione|redação|bureau|desk|news services|wire services|기자|记者|記者)\b"
)
"""What a writer is, behind the name: "Robert Burns, Ap National Security Writer"."""
_SEAM = pattern(r"(?<=[a-zß-ÿ])(?=[A-ZÀ-Þ][a-zß-ÿ]{2})")
"""A name and a month fused: "Associated PressApril 28"."""
_BETWEEN = pattern(r"\s?[/|,·•]\s?|\s-\s")
_KOREAN = pattern(r"(?P<name>[가-힣]{2,4}) (?:기자|특파원)")
_REPORTER = pattern(r"(?P<ko>[가-힣]{2,4}) (?:특파원|기자)\s?=|[＝=](?P<ja>[\u3400-\u9fff]{3,6})[】\]］]")
_PARTICLES = frozenset(
    {
        "de",
        "da",
        "van",
        "von",
        "der",
        "den",
        "di",
        "del",
        "la",
        "al",
        "bin",
        "ter",
        "y",
        "dos",
        "el",
        "und",
        "and",
        "et",
        "e",
    }
)

_Judge = Callable[[Outline, int], str | None]


def read_byline(document: Document) -> Document:
    """Find the byline between headline and story (or above the headline) and fill the field `byline`.

    Papers print "By NAME", an agency's name, or a bare name beside the date.
    Before: `By Gopal Sharma`. After: the line in the place BYLINE, the field `Gopal Sharma`.
    Not touched: `By the end of the week ...` in a paragraph; a name in a caption. What an operator placed as the byline
    is it.
    """
    if is_settled(document):
        return document
    if told := fixed_text(document, Place.BYLINE):
        return document.with_field("byline", _announced(told) or _bare(told), _STAGE)
    if document.value("byline") is not None:
        return document
    if name := _in_dateline(document):
        return document.with_field("byline", name, _STAGE)
    outline = outline_of(document)
    after = 0 if any(span.place is Place.DATELINE for span in document.spans) else 2
    for judge, reach in _judges(outline, after):
        for i in reach:
            if 0 <= i < len(outline.blocks) and _may_be(outline.blocks[i]) and (name := judge(outline, i)):
                return _take(document, outline.blocks[i], name)
    return document


def _in_dateline(document: Document) -> str | None:
    """The reporter whom Korean, Japanese and Chinese copy names in the dateline: "(서울=연합뉴스) 홍길동 기자 = "."""
    dated = document.value("dateline")
    if not isinstance(dated, Dateline):
        return None
    found = _REPORTER.search(dated.raw)
    name = (found["ko"] or found["ja"]) if found else None
    return None if name is None or fold(name) in phrasebook().agencies else name


def _take(document: Document, block: Block, name: str) -> Document:
    changed = lay(document, _STAGE, [Cut(block.start, block.end, Place.BYLINE, "byline")])
    return changed.with_field("byline", name, _STAGE)


def _judges(outline: Outline, after: int) -> Iterable[tuple[_Judge, range]]:
    """The kinds of bylines, the surest first, and where each may stand: `after` blocks into the story, if undated."""
    headline = next((i + 1 for i, block in enumerate(outline.blocks) if block.place is Place.HEADLINE), 0)
    top = 0 if outline.headline <= _HIGH else headline
    head = range(headline, outline.first)
    yield _introduced, range(top, outline.first + 4)
    yield _with_date, head
    yield _beside_date, head
    yield _agency, range(top, outline.first + after)
    yield _alone, head
    yield _below, range(outline.last, outline.last + 3)


def _may_be(block: Block) -> bool:
    is_free = block.place in _PLACES and not block.is_fixed
    return is_free and len(block.text) <= _LONGEST and not block.look.is_dated


def _bare(text: str) -> str:
    """The name without addresses, date, function and marks."""
    words = _DATE_PART.sub("", _ADDRESS.sub("", text)).split()
    if words and fold(words[-1]) not in phrasebook().agencies:
        words = _SEAM.sub(" ", " ".join(words)).split()
    date_words = phrasebook().date_words
    while words and ((folded := fold(words[-1])) in date_words or not folded):
        words.pop()
    name = _MARKS.sub("", " ".join(words)).strip()
    first, _, rest = name.partition(",")
    return first if " " in first and _FUNCTION.search(rest) else name


def _introduced(outline: Outline, i: int) -> str | None:
    """Read "By NAME", "Von NAME": a word that announces a writer, then a capital."""
    block = outline.blocks[i]
    if block.look.is_prose or block.text.endswith(".") or (i >= outline.first and not _is_beside_date(outline, i)):
        return None
    return _announced(block.text)


def _announced(text: str) -> str | None:
    """The name behind the word that announces a writer."""
    bare = text.lstrip("^ ")
    folded = " ".join(bare.casefold().replace("’", "'").split())
    for phrase, sign in phrasebook().starts.get(first_key(folded), ()):
        if sign is Sign.BYLINE and folded.startswith(phrase) and not folded[len(phrase) : len(phrase) + 1].isalnum():
            name = _bare(bare[len(phrase) :])
            if _begins_name(name) and len(name.split()) <= _MOST_WORDS:
                return name
    return None


def _begins_name(name: str) -> bool:
    return bool(name) and (name[0].isupper() or not name[0].isascii() or fold(name) in phrasebook().agencies)


def _with_date(outline: Outline, i: int) -> str | None:
    """A name and a date in one row: "Lairenlakpam Warli / SITE / Apr 16, 2026"."""
    block = outline.blocks[i]
    if block.look.is_prose or is_row(block) or not _DATED.search(block.text):
        return None
    name = _bare(block.text.split(" / ")[0])
    return name if name != block.text and _is_name(name) else None


def _beside_date(outline: Outline, i: int) -> str | None:
    """A bare name or a desk beside a date or share bar: "Detroit News wire services"."""
    block = outline.blocks[i]
    if not _is_bare_line(block) or not _is_beside_date(outline, i) or _is_above_credit(outline, i):
        return None
    name = _bare(block.text)
    return name if _is_name(name) or (len(name) <= _LONGEST_NAME and _FUNCTION.search(name)) else None


def _agency(outline: Outline, i: int) -> str | None:
    """An agency's name in the byline's place: "Associated Press", "AFP/The Local", "Quelle: dpa Sport"."""
    block = outline.blocks[i]
    if block.look.ends_sentence or block.place is Place.NAV or not _may_name_agency(block):
        return None
    name = _bare(block.text.rpartition(": ")[2])
    words = name.split()
    if len(words) > 1 and len(set(words)) == 1:
        name = words[0]
    if not name or len(name) > _LONGEST_NAME:
        return None
    parts = {fold(part) for part in (name, *_BETWEEN.split(name), *words[: len(words) < len("dpa")])}
    return name if parts & phrasebook().agencies else None


def _may_name_agency(block: Block) -> bool:
    """Whether a word of an agency's name stands there, or two words are fused: cheaper to ask than what is bare."""
    words = LETTERS.findall(block.look.folded)
    return not phrasebook().agency_words.isdisjoint(words) or _SEAM.search(block.text) is not None


def _alone(outline: Outline, i: int) -> str | None:
    """A bare name between headline and story, on a page."""
    block = outline.blocks[i]
    if not outline.is_page or outline.headline < 0 or block.place is not Place.BODY or block.look.known:
        return None
    is_name = _is_bare_line(block) and _is_name(block.text) and not block.text.isupper()
    return block.text if is_name and not _is_above_credit(outline, i) else None


def _below(outline: Outline, i: int) -> str | None:
    """A reporter's name right below the story, on a page: "Lê Phương", "구현모 기자 name@paper.com"."""
    block = outline.blocks[i]
    if not outline.is_page or block.look.ends_sentence or block.place is not Place.BODY:
        return None
    if korean := _KOREAN.search(block.text):
        return korean["name"]
    follows = i > 0 and outline.blocks[i - 1].look.is_prose
    return block.text if follows and _is_name(block.text) and _bare(block.text) == block.text else None


def _is_bare_line(block: Block) -> bool:
    return not block.look.ends_sentence and not (block.look.known and block.look.known.is_whole)


def _is_above_credit(outline: Outline, i: int) -> bool:
    """A name right above a picture's credit is whom the picture shows."""
    return i + 1 < len(outline.blocks) and outline.blocks[i + 1].place is Place.CAPTION


def _is_beside_date(outline: Outline, i: int) -> bool:
    near = [outline.blocks[j].place for j in (i - 1, i + 1) if 0 <= j < len(outline.blocks)]
    return any(place in {Place.META, Place.SHARE} for place in near)


def _is_name(name: str) -> bool:
    """Two to five words, each with a capital: "Fatma Sevinç Çetin"."""
    words = name.replace(",", " ").split()
    if len(words) not in _NAME_WORDS or len(name) > _LONGEST_NAME or fold(name) in phrasebook().whole:
        return False
    return all(word[0].isupper() or word in _PARTICLES for word in words)
