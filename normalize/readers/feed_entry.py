"""The reader for one entry of a feed, as `ingest.feed.split_feed` cuts it: JSON to a Document.

The title is the headline, the fuller of summary and content is the story, the other stands above it as the deck where
it says something of its own. Every other leaf is a field, or its path is in `not_carried`.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from ingest.raw import RawCopy
from normalize.document import Document, Field, Note, Place, Span
from normalize.errors import NoText, NotText
from normalize.readers.html import read_html
from normalize.readers.html_blocks import HtmlText
from normalize.readers.plain_blocks import read_plain
from normalize.values import value

STAGE = "read_feed_entry"
_JOINT = "\n\n"
_MAIL_WITH_NAME = re.compile(r"\S+@\S+\s+\((?P<name>[^()]+)\)")  # desk@paper.example (Jane Roe)
_NAME_WITH_MAIL = re.compile(r"(?P<name>[^<>@]+?)\s*<\s*(?:mailto:)?\S+@\S+\s*>")  # Jane Roe <desk@paper.example>
_MAIL = re.compile(r"(?:mailto:)?\S+@\S+\.\S+")
_WORD = re.compile(r"\w+")
_DOUBLE = 0.6
"""Of a summary's words, how many must stand in the content, from its first on, for it to be cut from it."""

_FEWEST = 6
"""So many words say that one text is cut from the other; a shorter one must stand there whole."""

_Told = Mapping[str, object]


def read_feed_entry(raw_copy: RawCopy) -> Document:
    """One feed entry as a Document.

    Fields: guid, headline, byline, first_created, version_created, language, address, keywords, rights, credits and
    associations. Links and the classes of the markup round a block are notes: `link <address>`, `markup ul.related`.
    Raises NoText where the entry has no word, NotText where the raw copy is not one of ours, TooComplex.
    """
    told = _loaded(raw_copy.raw)
    address = _text(told, "original_link") or _text(told, "link")
    parts = _Parts(_read(told, "title", address), _read(told, "summary", address), _read(told, "content", address))
    laid, doubles = _lay_out(parts)
    if not laid.text:
        raise NoText("the entry has neither a title nor a text")
    fields = dict(_fields(told, raw_copy.envelope, parts.title))
    return Document(
        text=laid.text,
        spans=laid.spans,
        fields=fields,
        notes=(*_warnings(raw_copy.envelope), *laid.notes),
        not_carried=tuple(sorted({*_not_carried(told, fields), *doubles})),
    )


@value()
class _Parts:
    """The three passages of an entry, each read."""

    title: HtmlText
    summary: HtmlText
    content: HtmlText


@value()
class _Laid:
    """What is laid out so far."""

    text: str = ""
    spans: tuple[Span, ...] = ()
    notes: tuple[Note, ...] = ()


def _loaded(raw: bytes) -> _Told:
    try:
        told = json.loads(raw)
    except ValueError as error:
        raise NotText(f"this is no feed entry in JSON ({error})") from error
    if not isinstance(told, dict):
        raise NotText("this is no feed entry: the JSON holds no object")
    return told


def _text(told: _Told, name: str) -> str | None:
    value = told.get(name)
    return value if isinstance(value, str) and value else None


def _texts(told: _Told, name: str) -> tuple[str, ...]:
    value = told.get(name)
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, list) else ()


def _read(told: _Told, name: str, base: str | None) -> HtmlText:
    passage = told.get(name)
    if not isinstance(passage, dict) or not isinstance(passage.get("text"), str):
        return HtmlText("", (), ())
    printed: str = passage["text"]
    return (
        read_html(printed, base)
        if passage.get("form") == "html" and ("<" in printed or "&" in printed)
        else read_plain(printed)
    )


def _lay_out(parts: _Parts) -> tuple[_Laid, tuple[str, ...]]:
    """Headline, deck and story under each other, and the names of what is left out as it would stand there twice."""
    laid = _joined(_Laid(), parts.title, Place.HEADLINE, "title")
    is_summary_fuller = len(parts.summary.text) > len(parts.content.text)
    story, story_name = (parts.summary, "summary") if is_summary_fuller else (parts.content, "content")
    other, other_name = (parts.content, "content") if is_summary_fuller else (parts.summary, "summary")
    doubles: tuple[str, ...] = ()
    if other.text and (_is_cut_from(other.text, story.text) or _is_cut_from(other.text, parts.title.text)):
        doubles = (other_name,)
    elif other.text:
        laid = _joined(laid, other, Place.DECK, other_name)
    return _joined(laid, story, None, story_name, parts.title.text), doubles


def _joined(laid: _Laid, part: HtmlText, place: Place | None, path: str, title: str = "") -> _Laid:
    """`part` under what is laid out already; `place` for all its blocks, else each block's own."""
    if not part.blocks:
        return laid
    shift = len(laid.text) + (len(_JOINT) if laid.text else 0)
    first = laid.spans[-1].block + 1 if laid.spans else 0
    spans = tuple(_spans(part, place, path, title.split(), shift, first))
    notes = _notes(part, shift)
    return _Laid((laid.text + _JOINT if laid.text else "") + part.text, (*laid.spans, *spans), (*laid.notes, *notes))


def _spans(part: HtmlText, place: Place | None, path: str, title: list[str], shift: int, first: int) -> Iterator[Span]:
    """A span for each block of a part, moved `shift` characters on, its blocks counted from `first`."""
    for number, block in enumerate(part.blocks, first):
        settled, reason = block.place if place is None or block.place is Place.META else place, block.reason
        if place is None and number == first and part.text[block.start : block.end].split() == title:
            settled, reason = Place.HEADLINE, "the title again"
        yield Span(block.start + shift, block.end + shift, settled, number, STAGE, f"{path}: {reason}")


