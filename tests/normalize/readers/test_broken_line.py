"""A line that is no raw copy: its reader says why."""

from datetime import UTC, datetime

import pytest

from ingest.json_lines import BROKEN_LINE_MEDIA_TYPE
from ingest.raw import RawCopy
from normalize.errors import BrokenLine
from normalize.normalizer import read


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b'{"text": 7}', "line 42: the line is no raw copy \\(text: "),
        (b'{"text": "a"}', "line 42: an earlier copydesk"),
    ],
)
def test_the_reader_says_which_line_and_what_is_wrong_with_it(raw, told):
    now = datetime(2026, 3, 6, tzinfo=UTC)
    copy = RawCopy("wire", "wire", "old.jsonl#line=42", BROKEN_LINE_MEDIA_TYPE, now, raw, envelope={"line": "42"})
    with pytest.raises(BrokenLine, match=told):
        read(copy)
