"""Chunks of lines: where they end, what is too long, and that the same bytes are cut the same way."""

import io

import pytest

from ingest.line_chunks import LONGEST_LINE, Cut, read_chunks

LINES = b"".join(b"line %d\n" % number for number in range(1, 24))


def test_chunks_end_where_a_line_ends_and_hold_every_byte_once():
    chunks = list(read_chunks(io.BytesIO(LINES), Cut(lines=10)))
    assert b"".join(chunk.raw for chunk in chunks) == LINES
    assert [(chunk.first_line, chunk.count) for chunk in chunks] == [(1, 10), (11, 10), (21, 3)]
    assert [chunk.start for chunk in chunks[1:]] == [chunk.end for chunk in chunks[:-1]]


def test_a_range_of_a_chunk_read_alone_is_the_chunk():
    for chunk in read_chunks(io.BytesIO(LINES), Cut(lines=7)):
        stream = io.BytesIO(LINES)
        stream.seek(chunk.start)
        whole = Cut(chunk.start, chunk.first_line, chunk.end, lines=1000)
        (again,) = read_chunks(stream, whole)
        assert (again.raw, again.first_line, again.end) == (chunk.raw, chunk.first_line, chunk.end)


def test_a_chunk_is_full_by_its_bytes_too():
    assert next(chunk.count for chunk in read_chunks(io.BytesIO(LINES), Cut(size=40))) < 10


def test_empty_lines_count_for_numbers_and_not_for_the_limit():
    (chunk,) = read_chunks(io.BytesIO(b"\n\none\n\ntwo\nthree\n"), Cut(most=2))
    assert (chunk.raw, chunk.count, chunk.next_line) == (b"\n\none\n\ntwo\n", 2, 6)


@pytest.mark.parametrize("last", [b"\n", b""], ids=["with its end", "at the end of the file"])
def test_a_line_that_is_too_long_is_passed_over_and_the_others_keep_their_numbers(last):
    long = b"x" * (2 * LONGEST_LINE + 5)
    (chunk,) = read_chunks(io.BytesIO(b"one\n" + long + b"\nthree" + last), Cut(size=1 << 40))
    assert (chunk.raw, chunk.too_long, chunk.count) == (b"one\n\nthree" + last, (2,), 2)
    assert chunk.end == len(long) + len(b"one\n\nthree") + len(last)


def test_a_last_line_that_is_too_long_has_an_end():
    (chunk,) = read_chunks(io.BytesIO(b"x" * (LONGEST_LINE + 1)), Cut())
    assert (chunk.too_long, chunk.count, chunk.end) == ((1,), 0, LONGEST_LINE + 1)


def test_nothing_has_no_chunk():
    assert list(read_chunks(io.BytesIO(b""), Cut())) == []
