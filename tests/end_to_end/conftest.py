"""The program as an operator has it: a folder of settings, and a process that is started in it, on each database."""

import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import pytest
from sqlalchemy import create_engine, make_url
from sqlalchemy.pool import NullPool

from tests.end_to_end.nursery import Child, Nursery


@dataclass(frozen=True, slots=True)
class Install:
    """A folder with a config.yaml, and the program to run there; `url` leads to its database."""

    folder: Path
    root: Path
    url: str
    nursery: Nursery

    def configure(self, text: str) -> None:
        (self.folder / "config.yaml").write_text(text, encoding="utf-8")

    def start(self, *arguments: str, log: Path | None = None) -> Child:
        """The running program; what it writes goes into a new file, or is thrown away."""
        with Path(os.devnull).open("r+b") as nothing, (log or Path(os.devnull)).open("wb") as output:
            files = nothing.fileno(), output.fileno(), output.fileno()
            return self.nursery.start(arguments, self.folder, self.environment(), files)

    def run(self, *arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        """The program that has ended, with what it wrote."""
        with TemporaryFile() as given, TemporaryFile() as output, TemporaryFile() as errors:
            given.write(stdin)
            given.seek(0)
            files = given.fileno(), output.fileno(), errors.fileno()
            code = self.nursery.start(arguments, self.folder, self.environment(), files).wait()
            output.seek(0)
            errors.seek(0)
            return subprocess.CompletedProcess(arguments, code, output.read(), errors.read())

    def json(self, *arguments: str) -> Any:
        """What a command answers with --json; it must end well."""
        done = self.run(*arguments, "--json")
        assert done.returncode == 0, done.stderr.decode()
        return json.loads(done.stdout)

    def sql(self, statement: str) -> list[tuple[Any, ...]]:
        """What the database answers to a statement, asked or done behind the program's back."""
        drivers = {"sqlite": "sqlite+pysqlite", "postgresql": "postgresql+psycopg"}
        address = make_url(self.url)
        engine = create_engine(address.set(drivername=drivers[address.get_backend_name()]), poolclass=NullPool)
        with engine.begin() as connection:
            done = connection.exec_driver_sql(statement)
            return [tuple(row) for row in done] if done.returns_rows else []

    def environment(self) -> dict[str, str]:
        """The environment without settings, but for the address of a server."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("COPYDESK_")}
        named = {} if self.url.startswith("sqlite") else {"COPYDESK_DATABASE__URL": self.url}
        return {**kept, **named, "PYTHONPATH": str(self.root)}


@pytest.fixture(scope="session")
def nursery(root: Path) -> Iterator[Nursery]:
    """What starts the program."""
    nursery = Nursery(root)
    yield nursery
    nursery.close()


@pytest.fixture
def install(tmp_path: Path, root: Path, url: str, nursery: Nursery) -> Install:
    return Install(tmp_path, root, url, nursery)


@pytest.fixture
def new_install(tmp_path: Path, root: Path, empty_url: str, nursery: Nursery) -> Install:
    """Before its first command: there is no store yet."""
    return Install(tmp_path, root, empty_url, nursery)
