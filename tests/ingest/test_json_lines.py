"""Raw copy as JSON Lines: what a line may hold, and what becomes of one that can't be read."""

import json
from datetime import UTC, datetime

import pytest

from ingest.errors import BrokenLine
from ingest.json_lines import (
    BROKEN_LINE_MEDIA_TYPE,
    LINES_MEDIA_TYPE,
    lines_address,
    lines_within,
    read_line,
    split_lines,
)
from ingest.raw import Delivery

NOW = datetime(2026, 3, 6, 8, tzinfo=UTC)


def delivery(*lines: bytes, first: int = 1) -> Delivery:
    return Delivery(
        "wire",
        "agency",
        lines_address("old.jsonl", first),
        LINES_MEDIA_TYPE,
        NOW,
        b"\n".join(lines),
        {"line": str(first)},
    )


def as_line(**told: object) -> bytes:
    return json.dumps(told).encode()


def test_a_line_becomes_a_raw_copy_with_all_that_is_told_of_it():
    line = as_line(
        text="Ferry sails – again",
        media_type="text/plain; format=flowed",
        address="https://wire.example/1",
        guid="ferry-1",
        received_at="1987-02-26T15:01:01+02:00",
        envelope={"desk": "sea"},
    )
    (copy,) = split_lines(delivery(line))
    assert (copy.raw, copy.media_type) == ("Ferry sails – again".encode(), "text/plain; format=flowed")
    assert (copy.source, copy.provider, copy.address) == ("wire", "agency", "https://wire.example/1")
    assert copy.received_at == datetime(1987, 2, 26, 13, 1, 1, tzinfo=UTC)
    assert copy.envelope == {"desk": "sea", "charset": "utf-8", "guid": "ferry-1"}


def test_bytes_that_are_no_utf_8_come_as_base64_and_their_charset_in_the_envelope():
    (copy,) = split_lines(delivery(as_line(base64="Y2Fm6Q==", envelope={"charset": "latin-1"})))
    assert (copy.raw, copy.envelope) == (b"caf\xe9", {"charset": "latin-1"})


def test_copy_without_a_time_or_address_has_its_deliverys_time_and_a_name_that_stays_when_the_line_moves():
    line = as_line(text="Ferry sails")
    (first,), (second,) = split_lines(delivery(line)), split_lines(delivery(b"", line, first=70))
    assert first.received_at == NOW
    assert first.address == second.address
    assert first.address.startswith("jsonl:")


def test_empty_lines_are_left_out_and_the_others_keep_their_places():
    copies = split_lines(delivery(b"\xef\xbb\xbf" + as_line(text="one"), b"", b"  \r", as_line(text="two") + b"\r"))
    assert [(copy.position, copy.raw) for copy in copies] == [(0, b"one"), (3, b"two")]


@pytest.mark.parametrize(
    ("line", "named"),
    [
        (b'{"text": "cut o', "JSON"),
        (b"[1, 2]", "object"),
        (b'{"text": "a", "base64": "YQ=="}', "one of 'text' and 'base64'"),
        (b"{}", "one of 'text' and 'base64'"),
        (b'{"text": "a", "adress": "x"}', "adress"),
        (b'{"text": 7}', "text"),
        (b'{"base64": "no!"}', "base64"),
        (b'{"text": "a", "received_at": "1987-02-26T15:01:01"}', "received_at"),
        (b'{"text": "a", "received_at": "0001-01-01T00:00:00+05:00"}', "received_at"),
        (b'{"text": "a", "address": "a\\u0000b"}', "address"),
        (b'{"text": "a", "address": "' + b"a" * 2001 + b'"}', "address"),
        (b'{"text": "a", "media_type": "text\\nplain"}', "media_type"),
        (b'{"text": "a", "envelope": {"n": 1}}', "envelope"),
        (b'{"text": "\\ud800"}', "JSON"),
        (b'{"text": "caf\xe9"}', "JSON"),
        (b'{"envelope": ' + b'{"a":' * 5000, "JSON"),
    ],
    ids=lambda value: value[:40].decode("latin-1") if isinstance(value, bytes) else None,
)
def test_a_line_that_is_no_raw_copy_names_the_key_at_fault(line, named):
    with pytest.raises(BrokenLine, match="no raw copy") as refused:
        read_line(line, "old.jsonl#line=3")
    assert named in refused.value.sentence


def test_a_fault_never_shows_the_value():
    with pytest.raises(BrokenLine) as refused:
        read_line(b'{"text": "a", "received_at": "secret words"}', "old.jsonl#line=1")
    assert "secret" not in str(refused.value)


def test_a_broken_line_is_a_raw_copy_of_its_own_and_the_rest_goes_on():
    copies = split_lines(delivery(as_line(text="one"), b"{broken", as_line(text="three"), first=41))
    assert [copy.media_type for copy in copies] == ["text/plain", BROKEN_LINE_MEDIA_TYPE, "text/plain"]
    broken = copies[1]
    assert (broken.raw, broken.address, broken.position) == (b"{broken", "old.jsonl#line=42", 1)
    assert broken.envelope == {"line": "42"}


def test_lines_of_other_times_are_left_out_and_those_without_a_time_or_broken_are_not():
    lines = (
        as_line(text="old", received_at="1980-01-01T00:00:00Z"),
        as_line(text="timeless"),
        b"{broken",
        as_line(text="new", received_at="1990-01-01T00:00:00Z"),
    )
    raw, left_out = lines_within(b"\n".join(lines), lambda time: time.year >= 1985)
    assert (raw.split(b"\n"), left_out) == ([b"", *lines[1:]], 1)
