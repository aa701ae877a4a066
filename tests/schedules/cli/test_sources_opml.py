"""Lists of subscriptions come in as sources and go out again."""

import pytest

from ingest.opml import OpmlFile, read_opml
from schedules.cli.exit_codes import ExitCode

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)  # the store is not looked at

OPML = """<opml version="2.0"><body><outline text="News">
<outline text="Harbour Wire" xmlUrl="https://wire.example/rss?a=1&amp;b=2"/>
<outline text="Harbour Wire" xmlUrl="https://wire.example/other"/>
<outline text="Again" xmlUrl="HTTPS://Wire.example/other"/>
<outline text="Known" xmlUrl="https://known.example/"/>
<outline text="Secret" xmlUrl="https://me:hunter2@wire.example/"/>
<outline text="File" xmlUrl="file:///etc/passwd"/>
<outline text="Inside" xmlUrl="http://192.168.0.1/feed"/>
<outline text="Inside too" xmlUrl="http://0x7f.2/feed"/>
<outline text="At home" xmlUrl="http://127.0.0.1/feed"/>
<outline text="Nowhere" type="rss"/>
</outline></body></opml>"""


def test_subscriptions_are_imported_and_exported(line):
    line.configure("sources:\n  - {name: known, kind: feed, url: 'https://known.example/'}\n")
    (line.folder / "list.opml").write_text(OPML, encoding="utf-8")
    dry = line.json("sources", "import-opml", "list.opml", "--dry-run")
    assert (dry["written"], line.settings.count("name:")) == (0, 1)
    assert (
        "3 of 10 become sources; nothing is written."
        in line.run("sources", "import-opml", "list.opml", "--dry-run").out
    )
    told = line.json("sources", "import-opml", "list.opml")
    assert told["written"] == 3
    assert [one["source"] and one["source"]["name"] for one in told["subscriptions"]] == [
        "harbour-wire", "harbour-wire-2", None, None, None, None, None, None, "at-home", None,
    ]  # fmt: skip
    refused = [one["refused"] for one in told["subscriptions"]]
    for number, words in {
        2: "'harbour-wire-2' is the same feed", 3: "'known' is the same feed", 4: "holds a user name",
        5: "must be an http or https address", 6: "private network", 7: "private network", 9: "no address",
    }.items():  # fmt: skip
        assert words in refused[number]
    exported = line.run("sources", "export-opml").out
    assert [(one.title, one.address) for one in read_opml(OpmlFile(exported.encode(), "exported"))] == [
        ("known", "https://known.example/"),
        ("harbour-wire", "https://wire.example/rss?a=1&b=2"),
        ("harbour-wire-2", "https://wire.example/other"),
        ("at-home", "http://127.0.0.1/feed"),
    ]
    assert "4 feeds written" in line.run("sources", "export-opml", "out.opml").out
    assert read_opml(OpmlFile((line.folder / "out.opml").read_bytes(), "out")) == read_opml(
        OpmlFile(exported.encode(), "x")
    )
    again = line.run("sources", "import-opml", "out.opml").out
    assert "Nothing is written." in again


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (("import-opml", "nowhere.opml"), ExitCode.NOT_FOUND),
        (("import-opml", "config.yaml"), ExitCode.SOURCES),
        (("export-opml", "nowhere/list.opml"), ExitCode.NOT_FOUND),
    ],
)
def test_a_file_that_will_not_do_is_told_in_one_line(line, command, code):
    done = line.run("sources", *command)
    assert done.code == code
    assert len(done.err.splitlines()) == 1


def test_a_person_is_told_what_was_written_and_what_comes_next(line):
    (line.folder / "list.opml").write_text(OPML, encoding="utf-8")
    told = line.run("sources", "import-opml", "list.opml").out
    assert f"4 of 10 become sources, written into {line.folder / 'config.yaml'}." in told
    assert "What next: copydesk sources check" in told
    (line.folder / "none.opml").write_text("<opml><body/></opml>")
    assert "The file lists no feeds." in line.run("sources", "import-opml", "none.opml").out
