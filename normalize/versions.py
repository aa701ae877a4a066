"""Decides what a piece of copy is: a new article, a version of one, another outlet's copy, or nothing new.

Exact keys only. Pure: the store hands in what it knows under the keys of the copy, and acts on the answer.

    guid      in the scope of the provider     same story, always
    address   in the scope of the source       same story if the address lasts (http), else if it reads alike
    slug      in the scope of the provider     same story if a wire move says so, within three days
    body_hash in no scope                      another printing of the same body: a copy
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from normalize.article import Status
from normalize.facts import Facts, KeyKind
from normalize.likeness import count_words
from normalize.moves import MoveKind
from normalize.values import value

SLUG_WINDOW = timedelta(days=3)
"""How far apart two versions of a wire story under one slug may lie; slugs are used again for other stories."""

LIKENESS_OF_A_VERSION = 0.5
"""Share of the shorter body's words that the longer one must hold, for a file path used again to be a version."""

MIN_WORDS_OF_A_COPY = 20
"""Below this many words an equal body alone ("Details to follow.") does not make a copy: headlines must agree."""


class DecisionKind(StrEnum):
    """What a piece of copy turned out to be."""

    NEW = "new"
    REVISION = "revision"
    COPY = "copy"
    UNCHANGED = "unchanged"


class RevisionClass(StrEnum):
    """What a revision does to its article."""

    FIRST = "first"
    UPDATE = "update"
    CORRECTION = "correction"
    KILL = "kill"
    WITHHELD = "withheld"


@value()
class Version:
    """One revision's place among its article's; `number` is the printed version or count of the move."""

    revision_id: int
    raw_copy_id: int
    number: int | None
    is_moved: bool
    at: datetime
    status: Status
    printed_hash: str


@value()
class Candidate:
    """An article that shares a key with the copy: its head's words and guid, and all its versions as stored."""

    article_id: int
    guid: str | None
    headline: str
    body: str
    copy_of: int | None
    versions: tuple[Version, ...]


@value()
class Decision:
    """The answer. `article_id` is None for a new article and for a copy, which names its original in `copy_of`."""

    kind: DecisionKind
    revision_class: RevisionClass
    article_id: int | None = None
    copy_of: int | None = None


Candidates = Mapping[KeyKind, Sequence[Candidate]]


def decide(facts: Facts, candidates: Candidates) -> Decision:
    """Say what the copy is, from the articles found under each of its keys; the strongest key decides."""
    found = _by_guid(candidates) or _by_address(facts, candidates) or _by_slug(facts, candidates)
    if found is not None:
        return decide_version(facts, found)
    original = _by_body(facts, candidates)
    if original is not None:
        return Decision(DecisionKind.COPY, _first_class(facts), copy_of=original.copy_of or original.article_id)
    return Decision(DecisionKind.NEW, _first_class(facts))


def decide_version(facts: Facts, found: Candidate) -> Decision:
    """Say what the copy is to the article that it is known to be of: a version of it, or nothing new."""
    kind = DecisionKind.UNCHANGED if _came_before(facts, found.versions) else DecisionKind.REVISION
    return Decision(kind, _moved_class(facts), article_id=found.article_id)


def class_again(facts: Facts, before: RevisionClass) -> RevisionClass:
    """What a version that is made again does to its article; `before` is what it did as it was made before."""
    first = RevisionClass.FIRST if before is RevisionClass.FIRST else None
    return _class_by_status(facts) or first or _moved_class(facts)


def version_of(facts: Facts, revision_id: int) -> Version:
    """The place that the copy takes among the versions of its article, once it is stored as `revision_id`."""
    return Version(
        revision_id=revision_id,
        raw_copy_id=facts.raw_copy_id,
        number=facts.number,
        is_moved=facts.is_moved,
        at=facts.at,
        status=facts.status,
        printed_hash=facts.printed_hash,
    )


