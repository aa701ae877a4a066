"""Which feeds become sources: each once, under a name of its own, and none that may not be fetched."""

import pytest

from ingest.opml import Outline
from schedules.settings import load_config
from schedules.subscriptions import plan, same_address


@pytest.fixture
def config(tmp_path):
    path = tmp_path / "config.yaml"
    path.write_text("http: {allow_private: [10.1.0.0/16]}\nsources: [{name: wire, kind: drop, path: in}]\n")
    return load_config(path)


PRIVATE = [
    "http://127.0.0.1/", "http://127.1/", "http://0x7f000001/", "http://2130706433/", "http://[::1]/",
    "http://[::ffff:10.0.0.1]/", "http://10.2.0.1/", "http://169.254.169.254/feed", "http://localhost/",
    "http://feeds.localhost./",
]  # fmt: skip
PUBLIC = ["https://news.example/", "http://9.9.9.9/", "http://[2606:4700::1]/", "http://10.1.2.3/", "http://a.local/x"]


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_in_a_private_network_is_refused(config, address):
    (one,) = plan([Outline("A", address)], config)
    assert one.source is None
    assert "private network" in one.refused


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_taken_and_one_that_is_allowed(config, address):
    (one,) = plan([Outline("A feed", address)], config)
    assert one.source == {"name": "a-feed", "kind": "feed", "url": address}


@pytest.mark.parametrize(
    "address", ["http://news.example:99999/", "http://a b/", "http://[bad/", "http:///x", "nonsense", "http://a..b/"]
)
def test_what_is_no_address_is_refused_in_a_sentence(config, address):
    (one,) = plan([Outline("A", address)], config)
    assert one.source is None
    assert one.refused


def test_a_name_that_a_source_of_any_kind_has_gets_a_number(config):
    (one,) = plan([Outline("Wire", "https://wire.example/")], config)
    assert one.source["name"] == "wire-2"


@pytest.mark.parametrize(
    ("address", "same"),
    [
        ("HTTP://Wire.example", "http://wire.example/"),
        ("http://w.example/a#b", "http://w.example/a"),
        ("http://[x", "http://[x"),
    ],
)
def test_addresses_are_compared_in_one_form(address, same):
    assert same_address(address) == same
