"""What the store knows under the keys of one batch of copy, and learns while the batch is decided.

Two pieces of copy inside one batch meet like two of different batches: each decision is taken into account
before the next one is made.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from hashlib import blake2b
from typing import Any

from sqlalchemy import Connection, select

from normalize.article import Status
from normalize.facts import Facts, Key, KeyKind, keys_of
from normalize.overrides import Overrides
from normalize.versions import Candidate, Version, head_of
from storage.dialect import slices
from storage.overrides import in_force
from storage.tables import article, article_key, revision

_LONGEST_VALUE = 400  # characters of a key kept as they are; an index of PostgreSQL takes 2,704 bytes
_JUDGED_BY_WORDS = (KeyKind.ADDRESS, KeyKind.SLUG)

StoredKeys = Mapping[str, KeyKind]


class Known:
    """The articles that a batch may touch, found by key, and their overrides. Grows as the batch is decided."""

    def __init__(self) -> None:
        self.articles: dict[int, Candidate] = {}
        self.overrides: Mapping[int, Overrides] = {}
        self._by_key: dict[str, list[int]] = {}

    def candidates(self, keys: StoredKeys) -> dict[KeyKind, list[Candidate]]:
        """The articles that hold one of the keys, for each kind of key."""
        by_key = self._by_key
        return {
            kind: [self.articles[number] for number in by_key[told]] for told, kind in keys.items() if told in by_key
        }

    def holds(self, told: str, article_id: int) -> bool:
        """Whether the article has the key already."""
        return article_id in self._by_key.get(told, ())

    def learn(self, told: str, article_id: int) -> None:
        """Note that the article has the key."""
        self._by_key.setdefault(told, []).append(article_id)

    def put(self, candidate: Candidate) -> None:
        """Note an article as it stands now."""
        self.articles[candidate.article_id] = candidate


def stored_keys(facts: Facts) -> StoredKeys:
    """The keys of a piece of copy, each in one text, with its kind; a value too long for an index is hashed."""
    return {_as_stored(key): key.kind for key in keys_of(facts)}


def _as_stored(key: Key) -> str:
    value = key.value
    if len(value) > _LONGEST_VALUE:
        value = f"blake2b-{blake2b(value.encode(), digest_size=20).hexdigest()}"
    scope = key.scope.replace("\x1f", " ")
    return f"{key.kind}\x1f{scope}\x1f{value}"


def load(connection: Connection, batch: Iterable[StoredKeys], named: Iterable[int] = ()) -> Known:
    """Read every article that shares a key with the batch, and those named by number.

    One look-up of keys, heads, versions, bodies and overrides each.
    """
    kinds = {told: kind for keys in batch for told, kind in keys.items()}
    known = Known()
    read_for_words: set[int] = set()
    for told in slices(list(kinds)):
        query = select(article_key.c.key, article_key.c.article_id).where(article_key.c.key.in_(told))
        for key, number in connection.execute(query.order_by(article_key.c.article_id)):
            known.learn(key, number)
            known.articles.setdefault(number, Candidate(number, None, "", "", None, ()))
            if kinds[key] in _JUDGED_BY_WORDS:
                read_for_words.add(number)
    for number in named:
        known.articles.setdefault(number, Candidate(number, None, "", "", None, ()))
    _read_heads(connection, known)
    for number, versions in standing_versions(connection, list(known.articles)).items():
        known.put(replace(known.articles[number], versions=versions))
    _read_bodies(connection, known, sorted(read_for_words))
    known.overrides = in_force(connection, list(known.articles))
    return known


def with_version(candidate: Candidate, facts: Facts, version: Version) -> Candidate:
    """The article with one more version; where it becomes the head, its words are the article's."""
    versions = (*candidate.versions, version)
    if head_of(versions) is not version:
        return replace(candidate, versions=versions)
    return replace(candidate, versions=versions, headline=facts.headline, body=facts.body, guid=facts.guid)


def _read_heads(connection: Connection, known: Known) -> None:
    columns = (article.c.id, article.c.copy_of, revision.c.guid, revision.c.headline)
    for numbers in slices(list(known.articles)):
        heads = select(*columns).join(revision, revision.c.id == article.c.head_revision_id)
        for number, copy_of, guid, headline in connection.execute(heads.where(article.c.id.in_(numbers))):
            found = known.articles[number]
            known.put(replace(found, copy_of=copy_of, guid=guid, headline=headline or ""))


def standing_versions(connection: Connection, articles: Sequence[int]) -> dict[int, tuple[Version, ...]]:
    """The versions of these articles, by article: for each raw copy what was made of it last, in the order stored."""
    columns = revision.c[
        "article_id", "id", "raw_copy_id", "wire_version", "is_moved", "wire_created", "received_at", "status",
        "printed_hash",
    ]  # fmt: skip
    found: dict[int, dict[int, Version]] = {}
    for numbers in slices(articles):
        query = select(*columns).where(revision.c.article_id.in_(numbers)).order_by(revision.c.id)
        for row in connection.execute(query):
            number, own, raw, told, is_moved, created, received, status, printed = tuple[Any, ...](row)
            version = Version(own, raw, told, is_moved, created or received, Status(status), printed)
            found.setdefault(number, {})[raw] = version
    return {number: tuple(versions.values()) for number, versions in found.items()}


def _read_bodies(connection: Connection, known: Known, numbers: Sequence[int]) -> None:
    for some in slices(numbers):
        bodies = select(article.c.id, revision.c.body).join(revision, revision.c.id == article.c.head_revision_id)
        for number, body in connection.execute(bodies.where(article.c.id.in_(some))):
            known.put(replace(known.articles[number], body=body))
