"""The facts by which copy is told to be of one story or of another: its keys, its move and what it prints."""

from datetime import datetime
from enum import StrEnum
from hashlib import blake2b

from normalize.article import Article, Status
from normalize.moves import Move, MoveKind, read_move, slug_stem
from normalize.values import value


class KeyKind(StrEnum):
    """The exact keys under which an article is known, strongest first."""

    GUID = "guid"
    ADDRESS = "address"
    SLUG = "slug"
    BODY_HASH = "body_hash"


@value()
class Key:
    """One exact key: `value` is compared inside `scope` (a provider, a source, or "" for everywhere)."""

    kind: KeyKind
    scope: str
    value: str


@value()
class Facts:
    """What decides about one piece of copy. `at` is when this version was created, else received."""

    raw_copy_id: int
    source: str
    provider: str
    address: str
    at: datetime
    headline: str
    body: str
    body_hash: str | None
    printed_hash: str
    status: Status
    guid: str | None = None
    slug: str | None = None
    move: Move | None = None
    number: int | None = None

    @property
    def is_moved(self) -> bool:
        """Whether the copy is a version of copy sent before, by its wire move or because it takes the story back."""
        return self.move is not None or self.status is Status.CANCELED


def facts_of(  # noqa: PLR0913, PLR0917 - each is one of the facts
    article: Article, raw_copy_id: int, source: str, provider: str, address: str, received_at: datetime, body_hash: str
) -> Facts:
    """Gather what decides from an article and its raw copy's whereabouts; `body_hash` names the printed body."""
    move = read_move(article.wire_move)
    killed = article.status is Status.CANCELED or (move is not None and move.kind is MoveKind.KILL)
    body = body_text(article)
    return Facts(
        raw_copy_id=raw_copy_id,
        source=source,
        provider=provider,
        address=address,
        at=article.version_created or received_at,
        headline=article.headline or "",
        body=body,
        # A kill prints the desk's own words, the same for many stories: it is nobody's copy.
        body_hash=body_hash if body and not killed else None,
        printed_hash=_printed_hash(article, body_hash),
        status=Status.CANCELED if killed else article.status,
        guid=article.guid,
        slug=slug_stem(article.slugline),
        move=move,
        number=article.version if article.version is not None else (move.number if move else None),
    )


def body_text(article: Article) -> str:
    """The body as it is stored and compared: its paragraphs, parted by a blank line."""
    return "\n\n".join(paragraph.text for paragraph in article.body)


def keys_of(facts: Facts) -> tuple[Key, ...]:
    """The exact keys of a piece of copy, strongest first."""
    keys = [Key(KeyKind.ADDRESS, facts.source, facts.address)]
    if facts.guid:
        keys.insert(0, Key(KeyKind.GUID, facts.provider, facts.guid))
    if facts.slug:
        keys.append(Key(KeyKind.SLUG, facts.provider, facts.slug))
    if facts.body_hash:
        keys.append(Key(KeyKind.BODY_HASH, "", facts.body_hash))
    return tuple(keys)


def _printed_hash(article: Article, body_hash: str) -> str:
    """Names what a reader of the article sees; furniture, teasers and stamps of time do not count."""
    printed = (
        article.headline,
        article.deck,
        article.dateline.raw if article.dateline else None,
        article.byline,
        article.slugline,
        article.wire_move,
        article.ednote,
        article.status.value,
        article.embargo.isoformat() if article.embargo else None,
        None if article.urgency is None else str(article.urgency),
        body_hash,
    )
    told = "\x1e".join("" if value is None else f"={value}" for value in printed)
    if article.expires is not None:  # appended, so that copy without one keeps the name that it had
        told += f"\x1eexpires={article.expires.isoformat()}"
    return blake2b(told.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
