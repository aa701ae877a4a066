"""What operators are told of overrides, on a terminal and as JSON."""

import getpass

import pytest

from schedules.cli.exit_codes import ExitCode
from storage.database import connect

STORY = """Ferry Aurora sails again

PORT ELLERY, March 3 (Reuters) - The ferry Aurora sailed again on Monday, its owners said, with 212 people on board.

Nobody had thought that it would, as it had burnt to the waterline at its berth in the first days of May.

Share post:
"""
REASON = ("--reason", "it is a quote")

ON_SQLITE = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
"""For what has nothing to do with the database."""


@pytest.fixture
def stocked(line):
    """One story in article 1."""
    (line.folder / "in").mkdir()
    (line.folder / "in" / "ferry.txt").write_text(STORY, encoding="utf-8")
    line.configure("sources: [{name: wire, kind: drop, path: in, settle_s: 0}]\n")
    assert line.run("once").code == 0
    return line


def test_an_override_shows_what_it_changes_and_is_listed_shown_and_taken_back(stocked):
    said = stocked.run("articles", "override", "1", "3", "body", *REASON)
    assert said.code == 0
    assert "{+Share post:+}" in said.out
    assert "Override 1 holds; article 1 has a new version: copydesk explain 1" in said.out
    assert "Override 1 says so already." in stocked.run("articles", "override", "1", "3", "body", *REASON).out
    listed = stocked.run("articles", "overrides").out
    assert "it is a quote" in listed
    shown = stocked.run("articles", "show", "1").out
    assert f"override 1: body by {getpass.getuser()}: it is a quote" in shown
    assert "Overrides" in shown
    assert f"[apply_overrides: {getpass.getuser()}: it is a quote]" in stocked.run("explain", "1").out
    taken = stocked.run("articles", "withdraw-override", "1", "--reason", "it was none")
    assert "[-Share post:-]" in taken.out
    assert "Override 1 of article 1 is withdrawn; the article has a new version." in taken.out
    assert "No override holds." in stocked.run("articles", "overrides").out
    assert "it is a quote" in stocked.run("articles", "overrides", "1", "--withdrawn").out


def test_programs_are_told_the_same(stocked):
    told = stocked.json("articles", "override", "1", "Share post:", "teaser", *REASON)
    assert (told["article"], told["override"], told["replaced"], told["place"]) == (1, 1, [], "teaser")
    assert (told["verdict"], told["change"], told["text"]) == ("changed", "renormalized", "Share post:")
    assert {difference["name"] for difference in told["differences"]} == {"teasers", "removed"}
    rows = stocked.json("explain", "1")["rows"]
    assert next(row["block_name"] for row in rows if row["block"] == 3) == told["block"]
    (line,) = stocked.json("articles", "overrides", "1")
    assert (line["id"], line["place"], line["why"], line["withdrawn_at"]) == (1, "teaser", "it is a quote", None)
    shown = stocked.json("articles", "show", "1")
    assert [one["id"] for one in shown["overrides"]] == [1]
    assert (shown["revisions"][-1]["id"], shown["revisions"][-1]["is_head"]) == (told["revision_id"], True)
    again = stocked.json("articles", "override", "1", told["block"], "nav", *REASON)
    assert (again["override"], again["replaced"]) == (2, [1])
    taken = stocked.json("articles", "withdraw-override", "2", *REASON)
    assert (taken["override"], taken["article"], taken["change"]) == (2, 1, "renormalized")
    assert [change["kind"] for change in stocked.json("changes")] == ["new", *["renormalized"] * 3]


def test_a_trial_shows_what_would_change_and_changes_nothing(stocked):
    said = stocked.run("articles", "override", "1", "3", "body", "--dry-run", *REASON)
    assert said.out.endswith("Nothing was written.\n")
    assert "changes nothing of article 1" in stocked.run("articles", "override", "1", "3", "share", *REASON).out
    told = stocked.json("articles", "override", "1", "2", "share", "--dry-run", *REASON)
    assert (told["override"], told["change"], told["verdict"]) == (None, None, "changed")
    assert "It would change nothing" in stocked.run("articles", "override", "1", "2", "body", "--dry-run", *REASON).out
    assert len(stocked.json("articles", "overrides")) == 1


@ON_SQLITE
def test_what_replaces_another_says_so(stocked):
    stocked.run("articles", "override", "1", "3", "body", *REASON)
    assert "It stands in place of override 1." in stocked.run("articles", "override", "1", "3", "nav", *REASON).out


def test_an_article_whose_raw_copy_is_gone_stays_when_an_override_is_taken_back(stocked, url):
    stocked.run("articles", "override", "1", "3", "body", *REASON)
    database = connect(url)
    with database.writing_raw() as connection:
        connection.exec_driver_sql("DELETE FROM raw_bytes")
    database.close()
    assert (
        "the article stays as it is, as it can't be made again"
        in stocked.run("articles", "withdraw-override", "1", *REASON).out
    )
    assert stocked.run("articles", "override", "1", "3", "body", *REASON).code == ExitCode.DATABASE


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (("override", "99", "3", "body", *REASON), ExitCode.NOT_FOUND),
        (("override", "1", "99", "body", *REASON), ExitCode.NOT_FOUND),
        (("override", "1", "no such words", "body", *REASON), ExitCode.NOT_FOUND),
        (("withdraw-override", "99", *REASON), ExitCode.NOT_FOUND),
        (("override", "1", "3", "nowhere", *REASON), ExitCode.USAGE),
        (("override", "1", "3", "body"), ExitCode.USAGE),
        (("override", "1", "3", "body", "--reason", "  "), ExitCode.USAGE),
        (("withdraw-override", "1", "--reason", ""), ExitCode.USAGE),
    ],
    ids=lambda told: " ".join(told) if isinstance(told, tuple) else None,
)
@ON_SQLITE
def test_what_is_wrong_is_told_with_its_code(stocked, command, code):
    assert stocked.run("articles", *command).code == code
    assert stocked.json("articles", "overrides") == []


@ON_SQLITE
def test_hostile_words_do_not_steer_the_terminal(line):
    (line.folder / "in").mkdir()
    evil = STORY.replace("Share post:", "Share \x1b[2J\u202epost:")
    (line.folder / "in" / "ferry.txt").write_text(evil, encoding="utf-8")
    line.configure("sources: [{name: wire, kind: drop, path: in, settle_s: 0}]\n")
    line.run("once")
    written = line.run("articles", "override", "1", "3", "promo", "--reason", "\x1b[31m bad").out
    written += line.run("articles", "overrides").out + line.run("articles", "show", "1").out
    assert not set(written) & {"\x1b", "\u202e"}
