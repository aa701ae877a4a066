"""Validators: verbatim, for their own address, or not at all."""

import pytest
from multidict import CIMultiDict

from ingest.validators import Validators, read_validators

ADDRESS = "https://wire.example/feed"


def test_conditions_are_for_the_address_of_the_body_alone():
    validators = Validators(ADDRESS, '"1"', "yesterday")
    assert validators.conditions(ADDRESS) == {"If-None-Match": '"1"', "If-Modified-Since": "yesterday"}
    assert validators.conditions("https://wire.example/other") == {}


def test_what_is_absent_is_not_sent():
    assert Validators(ADDRESS, None, "yesterday").conditions(ADDRESS) == {"If-Modified-Since": "yesterday"}


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        (Validators(ADDRESS), ('"1"', "monday")),
        (Validators(ADDRESS, '"2"'), ('"2"', "monday")),
        (Validators(ADDRESS, None, "tuesday"), ('"1"', "tuesday")),
    ],
    ids=["nothing", "etag", "date"],
)
def test_a_304_renews_what_it_names(by, expected):
    renewed = Validators(ADDRESS, '"1"', "monday").renewed(by)
    assert (renewed.address, renewed.etag, renewed.last_modified) == (ADDRESS, *expected)


@pytest.mark.parametrize(
    "value",
    ["", '"' + "e" * 500_000 + '"', '"a\x1b[31mb"', '"a\x00"', '"a\x7f"', '"\udcff"'],
    ids=["empty", "huge", "escape", "nul", "delete", "bytes that are no UTF-8"],
)
def test_what_could_not_be_sent_back_as_it_came_is_none(value):
    assert read_validators(ADDRESS, CIMultiDict({"ETag": value, "Last-Modified": value})) == Validators(ADDRESS)


@pytest.mark.parametrize("value", ['W/"1"', "unquoted", '"\u00e9"', "*", '"a, b"'])
def test_everything_else_is_kept_verbatim(value):
    assert read_validators(ADDRESS, CIMultiDict({"etag": value})).etag == value
