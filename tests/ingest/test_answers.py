"""The request: which headers an operator may set."""

import pytest

from ingest.answers import FetchRequest


@pytest.mark.parametrize("name", ["Host", "accept-encoding", "If-None-Match", "Transfer-Encoding", "Range"])
def test_the_clients_own_headers_cannot_be_set(name):
    with pytest.raises(ValueError, match=name):
        FetchRequest("http://wire.example/", headers={name: "x"})


@pytest.mark.parametrize(("name", "value"), [("X-A", "a\r\nX-B: c"), ("X\nA", "a"), ("X-A", "\x7f")])
def test_control_characters_are_refused(name, value):
    with pytest.raises(ValueError, match="cannot be set"):
        FetchRequest("http://wire.example/", headers={name: value})


def test_a_printed_request_tells_neither_address_nor_headers():
    printed = repr(FetchRequest("http://wire.example/?key=s3cret", headers={"X-Key": "s3cret"}))
    assert "s3cret" not in printed
