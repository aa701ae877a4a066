"""What operators are told when articles are made again: what differs, how much, and what became of it."""

import json
import sys

import pytest
from sqlalchemy import text

from schedules.cli.exit_codes import ExitCode
from schedules.cli.main import main

ON_SQLITE = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
"""For what has nothing to do with the database."""


@pytest.fixture
def stocked(line, drop):
    """Five articles of an older chain, of which three would differ."""
    drop("AURORA", "Borealis", "CORONA", "Delta", "ECHO")
    return line


def test_differences_are_shown_and_counted_and_nothing_is_written(stocked):
    said = stocked.run("renormalize")
    assert said.code == ExitCode.UNCOMMITTED
    assert said.err.startswith("copydesk: articles that would differ: 3; none of them was changed; with --yes they are")
    assert said.out.count("[-Share post:-]") == 3
    assert "5 articles made again" in said.out
    assert stocked.run("renormalize").out == said.out
    assert [change["kind"] for change in stocked.json("changes")] == ["new"] * 5


def test_programs_are_told_the_same_and_the_code(stocked):
    said = stocked.run("renormalize", "--json", "--show", "2")
    told = json.loads(said.out)
    assert said.code == ExitCode.UNCOMMITTED
    assert (told["committed"], told["run"], told["counts"]) == (
        False, None, {"changed": 3, "unchanged": 2, "lost": 0, "refused": 0, "moved": 0},
    )  # fmt: skip
    assert [(one["article"], one["verdict"]) for one in told["articles"]] == [(1, "changed"), (3, "changed")]
    assert told["articles"][0]["differences"][0]["pieces"][-1] == {"turn": "gone", "text": "Share post:"}


def test_with_yes_they_are_committed_and_the_second_time_there_is_nothing(stocked):
    told = stocked.json("renormalize", "--yes")
    assert (told["committed"], told["counts"]["changed"], told["counts"]["unchanged"]) == (True, 3, 2)
    assert [change["kind"] for change in stocked.json("changes")] == ["new"] * 5 + ["renormalized"] * 3
    assert stocked.json("runs", "list")[0]["command"] == "renormalize"
    again = stocked.run("renormalize", "--yes")
    assert (again.code, "0 articles made again" in again.out, "Committed" in again.out) == (0, True, False)
    assert "made again by chain" in stocked.run("articles", "show", "1").out


@pytest.mark.parametrize(
    ("options", "articles"),
    [
        (("--article", "3", "--article", "4"), [3, 4]),
        (("--limit", "2"), [1, 2]),
        (("--source", "wire"), [1, 2, 3, 4, 5]),
        (("--source", "paper"), []),
        (("--since", "2026-03-06T08:00:00Z"), [1, 2, 3, 4, 5]),
        (("--since", "2026-03-07"), []),
        (("--until", "2026-03-06T08:00:00Z"), []),
        (("--until", "2026-03-07", "--source", "wire", "--limit", "1"), [1]),
        (("--chain", "0123"), [1, 2, 3, 4, 5]),
        (("--chain", "ffff"), []),
        (("--all",), [1, 2, 3, 4, 5]),
        (("--workers", "2"), [1, 2, 3, 4, 5]),
    ],
    ids=lambda told: " ".join(told) if isinstance(told, tuple) else "",
)
@ON_SQLITE
def test_only_what_is_asked_for_is_made_again(stocked, options, articles):
    counts = stocked.json("renormalize", "--yes", *options)["counts"]
    assert counts["changed"] + counts["unchanged"] == len(articles)
    assert counts["changed"] == len([number for number in articles if number % 2])


@ON_SQLITE
def test_what_is_not_shown_is_said(stocked):
    assert "2 more are not shown: --show N shows up to N of a kind" in stocked.run("renormalize", "--show", "1").out


def test_what_can_not_be_made_again_is_said(stocked, desk):
    with desk.database.writing_raw() as connection:
        connection.execute(text("DELETE FROM raw_bytes"))
    said = stocked.run("renormalize")
    assert (said.code, said.out.count("lost: raw_copy_lost")) == (0, 5)
    told = stocked.json("renormalize", "--yes", "--all")
    assert (told["counts"]["lost"], told["articles"][0]["code"]) == (5, "raw_copy_lost")


@ON_SQLITE
def test_no_difference_is_well(line, drop):
    drop("Borealis")
    assert line.run("renormalize").code == 0
    assert line.run("renormalize", "--yes").code == 0


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--article", "1", "--article", "99"), ExitCode.NOT_FOUND),
        (("--since", "yesterday"), ExitCode.USAGE),
        (("--limit", "0"), ExitCode.USAGE),
        (("--workers", "0"), ExitCode.USAGE),
    ],
    ids=lambda told: " ".join(told) if isinstance(told, tuple) else "",
)
@ON_SQLITE
def test_what_is_wrong_is_told_with_its_code(stocked, options, code):
    assert stocked.run("renormalize", "--yes", *options).code == code
    assert len(stocked.json("changes")) == 5


@pytest.mark.parametrize("empty_url", ["sqlite"], indirect=True)
def test_a_store_that_is_not_there_is_not_made(tmp_path, monkeypatch, capsys, empty_url):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COPYDESK_DATABASE__URL", empty_url)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    (tmp_path / "config.yaml").write_text("sources: []\n", encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        main(["renormalize"])
    assert ended.value.code == ExitCode.DATABASE
    assert "db upgrade" in capsys.readouterr().err
