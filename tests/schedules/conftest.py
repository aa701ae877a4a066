"""A desk over a real SQLite file, with a clock that stands still and no waiting."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from schedules.desk import Desk, open_desk
from schedules.settings import load_config

NOW = datetime(2026, 3, 6, 8, 0, tzinfo=UTC)

CONFIG = """
log: {level: error}
sources:
  - {name: wire, kind: drop, path: wire, settle_s: 0}
  - {name: paper, kind: drop, path: paper, settle_s: 0}
  - {name: resting, kind: drop, path: resting, settle_s: 0, enabled: false}
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
