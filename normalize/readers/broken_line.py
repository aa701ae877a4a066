"""The reader for a line of JSON Lines that is no raw copy: it says what is wrong with it."""

from ingest.errors import BrokenLine as Refused
from ingest.json_lines import read_line
from ingest.raw import RawCopy
from normalize.document import Document
from normalize.errors import BrokenLine


def read_broken_line(raw_copy: RawCopy) -> Document:
    """Raises BrokenLine, always: a line that this copydesk would read is taken by backfilling its file again."""
    number = raw_copy.envelope.get("line", "?")
    try:
        read_line(raw_copy.raw, raw_copy.address)
    except Refused as error:
        raise BrokenLine(f"line {number}: {error.sentence}") from error
    raise BrokenLine(f"line {number}: an earlier copydesk did not read it, this one does")
