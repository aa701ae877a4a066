"""The commands as an operator types them: what they answer, and the code they end with."""

import json
import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from zstandard import ZstdCompressor, ZstdDecompressor

from ingest import errors as ingest_errors
from normalize import errors as normalize_errors
from schedules.cli.exit_codes import MEANING, ExitCode
from storage import errors as storage_errors

ON_SQLITE = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
ON_NEW_SQLITE = pytest.mark.parametrize("empty_url", ["sqlite"], indirect=True)
"""For what has nothing to do with the database, or with SQLite's file alone."""

STORY = """UPDATE 1-Ferry burns off Port Ellery

PORT ELLERY, March 3 (Reuters) - A night ferry burned off Port Ellery on Tuesday, the coast guard said.

All 212 people on board left it by lifeboat, and nobody was killed in the fire that broke out on its car deck.

(Reporting by Ada Quill; Editing by Tom Marsh)
"""


@pytest.fixture
def stocked(install):
    """An install with one story and one picture in it."""
    install.configure("log: {level: warning}\nsources: [{name: wire, kind: drop, path: in, settle_s: 0}]")
    drop = install.folder / "in"
    drop.mkdir()
    (drop / "ferry.txt").write_text(STORY, encoding="utf-8")
    (drop / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(200)))
    assert install.run("once").returncode == 0
    return install


@ON_NEW_SQLITE
def test_once_prints_balanced_books_and_what_to_try_next(new_install):
    new_install.configure("sources: []")
    done = new_install.run("once")
    assert done.returncode == 0
    assert b"Balanced: 0 to do" in done.stdout
    assert b"copydesk articles list" in done.stdout


def test_articles_are_listed_found_and_shown(stocked):
    (line,) = stocked.json("articles", "list")
    assert (line["headline"], line["source"], line["status"]) == ("Ferry burns off Port Ellery", "wire", "usable")
    assert stocked.json("articles", "search", "NIGHT FERRY") == [line]
    assert stocked.json("articles", "search", "100%") == []
    assert stocked.json("articles", "list", "--source", "paper") == []
    assert stocked.json("articles", "list", "--language", "en") == [line]
    assert stocked.json("articles", "list", "--since", "2100-01-01") == []
    shown = stocked.json("articles", "show", str(line["id"]))
    assert shown["revisions"][0]["body"].startswith("A night ferry burned off")
    assert shown["sightings"][0]["address"] == "ferry.txt"


def test_tables_are_for_people(stocked):
    assert b"Ferry burns off Port Ellery" in stocked.run("articles", "list").stdout
    shown = stocked.run("articles", "show", "1").stdout.decode()
    assert "PORT ELLERY, March 3 (Reuters) -" in shown
    assert "ferry.txt" in shown
    assert b"wire" in stocked.run("sources", "list").stdout
    assert b"1 quarantined" in stocked.run("runs", "list").stdout
    assert b"see quarantine" in stocked.run("status").stdout
    assert b"not_text" in stocked.run("quarantine", "list").stdout
    assert b"new" in stocked.run("changes").stdout


def test_changes_go_on_after_a_cursor(stocked):
    (change,) = stocked.json("changes")
    assert (change["seq"], change["kind"], change["article_id"]) == (1, "new", 1)
    assert stocked.json("changes", "--after", "1") == []


def test_runs_and_status_tell_the_books(stocked):
    (run,) = stocked.json("runs", "list")
    assert (run["state"], run["books"]["new"], run["books"]["quarantined"]) == ("finished", 1, 1)
    status = stocked.json("status")
    assert status["last_run"]["id"] == run["id"]
    (source,) = status["sources"]
    assert (source["source"], source["articles"], source["open_quarantine"]) == ("wire", 1, 1)


@ON_SQLITE
def test_status_shows_a_source_that_is_switched_off(stocked):
    stocked.configure("sources: [{name: wire, kind: drop, path: in, enabled: false}]")
    assert b"switched off" in stocked.run("status").stdout


