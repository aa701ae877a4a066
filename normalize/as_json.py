"""The article as plain values for JSON: what `copydesk normalize --json` prints and downstream systems read."""

from datetime import UTC, datetime
from typing import Any

from normalize.article import Article
from normalize.document import Dateline, Repair, Teaser

_WHITE = dict.fromkeys(map(ord, "\n\r\t\xa0\u3000"))
"""White space that is shown as it is, though Python calls it unprintable."""


def article_as_json(article: Article) -> dict[str, Any]:
    """The article with every key always there, null where the copy does not say; times as UTC with a Z.

    `body` holds the paragraphs' texts and `roles` what each of them is; `notes` lists what stages were unsure of.
    """
    return {
        "headline": article.headline,
        "deck": article.deck,
        "dateline": _dateline(article.dateline),
        "byline": article.byline,
        "body": [paragraph.text for paragraph in article.body],
        "roles": [paragraph.role.value for paragraph in article.body],
        "teasers": [_teaser(teaser) for teaser in article.teasers],
        "removed": [
            {"kind": one.kind.value, "text": one.text, "stage": one.stage, "reason": one.reason}
            for one in article.removed
        ],
        "repairs": [_repair(repair) for repair in article.document.repairs],
        "notes": [
            {"stage": note.stage, "text": _shown(article.document.text[note.start : note.end]), "reason": note.reason,
             "confidence": note.confidence}
            for note in article.document.notes
        ],
        "credits": list(article.credits),
        "ednote": article.ednote,
        "wire_move": article.wire_move,
        "language": article.language,
        "guid": article.guid,
        "version": article.version,
        "slugline": article.slugline,
        "urgency": article.urgency,
        "pubstatus": article.status.value,
        "embargoed": _time(article.embargo),
        "expires": _time(article.expires),
        "subjects": list(article.subjects),
        "keywords": list(article.keywords),
        "places": list(article.places),
        "rights": article.rights,
        "usage_terms": article.usage_terms,
        "created": _time(article.first_created),
        "updated": _time(article.version_created),
        "address": article.address,
        "origins": dict(article.origins),
    }  # fmt: skip


def _time(moment: datetime | None) -> str | None:
    if moment is None:
        return None
    in_utc = moment if moment.tzinfo is UTC else moment.astimezone(UTC)
    return in_utc.isoformat().replace("+00:00", "Z")


def _dateline(dateline: Dateline | None) -> dict[str, Any] | None:
    if dateline is None:
        return None
    return {
        "place": list(dateline.place),
        "agency": dateline.agency,
        "date": dateline.date,
        "raw": _shown(dateline.raw),
    }


def _teaser(teaser: Teaser) -> dict[str, Any]:
    return {
        "headline": teaser.headline,
        "snippet": teaser.snippet,
        "dateline": _dateline(teaser.dateline),
        "address": teaser.address,
    }


def _repair(repair: Repair) -> dict[str, str]:
    return {"raw": _shown(repair.raw), "fixed": repair.fixed, "rule": repair.rule}


def _shown(raw: str) -> str:
    r"""Raw text for eyes: what cannot be printed stands as its escape, ESC as \x1b."""
    if raw.translate(_WHITE).isprintable():
        return raw
    return "".join(
        character if character.isprintable() or ord(character) in _WHITE else ascii(character)[1:-1]
        for character in raw
    )
