"""An operator stops a feed and starts it again, and both are noted."""

from contextlib import closing

from schedules.cli.exit_codes import ExitCode
from storage.database import connect
from tests.newsroom.answers import reply


def test_a_feed_that_is_gone_stops_until_it_is_resumed(line, newsroom, feed):
    url = newsroom.on("/feed", reply("410 Gone"), reply(body=feed("Back")))
    line.configure(f"sources: [{{name: wire, kind: feed, url: '{url}'}}]")
    line.run("once")
    assert line.json("sources", "show", "wire")["fetches"]["state"] == "gone"
    assert "Gone since" in line.run("sources", "show", "wire").out
    line.run("once")
    assert len(newsroom.requests("/feed")) == 1
    assert line.json("sources", "resume", "wire", "--why", "the site is back") == {"source": "wire", "state": "resumed"}
    assert line.run("once").code == 0
    assert line.json("sources", "show", "wire")["fetches"]["state"] == "well"


def test_a_paused_feed_is_not_asked_and_who_did_it_is_noted(line, newsroom, url):
    address = newsroom.url("/news.xml")
    line.configure(f"sources: [{{name: wire, kind: feed, url: '{address}'}}, {{name: d, kind: drop, path: in}}]")
    (line.folder / "in").mkdir()
    line.run("db", "upgrade")
    assert "is paused" in line.run("sources", "pause", "wire", "--why", "moving house").out
    line.run("once")
    assert not newsroom.requests("/news.xml")
    assert line.json("sources", "show", "wire")["fetches"]["state"] == "paused"
    assert "Paused since" in line.run("sources", "show", "wire").out
    line.run("sources", "resume", "wire", "--why", "moved")
    line.run("once")
    assert len(newsroom.requests("/news.xml")) == 1
    with closing(connect(url)) as database, database.reading() as connection:
        noted = connection.exec_driver_sql("SELECT verb, subject, why FROM operator_action ORDER BY id").all()
    assert noted == [
        ("source pause", "source wire", "moving house"),
        ("source resume", "source wire", "moved"),
    ]
    assert line.run("sources", "pause", "d", "--why", "x").code == ExitCode.USAGE
    assert line.run("sources", "pause", "wire").code == ExitCode.USAGE
