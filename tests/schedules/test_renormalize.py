"""A selection is made again, compared, and committed as it was shown, in as many goes as it takes."""

import gzip
from dataclasses import replace
from datetime import UTC, datetime
from shutil import copyfile

import pytest
from sqlalchemy import text

from ingest.raw import Delivery
from normalize.chain import Chain
from normalize.document import Place
from normalize.stages.signoffs import find_signoffs
from schedules.desk import Desk
from schedules.errors import MachineFailed
from schedules.once import run_once
from schedules.overriding import Said, override
from schedules.remaking import Compared, Verdict
from schedules.renormalize import Wanted, commit, look
from storage.changes import changes_since
from storage.check import check
from storage.deliveries import keep
from storage.errors import RunClosed
from storage.queries import article_by_id, list_runs
from storage.replays import Selection
from storage.runs import give_up, start_run
from tests.schedules.replays import STORY

NOW = datetime(2026, 3, 6, 8, tzinfo=UTC)


@pytest.fixture
def wanted(desk: Desk) -> Wanted:
    """All that another chain has made."""
    return Wanted(Selection(not_made_by=desk.chain.version))


def ignore(_: Compared) -> None:
    """Tell nobody."""


def bodies(desk: Desk) -> list[str]:
    with desk.database.reading() as connection:
        return list(connection.scalars(text("SELECT body FROM v1_articles ORDER BY id")))


def kinds(desk: Desk) -> list[str]:
    return [change.kind.value for change in changes_since(desk.database, 0)]


def table_sizes(desk: Desk) -> list[int]:
    names = ("run", "revision", "change", "article_key", "teaser")
    with desk.database.reading() as connection:
        return [connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in names]


def test_a_look_shows_every_article_and_writes_nothing(desk, drop, wanted):
    drop("Aurora", "BOREALIS", "Corona")
    before, told = table_sizes(desk), []
    found = look(desk, wanted, told.append)
    assert (found.counts.changed, found.counts.unchanged, found.counts.all) == (1, 2, 3)
    assert [one.verdict for one in told] == [Verdict.UNCHANGED, Verdict.CHANGED, Verdict.UNCHANGED]
    assert [difference.name for difference in told[1].differences] == ["body", "roles", "removed"]
    assert table_sizes(desk) == before


def test_a_commit_gives_new_versions_to_what_differs_alone(desk, drop, wanted, old_chain):
    drop("Aurora", "BOREALIS", "Corona")
    done = commit(desk, wanted, ignore)
    assert (done.counts.changed, done.counts.unchanged) == (1, 2)
    assert kinds(desk) == ["new", "new", "new", "renormalized"]
    assert [len(article_by_id(desk.database, number).revisions) for number in (1, 2, 3)] == [1, 2, 1]
    assert not any("Share" in body for body in bodies(desk))
    assert (
        article_by_id(desk.database, 2).head.why == f"made again by chain {desk.chain.version}, before by {old_chain}"
    )
    run = list_runs(desk.database)[0]
    assert (run.id, run.command, run.state.value, run.books.is_balanced) == (
        done.run_id, "renormalize", "finished", True,
    )  # fmt: skip
    assert all(finding.is_sound for finding in check(desk.database))


def test_the_second_time_nothing_is_selected_and_nothing_is_written(desk, drop, wanted):
    drop("Aurora", "BOREALIS")
    commit(desk, wanted, ignore)
    before = table_sizes(desk)
    done = commit(desk, wanted, ignore)
    assert (done.run_id, done.counts.all, table_sizes(desk)) == (None, 0, before)


def test_what_this_chain_has_made_is_made_the_same_again(desk, drop, wanted):
    drop("Aurora", "BOREALIS")
    commit(desk, wanted, ignore)
    done = commit(desk, Wanted(Selection()), ignore)
    assert (done.counts.changed, done.counts.unchanged) == (0, 2)
    assert len(kinds(desk)) == 3


def test_at_most_so_many_at_a_time_are_all_in_the_end(desk, drop, wanted):
    drop("Aurora", "BOREALIS", "CORONA", "DELTA", "Echo")
    counts = [commit(desk, replace(wanted, limit=2), ignore).counts for _ in range(4)]
    assert [(one.changed, one.unchanged) for one in counts] == [(1, 1), (2, 0), (0, 1), (0, 0)]


def test_worker_processes_make_the_same(desk, drop, wanted):
    drop("Aurora", "BOREALIS", "CORONA")
    found = look(desk, wanted, ignore)
    done = commit(desk, replace(wanted, workers=2), ignore, found.shown)
    assert (done.counts.changed, done.counts.unchanged, done.counts.moved) == (2, 1, 0)


def test_an_article_whose_raw_copy_is_gone_is_counted_and_said(desk, drop, wanted):
    drop("AURORA", "BOREALIS")
    with desk.database.writing_raw() as connection:
        hashes = "SELECT bytes_hash FROM raw_bytes ORDER BY bytes_hash LIMIT 1"
        connection.execute(text(f"DELETE FROM raw_bytes WHERE bytes_hash = ({hashes})"))
    told: list[Compared] = []
    done = commit(desk, wanted, told.append)
    assert (done.counts.changed, done.counts.lost) == (1, 1)
    assert sorted((one.verdict.value, one.code) for one in told) == [("changed", None), ("lost", "raw_copy_lost")]
    assert sum("Share post" in body for body in bodies(desk)) == 1