@ON_SQLITE
def test_status_shows_a_source_that_is_no_longer_configured(stocked):
    stocked.configure("sources: []")
    assert b"no longer configured" in stocked.run("status").stdout


def test_quarantine_is_shown_and_tried_again(stocked):
    (entry,) = stocked.json("quarantine", "list")
    assert (entry["address"], entry["code"]) == ("picture.txt", "not_text")
    number = str(entry["id"])
    assert b"What to do:" in stocked.run("quarantine", "show", number).stdout
    assert stocked.json("quarantine", "show", number)["raw_begins_hex"].startswith("89504e47")
    assert stocked.json("quarantine", "retry", number, "--why", "upgraded") == {"closed": 1, "waiting": 1}
    assert stocked.json("quarantine", "list") == []
    assert stocked.json("quarantine", "list", "--resolved")[0]["id"] == entry["id"]
    books = stocked.json("once")["books"]
    assert (books["carried_over"], books["quarantined"]) == (1, 1)
    assert stocked.sql("SELECT verb, why FROM operator_action") == [("quarantine retry", "upgraded")]


@ON_NEW_SQLITE
def test_normalize_needs_neither_settings_nor_database(new_install):
    (new_install.folder / "ferry.txt").write_text(STORY, encoding="utf-8")
    done = new_install.run("normalize", "ferry.txt", "-", "--json", stdin=STORY.encode())
    one, other = map(json.loads, done.stdout.splitlines())
    assert {**one, "address": "-"} == other
    assert set(one) >= {
        "headline", "dateline", "byline", "body", "teasers", "removed", "repairs", "wire_move", "language", "guid",
        "version", "slugline", "urgency", "pubstatus", "embargoed", "subjects", "created", "updated",
    }  # fmt: skip
    assert one["dateline"] == {
        "place": ["PORT ELLERY"], "agency": "Reuters", "date": "March 3", "raw": "PORT ELLERY, March 3 (Reuters) - ",
    }  # fmt: skip
    assert one["wire_move"] == "UPDATE 1"
    assert sorted(path.name for path in new_install.folder.iterdir()) == ["ferry.txt"]


def test_explain_shows_each_piece_with_its_stage(stocked):
    rows = stocked.json("explain", "1")["rows"]
    credit = next(row for row in rows if row["name"] == "credit")
    assert credit["text"] == "(Reporting by Ada Quill; Editing by Tom Marsh)"
    assert credit["stage"]
    assert credit["reason"]
    from_file = stocked.json("explain", "in/ferry.txt")["rows"]
    spans = [[row["text"], row["stage"]] for row in rows if row["kind"] == "span"]
    assert [[row["text"], row["stage"]] for row in from_file if row["kind"] == "span"] == spans
    assert stocked.run("explain", "1").stdout.startswith(b"as stored by chain ")
    assert b"dateline PORT ELLERY" in stocked.run("explain", "in/ferry.txt").stdout


@ON_SQLITE
def test_explain_says_when_a_copy_is_read_otherwise_than_when_it_was_stored(stocked):
    with sqlite3.connect(stocked.folder / "copydesk.db") as connection:
        (packed,) = connection.execute("SELECT trace FROM revision").fetchone()
        trace = json.loads(ZstdDecompressor().decompress(packed))
        trace["text"] = "the digest of another text"
        connection.execute("UPDATE revision SET trace = ?", [ZstdCompressor().compress(json.dumps(trace).encode())])
    assert b"read otherwise when it was stored" in stocked.run("explain", "1").stdout


@ON_SQLITE
def test_sources_check_keeps_nothing(stocked):
    (source,) = stocked.json("sources", "check")
    assert source == {"source": "wire", "kind": "drop", "found": 2, "refused": [], "error": None}
    assert len(stocked.json("runs", "list")) == 1


def test_db_check_and_upgrade(stocked):
    assert all(finding["faults"] == [] for finding in stocked.json("db", "check"))
    answer = stocked.json("db", "upgrade")
    assert answer["before"] == answer["after"]
    stocked.sql("UPDATE change_head SET seq = seq + 1")
    assert stocked.run("db", "check").returncode == ExitCode.BOOKS