def head_of(versions: Sequence[Version]) -> Version:
    """The version that stands, whatever the order of arrival: a kill, else the greatest number, else the latest.

    A move that prints no number ("CORRECTED", "REFILE") mends what stood before it, so it ranks with the
    greatest number printed until then; copy without any move is the original and ranks lowest.
    """
    if len(versions) == 1:
        return versions[0]
    highest = 0
    ranked = []
    for stored, version in sorted(enumerate(versions), key=lambda pair: (pair[1].at, pair[1].raw_copy_id)):
        number = version.number if version.number is not None else (highest if version.is_moved else 0)
        highest = max(highest, number)
        killed = version.status is Status.CANCELED
        ranked.append((killed, number, version.at, version.raw_copy_id, stored, version))
    return max(ranked, key=lambda rank: rank[:5])[5]


def likeness(one: str, other: str) -> float:
    """Share of the words of the body with fewer words that the other body holds, 0 to 1; 0 where one has none.

    Words of fewer than four letters are left out: they are the same in every story.
    """
    first, second = _long_words(one), _long_words(other)
    fewer = min(len(first), len(second))
    return len(first & second) / fewer if fewer else 0.0


def _came_before(facts: Facts, versions: tuple[Version, ...]) -> bool:
    """Whether the article prints this already, or did: a version sent again is nothing new, a page changed back is."""
    if facts.printed_hash == head_of(versions).printed_hash:
        return True
    if all(version.printed_hash != facts.printed_hash for version in versions):
        return False
    this = version_of(facts, revision_id=0)
    return facts.number is not None or head_of((*versions, this)) is not this


def _by_guid(candidates: Candidates) -> Candidate | None:
    return next(iter(candidates.get(KeyKind.GUID, ())), None)


def _by_address(facts: Facts, candidates: Candidates) -> Candidate | None:
    found = candidates.get(KeyKind.ADDRESS, ())
    alike = next((candidate for candidate in found if _reads_alike(facts, candidate)), None)
    if alike is not None or not facts.address.startswith(("http://", "https://")):
        return alike
    # Two guids of one provider are two stories, even under one address (a feed whose links all lead home).
    return next((candidate for candidate in found if not (facts.guid and candidate.guid)), None)


def _by_slug(facts: Facts, candidates: Candidates) -> Candidate | None:
    found = [(gap, one) for one in candidates.get(KeyKind.SLUG, ()) if (gap := _gap(facts, one)) <= SLUG_WINDOW]
    if not facts.is_moved:
        found = [(gap, one) for gap, one in found if _waits_for_its_story(facts, one)]
    if not found:
        return None
    return min(found, key=lambda pair: (not _reads_alike(facts, pair[1]), pair[0], pair[1].article_id))[1]


def _by_body(facts: Facts, candidates: Candidates) -> Candidate | None:
    found = candidates.get(KeyKind.BODY_HASH, ())
    if found and count_words(facts.body) < MIN_WORDS_OF_A_COPY:
        found = [candidate for candidate in found if candidate.headline == facts.headline]
    return min(found, key=lambda candidate: candidate.article_id, default=None)


def _reads_alike(facts: Facts, candidate: Candidate) -> bool:
    if facts.headline and facts.headline == candidate.headline:
        return True
    return likeness(facts.body, candidate.body) >= LIKENESS_OF_A_VERSION


def _gap(facts: Facts, candidate: Candidate) -> timedelta:
    return min(abs(facts.at - version.at) for version in candidate.versions)


def _waits_for_its_story(facts: Facts, candidate: Candidate) -> bool:
    """Whether only moves of the story came so far: its kill, which stays in force, or updates that read alike."""
    if any(not version.is_moved for version in candidate.versions):
        return False
    killed = all(version.status is Status.CANCELED for version in candidate.versions)
    return killed or _reads_alike(facts, candidate)


def _first_class(facts: Facts) -> RevisionClass:
    return _class_by_status(facts) or RevisionClass.FIRST


def _moved_class(facts: Facts) -> RevisionClass:
    corrected = facts.move is not None and facts.move.kind is MoveKind.CORRECTION
    return _class_by_status(facts) or (RevisionClass.CORRECTION if corrected else RevisionClass.UPDATE)


def _class_by_status(facts: Facts) -> RevisionClass | None:
    return {Status.CANCELED: RevisionClass.KILL, Status.WITHHELD: RevisionClass.WITHHELD}.get(facts.status)


_LONG_WORD = re.compile(r"[^\W_]{4,}")


def _long_words(text: str) -> frozenset[str]:
    return frozenset(_LONG_WORD.findall(text.casefold()))
