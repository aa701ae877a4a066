"""A desk over a real SQLite file, with a clock that stands still and no waiting."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from normalize.chain import Chain
from normalize.stages.shares import find_shares
from schedules.desk import Desk, open_desk
from schedules.once import run_once
from schedules.settings import load_config
from tests.schedules.replays import OLD, STORY

NOW = datetime(2026, 3, 6, 8, 0, tzinfo=UTC)

CONFIG = """
log: {level: error}
sources:
  - {name: wire, kind: drop, path: wire, settle_s: 0}
  - {name: paper, kind: drop, path: paper, settle_s: 0}
  - {name: resting, kind: drop, path: resting, settle_s: 0, enabled: false}
"""

SMALL_BATCHES = """
log: {level: error}
run: {batch: 2}
sources:
  - {name: wire, kind: drop, path: in, settle_s: 0}
  - {name: pages, kind: drop, path: pages, media_type: text/html, settle_s: 0}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "config.yaml").write_text(CONFIG, encoding="utf-8")
    for name in ("wire", "paper", "resting"):
        (tmp_path / name).mkdir()
    return tmp_path


@pytest.fixture
def desk_at(folder: Path) -> Callable[[], AbstractContextManager[Desk]]:
    @contextmanager
    def open_at() -> Iterator[Desk]:
        with open_desk(load_config(folder / "config.yaml")) as desk:
            yield replace(desk, now=lambda: NOW, wait=lambda _: None)

    return open_at


@pytest.fixture
def desk(tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A desk on each database, with a folder of dropped copy and one of pages."""
    monkeypatch.setenv("COPYDESK_DATABASE__URL", url)
    for name in ("in", "pages"):
        (tmp_path / name).mkdir()
    (tmp_path / "config.yaml").write_text(SMALL_BATCHES, encoding="utf-8")
    with open_desk(load_config(tmp_path / "config.yaml")) as opened:
        yield replace(opened, now=lambda: NOW, wait=lambda _: None)


@pytest.fixture
def drop(desk: Desk, tmp_path: Path) -> Callable[..., None]:
    """Has the older chain take in copy by name; a share line stands below each that is named in capitals."""

    def take_in(*names: str) -> None:
        for name in names:
            share = "\nShare post:\n" if name.isupper() else ""
            (tmp_path / "in" / f"{name}.txt").write_text(STORY.format(name=name) + share, encoding="utf-8")
        stages = tuple(stage for stage in desk.chain.stages if stage is not find_shares)
        run_once(replace(desk, chain=Chain(stages, OLD)))

    return take_in


@pytest.fixture
def old_chain() -> str:
    """The version of the chain that made what was dropped."""
    return OLD