@ON_SQLITE
def test_copy_cannot_steer_the_terminal(install):
    install.configure("sources: [{name: wire, kind: drop, path: in, settle_s: 0}]")
    (install.folder / "in").mkdir()
    evil = STORY.replace("Ferry burns", "Ferry\x1b[2J \u202eburns\x07")
    (install.folder / "in" / "a\x1b[31m.txt").write_text(evil, encoding="utf-8")
    written = b""
    for command in (
        ("once",),
        ("articles", "list"),
        ("articles", "show", "1"),
        ("explain", "1"),
        ("status",),
        ("changes",),
    ):
        done = install.run(*command)
        assert done.returncode == 0
        written += done.stdout + done.stderr
    assert not set(written) & {0x1B, 0x07}
    assert "\u202e".encode() not in written


FAILURES = {
    ("once", "--source", "wier"): ExitCode.NOT_FOUND,
    ("articles", "show", "99"): ExitCode.NOT_FOUND,
    ("explain", "99"): ExitCode.NOT_FOUND,
    ("quarantine", "show", "99"): ExitCode.NOT_FOUND,
    ("quarantine", "retry", "99"): ExitCode.NOT_FOUND,
    ("normalize", "nowhere.txt"): ExitCode.NOT_FOUND,
    ("sources", "check", "wier"): ExitCode.NOT_FOUND,
    ("normalize", "in/picture.txt"): ExitCode.NOT_NORMALIZED,
    ("explain", "in/picture.txt"): ExitCode.NOT_NORMALIZED,
    ("normalize", "in/ferry.txt", "--media-type", "image/png"): ExitCode.NOT_NORMALIZED,
    ("--config", "nowhere.yaml", "once"): ExitCode.CONFIG,
    ("frobnicate",): ExitCode.USAGE,
    ("articles", "show", "many"): ExitCode.USAGE,
}


@ON_SQLITE
@pytest.mark.parametrize("command", FAILURES, ids=" ".join)
def test_a_failure_is_one_line_and_a_documented_code(stocked, command):
    done = stocked.run(*command)
    assert done.returncode == FAILURES[command]
    assert b"Traceback" not in done.stderr
    if FAILURES[command] is not ExitCode.USAGE:
        assert done.stderr.startswith(b"copydesk: ")
        assert len(done.stderr.splitlines()) == 1


@ON_SQLITE
def test_debug_shows_the_trace(stocked):
    assert b"Traceback" in stocked.run("--debug", "articles", "show", "99").stderr


@ON_NEW_SQLITE
def test_wrong_settings_start_nothing(new_install):
    new_install.configure("run: {batch: 0}\nsources: [{name: x}]")
    done = new_install.run("once")
    assert done.returncode == ExitCode.CONFIG
    assert b"config.yaml:1: run.batch" in done.stderr
    assert b"config.yaml:2: sources[0].kind" in done.stderr
    assert not (new_install.folder / "copydesk.db").exists()


@ON_SQLITE
def test_a_source_that_is_gone_ends_with_its_code_and_the_others_go_on(install):
    install.configure(
        "sources: [{name: gone, kind: drop, path: gone}, {name: wire, kind: drop, path: in, settle_s: 0}]"
    )
    (install.folder / "in").mkdir()
    (install.folder / "in" / "ferry.txt").write_text(STORY, encoding="utf-8")
    assert install.run("once").returncode == ExitCode.SOURCES
    assert install.run("sources", "check").returncode == ExitCode.SOURCES
    assert len(install.json("articles", "list")) == 1


def test_two_upgrades_at_once_make_the_tables_once(new_install):
    new_install.configure("sources: []")
    both = [new_install.start("db", "upgrade") for _ in range(2)]
    assert [one.wait(60) for one in both] == [0, 0]
    assert new_install.json("db", "upgrade")["before"] is not None
    assert new_install.run("db", "check").returncode == 0


def test_a_database_that_is_not_there_is_not_made_by_a_reader(new_install):
    new_install.configure("sources: []")
    done = new_install.run("articles", "list")
    assert done.returncode == ExitCode.DATABASE
    assert b"db upgrade" in done.stderr


