"""Backfills of JSON Lines and of drops on each database: complete, never double, stopped, failed, canceled."""

import io
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ingest.errors import SourceUnreachable, UnreadableFile
from ingest.line_chunks import LONGEST_LINE
from ingest.sources import After, DropSource
from schedules.backfill import BackfillReport, Watch, Way, forecast, run_backfill
from schedules.backfill_drop import DropBackfill
from schedules.backfill_lines import LinesBackfill, StreamBackfill
from schedules.desk import Desk, open_desk
from schedules.once import run_once
from schedules.settings import load_config
from schedules.windows import Kind, Pace, Span, Wanted
from storage import queries
from storage.actions import Action
from storage.backfills import list_backfills, windows_of
from storage.check import check
from storage.database import connect
from storage.states import BackfillState, WindowState
from storage.upgrading import upgrade
from storage.windows import cancel
from tests.schedules.conftest import NOW

WAY = Way("ada")
STORY = "Ferry {0} sails\n\nPORT ELLERY, March 3 (Reuters) - The ferry Aurora {0} sailed again after {0} days.\n"


@pytest.fixture
def desk(url: str, tmp_path: Path) -> Iterator[Desk]:
    (tmp_path / "config.yaml").write_text("log: {level: error}\nrun: {batch: 7}\n", encoding="utf-8")
    database = connect(url)
    upgrade(database)
    with open_desk(load_config(tmp_path / "config.yaml")) as opened:
        yield replace(opened, database=database, now=lambda: NOW, wait=lambda _: None)
    database.close()


@pytest.fixture
def write_lines(tmp_path: Path) -> Callable[..., Path]:
    def write(*lines: bytes) -> Path:
        path = tmp_path / "old.jsonl"
        path.write_bytes(b"".join(line + b"\n" for line in lines))
        return path

    return write


def line(number: int, **told: object) -> bytes:
    return json.dumps({"text": STORY.format(number), "guid": f"ferry-{number}", **told}).encode()


def lines_of(path: Path, wanted: Wanted = Wanted(rate=10)) -> LinesBackfill:  # noqa: B008
    """A backfill whose windows have ten lines: so many a second are allowed, and the clock stands still."""
    return LinesBackfill(path, "jsonl", "jsonl", wanted)


def run(desk: Desk, kind: Kind, way: Way = WAY) -> BackfillReport:
    report = run_backfill(desk, kind, way)
    assert all(finding.is_sound for finding in check(desk.database))
    assert report.books.is_balanced
    return report


def stop_after(windows: int) -> Way:
    """A way that is told to stop after so many windows."""
    asked = iter(range(windows))
    return Way("ada", is_to_stop=lambda: next(asked, None) is None)


def test_every_line_becomes_an_article_and_a_second_time_adds_nothing(desk, write_lines):
    path = write_lines(*map(line, range(25)))
    first = run(desk, lines_of(path))
    assert (first.books.new, first.backfill.windows, first.backfill.taken) == (25, 3, 25)
    assert first.backfill.state is BackfillState.DONE
    second = run(desk, lines_of(path))
    assert second.backfill.id == first.backfill.id + 1
    assert (second.books.received, second.books.known, second.backfill.repeated) == (0, 3, 25)


def test_what_a_line_tells_is_kept_with_its_copy(desk, write_lines):
    run(desk, lines_of(write_lines(line(1, address="https://wire.example/1", received_at="1987-02-26T15:00:00Z"))))
    (article,) = queries.articles(desk.database)
    assert article.first_seen == datetime(1987, 2, 26, 15, tzinfo=UTC)
    told = queries.explanation_of_copy(desk.database, 1)
    assert (told.address, told.received_at) == ("https://wire.example/1", article.first_seen)


def test_a_story_met_live_and_in_the_archive_of_its_provider_is_one_article(desk, write_lines):
    path = write_lines(line(1))
    run(desk, LinesBackfill(path, "old", "agency", Wanted()))
    books = run(desk, LinesBackfill(path, "new", "agency", Wanted())).books
    assert (books.new, books.unchanged) == (0, 1)


def test_a_backfill_that_is_told_to_stop_goes_on_where_it_was(desk, write_lines):
    path = write_lines(*map(line, range(45)))
    first = run(desk, lines_of(path), stop_after(2))
    assert (first.is_stopped, first.backfill.done, first.books.new) == (True, 2, 20)
    assert forecast(desk, lines_of(path)).windows == 3
    second = run(desk, lines_of(path))
    assert (second.backfill.id, second.backfill.state) == (first.backfill.id, BackfillState.DONE)
    assert (second.books.new, second.books.known) == (25, 0)