def _notes(part: HtmlText, shift: int) -> Iterator[Note]:
    for block in part.blocks:
        if hints := part.hints(block):
            yield Note(STAGE, block.start + shift, block.end + shift, f"markup {' '.join(hints)}")
    for link in part.links:
        yield Note(STAGE, link.start + shift, link.end + shift, f"link {link.address}")


def _is_cut_from(shorter: str, longer: str) -> bool:
    """True where `shorter` is the beginning of `longer` or a run of words inside it, its own last words aside.

    "Rain fell on Tuesday and... Read more" is cut from a text that begins "Rain fell on Tuesday and in the night".
    """
    words, story = _WORD.findall(shorter.casefold()), longer.casefold()
    kept = words[: max(int(len(words) * _DOUBLE), _FEWEST)]
    return not words or any(_reads(story, at, kept) for at in _places(kept[0], story))


def _places(word: str, story: str) -> Iterator[int]:
    """Where the word begins in the story."""
    at = story.find(word)
    while at >= 0:
        yield at
        at = story.find(word, at + 1)


def _reads(story: str, at: int, words: Sequence[str]) -> bool:
    """Whether the story goes on with these words from there, where one of its own words begins."""
    if at and _WORD.match(story, at - 1):
        return False
    following = _WORD.finditer(story, at)
    return all((found := next(following, None)) is not None and found.group() == word for word in words)


def _fields(told: _Told, envelope: Mapping[str, str], title: HtmlText) -> Iterator[tuple[str, Field]]:
    """The fields of the entry, each with the path that gave it."""
    if envelope.get("guid"):
        yield "guid", Field(envelope["guid"], envelope.get("known_by", "guid"))
    if title.text:
        yield "headline", Field(" ".join(title.text.split()), "title")
    names = tuple(dict.fromkeys(filter(None, map(_name, _texts(told, "authors")))))
    if names:
        yield "byline", Field(", ".join(names), "authors")
    yield from _times(envelope)
    yield from _plain_fields(told)
    if not told.get("language") and envelope.get("feed_language"):
        yield "language", Field(envelope["feed_language"], "feed/language")
    if told.get("enclosures"):
        yield "associations", Field(_associations(told, envelope), "enclosures")


def _plain_fields(told: _Told) -> Iterator[tuple[str, Field]]:
    for name in ("original_link", "link"):
        address = _text(told, name)
        if address is not None and address.lower().startswith(("http://", "https://")):
            yield "address", Field(address, name)
            break
    for field, path in (("language", "language"), ("rights", "rights")):
        value = _text(told, path)
        if value is not None:
            yield field, Field(value, path)
    if _text(told, "publication"):
        yield "credits", Field((_text(told, "publication"),), "publication")
    if _texts(told, "categories"):
        yield "keywords", Field(_texts(told, "categories"), "categories")


def _times(envelope: Mapping[str, str]) -> Iterator[tuple[str, Field]]:
    """When the story was first made and when this version of it was; one stands for the other where that is missing."""
    first, last = envelope.get("published_utc"), envelope.get("updated_utc")
    for field, told, path in (
        ("first_created", first or last, "published" if first else "updated"),
        ("version_created", last or first, "updated" if last else "published"),
    ):
        if told:
            yield field, Field(datetime.fromisoformat(told), path)


def _associations(told: _Told, envelope: Mapping[str, str]) -> tuple[Mapping[str, str], ...]:
    """Pictures, sounds and documents: address, media type and title of each, as far as told; nothing is fetched."""
    enclosures = told.get("enclosures")
    listed = [each for each in enclosures if isinstance(each, dict)] if isinstance(enclosures, list) else []
    whole = envelope.get("enclosures", "").splitlines()
    addresses = whole if len(whole) == len(listed) else [str(each.get("address", "")) for each in listed]
    return tuple({**each, "address": address} for each, address in zip(listed, addresses, strict=True))


def _name(printed: str) -> str | None:
    """A writer's name without a mail address; None where there is nothing but an address."""
    text = " ".join(printed.split())
    found = _MAIL_WITH_NAME.fullmatch(text) or _NAME_WITH_MAIL.fullmatch(text)
    if found is not None:
        return found.group("name").strip() or None
    return None if _MAIL.fullmatch(text) else text or None


def _warnings(envelope: Mapping[str, str]) -> Iterator[Note]:
    for name in ("published", "updated"):
        if envelope.get(name) and not envelope.get(f"{name}_utc"):
            yield Note(STAGE, 0, 0, f"{name} {envelope[name][:64]!r} names no time")
    if envelope.get("partial"):
        yield Note(STAGE, 0, 0, "the feed breaks off here: the end of this text may be missing")


def _not_carried(told: _Told, fields: Mapping[str, Field]) -> Iterator[str]:
    yield from _texts(told, "not_carried")
    if told.get("comments"):
        yield "comments"
    if told.get("guid") and fields.get("guid", Field("", "")).value != told["guid"]:
        yield "guid"
    if told.get("authors") and len(_texts(told, "authors")) != len(
        tuple(filter(None, map(_name, _texts(told, "authors"))))
    ):
        yield "authors/email"
    if told.get("link") and (told.get("original_link") or "address" not in fields):
        yield "link"
