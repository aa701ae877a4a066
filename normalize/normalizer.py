"""From raw copy to article: the reader for its media type, the chain, the assembly."""

from collections.abc import Callable, Mapping

from ingest.feed import ENTRY_MEDIA_TYPE
from ingest.json_lines import BROKEN_LINE_MEDIA_TYPE
from ingest.raw import RawCopy
from normalize.article import Article, article_from
from normalize.chain import Chain
from normalize.document import Document
from normalize.errors import NoReader
from normalize.readers.broken_line import read_broken_line
from normalize.readers.feed_entry import read_feed_entry
from normalize.readers.page import read_page
from normalize.readers.text import read_text

_READERS: Mapping[str, Callable[[RawCopy], Document]] = {
    "text/plain": read_text,
    "text/html": read_page,
    "application/xhtml+xml": read_page,
    ENTRY_MEDIA_TYPE: read_feed_entry,
    BROKEN_LINE_MEDIA_TYPE: read_broken_line,
}


def normalize(raw_copy: RawCopy, chain: Chain) -> Article:
    """The article that this raw copy makes. Raises the errors of `read` and ConservationBroken."""
    return article_from(chain(read(raw_copy)), raw_copy)


def read(raw_copy: RawCopy) -> Document:
    """The document of this raw copy, as its media type's reader gives it; parameters of the type do not count.

    Raises NoReader for a media type without one, NotText, NoText and TooComplex as the reader does.
    """
    media_type = raw_copy.media_type.partition(";")[0].strip().lower()
    reader = _READERS.get(media_type)
    if reader is None:
        raise NoReader(f"no reader takes {media_type or 'an empty media type'!r}")
    return reader(raw_copy)
