"""Deliveries that wait to be split: kept once, taken up again until they are, and passed over for good."""

import pytest

from ingest.raw import Delivery
from storage.errors import Unstorable
from storage.feeds import Split, keep_split, unsplit
from storage.unsplit import keep_unsplit, pass_over
from tests.storage.conftest import NOON

PAGE = Delivery("wire", "wire", "https://wire.example/old", "application/xml", NOON, b"<feed/>")


def waiting(store, desk) -> list[int]:
    return [one.id for one in unsplit(store, desk.run_id, 10, 1000)]


def test_a_delivery_is_kept_once_and_waits_until_it_is_split(store, desk):
    first = keep_unsplit(store, PAGE, desk.run_id)
    again = keep_unsplit(store, PAGE, desk.run_id)
    assert (first.is_new, again.is_new, again.waiting) == (True, False, first.waiting)
    assert waiting(store, desk) == [first.waiting]
    keep_split(store, [Split(first.waiting, "wire", (PAGE.whole(),))], desk.run_id, desk.now)
    assert keep_unsplit(store, PAGE, desk.run_id).waiting is None


def test_a_page_that_is_passed_over_is_split_by_no_run_but_by_whoever_meets_it_again(store, desk):
    kept = keep_unsplit(store, PAGE, desk.run_id)
    pass_over(store, kept.waiting)
    assert waiting(store, desk) == []
    assert keep_unsplit(store, PAGE, desk.run_id).waiting == kept.waiting
    assert waiting(store, desk) == [kept.waiting]


def test_an_address_that_can_not_be_kept_is_refused(store, desk):
    with pytest.raises(Unstorable):
        keep_unsplit(store, Delivery("wire", "wire", "a" * 2001, "application/xml", NOON, b"x"), desk.run_id)
