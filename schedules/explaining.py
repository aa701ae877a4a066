"""The document of a stored article, with what was decided about each piece of it when it was stored."""

from contextlib import suppress
from json import loads

from ingest.raw import RawCopy
from normalize.chain import Chain
from normalize.document import Document
from normalize.errors import TraceMismatch
from normalize.explain import with_trace
from normalize.normalizer import read
from storage.answers import Explanation
from storage.database import Database
from storage.overrides import list_overrides
from storage.queries import explanation_of_article


def explained(database: Database, number: int, chain: Chain) -> tuple[Document, str]:
    """The document of an article as its standing version was decided, and a word on which chain decided it.

    If its raw copy is read otherwise by now, the chain goes over it again, under the overrides that hold. Raises
    NotInStore, RawCopyLost, and what reading raises.
    """
    stored = explanation_of_article(database, number)
    reading = read(_copy(stored))
    if stored.trace is not None:
        with suppress(TraceMismatch):
            return with_trace(reading.text, loads(stored.trace)), f"as stored by chain {stored.chain_version}"
    under = chain.overridden(tuple(line.override for line in list_overrides(database, number)))
    return under(reading), f"chain {under.version}; read otherwise when it was stored by chain {stored.chain_version}"


def _copy(stored: Explanation) -> RawCopy:
    return RawCopy(
        source=stored.source,
        provider=stored.provider,
        address=stored.address,
        media_type=stored.media_type,
        received_at=stored.received_at,
        raw=stored.raw,
        envelope=stored.envelope,
    )
