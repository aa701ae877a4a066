"""A new source is written into config.yaml, and every other byte of the file stays as it was."""

import os
import re
import stat
import subprocess
import sys

import pytest

from schedules.config_file import add_sources, lines_of
from schedules.errors import ConfigInvalid, ConfigNotWritten
from schedules.settings import load_config

NEW = {"name": "new", "kind": "drop", "path": "new"}

CASES = {
    "no list yet": ("log: {}\n", "log: {}\nsources:\n  - name: new\n    kind: drop\n    path: new\n"),
    "an empty file": ("", "sources:\n  - name: new\n    kind: drop\n    path: new\n"),
    "a file of comments": ("# mine\n", "# mine\nsources:\n  - name: new\n    kind: drop\n    path: new\n"),
    "no line end at the end": ("log: {}", "log: {}\nsources:\n  - name: new\n    kind: drop\n    path: new\n"),
    "a key without value": (
        "sources: # mine\nlog: {}\n",
        "sources: # mine\n  - name: new\n    kind: drop\n    path: new\nlog: {}\n",
    ),
    "null": ("sources: null\n", "sources:\n  - name: new\n    kind: drop\n    path: new\n"),
    "an empty flow": ("sources: []  # none\n", "sources:  # none\n  - name: new\n    kind: drop\n    path: new\n"),
    "behind the last": (
        "sources:\n  - name: a\n    kind: drop\n    path: a\nlog: {}\n",
        "sources:\n  - name: a\n    kind: drop\n    path: a\n  - name: new\n    kind: drop\n    path: new\nlog: {}\n",
    ),
    "dashes below the key": (
        "sources:\n- name: a\n  kind: drop\n  path: a",
        "sources:\n- name: a\n  kind: drop\n  path: a\n- name: new\n  kind: drop\n  path: new",
    ),
    "carriage returns": (
        "sources:\r\n  - name: a\r\n    kind: drop\r\n    path: a\r\n",
        (
            "sources:\r\n  - name: a\r\n    kind: drop\r\n    path: a\r\n"
            "  - name: new\r\n    kind: drop\r\n    path: new\r\n"
        ),
    ),
    "a setting switched off belongs to its source": (
        "sources:\n  - name: a\n    kind: drop\n    path: a\n#    enabled: true\n\n# what follows\nlog: {}\n",
        (
            "sources:\n  - name: a\n    kind: drop\n    path: a\n#    enabled: true\n"
            "  - name: new\n    kind: drop\n    path: new\n\n# what follows\nlog: {}\n"
        ),
    ),
    "a comment belongs to what follows": (
        "sources:\n  - name: a\n    kind: drop\n    path: a\n    # a's\n# the log\nlog: {}\n",
        (
            "sources:\n  - name: a\n    kind: drop\n    path: a\n    # a's\n"
            "  - name: new\n    kind: drop\n    path: new\n# the log\nlog: {}\n"
        ),
    ),
    "a source in one line": (
        "sources:\n  - {name: a, kind: drop, path: a}\n",
        "sources:\n  - {name: a, kind: drop, path: a}\n  - name: new\n    kind: drop\n    path: new\n",
    ),
    "a list in one line": (
        "sources: [{name: a, kind: drop, path: a}]\nlog: {}\n",
        "sources: [{name: a, kind: drop, path: a}, {name: new, kind: drop, path: new}]\nlog: {}\n",
    ),
    "a list in several lines": (
        "sources: [\n  {name: a, kind: drop, path: a},\n]\n",
        "sources: [\n  {name: a, kind: drop, path: a}, {name: new, kind: drop, path: new}\n]\n",
    ),
}


@pytest.mark.parametrize(("before", "after"), CASES.values(), ids=CASES)
def test_a_source_is_put_at_the_end_of_the_list(tmp_path, before, after):
    path = tmp_path / "config.yaml"
    path.write_bytes(before.encode())
    config = add_sources(path, [NEW])
    assert path.read_bytes().decode() == after
    assert config == load_config(path)
    assert config.sources[-1].name == "new"
    assert [one.name for one in tmp_path.iterdir()] == ["config.yaml"]


def test_the_projects_own_settings_keep_every_other_byte(root, tmp_path):
    """The lines that are new stand in one piece; without them the file is the one before, byte for byte."""
    raw = (root / "config.yaml").read_bytes()
    path = tmp_path / "config.yaml"
    path.write_bytes(raw)
    for number in range(3):
        add_sources(path, [NEW | {"name": f"new-{number}"}, NEW | {"name": f"other-{number}"}])
    new = "".join(
        "\n".join((*lines_of(NEW | {"name": f"{name}-{number}"}), ""))
        for number in range(3)
        for name in ("new", "other")
    ).encode()
    changed = path.read_bytes()
    assert changed.count(new) == 1
    assert changed.replace(new, b"") == raw
    names = [one.name for one in load_config(path).sources]
    assert names[-6:] == ["new-0", "other-0", "new-1", "other-1", "new-2", "other-2"]
    # beside the last source, not behind the comments that end the file
    assert re.search(rb"\n    (?:path|url): \S+\n  - name: new-0\n", changed)


