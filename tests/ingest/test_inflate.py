"""Bounded inflating: whole streams pass, everything else has a name."""

import gzip
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import BadContentCoding, BodyTooLarge, Truncated
from ingest.inflate import Inflater, inflate

TEXT = b"The ferry will run again. " * 1000
ZIPPED = gzip.compress(TEXT)


@given(st.lists(st.binary(max_size=5000), min_size=1, max_size=4), st.integers(1, 3000))
def test_members_in_chunks_of_any_size_inflate_to_what_went_in(texts, size):
    raw = b"".join(gzip.compress(text) for text in texts)
    inflater = Inflater(100_000, "test")
    inflated = b"".join(inflater.feed(raw[start : start + size]) for start in range(0, len(raw), size))
    inflater.finish()
    assert inflated == b"".join(texts)


@pytest.mark.parametrize(
    "tail",
    [b"\0" * 100, b"\n", b"\x1f", b"<!-- cached -->" * 2000],
    ids=["zeros", "newline", "half a mark", "a comment"],
)
def test_what_follows_the_end_is_padding(tail):
    assert inflate(ZIPPED + tail, 100_000, "test") == TEXT


@pytest.mark.parametrize("cut", [1, 10, len(ZIPPED) // 2, len(ZIPPED) - 8, len(ZIPPED) - 1])
def test_a_cut_off_stream_is_no_body(cut):
    with pytest.raises(Truncated):
        inflate(ZIPPED[:cut], 100_000, "test")


def test_a_cut_off_second_member_is_no_body():
    with pytest.raises(Truncated):
        inflate(ZIPPED + ZIPPED[:20], 100_000, "test")


@pytest.mark.parametrize(
    "raw", [TEXT, ZIPPED[:-6] + b"\0\0" + ZIPPED[-4:], b"PK\3\4" + ZIPPED], ids=["plain", "checksum", "another format"]
)
def test_what_is_no_gzip_is_refused(raw):
    with pytest.raises(BadContentCoding):
        inflate(raw, 100_000, "test")


def test_the_cap_is_exact():
    assert inflate(ZIPPED, len(TEXT), "test") == TEXT
    with pytest.raises(BodyTooLarge):
        inflate(ZIPPED, len(TEXT) - 1, "test")


def test_the_cap_is_for_all_members_together():
    with pytest.raises(BodyTooLarge):
        inflate(ZIPPED * 3, len(TEXT) * 2, "test")


def test_a_flood_of_empty_members_ends_early():
    inflater = Inflater(100_000, "test")
    with pytest.raises(BadContentCoding, match="1000 gzip members"):
        inflater.feed(gzip.compress(b"") * 100_000)


def test_what_does_not_compress_passes_too():
    noise = os.urandom(50_000)
    assert inflate(gzip.compress(noise), 50_000, "test") == noise
