"""Tests of the second transaction: what a batch becomes in the tables."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from normalize.article import Status
from normalize.document import Dateline, Teaser
from storage import tables
from storage.changes import changes_since
from storage.desk_tables import ALL_TABLES
from storage.errors import NotInStore, Unstorable
from storage.queries import article_by_id, articles, explanation_of_copy, list_quarantine
from storage.states import ChangeKind, CopyOutcome, CopyState


def kinds(store):
    return [change.kind.value for change in changes_since(store, 0)]


def rows(store, table):
    with store.reading() as connection:
        return connection.scalar(select(func.count()).select_from(table))


def test_a_first_story_is_new(desk, story):
    dateline = Dateline(("OLDHAVEN", "Norport"), "Northern Press", None, "OLDHAVEN/Norport (Northern Press) - ")
    outcome = desk.send(story(dateline=dateline, language="en", urgency=3), address="/drop/a.txt")
    file = article_by_id(desk.store, outcome.article_id)
    assert outcome.kind is CopyOutcome.NEW
    assert file.line.headline == "Council to rebuild breakwater"
    assert file.line.dateline == "OLDHAVEN/Norport (Northern Press) -"
    assert file.head.body.count("\n\n") == 1
    assert file.head.id == outcome.revision_id
    assert [(seen.source, seen.address) for seen in file.sightings] == [("wire", "/drop/a.txt")]
    assert kinds(desk.store) == ["new"]


def test_the_same_batch_again_adds_nothing(desk, story):
    made = desk.made(desk.keep(), story(guid="urn:1"))
    first = desk.write(made)
    before = [rows(desk.store, table) for table in ALL_TABLES.sorted_tables]
    again = desk.write(made)
    assert [rows(desk.store, table) for table in ALL_TABLES.sorted_tables] == before
    assert (again[0].kind, again[0].article_id, again[0].is_repeated) == (CopyOutcome.NEW, first[0].article_id, True)


def test_outcomes_come_in_the_order_of_the_batch_whatever_the_order_of_receipt(desk, story, later):
    late, early = desk.keep(b"2", later(2)), desk.keep(b"1", later(1))
    outcomes = desk.write(desk.made(late, story()), desk.made(early, story()))
    assert [one.raw_copy_id for one in outcomes] == [late, early]
    assert [one.kind for one in outcomes] == [CopyOutcome.COPY, CopyOutcome.NEW]


def test_a_raw_copy_named_twice_in_a_batch_is_written_once(desk, story):
    made = desk.made(desk.keep(), story())
    first, second = desk.write(made, made)
    assert first == second
    assert rows(desk.store, tables.revision) == 1


def test_one_guid_is_one_article_within_a_batch_and_across_batches(desk, story, later):
    one, two = desk.keep(b"1", later(1)), desk.keep(b"2", later(2))
    made = [desk.made(one, story(guid="urn:1")), desk.made(two, story("More.", guid="urn:1"))]
    within = desk.write(*made)
    across = desk.send(story("More.", "And more.", guid="urn:1"), later(3))
    assert {one.article_id for one in (*within, across)} == {within[0].article_id}
    assert [one.kind.value for one in (*within, across)] == ["new", "revision", "revision"]
    assert kinds(desk.store) == ["new", "updated", "updated"]
    assert article_by_id(desk.store, across.article_id).head.id == across.revision_id


def test_a_guid_of_another_provider_is_another_story(desk, story):
    one = desk.send(story(guid="urn:1"), source="wire")
    other = desk.send(story(guid="urn:1", body=("Quite another text.",)), source="forger")
    assert one.article_id != other.article_id


def test_two_sources_of_one_provider_meet_by_guid(desk, story):
    one = desk.send(story(guid="urn:1"), source="np-rss", provider="np")
    other = desk.send(story(guid="urn:1"), source="np-newsml", provider="np")
    assert (other.kind, other.article_id) == (CopyOutcome.UNCHANGED, one.article_id)
    assert {seen.source for seen in article_by_id(desk.store, one.article_id).sightings} == {"np-rss", "np-newsml"}


def test_guids_longer_than_an_index_takes_are_told_apart(desk, story):
    long = "urn:" + "x" * 5000
    one = desk.send(story(guid=long + "1"))
    assert desk.send(story(guid=long + "1")).article_id == one.article_id
    assert desk.send(story(guid=long + "2", body=("Another.",))).article_id != one.article_id


def test_updates_in_any_order_leave_the_last_one_at_the_head(desk, story, later):
    second = desk.send(story("Two.", wire_move="UPDATE 2", slugline="HARBOUR (UPDATE 2)"), later(1))
    first = desk.send(story("One.", wire_move="UPDATE 1", slugline="HARBOUR (UPDATE 1)"), later(2))
    original = desk.send(story(slugline="HARBOUR"), later(3))
    assert first.article_id == original.article_id == second.article_id
    assert article_by_id(desk.store, second.article_id).head.wire_move == "UPDATE 2"
    assert kinds(desk.store) == ["new"], "what does not become the head changes nothing for readers"


def test_a_kill_takes_the_story_out_and_stays_in_force(desk, story, later):
    first = desk.send(story(slugline="HARBOUR"), later(0))
    kill = desk.send(
        story(body=("Kill the story.",), headline="Advisory", wire_move="KILL", slugline="HARBOUR"), later(1)
    )
    update = desk.send(story("More.", wire_move="UPDATE 1", slugline="HARBOUR"), later(2))
    assert first.article_id == kill.article_id == update.article_id
    assert article_by_id(desk.store, first.article_id).line.status is Status.CANCELED
    assert kinds(desk.store) == ["new", "killed"]


def test_a_kill_that_comes_first_waits_for_its_story(desk, story, later):
    kill = desk.send(story(body=("Kill it.",), headline="Advisory", wire_move="KILL", slugline="HARBOUR"), later(0))
    late = desk.send(story(slugline="HARBOUR"), later(5))
    assert (kill.kind, late.kind) == (CopyOutcome.NEW, CopyOutcome.REVISION)
    assert late.article_id == kill.article_id
    assert article_by_id(desk.store, kill.article_id).line.status is Status.CANCELED
    assert kinds(desk.store) == ["killed"]


def test_two_kills_in_the_same_words_kill_two_stories(desk, story):
    kill = {"body": ("Kill the story, please, at once.",), "headline": "Advisory", "wire_move": "KILL"}
    one, two = desk.send(story(**kill, slugline="A-A")), desk.send(story(**kill, slugline="B-B"))
    assert (one.kind, two.kind) == (CopyOutcome.NEW, CopyOutcome.NEW)


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"wire_move": "CORRECTED"}, ChangeKind.CORRECTED),
        ({"status": Status.WITHHELD}, ChangeKind.WITHHELD),
        ({"status": Status.CANCELED}, ChangeKind.KILLED),
        ({"deck": "A deck"}, ChangeKind.UPDATED),
    ],
    ids=["correction", "withheld", "kill", "update"],
)
def test_the_change_says_what_the_revision_did(desk, story, later, fields, kind):
    desk.send(story(guid="urn:1"), later(0))
    desk.send(story(guid="urn:1", **fields), later(1))
    assert kinds(desk.store)[-1] == kind.value


def test_the_same_body_of_another_outlet_is_a_copy_of_the_first(desk, story):
    first = desk.send(story(), source="wire")
    second = desk.send(story(headline="Breakwater to be rebuilt"), source="gazette")
    third = desk.send(story(), source="courier")
    file = article_by_id(desk.store, first.article_id)
    assert [one.kind.value for one in (first, second, third)] == ["new", "copy", "copy"]
    assert file.copies == (second.article_id, third.article_id)
    assert article_by_id(desk.store, third.article_id).line.copy_of == first.article_id
    assert kinds(desk.store) == ["new", "copy", "copy"]


def test_a_copy_of_an_earlier_version_belongs_to_the_same_original(desk, story, later):
    first = desk.send(story(guid="urn:1"), later(0))
    desk.send(story("More.", guid="urn:1"), later(1))
    copy = desk.send(story(), later(2), source="gazette")
    assert article_by_id(desk.store, copy.article_id).line.copy_of == first.article_id


def test_the_same_words_at_the_same_path_are_unchanged_and_seen_again(desk, story, later):
    first = desk.send(story(), later(0), address="/drop/a.txt")
    again = desk.send(story(), later(2), address="/drop/a.txt")
    (seen,) = article_by_id(desk.store, first.article_id).sightings
    assert (again.kind, again.article_id) == (CopyOutcome.UNCHANGED, first.article_id)
    assert (seen.first_seen, seen.last_seen) == (later(0), later(2))


def test_a_path_used_again_for_another_story_makes_another_article(desk, story):
    first = desk.send(story(), address="/drop/a.txt")
    second = desk.send(story(headline="Barley", body=("Farmers report record barley yields.",)), address="/drop/a.txt")
    third = desk.send(story("More."), address="/drop/a.txt")
    assert second.kind is CopyOutcome.NEW
    assert (third.kind, third.article_id) == (CopyOutcome.REVISION, first.article_id)


def test_teasers_and_fields_are_kept_as_they_came(desk, story):
    ferry = Teaser("Ferry runs again", "OLDHAVEN - The ferry", None, "https://np.example/f", 0, 9)
    quota = Teaser("Quota", None, Dateline(("Bergen",), None, None, "BERGEN - "), None, 9, 14)
    number = desk.keep()
    outcome = desk.write(desk.made(number, story(teasers=(ferry, quota)), subjects=["medtop:1", "Ø"]))[0]
    file = article_by_id(desk.store, outcome.article_id)
    assert [(one.headline, one.snippet, one.dateline, one.address) for one in file.teasers] == [
        ("Ferry runs again", "OLDHAVEN - The ferry", None, "https://np.example/f"),
        ("Quota", None, "BERGEN -", None),
    ]
    assert file.head.fields["subjects"] == ["medtop:1", "Ø"]
    assert explanation_of_copy(desk.store, number).trace == b'{"spans":[]}'


@pytest.mark.parametrize(
    ("fields", "extra"),
    [
        pytest.param({"headline": "A\0B"}, {}, id="NUL in the headline"),
        pytest.param({"headline": "A \ud83d B"}, {}, id="half a character in the headline"),
        pytest.param({"body": ("A\0B",)}, {}, id="NUL in the body"),
        pytest.param({"guid": "\udce4"}, {}, id="half a character in the guid"),
        pytest.param({"slugline": "A\0"}, {}, id="NUL in the slug"),
        pytest.param({"teasers": (Teaser("A\0", None, None, None, 0, 1),)}, {}, id="NUL in a teaser"),
        pytest.param({}, {"subjects": ["A\0"]}, id="NUL deep in the values"),
        pytest.param({}, {"A\0": 1}, id="NUL in a name"),
        pytest.param({}, {"subjects": ("\ud83d",)}, id="half a character in the values"),
        pytest.param({}, {"size": float("nan")}, id="a number that is none"),
        pytest.param({}, {"thing": object()}, id="a value that is no JSON"),
        pytest.param({"version": 2**63}, {}, id="a version beyond 64 bits"),
        pytest.param({"urgency": 10**400}, {}, id="an urgency beyond all bounds"),
        pytest.param({"embargo": datetime(2026, 1, 1)}, {}, id="a time without zone"),
        pytest.param(
            {"version_created": datetime.fromisoformat("0001-01-01T00:00:00+12:00")}, {}, id="a time before all time"
        ),
    ],
)
def test_what_no_database_keeps_costs_its_own_item_only(desk, story, fields, extra):
    bad, good = desk.keep(b"bad", address="/drop/bad.txt"), desk.keep(b"good")
    outcomes = desk.write(desk.made(bad, story(**fields), **extra), desk.made(good, story(body=("Fine.",))))
    (entry,) = list_quarantine(desk.store)
    assert [one.kind for one in outcomes] == [CopyOutcome.QUARANTINED, CopyOutcome.NEW]
    assert isinstance(outcomes[0].error, Unstorable)
    assert (entry.raw_copy_id, entry.code, entry.address) == (bad, "unstorable", "/drop/bad.txt")
    assert explanation_of_copy(desk.store, bad).state is CopyState.QUARANTINED


def test_backslash_u0000_spelled_out_is_text_like_any_other(desk, story):
    outcome = desk.write(desk.made(desk.keep(), story(headline="\\u0000"), subjects=[{"a": "\\u0000"}]))[0]
    assert article_by_id(desk.store, outcome.article_id).head.fields["subjects"] == [{"a": "\\u0000"}]


def test_a_refused_copy_written_again_stays_refused(desk, story):
    made = desk.made(desk.keep(), story(headline="A\0"))
    desk.write(made)
    assert desk.write(made)[0].is_repeated
    assert [entry.times for entry in list_quarantine(desk.store)] == [1]


def test_copy_that_was_never_kept_cannot_be_written(desk, story):
    with pytest.raises(NotInStore, match="raw copy 99: it was never kept"):
        desk.write(desk.made(99, story()))
    assert articles(desk.store) == []


def test_an_empty_batch_is_written_in_no_time(desk):
    assert desk.write() == []


def test_times_come_back_as_they_went_in_whatever_their_zone(desk, story):
    created = datetime.fromisoformat("2026-03-02T13:30:00.123456+05:30")
    outcome = desk.send(story(version_created=created))
    head = article_by_id(desk.store, outcome.article_id).head
    assert head.wire_created == created
    assert head.wire_created.tzinfo is UTC


def test_a_batch_larger_than_one_look_up_is_written_whole(desk, story):
    numbers = [desk.keep(str(n).encode()) for n in range(3)]
    batch = [desk.made(numbers[n % 3], story(body=(f"Body {n % 3}.",))) for n in range(2500)]
    assert {one.kind for one in desk.write(*batch)} == {CopyOutcome.NEW}
    assert rows(desk.store, tables.article) == 3