def test_a_database_of_another_version_is_refused(stocked):
    stocked.sql("UPDATE alembic_version SET version_num = '9999'")
    for command in (("once",), ("articles", "list"), ("db", "upgrade")):
        done = stocked.run(*command)
        assert done.returncode == ExitCode.DATABASE
        assert len(done.stderr.splitlines()) == 1


@ON_SQLITE
def test_a_locked_database_is_told_in_one_line(stocked):
    stocked.configure("database: {busy_timeout_s: 0}\nsources: [{name: wire, kind: drop, path: in}]")
    with sqlite3.connect(stocked.folder / "copydesk.db") as connection:
        connection.execute("BEGIN IMMEDIATE")
        done = stocked.run("once")
    assert done.returncode == ExitCode.DATABASE
    assert len(done.stderr.splitlines()) == 1
    assert stocked.run("once").returncode == 0


@ON_NEW_SQLITE
def test_a_file_that_is_no_database_is_told_in_one_line(new_install):
    new_install.configure("sources: []")
    (new_install.folder / "copydesk.db").write_bytes(b"not a database, but long enough to look like one" * 100)
    done = new_install.run("once")
    assert done.returncode == ExitCode.DATABASE
    assert len(done.stderr.splitlines()) == 1


@pytest.fixture
def operators_page(root: Path) -> str:
    return (root / "docs" / "operate.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("code", ExitCode)
def test_every_exit_code_is_documented(operators_page, code):
    assert re.search(rf"^\| {int(code)} \| ", operators_page, re.MULTILINE)
    assert MEANING[code]


def leaves(base: type[Exception]) -> list[type[Exception]]:
    """The classes of a tree of errors that have none below them."""
    below = base.__subclasses__()
    return [leaf for one in below for leaf in leaves(one)] if below else [base]


def test_every_error_that_quarantine_or_a_backfill_can_hold_is_documented(operators_page, root):
    pages = operators_page + (root / "docs" / "backfill.md").read_text(encoding="utf-8")
    held = [
        *leaves(ingest_errors.IngestError),
        *leaves(normalize_errors.NormalizeError),
        *leaves(storage_errors.Unstorable),
    ]
    held.remove(normalize_errors.TraceMismatch)  # of an explanation that fits no more, not of a raw copy
    codes = [*(error.code for error in held), storage_errors.RawCopyLost.code, "defect"]
    assert [code for code in codes if f"| `{code}` |" not in pages] == []


def test_the_environment_of_tests_is_clean():
    assert not [name for name in os.environ if name.startswith("COPYDESK_") and name != "COPYDESK_TEST_POSTGRES"]


@ON_SQLITE
def test_a_full_disk_ends_with_a_code_and_the_next_run_goes_on(install):
    """A limit on the size of files, as the nearest thing to a disk without room."""
    install.configure("log: {level: error}\nsources: [{name: wire, kind: drop, path: in, settle_s: 0}]")
    (install.folder / "in").mkdir()
    for number in range(40):
        story = STORY.replace("212", str(number)) + "".join(
            f"\n{number * n} crates were on board.\n" for n in range(400)
        )
        (install.folder / "in" / f"{number}.txt").write_text(story, encoding="utf-8")
    program = f"ulimit -f 600; exec '{sys.executable}' -m schedules once"
    full = subprocess.run(
        ["bash", "-c", program],
        cwd=install.folder,
        env={**os.environ, "PYTHONPATH": str(install.root)},
        capture_output=True,
        check=False,
    )
    assert full.returncode in {ExitCode.DATABASE, ExitCode.MACHINE}
    assert full.stderr.splitlines()[-1].startswith(b"copydesk: ")
    assert b"Traceback" not in full.stderr
    books = install.json("once")["books"]
    assert books["new"] + books["revision"] + books["copy"] + books["unchanged"] + books["quarantined"] <= 40
    assert install.run("db", "check").returncode == 0
    assert sum(run["books"]["new"] for run in install.json("runs", "list")) == 40
