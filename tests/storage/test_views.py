"""Tests of the views that systems downstream read, and of the page that describes them."""

import re
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from normalize.article import Status
from normalize.document import Dateline, Teaser
from storage.views import VIEWS

PAGE = Path(__file__).parents[2] / "docs" / "downstream.md"
DESCRIBED = {
    name: re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)
    for name, section in re.findall(r"^## `(v1_\w+)`(.*?)(?=^## |\Z)", PAGE.read_text(), re.MULTILINE | re.DOTALL)
}


def read(store, name):
    with store.reading() as connection:
        return [dict(row) for row in connection.execute(text(f"SELECT * FROM {name} ORDER BY 1, 2")).mappings()]


@pytest.mark.parametrize("name", VIEWS)
def test_each_column_is_described_in_its_order(name):
    assert DESCRIBED[name] == [column.name for column in VIEWS[name].selected_columns]


def test_no_view_is_described_that_is_not_there():
    assert DESCRIBED.keys() == VIEWS.keys()


@pytest.mark.parametrize("query", re.findall(r"```sql\n(.*?)```", PAGE.read_text(), re.DOTALL))
def test_each_example_runs(desk, story, query):
    desk.send(story())
    with desk.store.reading() as connection:
        assert connection.execute(text(query), {"cursor": 0, "article": 1}).all() != []


def test_an_article_is_shown_as_its_head_with_the_number_of_its_last_change(desk, story, later):
    dateline = Dateline(("OLDHAVEN",), "Northern Press", None, "OLDHAVEN (Northern Press) - ")
    desk.send(story(guid="urn:1"), later(0), address="/drop/1.txt")
    second = desk.send(story("More.", guid="urn:1", deck="Deck", byline="Ann", dateline=dateline, urgency=2), later(1))
    (row,) = read(desk.store, "v1_articles")
    assert (row["id"], row["seq"], row["revision_id"]) == (second.article_id, 2, second.revision_id)
    assert (row["deck"], row["byline"], row["urgency"], row["guid"]) == ("Deck", "Ann", 2, "urn:1")
    assert (row["dateline_place"], row["dateline_agency"]) == ("OLDHAVEN", "Northern Press")
    assert (row["source"], row["provider"], row["address"]) == ("wire", "wire", "/drop/1.txt")
    assert row["body"].endswith("\n\nMore.")


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"status": Status.WITHHELD}, id="withheld"),
        pytest.param({"status": Status.CANCELED}, id="canceled"),
        pytest.param({"wire_move": "KILL"}, id="killed"),
    ],
)
def test_what_may_not_be_used_is_not_shown(desk, story, fields):
    desk.send(story(**fields))
    assert read(desk.store, "v1_articles") == []
    assert len(read(desk.store, "v1_changes")) == 1


def test_an_embargo_hides_a_story_until_its_moment(desk, story, later):
    past, future = later(0) - timedelta(days=9000), later(0) + timedelta(days=30000)
    desk.send(story(embargo=future, teasers=(Teaser("T", None, None, None, 0, 1),)))
    free = desk.send(story(embargo=past, body=("Free to use.",)))
    assert [row["id"] for row in read(desk.store, "v1_articles")] == [free.article_id]
    assert [row["article_id"] for row in read(desk.store, "v1_revisions")] == [free.article_id]
    assert read(desk.store, "v1_teasers") == []


def test_copies_are_sightings_of_their_original(desk, story):
    first = desk.send(story(), source="wire", address="/drop/1.txt")
    second = desk.send(story(), source="gazette", address="/drop/2.txt")
    assert [row["id"] for row in read(desk.store, "v1_articles")] == [first.article_id]
    assert [(row["article_id"], row["seen_as"], row["source"]) for row in read(desk.store, "v1_sightings")] == [
        (first.article_id, first.article_id, "wire"),
        (first.article_id, second.article_id, "gazette"),
    ]
    assert [(row["kind"], row["copy_of"]) for row in read(desk.store, "v1_changes")] == [
        ("new", None),
        ("copy", first.article_id),
    ]


def test_all_versions_of_a_story_are_shown_and_which_one_stands(desk, story, later):
    desk.send(story(guid="urn:1"), later(0))
    desk.send(story("More.", guid="urn:1", wire_move="CORRECTED"), later(1))
    shown = [(row["class"], bool(row["is_head"]), row["wire_move"]) for row in read(desk.store, "v1_revisions")]
    assert shown == [("first", False, None), ("correction", True, "CORRECTED")]


def test_teasers_name_their_article(desk, story):
    outcome = desk.send(story(teasers=(Teaser("Ferry", "OLDHAVEN -", None, None, 0, 1),)))
    (row,) = read(desk.store, "v1_teasers")
    assert (row["article_id"], row["headline"], row["position"]) == (outcome.article_id, "Ferry", 0)


def script(kind):
    (found,) = re.findall(rf"```{kind}\n(.*?)```", PAGE.read_text(), re.DOTALL)
    return [one for one in found.split(";\n") if one.strip()]


def test_the_reader_of_the_page_holds_on_sqlite_what_the_view_holds(tmp_path, sqlite_store, desk_on, story, later):
    desk = desk_on(sqlite_store)

    def step():
        with closing(sqlite3.connect(f"file:{tmp_path / 'site.db'}", uri=True, isolation_level=None)) as site:
            for one in script("sqlite"):
                site.execute(one.replace("copydesk.db", str(tmp_path / "copydesk.db")))
            return site.execute("SELECT id, headline, body FROM story ORDER BY id").fetchall()

    assert_holds_the_view(desk, story, later, step)


def test_the_reader_of_the_page_holds_on_postgresql_what_the_view_holds(store, desk_on, story, later):
    if store.engine.dialect.name != "postgresql":
        pytest.skip("the page has another one for SQLite")
    outside = store.engine.execution_options(isolation_level="AUTOCOMMIT")

    def step():
        with outside.connect() as site:
            for one in script("postgresql"):
                site.exec_driver_sql(one)
            return site.exec_driver_sql("SELECT id, headline, body FROM site.story ORDER BY id").all()

    assert_holds_the_view(desk_on(store), story, later, step)


def assert_holds_the_view(desk, story, later, step):
    desk.send(story(guid="urn:1"), later(0))
    desk.send(story(headline="Barley", body=("Farmers report barley.",), guid="urn:2"), later(0))
    for sent in ({"headline": "More"}, {"wire_move": "KILL"}):
        first = step()
        desk.send(story("More.", guid="urn:1", **sent), later(1))
        assert first != step()
        assert [tuple(row) for row in step()] == [
            (row["id"], row["headline"], row["body"]) for row in read(desk.store, "v1_articles")
        ]
