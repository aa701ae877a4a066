"""Our side of `bench feeds`: two runs of the desk over the same feeds, the second an hour later by its clock.

`python -m tests.bench.feeds_by_copydesk FOLDER`; the addresses come as JSON on standard input, the passes go out as
JSON. What is measured is the whole run: fetch, keep, split in a worker, normalize, decide, write, balance the books.
"""

import json
import sqlite3
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from schedules.desk import open_desk
from schedules.once import RunReport, run_once
from schedules.settings import Config, load_config
from tests.bench.passes import Pass, as_json, cpu_s

_SETTINGS = """
log: {level: error}
http: {allow_private: [127.0.0.1/32], per_host: 16, gap_s: 0}
"""
_LATER = timedelta(hours=1)


def main(folder: Path, addresses: Sequence[str]) -> list[Pass]:
    """Both passes. The pace for strangers' hosts is off: it saves no processor time, and would take minutes."""
    sources = [{"name": f"feed-{number}", "kind": "feed", "url": url} for number, url in enumerate(addresses)]
    config = folder / "config.yaml"
    config.write_text(f"{_SETTINGS}\nsources: {json.dumps(sources)}\n", encoding="utf-8")
    loaded = load_config(config)
    return [_pass(loaded, timedelta()), _pass(loaded, _LATER)]


def _pass(config: Config, later: timedelta) -> Pass:
    reports: list[RunReport] = []
    with open_desk(config) as opened:
        desk = replace(opened, now=lambda: opened.now() + later)
        spent_s = cpu_s(lambda: reports.append(run_once(desk)))
    with closing(sqlite3.connect(config.file.parent / "copydesk.db")) as connection:
        stored = connection.execute("SELECT count(*) FROM article").fetchone()[0]
    return Pass(spent_s, stored, reports[0].feeds.fetched + reports[0].feeds.unchanged - len(reports[0].failed_sources))


if __name__ == "__main__":
    sys.stdout.write(as_json(main(Path(sys.argv[1]), json.load(sys.stdin))))
