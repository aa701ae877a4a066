"""One source is shown with all that is known of it, and without its secrets."""

import json

from schedules.cli.exit_codes import ExitCode
from tests.newsroom.answers import reply


def test_show_tells_how_a_feed_stands(line, newsroom, feed):
    url = newsroom.url("/news.xml")
    newsroom.on(
        "/news.xml",
        reply(body=feed("Harbour Wire"), headers=(("ETag", '"1"'),)),
        reply("500 Internal Server Error"),
    )
    (line.folder / "secret").write_text("hunter2")
    line.configure(
        f"sources:\n- name: wire\n  kind: feed\n  url: {url}?key=hunter3\n  headers: {{X-Desk: hunter4}}\n"
        "  credentials: {kind: bearer, token: 'file:secret'}\n- {name: drop, kind: drop, path: in}\n"
    )
    (line.folder / "in").mkdir()
    assert line.run("db", "upgrade").code == 0
    new = line.json("sources", "show", "wire")
    assert new["fetches"] == {"state": "new"}
    assert new["settings"]["headers"] == {"X-Desk": "(set)"}
    assert "Never fetched" in line.run("sources", "show", "wire").out

    line.run("once")
    well = line.json("sources", "show", "wire")
    assert (well["fetches"]["state"], well["fetches"]["has_etag"], well["fetches"]["failures"]) == ("well", True, 0)
    assert well["brought"]["articles"] == 4
    assert "Validators: ETag" in line.run("sources", "show", "wire").out

    line.run("once", "--now")
    failing = line.json("sources", "show", "wire")
    assert (failing["fetches"]["state"], failing["fetches"]["last_outcome"]) == ("failing", "http_error")
    shown = line.run("sources", "show", "wire").out
    assert "the host answers with status 500" in shown
    assert "What to do: " in shown
    assert "Next due: " in shown
    assert "hunter" not in shown + json.dumps([new, well, failing]).encode()
    assert line.json("sources", "show", "drop")["fetches"] is None
    assert line.run("sources", "show", "nowhere").code == ExitCode.NOT_FOUND
