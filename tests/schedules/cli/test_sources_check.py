"""Sources are looked at without keeping anything."""

import json

from schedules.cli.exit_codes import ExitCode


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
    assert not (line.folder / "copydesk.db").exists()
    assert line.run("sources", "check", "wire").code == 0
