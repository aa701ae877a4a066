"""The program as an operator has it: a folder of settings, and a process that is started in it."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest


@dataclass(frozen=True, slots=True)
class Install:
    """A folder with a config.yaml, and the program to run there."""

    folder: Path
    root: Path

    def configure(self, text: str) -> None:
        (self.folder / "config.yaml").write_text(text, encoding="utf-8")

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """The running program, its output thrown away."""
        return subprocess.Popen(
            [sys.executable, "-m", "schedules", *arguments],
            cwd=self.folder,
            env=self._environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def run(self, *arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        """The program that has ended, with what it wrote."""
        return subprocess.run(
            [sys.executable, "-m", "schedules", *arguments],
            cwd=self.folder,
            env=self._environment(),
            input=stdin,
            capture_output=True,
            check=False,
        )

    def json(self, *arguments: str) -> Any:
        """What a command answers with --json; it must end well."""
        done = self.run(*arguments, "--json")
        assert done.returncode == 0, done.stderr.decode()
        return json.loads(done.stdout)

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("COPYDESK_")}
        return {**kept, "PYTHONPATH": str(self.root)}


@pytest.fixture
def install(tmp_path: Path, root: Path) -> Install:
    return Install(tmp_path, root)


@pytest.fixture
def make_install(root: Path) -> Callable[[Path], Install]:
    return lambda folder: Install(folder, root)
