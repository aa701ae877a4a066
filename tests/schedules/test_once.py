"""A run fetches, keeps, normalizes and writes; what goes wrong costs only itself, and the books balance."""

import shutil
from dataclasses import replace
from datetime import timedelta

import pytest

from ingest.raw import Delivery
from normalize.article import Article
from normalize.chain import Chain
from normalize.document import Document
from schedules.errors import MachineFailed, NotFound
from schedules.once import run_once
from storage import changes, queries
from storage.deliveries import keep
from storage.normalized import Normalized
from storage.runs import start_run
from storage.writer import write

STORY = """Ferry burns off Port Ellery

PORT ELLERY, March 3 (Northwind) - A night ferry burned off Port Ellery on Tuesday, the coast guard said.

All 212 people on board left it by lifeboat, and nobody was killed in the fire that broke out on its car deck.
"""


def test_a_dropped_file_becomes_an_article(desk_at, folder):
    (folder / "wire" / "a.txt").write_text(STORY, encoding="utf-8")
    with desk_at() as desk:
        report = run_once(desk)
        (line,) = queries.articles(desk.database)
    assert (report.books.received, report.books.new, report.failed_sources) == (1, 1, ())
    assert (line.source, line.headline, line.dateline) == (
        "wire",
        "Ferry burns off Port Ellery",
        "PORT ELLERY, March 3 (Northwind) -",
    )


def test_a_second_run_adds_nothing(desk_at, folder):
    (folder / "wire" / "a.txt").write_text(STORY, encoding="utf-8")
    with desk_at() as desk:
        run_once(desk)
        books = run_once(desk).books
        assert (books.received, books.known, books.new) == (0, 0, 0)
        assert len(changes.changes_since(desk.database, 0)) == 1


def test_the_same_body_from_another_source_is_a_copy(desk_at, folder):
    (folder / "wire" / "a.txt").write_text(STORY, encoding="utf-8")
    (folder / "paper" / "b.txt").write_text(STORY + "\nShare post:\n", encoding="utf-8")
    with desk_at() as desk:
        assert run_once(desk).books.copy == 1


def test_only_enabled_sources_are_fetched_unless_named(desk_at, folder):
    (folder / "resting" / "a.txt").write_text(STORY, encoding="utf-8")
    with desk_at() as desk:
        assert run_once(desk).books.received == 0
        assert run_once(desk, ["resting"]).books.received == 1


def test_a_name_that_is_no_source_starts_nothing(desk_at):
    with desk_at() as desk:
        with pytest.raises(NotFound, match="wier"):
            run_once(desk, ["wire", "wier"])
        assert queries.list_runs(desk.database) == []


def test_a_source_that_is_gone_fails_alone_and_is_well_again_when_it_is_back(desk_at, folder):
    shutil.rmtree(folder / "wire")
    (folder / "paper" / "b.txt").write_text(STORY, encoding="utf-8")
    with desk_at() as desk:
        report = run_once(desk)
        assert (report.failed_sources, report.books.new) == (("wire",), 1)
        (entry,) = queries.list_quarantine(desk.database)
        assert (entry.source, entry.code, entry.raw_copy_id) == ("wire", "source_unreachable", None)
        (folder / "wire").mkdir()
        assert run_once(desk).failed_sources == ()
        assert queries.list_quarantine(desk.database) == []


