"""What the program makes of the kit of near-duplicates, in the form that its scorer takes.

Every article goes the way of a feed's entry from bytes to article; then each is judged beside the earlier ones that
share a posting with it, as the store does it.
"""

import json
from collections import Counter, defaultdict, deque
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ingest.feed import ENTRY_MEDIA_TYPE
from ingest.raw import RawCopy
from normalize.article import Article
from normalize.chain import Chain, build_chain
from normalize.facts import body_text
from normalize.likeness import postings
from normalize.normalizer import normalize
from normalize.relations import WINDOW, Printing, Relation, Verdict, judge, read_printing

RECEIVED = datetime(2026, 1, 1, tzinfo=UTC)
_MOST_SHARING, _MOST_JUDGED = 25, 25


def predict_dedup(folder: Path) -> dict[str, Any]:
    """Every article's cluster, its relation and the article that it is one of, by the article's id."""
    chain = build_chain()
    cluster: dict[str, str] = {}
    told: dict[str, Any] = {}
    for name, best in _verdicts(_articles(folder, chain)):
        relation, of = ("original", None) if best is None else (best[0].relation.value, best[1])
        cluster[name] = cluster[of] if of is not None and relation == Relation.COPY else name
        told[name] = {"cluster": cluster[name], "relation": relation, "of": of}
    return told


def _articles(folder: Path, chain: Chain) -> Iterator[tuple[str, datetime, Article]]:
    for line in (folder / "articles.jsonl").read_text(encoding="utf-8").splitlines():
        told = json.loads(line)
        entry = {name: {"form": "text", "text": told[key]} for name, key in (("title", "title"), ("content", "text"))}
        envelope = {"published_utc": told["published"]}
        copy = RawCopy("kit", "kit", told["id"], ENTRY_MEDIA_TYPE, RECEIVED, json.dumps(entry).encode(), 0, envelope)
        yield told["id"], datetime.fromisoformat(told["published"]), normalize(copy, chain)


def _verdicts(
    articles: Iterator[tuple[str, datetime, Article]],
) -> Iterator[tuple[str, tuple[Verdict, str] | None]]:
    """Each article's name, and the best verdict on it with the name of the earlier one that it is of."""
    sharing: defaultdict[int, deque[str]] = defaultdict(lambda: deque(maxlen=_MOST_SHARING))
    read: dict[str, Printing] = {}
    for name, at, article in articles:
        headline, body = article.headline or "", body_text(article)
        places = article.dateline.place if article.dateline else ()
        printing = read[name] = read_printing(headline, body, places, article.wire_move, at)
        found = postings(headline, body)
        shared = Counter(other for posting in found for other in sharing[posting] if at - read[other].at <= WINDOW)
        judged = [(judge(read[other], printing), other) for other, _ in shared.most_common(_MOST_JUDGED)]
        kin = [(verdict, other) for verdict, other in judged if verdict.relation is not Relation.DIFFERENT]
        yield name, max(kin, key=lambda pair: (pair[0].rank, pair[1]), default=None)
        for posting in found:
            sharing[posting].append(name)