@pytest.mark.parametrize(
    "value", ["123", "null", "yes", "2026-01-01", "1e5", "a: b #c", "- x", "Zürich", "[x", "{x}, y"]
)
@pytest.mark.parametrize("before", ["sources: [{name: a, kind: drop, path: a}]\n", "sources:\n"], ids=["flow", "block"])
def test_a_value_that_yaml_could_take_for_another_is_quoted(tmp_path, before, value):
    path = tmp_path / "config.yaml"
    path.write_text(before, encoding="utf-8")
    assert add_sources(path, [NEW | {"path": value}]).sources[-1].path == tmp_path / value


def test_a_long_value_is_never_folded():
    value = "https://news.example/?section=" + "%20and%20page ".join("x" * 40)
    assert lines_of({"name": "x", "path": value}) == ["  - name: x", f"    path: {value}"]


def test_mode_and_links_stay(tmp_path):
    real, link = tmp_path / "real.yaml", tmp_path / "config.yaml"
    real.write_text("log: {}\n")
    real.chmod(0o640)
    link.symlink_to(real)
    add_sources(link.resolve(), [NEW])
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    assert link.is_symlink()
    assert load_config(link).sources


REFUSED = {
    "a name that is taken": ("sources: [{name: new, kind: drop, path: a}]\n", "would not load"),
    "a comment in a flow": ("sources: [\n  {name: a, kind: drop, path: a} # last\n]\n", "can't be"),
    "an empty list further down": ("sources:\n  []\n", "would not load"),
    "a list that stands elsewhere": ("run: &r {batch: 9}\nsources: [{name: a, kind: drop, path: a}] # ]\n", "can't be"),
    "an empty list in two lines": ("sources: [ # none\n]\n", "can't be"),
    "the end of the document": ("sources:\n- {name: a, kind: drop, path: a}\n...\n", "would not load|can't be"),
}


@pytest.mark.parametrize(("text", "why"), REFUSED.values(), ids=REFUSED)
def test_what_can_not_be_added_to_is_left_as_it_was(tmp_path, text, why):
    path = tmp_path / "config.yaml"
    path.write_text(text)
    with pytest.raises(ConfigNotWritten, match=why):
        add_sources(path, [NEW])
    assert path.read_text() == text
    assert [one.name for one in tmp_path.iterdir()] == ["config.yaml"]


def test_settings_that_are_wrong_already_are_left_to_be_mended_first(tmp_path):
    path = tmp_path / "config.yaml"
    path.write_text("lug: {}\n")
    with pytest.raises(ConfigInvalid, match="lug"):
        add_sources(path, [NEW])


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_told(tmp_path):
    path = tmp_path / "config.yaml"
    path.write_text("log: {}\n")
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(ConfigNotWritten, match="Permission denied"):
            add_sources(path, [NEW])
    finally:
        tmp_path.chmod(0o700)


class Meddler(dict[str, object]):
    """A source at whose first use somebody else writes into the file of settings."""

    def __init__(self, path, source):
        super().__init__(source)
        self.path = path

    def __getitem__(self, key):
        self.path.write_text("log: {level: debug}\n")
        return super().__getitem__(key)


def test_what_somebody_else_wrote_meanwhile_is_not_lost(tmp_path):
    path = tmp_path / "config.yaml"
    path.write_text("log: {}\n")
    with pytest.raises(ConfigNotWritten, match="changed by somebody else"):
        add_sources(path, [Meddler(path, NEW)])
    assert path.read_text() == "log: {level: debug}\n"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files away")
def test_the_owner_stays_whoever_runs_it(tmp_path):
    path = tmp_path / "config.yaml"
    path.write_text("log: {}\n")
    os.chown(path, 1234, 4321)
    add_sources(path, [NEW])
    assert (path.stat().st_uid, path.stat().st_gid) == (1234, 4321)


FULL_DISK = """
import resource, sys
from pathlib import Path
from schedules.config_file import add_sources
from schedules.errors import ConfigNotWritten
resource.setrlimit(resource.RLIMIT_FSIZE, (20, 20))
try:
    add_sources(Path(sys.argv[1]), [{"name": "new", "kind": "drop", "path": "new"}])
except ConfigNotWritten as error:
    print(error.sentence)
"""


def test_a_disk_that_is_full_in_the_middle_of_writing_costs_nothing(tmp_path, root):
    path = tmp_path / "config.yaml"
    path.write_text("log: {}\n")
    done = subprocess.run([sys.executable, "-c", FULL_DISK, path], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout == f"{path} can't be written (File too large)\n"
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("config.yaml", "log: {}\n")]


def test_a_file_that_is_gone_is_told(tmp_path):
    with pytest.raises(ConfigNotWritten, match="can't be written"):
        add_sources(tmp_path / "config.yaml", [NEW])
