"""Tests of several processes that keep and write at once."""

import os
import subprocess
import sys
from pathlib import Path

from storage.changes import changes_since
from storage.check import check
from storage.queries import article_by_id, articles

ROOT = Path(__file__).parents[2]
CHILD = """
import sys
from datetime import UTC, datetime
from ingest.raw import Delivery
from normalize.article import Article, Paragraph
from normalize.document import Document, Place
from storage.deliveries import keep, pending
from storage.normalized import Normalized
from storage.schema import open_database
from storage.writer import write

url, run, source = sys.argv[1], int(sys.argv[2]), sys.argv[3]
store, now = open_database(url), datetime(2026, 3, 2, tzinfo=UTC)
print("ready", flush=True)
sys.stdin.readline()
after = 0
for n in range(40):
    keep(store, [Delivery(source, "np", f"/{source}/{n}", "text/plain", now, f"{source} {n}".encode(), {})], run)
    for one in pending(store, run, 9, after):
        after = one.id
        if one.source == source:
            story = one.raw_copy().raw.decode().split()[1]
            body = (Paragraph(f"{source} reports {story}", Place.BODY),)
            article = Article(Document("", ()), headline=f"Story {story} by {source}", guid=f"urn:{story}", body=body)
            write(store, [Normalized(one.id, article, f"{source} {story}", "1", {}, b"{}")], run, now)
"""


def test_stories_that_several_bring_at_once_meet(desk, url):
    """Three writers bring the same forty stories, each in its own words: forty articles of three versions."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    children = [
        subprocess.Popen(
            [sys.executable, "-c", CHILD, url, str(desk.run_id), source],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
        )
        for source in ("one", "two", "three")
    ]
    for child in children:
        assert child.stdout.readline() == "ready\n"
    for child in children:
        child.stdin.write("go\n")
        child.stdin.flush()
    for child in children:
        _, errors = child.communicate()
        assert (child.returncode, errors) == (0, "")
    lines = articles(desk.store, limit=1000)
    assert len(lines) == 40
    assert {len(article_by_id(desk.store, line.id).revisions) for line in lines} == {3}
    numbers = [change.seq for change in changes_since(desk.store, 0)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= 40
    assert all(finding.is_sound for finding in check(desk.store))