def test_corrupt_lines_are_quarantined_by_number_and_the_rest_goes_on(desk, write_lines):
    path = write_lines(line(1), b'{"text": "cut o', line(3), b'{"txt": "typo"}', line(5))
    report = run(desk, lines_of(path))
    assert (report.books.received, report.books.new, report.books.quarantined) == (5, 3, 2)
    entries = sorted(queries.list_quarantine(desk.database), key=lambda entry: entry.address)
    assert [entry.code for entry in entries] == ["broken_line", "broken_line"]
    assert [entry.address for entry in entries] == [f"{path}#line=2", f"{path}#line=4"]
    assert "txt" in entries[1].sentence
    assert queries.explanation_of_copy(desk.database, entries[0].raw_copy_id).raw == b'{"text": "cut o'


def test_a_line_beyond_the_cap_is_refused_alone(desk, write_lines):
    path = write_lines(line(1), b'{"text": "' + b"x" * LONGEST_LINE + b'"}', line(3))
    report = run(desk, lines_of(path, Wanted()))
    assert (report.books.new, report.backfill.left_out, report.backfill.state) == (2, 1, BackfillState.DONE)
    (entry,) = queries.list_quarantine(desk.database)
    assert (entry.code, entry.address) == ("line_too_long", f"{path}#line=2")
    windows = windows_of(desk.database, report.backfill.id, (WindowState.DONE,), 5)
    assert [window.code for window in windows] == ["line_too_long", None]


@pytest.mark.parametrize("lines", [(), (b"", b"  ")], ids=["no byte", "no word"])
def test_a_file_of_nothing_is_done_at_once(desk, write_lines, lines):
    report = run(desk, lines_of(write_lines(*lines)))
    assert (report.backfill.state, report.books.received) == (BackfillState.DONE, 0)


def test_only_lines_of_the_span_are_taken_and_no_more_than_the_limit(desk, write_lines):
    lines = [line(year, received_at=f"{year}-06-01T00:00:00Z") for year in range(1980, 1990)]
    path = write_lines(*lines, line(1))
    span = Span(datetime(1983, 1, 1, tzinfo=UTC), datetime(1986, 1, 1, tzinfo=UTC))
    some = run(desk, lines_of(path, Wanted(span)))
    assert (some.books.new, some.backfill.taken, some.backfill.left_out) == (4, 4, 7)
    assert run(desk, lines_of(path, Wanted(limit=2))).books.new == 2
    assert run(desk, lines_of(path)).books.new == 5


def test_a_file_that_changes_fails_its_windows_and_begins_anew(desk, write_lines):
    path = write_lines(*map(line, range(25)))
    kind = lines_of(path)
    run(desk, kind, stop_after(1))
    write_lines(*map(line, range(26)))
    failed = run(desk, kind)
    assert (failed.backfill.state, failed.backfill.failed) == (BackfillState.FAILED, 2)
    (window, _) = windows_of(desk.database, failed.backfill.id, (WindowState.FAILED,), 5)
    assert window.code == "file_changed"
    anew = run(desk, lines_of(path))
    assert (anew.backfill.id, anew.books.new, anew.backfill.taken + anew.backfill.repeated) == (2, 16, 26)


def test_a_file_that_is_not_there_begins_nothing(desk, tmp_path):
    with pytest.raises(UnreadableFile):
        run(desk, lines_of(tmp_path / "none.jsonl"))
    assert list_backfills(desk.database) == []


def test_a_backfill_that_an_operator_cancels_ends_with_its_window(desk, write_lines):
    def end_it() -> bool:
        if list_backfills(desk.database)[0].done == 1:
            cancel(desk.database, 1, Action("bob", NOW, "backfill cancel", "backfill 1", "enough"))
        return False

    report = run(desk, lines_of(write_lines(*map(line, range(45)))), Way("ada", is_to_stop=end_it))
    assert (report.backfill.state, report.backfill.done, report.is_stopped) == (BackfillState.CANCELED, 1, False)
    assert report.books.new == 10


def test_a_stream_is_taken_piece_by_piece_and_what_was_kept_of_it_is_known_when_it_comes_again(desk):
    sent = b"".join(line(number) + b"\n" for number in range(25))
    broken_off = StreamBackfill(io.BytesIO(sent), "jsonl", "jsonl", Wanted(rate=10))
    first = run(desk, broken_off, stop_after(2))
    assert (first.backfill.state, first.backfill.done, first.books.new) == (BackfillState.OPEN, 2, 20)
    second = run(desk, StreamBackfill(io.BytesIO(sent), "jsonl", "jsonl", Wanted(rate=10)))
    assert (second.backfill.id, second.backfill.state) == (first.backfill.id, BackfillState.DONE)
    assert (second.books.new, second.books.known, second.backfill.taken) == (5, 2, 25)


