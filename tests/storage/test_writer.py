"""Tests of the second transaction: what a batch becomes in the tables."""

import pytest
from storage.errors import NotInStore
from storage.queries import article_by_id, articles, changes_since, list_quarantine
from storage.states import ChangeKind, CopyOutcome


def kinds(store):
    return [change.kind.value for change in changes_since(store, 0)]


def test_a_first_story_is_new(desk, story):
    outcome = desk.send(story(), address="/drop/a.txt")
    file = article_by_id(desk.store, outcome.article_id)
    assert outcome.kind is CopyOutcome.NEW
    assert file.line.headline == "Council to rebuild breakwater"
    assert file.head.body.count("\n\n") == 1
    assert [(seen.source, seen.address) for seen in file.sightings] == [("wire", "/drop/a.txt")]
    assert kinds(desk.store) == ["new"]