def test_copy_that_is_no_text_is_quarantined_and_the_rest_goes_on(desk_at, folder):
    (folder / "wire" / "a.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    (folder / "wire" / "b.txt").write_text(STORY, encoding="utf-8")
    (folder / "wire" / "c.txt").write_bytes(b"")
    with desk_at() as desk:
        books = run_once(desk).books
        assert (books.received, books.new, books.quarantined) == (3, 1, 2)
        assert {entry.code for entry in queries.list_quarantine(desk.database)} == {"not_text", "no_text"}


def test_a_file_that_is_refused_is_in_quarantine_and_counted_again_each_run(desk_at, folder):
    (folder / "wire" / "link.txt").symlink_to(folder / "config.yaml")
    with desk_at() as desk:
        run_once(desk)
        run_once(desk)
        (entry,) = queries.list_quarantine(desk.database)
    assert (entry.address, entry.code, entry.times) == ("link.txt", "not_a_regular_file", 2)


def test_a_defect_of_a_stage_costs_only_its_document(desk_at, folder):
    """A chain that breaks on one text, as a stage with a defect would."""
    (folder / "wire" / "a.txt").write_text(STORY, encoding="utf-8")
    (folder / "wire" / "b.txt").write_text(STORY.replace("ferry", "lorry").replace("Ferry", "Lorry"), encoding="utf-8")

    def break_on_lorries(document):
        assert "lorry" not in document.text
        return document

    with desk_at() as desk:
        broken = replace(desk, chain=Chain((*desk.chain.stages, break_on_lorries), desk.chain.version))
        books = run_once(broken).books
        assert (books.new, books.quarantined) == (1, 1)
        (entry,) = queries.list_quarantine(desk.database)
        assert (entry.code, entry.address) == ("defect", "b.txt")


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), MemoryError()], ids=["disk", "memory"])
def test_a_machine_that_gives_out_stops_the_run_and_blames_no_copy(desk_at, folder, error):
    """A chain that meets a full disk or no memory, as one that loads its language model may."""
    (folder / "wire" / "a.txt").write_text(STORY, encoding="utf-8")

    def give_out(document):
        raise error

    with desk_at() as desk:
        with pytest.raises(MachineFailed):
            run_once(replace(desk, chain=Chain((give_out,), desk.chain.version)))
        assert queries.list_quarantine(desk.database) == []
        books = run_once(desk).books
        assert (books.carried_over, books.new) == (1, 1)


def test_a_defect_of_a_fetcher_costs_only_its_source(desk_at, folder):
    """A setting of a wrong type, which no settings file can bring in, as a defect would."""
    (folder / "wire" / "a.txt").write_text(STORY, encoding="utf-8")
    with desk_at() as desk:
        first, *others = desk.config.sources
        config = desk.config.model_copy(update={"sources": (first.model_copy(update={"max_bytes": "many"}), *others)})
        (folder / "paper" / "b.txt").write_text(STORY, encoding="utf-8")
        report = run_once(replace(desk, config=config))
        assert (report.failed_sources, report.books.new) == (("wire",), 1)
        assert [entry.code for entry in queries.list_quarantine(desk.database)] == ["defect"]


def test_files_are_released_only_once_they_are_kept(desk_at, folder):
    text = (folder / "config.yaml").read_text(encoding="utf-8")
    (folder / "config.yaml").write_text(text.replace("path: wire", "path: wire, after: delete"), encoding="utf-8")
    (folder / "wire" / "a.txt").write_text(STORY, encoding="utf-8")
    with desk_at() as desk:
        run_once(desk)
        assert list((folder / "wire").iterdir()) == []
        assert queries.explanation_of_copy(desk.database, 1).raw == STORY.encode()


def test_small_batches_do_the_same_as_large_ones(desk_at, folder):
    text = (folder / "config.yaml").read_text(encoding="utf-8")
    (folder / "config.yaml").write_text(text + "run: {batch: 2}\n", encoding="utf-8")
    for number in range(7):
        story = STORY.replace("212", str(number)).replace("Ellery", f"Ellery {number}")
        (folder / "wire" / f"{number}.txt").write_text(story, encoding="utf-8")
    with desk_at() as desk:
        assert run_once(desk).books.new == 7


def test_a_run_deletes_the_changes_that_are_old_enough(desk_at, folder):
    (folder / "wire" / "a.txt").write_text(STORY, encoding="utf-8")
    with desk_at() as desk:
        run_once(desk)
        run_once(replace(desk, now=lambda: desk.now() + timedelta(days=29)))
        assert changes.extent(desk.database).oldest == 0
        run_once(replace(desk, now=lambda: desk.now() + timedelta(days=31)))
        assert changes.extent(desk.database).oldest == 1


def test_a_run_releases_what_is_due(desk_at):
    with desk_at() as desk:
        run_id = start_run(desk.database, "once", desk.holder, desk.now(), desk.lease_s).id
        keep(desk.database, [Delivery("wire", "wire", "/a", "text/plain", desk.now(), b"a", {})], run_id)
        held = Article(Document("", ()), headline="Ferry", embargo=desk.now() + timedelta(hours=1))
        write(desk.database, [Normalized(1, held, "h", "1", {}, b"{}")], run_id, desk.now())
        run_once(replace(desk, now=lambda: desk.now() + timedelta(hours=2)))
        assert [one.kind.value for one in changes.changes_since(desk.database, 0)] == ["withheld", "released"]
