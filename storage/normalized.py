"""What the writer is handed for one raw copy, and the row of `revision` that it makes."""

from collections.abc import Mapping
from dataclasses import dataclass

from normalize.article import Article
from normalize.facts import body_text
from storage.packing import pack
from storage.storable import refuse_moment, refuse_number, refuse_unstorable, written_values

Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Normalized:
    """What the chain made of one raw copy. `fields`: all its values; `trace`: JSON, not compressed.

    `article_id` names the article that the copy is known to be of, because it was made with that article's overrides.
    """

    raw_copy_id: int
    article: Article
    body_hash: str
    chain_version: str
    fields: Mapping[str, object]
    trace: bytes
    article_id: int | None = None


def row_of(one: Normalized) -> Row:
    """The revision's columns that follow from the article alone; raises Unstorable for what no database keeps."""
    article, dateline = one.article, one.article.dateline
    subject = f"raw copy {one.raw_copy_id}"
    row: Row = {
        "raw_copy_id": one.raw_copy_id,
        "chain_version": one.chain_version,
        "wire_move": article.wire_move,
        "wire_created": article.version_created,
        "embargo": article.embargo,
        "expires": article.expires,
        "body_hash": one.body_hash,
        "guid": article.guid,
        "language": article.language,
        "urgency": article.urgency,
        "headline": article.headline,
        "deck": article.deck,
        "slugline": article.slugline,
        "dateline": dateline.raw.strip() if dateline else None,
        "dateline_place": "/".join(dateline.place) or None if dateline else None,
        "dateline_agency": dateline.agency if dateline else None,
        "byline": article.byline,
        "fields": written_values(subject, one.fields),
        "body": body_text(article),
    }
    _refuse(subject, row, article)
    row["trace"] = pack(one.trace)
    return row


def teasers_of(one: Normalized) -> list[Row]:
    """The rows of `teaser` of the article, without the revision's number."""
    return [
        {
            "position": position,
            "headline": teaser.headline,
            "snippet": teaser.snippet,
            "dateline": teaser.dateline.raw.strip() if teaser.dateline else None,
            "address": teaser.address,
        }
        for position, teaser in enumerate(one.article.teasers)
    ]


def _refuse(subject: str, row: Row, article: Article) -> None:
    refuse_unstorable(subject, [value for value in row.values() if isinstance(value, str)])
    for teaser in article.teasers:
        raw = teaser.dateline.raw if teaser.dateline else None
        refuse_unstorable(subject, (teaser.headline, teaser.snippet, raw, teaser.address))
    for number in (article.version, article.urgency):
        refuse_number(subject, number)
    for moment in (article.version_created, article.embargo, article.expires):
        refuse_moment(subject, moment)