def test_an_article_that_the_chain_can_not_make_any_more_stays_as_it_is(desk, drop, wanted):
    def break_on_aurora(document):
        if "AURORA" in document.text:
            raise KeyError("AURORA")
        return document

    drop("AURORA", "BOREALIS")
    broken = replace(desk, chain=Chain((*desk.chain.stages, break_on_aurora), desk.chain.version))
    told: list[Compared] = []
    done = commit(broken, wanted, told.append)
    assert (done.counts.changed, done.counts.refused) == (1, 1)
    assert [(one.code, one.sentence) for one in told if one.code] == [("defect", "KeyError: 'AURORA'")]
    assert sum("Share post" in body for body in bodies(desk)) == 1
    assert commit(desk, wanted, ignore).counts.changed == 1


def test_a_machine_that_gives_out_ends_it_and_what_was_stored_stays(desk, drop, wanted):
    def give_out(document):
        if "CORONA" in document.text:
            raise MemoryError
        return document

    drop("AURORA", "BOREALIS", "CORONA")
    with pytest.raises(MachineFailed):
        commit(replace(desk, chain=Chain((*desk.chain.stages, give_out), desk.chain.version)), wanted, ignore)
    assert list_runs(desk.database)[0].state.value == "interrupted"
    assert kinds(desk)[3:] == ["renormalized", "renormalized"]
    assert commit(desk, wanted, ignore).counts.changed == 1


def test_only_what_was_shown_is_committed(desk, drop, wanted):
    """A version that comes between the look and the commit is not what somebody said yes to."""
    drop("AURORA", "BOREALIS")
    found = look(desk, wanted, ignore)
    stages = tuple(stage for stage in desk.chain.stages if stage is not find_signoffs)
    other = replace(desk, chain=Chain((*stages, _without_first_paragraph), desk.chain.version))
    done = commit(other, wanted, ignore, found.shown)
    assert (done.counts.changed, done.counts.moved) == (0, 2)
    assert len(kinds(desk)) == 2
    assert commit(desk, wanted, ignore, found.shown).counts.changed == 2


def _without_first_paragraph(document):
    spans = list(document.spans)
    first = next(number for number, span in enumerate(spans) if span.place is Place.BODY)
    spans[first] = spans[first].placed(Place.NAV, "a_test", "told")
    return document.with_spans(spans)


def test_an_article_that_gets_a_version_meanwhile_is_left_for_the_next_time(desk, drop, wanted):
    drop("AURORA")

    def come_between(document):
        with desk.database.writing() as connection:
            connection.execute(text("UPDATE article SET head_revision_id = head_revision_id + 1000"))
        return document

    late = replace(desk, chain=Chain((*desk.chain.stages, come_between), desk.chain.version))
    assert commit(late, wanted, ignore).counts.moved == 1
    assert len(kinds(desk)) == 1


def test_overrides_are_heeded_and_the_word_of_an_operator_outlives_a_new_chain(desk, drop, wanted):
    drop("AURORA", "BOREALIS")
    said = Said(1, "Share post:", Place.BODY, "ada", "it is a quote")
    override(desk.database, desk.chain, said, desk.now)
    commit(desk, wanted, ignore)
    assert ["Share post" in body for body in bodies(desk)] == [True, False]
    newer = replace(desk, chain=replace(desk.chain, version="ba9876543210"))
    done = commit(newer, Wanted(Selection(not_made_by="ba9876543210")), ignore)
    assert (done.counts.unchanged, done.counts.all) == (2, 2)
    assert ["Share post" in body for body in bodies(desk)] == [True, False]


def test_a_desk_that_is_asked_to_end_stores_what_it_has_made_and_goes_on_later(desk, drop, wanted):
    drop("AURORA", "BOREALIS", "CORONA", "DELTA")
    asked: list[Compared] = []
    ending = replace(desk, is_stopping=lambda: bool(asked))
    assert commit(ending, wanted, asked.append).counts.changed == 2
    assert list_runs(desk.database)[0].state.value == "finished"
    assert commit(desk, wanted, ignore).counts.changed == 2


def test_a_run_that_was_taken_for_dead_stores_nothing_more(desk, drop, wanted):
    drop("AURORA", "BOREALIS", "CORONA")

    def close(_: Compared) -> None:
        give_up(desk.database, list_runs(desk.database)[0].id, NOW)

    with pytest.raises(RunClosed):
        commit(desk, wanted, close)
    assert len(kinds(desk)) == 5
    assert commit(desk, wanted, ignore).counts.changed == 1


def test_a_replay_takes_over_nothing_that_another_run_has_left(desk, drop, wanted):
    drop("AURORA")
    left = start_run(desk.database, "once", desk.holder, NOW, 60).id
    late = Delivery("wire", "wire", "late.txt", "text/plain", NOW, STORY.format(name="Late").encode(), {})
    keep(desk.database, [late], left)
    give_up(desk.database, left, NOW)
    assert commit(desk, wanted, ignore).counts.all == 1
    assert list_runs(desk.database)[0].books.carried_over == 0
    assert run_once(desk).books.carried_over == 1


def test_copy_of_the_kits_made_again_by_its_own_chain_says_the_same(desk, corpus, tmp_path):
    """What went through the database's own form of values and back is compared with what never did."""
    for path in corpus.glob("wire/*/raw.txt"):
        copyfile(path, tmp_path / "in" / f"{path.parent.name}.txt")
    for path in sorted(corpus.glob("pages/*/html/*.html.gz"))[::10]:
        (tmp_path / "pages" / path.stem).write_bytes(gzip.decompress(path.read_bytes()))
    stored = run_once(desk).books.new
    assert stored > 80
    told: list[Compared] = []
    found = look(desk, Wanted(Selection()), told.append)
    assert [(one.head.article_id, one.differences) for one in told if one.verdict is not Verdict.UNCHANGED] == []
    assert found.counts.unchanged >= stored
