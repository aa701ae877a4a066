"""Bytes are packed and unpacked as they were, by each thread with tools of its own."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from zstandard import ZstdError

from storage.packing import pack, unpack


def test_threads_pack_at_once_what_each_of_them_gets_back():
    texts = [f"{number} tonnes of wheat. ".encode() * 20_000 for number in range(16)]
    with ThreadPoolExecutor(4) as threads:
        assert [*threads.map(lambda text: unpack(pack(text)), texts)] == texts


def test_nothing_is_packed_too():
    assert unpack(pack(b"")) == b""


def test_a_damaged_frame_is_refused_and_harms_no_later_one():
    with pytest.raises(ZstdError):
        unpack(pack(b"The ferries sailed.")[:-3])
    assert unpack(pack(b"Share")) == b"Share"
