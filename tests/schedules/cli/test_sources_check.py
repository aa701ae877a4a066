"""Sources are looked at without keeping anything."""

import json

import pytest

from schedules.cli.exit_codes import ExitCode

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)  # the store is not looked at


def test_check_asks_feeds_once_and_keeps_nothing(line, newsroom, page):
    newsroom.on("/bad", page())
    line.configure(
        f"sources:\n- {{name: wire, kind: feed, url: '{newsroom.url('/news.xml')}'}}\n"
        f"- {{name: bad, kind: feed, url: '{newsroom.url('/bad')}'}}\n- {{name: drop, kind: drop, path: in}}\n"
    )
    (line.folder / "in").mkdir()
    done = line.run("sources", "check", "--json")
    assert done.code == ExitCode.SOURCES
    looks = {one["source"]: one for one in json.loads(done.out)}
    assert looks["wire"] == {"source": "wire", "kind": "feed", "found": 4, "refused": [], "error": None}
    assert "this is a web page, not a feed" in looks["bad"]["error"]
    assert looks["drop"]["found"] == 0
    assert len(newsroom.requests("/news.xml")) == 1
    assert (line.json("runs", "list"), line.json("articles", "list")) == ([], [])
    assert line.run("sources", "check", "wire").code == 0


def test_a_source_that_is_disabled_is_looked_at_only_by_name(line, newsroom):
    url = newsroom.url("/news.xml")
    line.configure(f"sources: [{{name: wire, kind: feed, enabled: false, url: '{url}'}}]\n")
    assert line.json("sources", "check") == []
    assert "No sources" in line.run("sources", "check").out
    assert line.json("sources", "check", "wire")[0]["found"] == 4


def test_a_drop_tells_what_it_must_refuse(line):
    line.configure("sources: [{name: d, kind: drop, path: in, settle_s: 0}, {name: gone, kind: drop, path: out}]\n")
    (line.folder / "in").mkdir()
    (line.folder / "in" / "a.txt").write_text("A story")
    (line.folder / "in" / "b.txt").symlink_to("a.txt")
    looks = json.loads(line.run("sources", "check", "--json").out)
    assert [(one["found"], len(one["refused"]), bool(one["error"])) for one in looks] == [(1, 1, False), (0, 0, True)]
