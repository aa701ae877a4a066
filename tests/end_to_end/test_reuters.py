"""All items of reuters21578 go through the line twice: the books balance, and the second pass adds nothing."""

from itertools import islice

from schedules.desk import open_desk
from schedules.once import run_once
from schedules.settings import load_config
from storage.changes import changes_since
from storage.check import check
from tests.bench.wire_items import wire_items

CONFIG = """
log: {level: error}
run: {batch: 500}
sources: [{name: wire, kind: drop, path: in, settle_s: 0, encoding: utf-8}]
"""


ITEMS = {"sqlite": 10_000, "postgresql": 1000}
"""The long way is gone on one database."""


def test_ten_thousand_items_twice(tmp_path, corpus, url, monkeypatch):
    monkeypatch.setenv("COPYDESK_DATABASE__URL", url)
    number_of_items = ITEMS[url.partition(":")[0]]
    drop = tmp_path / "in"
    drop.mkdir()
    items = dict(islice(wire_items(corpus), number_of_items))
    for number, text in items.items():
        (drop / f"{int(number):05}.txt").write_text(text, encoding="utf-8")
    (tmp_path / "config.yaml").write_text(CONFIG, encoding="utf-8")
    with open_desk(load_config(tmp_path / "config.yaml")) as desk:
        first = run_once(desk).books
        changes = changes_since(desk.database, 0, limit=100_000)
        assert len(items) == number_of_items
        assert first.is_balanced
        assert (first.received, first.pending) == (number_of_items, 0)
        assert first.copy + first.unchanged > 0
        second = run_once(desk).books
        assert (second.received, second.new, second.revision, second.copy) == (0, 0, 0, 0)
        assert changes_since(desk.database, changes[-1].seq) == []

        drop.rename(tmp_path / "old")
        drop.mkdir()
        for path in (tmp_path / "old").iterdir():
            (drop / path.name).write_bytes(path.read_bytes())
        third = run_once(desk).books
        assert (third.received, third.new, third.known) == (0, 0, number_of_items)
        assert all(finding.is_sound for finding in check(desk.database))