def test_what_a_dead_backfill_kept_and_did_not_split_is_split_by_any_run(desk, write_lines, monkeypatch):
    """A crash between the two transactions, by a disk that is full at that moment."""
    from schedules import backfill_lines  # noqa: PLC0415
    from storage.errors import StoreFull  # noqa: PLC0415

    def full(*_: object) -> None:
        raise StoreFull("copydesk.db", "no room")

    path = write_lines(line(1), b"{broken")
    with monkeypatch.context() as broken, pytest.raises(StoreFull):
        broken.setattr(backfill_lines, "keep_split", full)
        run_backfill(desk, lines_of(path), WAY)
    books = run_once(desk).books
    assert (books.received, books.new, books.quarantined) == (2, 1, 1)
    report = run(desk, lines_of(path))
    assert (report.backfill.state, report.books.received, report.backfill.repeated) == (BackfillState.DONE, 0, 2)


def test_workers_make_of_the_lines_what_one_process_makes(desk, write_lines, tmp_path):
    path = write_lines(*map(line, range(60)), b"{broken", json.dumps({"base64": "iVBORw0KGgoAAAA="}).encode())
    books = run(desk, lines_of(path), Way("ada", workers=2)).books
    assert (books.new, books.quarantined) == (60, 2)
    assert {entry.code for entry in queries.list_quarantine(desk.database)} == {"broken_line", "not_text"}
    revisions = [queries.article_by_id(desk.database, one.id) for one in queries.articles(desk.database, limit=100)]
    assert {one.headline for one in queries.articles(desk.database, limit=100)} == {
        f"Ferry {n} sails" for n in range(60)
    }
    assert len(revisions) == 60


def test_a_watch_tells_how_far_a_backfill_has_come(desk, write_lines):
    watch = Watch()
    run_backfill(desk, lines_of(write_lines(*map(line, range(25)))), WAY, watch)
    assert (watch.number, watch.expected, watch.met, watch.tally.new) == (1, 25, 25, 25)


def test_a_pace_waits_until_it_is_time():
    at, waited = [NOW], []

    def wait(seconds: float) -> None:
        waited.append(seconds)
        at[0] += timedelta(seconds=seconds)

    pace = Pace(5.0, lambda: at[0], wait)
    for _ in range(3):
        pace.spend(10)
    assert waited == [2.0, 2.0]
    at[0] += timedelta(hours=1)
    pace.spend(10)
    assert waited == [2.0, 2.0]


@pytest.fixture
def drop(tmp_path: Path) -> DropSource:
    """A folder with a file for each of ten days of January 2024."""
    folder = tmp_path / "in"
    folder.mkdir()
    for day in range(1, 11):
        path = folder / f"{day:02}.txt"
        path.write_text(STORY.format(day), encoding="utf-8")
        os.utime(path, (datetime(2024, 1, day, tzinfo=UTC).timestamp(),) * 2)
    return DropSource(name="wire", path=folder)


def test_files_of_the_span_are_taken_oldest_first_and_only_once(desk, drop):
    span = Span(datetime(2024, 1, 4, tzinfo=UTC), datetime(2024, 1, 9, tzinfo=UTC))
    some = run(desk, DropBackfill(drop, Wanted(span, limit=3, rate=2)))
    assert (some.books.new, some.backfill.windows) == (3, 2)
    kept = sorted(queries.explanation_of_copy(desk.database, number).address for number in (1, 2, 3))
    assert kept == ["04.txt", "05.txt", "06.txt"]
    rest = run(desk, DropBackfill(drop, Wanted()))
    assert (rest.books.new, rest.books.known, rest.backfill.expected) == (7, 0, 7)


def test_files_are_released_once_they_are_kept_and_one_that_is_gone_is_quarantined(desk, drop):
    drop = drop.model_copy(update={"after": After.DELETE})
    kind = DropBackfill(drop, Wanted())
    planned = kind.plan(desk)
    (drop.path / "03.txt").unlink()
    assert sum(one.expected or 0 for one in planned) == 10
    kind.plan = lambda _: planned  # the listing as it was before the file went
    report = run(desk, kind)
    assert (report.books.new, report.backfill.left_out) == (9, 1)
    assert list(drop.path.iterdir()) == []
    assert [entry.code for entry in queries.list_quarantine(desk.database)] == ["unreadable_file"]


def test_a_folder_that_is_not_there_begins_nothing(desk, tmp_path):
    with pytest.raises(SourceUnreachable):
        run(desk, DropBackfill(DropSource(name="wire", path=tmp_path / "none"), Wanted()))
    assert list_backfills(desk.database) == []


def test_a_forecast_writes_nothing(desk, drop):
    told = forecast(desk, DropBackfill(drop, Wanted(rate=4)))
    assert (told.goes_on_with, told.windows, told.expected) == (None, 3, 10)
    assert list_backfills(desk.database) == []
    assert queries.list_runs(desk.database) == []
