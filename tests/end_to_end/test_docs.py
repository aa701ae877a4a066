"""The commands that the pages show are run, and what the pages say they print is what they print."""

import doctest
import os
import re
import shlex
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^\$ (.*(?:\\\n.*)*)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)
OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def shown_commands(page: Path) -> Iterator[tuple[str, str]]:
    """Each command of a page's console blocks, with what the page says it prints."""
    for block in CONSOLE.findall(page.read_text(encoding="utf-8")):
        yield from COMMAND.findall(block)


def answer(install, command: str) -> str:
    """What a command of a page prints: the program's, or a question to the database."""
    words = shlex.split(command.replace("\\\n", " "))
    if words[0] == "sqlite3":
        with sqlite3.connect(install.folder / words[1]) as connection:
            rows = connection.execute(words[2]).fetchall()
        return "".join("|".join("" if one is None else str(one) for one in row) + "\n" for row in rows)
    assert words[:1] == ["./run"], command
    done = install.run(*(words[2:] if words[1] == "copydesk" else words[1:]))
    return (done.stdout + done.stderr).decode()


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_the_tour_prints_what_it_says(install, root):
    shutil.copytree(root / "docs" / "tour", install.folder / "docs" / "tour")
    shutil.copy(root / "config.yaml", install.folder)
    (install.folder / "config.yaml").write_text(
        (root / "config.yaml")
        .read_text(encoding="utf-8")
        .replace("#log:", "log:")
        .replace("#  level: info", "  level: error"),
        encoding="utf-8",
    )
    for number, path in enumerate(sorted((install.folder / "docs" / "tour").rglob("*.txt"))):
        os.utime(path, (1_700_000_000 + number,) * 2)  # a checkout may give its files any order
    shown = list(shown_commands(root / "docs" / "tour.md"))
    assert len(shown) >= 8
    checker = doctest.OutputChecker()
    for command, expected in shown:
        printed = answer(install, command)
        example = doctest.Example(command, expected)
        assert checker.check_output(expected, printed, OPTIONS), checker.output_difference(example, printed, OPTIONS)


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "docs"])
def test_every_link_between_pages_leads_somewhere(root, page):
    pages = [root / page] if page.endswith(".md") else sorted((root / page).rglob("*.md"))
    for one in pages:
        for target in re.findall(r"\]\(([^)#]+)", one.read_text(encoding="utf-8")):
            assert "://" in target or (one.parent / target).exists(), f"{one}: {target}"


def test_every_page_that_is_named_is_there(root):
    named = set()
    for page in [root / "README.md", root / "CONTRIBUTING.md", *(root / "docs").rglob("*.md")]:
        named |= set(re.findall(r"docs/[\w/-]+\.md", page.read_text(encoding="utf-8")))
    assert [name for name in sorted(named) if not (root / name).is_file()] == []


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_every_command_is_in_a_page_or_the_readme(root, install):
    pages = [root / "README.md", *(root / "docs").rglob("*.md")]
    told = "\n".join(page.read_text(encoding="utf-8") for page in pages)
    listed = re.findall(r"^│ (\w+) ", install.run("--help").stdout.decode(), re.MULTILINE)
    assert len(listed) >= 11
    assert [name for name in listed if f"copydesk {name}" not in told and f"run {name}" not in told] == []
