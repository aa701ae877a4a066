"""Articles made again by the program itself: asked at a terminal, killed anywhere, told to stop, beside a daemon."""

import os
import random
import signal
import subprocess
from contextlib import suppress

import pytest

from schedules.cli.exit_codes import ExitCode
from tests.end_to_end.at_work import configure, daemon, drop, until
from tests.end_to_end.test_kill import drop_stories

FILES = 40
REMADE = "SELECT count(*) FROM change WHERE kind = 'renormalized'"


@pytest.fixture
def aged(install):
    """An install with stories that an older chain made of their raw copy, each with another word in it."""
    drop_stories(install.folder / "in", FILES)
    configure(
        install, drop("wire", "in"), more="run: {batch: 4}\nlog: {level: warning, format: json}\n".partition("\n")[0]
    )
    assert install.run("once").returncode == 0
    fields = "replace(CAST(fields AS text), 'council', 'board')"
    cast = f"CAST({fields} AS jsonb)" if install.url.startswith("postgresql") else fields
    install.sql(f"UPDATE revision SET chain_version = '0123456789ab', fields = {cast}, "
                "body = replace(body, 'council', 'board')")  # fmt: skip
    return install


def showing(install, words: str) -> int:
    """How many articles are shown with these words in them."""
    ((number,),) = install.sql(f"SELECT count(*) FROM v1_articles WHERE replace(body, '{words}', '') <> body")
    return int(number)


def test_a_replay_that_is_killed_again_and_again_goes_on(aged):
    chance, kills = random.Random(5), 0
    for step in range(1, 8):
        process = aged.start("renormalize", "--yes")
        while process.poll() is None and aged.sql(REMADE) < [(4 * step,)]:
            pass
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=chance.uniform(0, 0.01))
        kills += process.poll() is None
        process.kill()
        process.wait()
    assert kills > 1
    assert aged.json("renormalize", "--yes")["committed"]
    assert aged.sql(REMADE) == [(FILES,)]
    assert aged.sql("SELECT count(*), max(seq) FROM change") == [(2 * FILES, 2 * FILES)]
    assert aged.sql("SELECT count(*), count(DISTINCT raw_copy_id) FROM revision") == [(2 * FILES, FILES)]
    assert showing(aged, "board") == 0
    assert aged.run("once").returncode == 0
    assert aged.run("db", "check").returncode == 0


def test_a_replay_that_is_told_to_stop_ends_its_batch_and_its_run(aged):
    process = aged.start("renormalize", "--yes")
    until(lambda: aged.sql(REMADE) > [(0,)], "the first batch")
    process.send_signal(signal.SIGTERM)
    assert process.wait(90) in {ExitCode.UNFINISHED, ExitCode.OK}
    assert aged.sql("SELECT state FROM run WHERE command = 'renormalize'") == [("finished",)]
    assert aged.json("renormalize", "--yes")["counts"]["lost"] == 0
    assert aged.sql(REMADE) == [(FILES,)]


def test_a_replay_and_a_daemon_work_beside_each_other(aged):
    """New versions of the stories that are made again come in meanwhile: each stands in its newest words."""
    with daemon(aged) as desk:
        process = aged.start("renormalize", "--yes")
        for number in range(0, FILES, 3):
            path = aged.folder / "in" / f"story-{number:04}.txt"
            path.write_text(path.read_text(encoding="utf-8") + "\nMore came in on Tuesday.\n", encoding="utf-8")
        assert process.wait(90) == 0
        late = len(range(0, FILES, 3))
        until(lambda: showing(aged, "More came") == late, "them")
        desk.end()
    assert aged.json("renormalize", "--yes")["counts"]["lost"] == 0
    assert showing(aged, "board") == 0
    assert showing(aged, "More came") == late
    assert aged.run("db", "check").returncode == 0


@pytest.mark.parametrize(("answer", "code", "remade"), [("y\n", ExitCode.OK, FILES), ("n\n", ExitCode.UNCOMMITTED, 0)])
@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_at_a_terminal_it_asks_first(aged, answer, code, remade):
    ours, theirs = os.openpty()
    process = aged.nursery.start(["renormalize", "--show", "1"], aged.folder, aged.environment(), (theirs,) * 3)
    os.close(theirs)
    written = b""
    while b"Commit new versions of 40 articles?" not in written:
        written += os.read(ours, 65_536)
    assert b"39 more are not shown" in written
    assert aged.sql(REMADE) == [(0,)]
    os.write(ours, answer.encode())
    with suppress(OSError):  # how a terminal tells that the other side is closed
        while os.read(ours, 65_536):
            pass
    os.close(ours)
    assert process.wait(90) == code
    assert aged.sql(REMADE) == [(remade,)]


def test_what_is_explained_is_one_file_for_a_browser(aged):
    assert aged.json("explain", "1", "--html", "one.html")["html"] == "one.html"
    page = (aged.folder / "one.html").read_text(encoding="utf-8")
    assert "The council of ward" in page
    assert aged.run("explain", "in/story-0001.txt", "--html", "two.html").stdout == b"Written into two.html\n"
    assert aged.run("explain", "1", "--html", "nowhere/one.html").returncode == ExitCode.NOT_FOUND
