"""Settings are checked whole: every fault at once, each with its line, its key and the nearest known key."""

import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, SecretStr
from ruamel.yaml import YAML

from ingest.registry import KINDS
from schedules.errors import ConfigInvalid, ConfigMissing
from schedules.settings import Settings, find_config, load_config

SWITCHED_OFF = re.compile(r"^#(?=\S|  )", re.MULTILINE)


def load(folder: Path, text: str):
    path = folder / "config.yaml"
    path.write_text(text, encoding="utf-8")
    return load_config(path)


def faults(folder: Path, text: str) -> list[str]:
    with pytest.raises(ConfigInvalid) as caught:
        load(folder, text)
    return [str(fault) for fault in caught.value.faults]


def test_every_fault_is_named_at_once_with_line_key_and_nearest_key(tmp_path):
    text = """databse: 1
log:
  levl: info
  level: loud
sources:
  - name: A b
    kind: drop
  - kind: dorp
  - {name: x, kind: drop, path: a, aftr: move}
  - name: x
    kind: drop
    path: a
  - {name: x, kind: drop, path: b}
  - 7
"""
    assert faults(tmp_path, text) == [
        "config.yaml:1: databse: unknown setting; did you mean 'database'?",
        "config.yaml:3: log.levl: unknown setting; did you mean 'level'?",
        "config.yaml:4: log.level: Input should be 'debug', 'info', 'warning' or 'error'",
        "config.yaml:6: sources[0].name: String should match pattern '^[a-z0-9][a-z0-9._-]{0,62}$'",
        "config.yaml:6: sources[0].path: is required",
        "config.yaml:8: sources[1].kind: must be one of: drop, feed",
        "config.yaml:9: sources[2].aftr: unknown setting; did you mean 'after'?",
        "config.yaml:13: sources[4].name: another source is called 'x' too",
        "config.yaml:14: sources[5]: must be a source: 'name:', 'kind:' and the kind's own settings",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: [1", "is no YAML"),
        ("- a", "must hold settings"),
        ("log: {}\nlog: {}", "is no YAML"),
        ("sources: 7", "must be a list of sources"),
        ("sources: !!python/object/apply:os.system [touch me]", "must be a source"),
        ("log: !!python/object:x.Y {level: x}", "Input should be 'debug'"),
        ("sources:\n- {name: x, kind: drop, path: a, after: move}", "'after: move' and 'move_to' go together"),
        ("zzz: 1", "unknown setting; known here: database, log, run, daemon, changes, http"),
        ("log:\n  level: {x: 1}", "Input should be 'debug'"),
        ("log: 7", "valid dictionary"),
        ("sources:\n- {name: x, kind: feed, url: ftp://a/b}", "http or https address"),
        ("sources:\n- {name: x, kind: feed, url: 'https://u:hunter2@h/'}", "holds a user name"),
        ("sources:\n- {name: x, kind: feed, url: 'https://h/', headers: {Cookie: a}}", "give it as 'credentials'"),
        ("sources:\n- {name: x, kind: feed, url: 'https://h/', headers: {Host: a}}", "cannot be set"),
        ("sources:\n- {name: x, kind: feed, url: 'https://h/', credentials: {kind: bearer, token: t}}", "env:NAME or"),
        (
            "sources:\n- {name: x, kind: feed, url: 'https://h/', credentials: {kind: bearer, token: 'env:NO_SUCH'}}",
            "is empty or missing",
        ),
        (
            "sources:\n- name: x\n  kind: drop\n  path: a\n  cron: 61 * * * *",
            "config.yaml:5: sources[0].cron: Error validating expression '61'",
        ),
        (
            "sources:\n- name: x\n  kind: feed\n  url: https://h/\n  cron: '@daily'\n  timezone: Mars/Base",
            "config.yaml:6: sources[0].timezone: 'Mars/Base' is no time zone",
        ),
        (
            "sources:\n- {name: x, kind: drop, path: a, cron: '0 6 * * *', interval_s: 5}",
            "'interval_s' or 'cron', not both",
        ),
        ("sources:\n- {name: x, kind: drop, path: a, timezone: UTC}", "'timezone' goes with 'cron'"),
        ("http: {proxy_credentials: hunter2}", "env:NAME or file:PATH"),
        ("http: {allow_private: [10.0.0.1/8]}", "valid IPv4 network"),
        ("database: {url: 'mysql://u:hunter2@h/d'}", "is no database address"),
        ("database: {url: 'file:/nowhere'}", "can't be read (FileNotFoundError)"),
    ],
)
def test_a_fault_says_what_is_wrong(tmp_path, text, expected):
    assert any(expected in fault for fault in faults(tmp_path, text))


def test_a_file_that_is_no_text_is_a_fault(tmp_path):
    (tmp_path / "config.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigInvalid, match="can't be read"):
        load_config(tmp_path / "config.yaml")


@pytest.mark.parametrize(
    "text",
    [
        "database: {url: 'mysql://u:hunter2@h/d'}",
        "sources: [{name: x, kind: feed, url: 'https://u:hunter2@h/'}]",
        "sources: [{name: x, kind: feed, url: 'https://h/', credentials: {kind: bearer, token: hunter2}}]",
        "http: {proxy_credentials: 'hunter2:x'}",
    ],
)
def test_a_fault_never_shows_the_value(tmp_path, text):
    assert not any("hunter2" in fault for fault in faults(tmp_path, text))


def test_a_feeds_secret_is_read_by_reference_from_the_files_folder_and_never_printed(tmp_path):
    (tmp_path / "token").write_text("hunter2\n")
    given = "credentials: {kind: bearer, token: 'file:token'}"
    (source,) = load(tmp_path, f"sources: [{{name: x, kind: feed, url: 'https://h/', {given}}}]").sources
    assert source.credentials.header().value == "Bearer hunter2"
    assert "hunter2" not in repr(source) + source.model_dump_json()


def test_a_secret_is_read_from_its_file_and_never_printed(tmp_path):
    (tmp_path / "secret").write_text("sqlite:///hunter2.db\n")
    config = load(tmp_path, f"database: {{url: 'file:{tmp_path / 'secret'}'}}")
    assert config.settings.database.url.get_secret_value() == f"sqlite:///{tmp_path / 'hunter2.db'}"
    assert "hunter2" not in repr(config)


def test_an_address_on_postgresql_is_taken_as_it_is_and_its_password_is_never_printed(tmp_path):
    (tmp_path / "secret").write_text("postgresql://desk:hunter2@db.example/copydesk\n")
    config = load(tmp_path, f"database: {{url: 'file:{tmp_path / 'secret'}'}}")
    assert config.settings.database.url.get_secret_value() == "postgresql://desk:hunter2@db.example/copydesk"
    assert "hunter2" not in repr(config) + config.model_dump_json()


def test_an_empty_file_gives_the_defaults(tmp_path):
    config = load(tmp_path, "")
    assert config.settings.run.batch == 200
    assert config.sources == ()


def test_a_section_without_settings_is_a_section_of_defaults(tmp_path):
    assert load(tmp_path, "log:\nrun:\n").settings.log.level == "info"


def test_relative_paths_start_at_the_files_folder(tmp_path):
    config = load(tmp_path, "sources: [{name: x, kind: drop, path: in, after: move, move_to: done}]")
    assert (config.sources[0].path, config.sources[0].move_to) == (tmp_path / "in", tmp_path / "done")
    assert config.settings.database.url.get_secret_value() == f"sqlite:///{tmp_path / 'copydesk.db'}"


def test_the_environment_overrides_the_file(tmp_path, monkeypatch):
    monkeypatch.setenv("COPYDESK_RUN__BATCH", "7")
    assert load(tmp_path, "run: {batch: 9}\nlog: {level: error}").settings.run.batch == 7


def test_a_wrong_value_in_the_environment_is_said_to_stand_there(tmp_path, monkeypatch):
    monkeypatch.setenv("COPYDESK_RUN__BATCH", "many")
    assert [fault for fault in faults(tmp_path, "") if fault.startswith("environment: run.batch: ")]


def test_a_misspelt_variable_is_a_fault(tmp_path, monkeypatch):
    monkeypatch.setenv("COPYDESK_DATBASE__URL", "x")
    monkeypatch.setenv("COPYDESK_LOG__LEVLE", "x")
    assert faults(tmp_path, "") == [
        "environment: COPYDESK_DATBASE__URL: unknown setting; did you mean 'COPYDESK_DATABASE'?",
        "environment: log.levle: unknown setting; did you mean 'level'?",
    ]


def test_the_file_is_the_named_one_then_the_variables_then_the_folders(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COPYDESK_CONFIG", raising=False)
    with pytest.raises(ConfigMissing):
        find_config(None)
    for name in ("config.yaml", "variable.yaml", "named.yaml"):
        (tmp_path / name).touch()
    assert find_config(None).name == "config.yaml"
    monkeypatch.setenv("COPYDESK_CONFIG", str(tmp_path / "variable.yaml"))
    assert find_config(None).name == "variable.yaml"
    assert find_config(tmp_path / "named.yaml").name == "named.yaml"


class TestReference:
    """config.yaml is the reference of every setting."""

    @pytest.fixture
    def reference(self, root: Path) -> str:
        return (root / "config.yaml").read_text(encoding="utf-8")

    @pytest.fixture
    def all_settings(self, reference: str) -> dict[str, Any]:
        return YAML(typ="safe").load(SWITCHED_OFF.sub("", reference))

    def test_it_loads_as_it_stands(self, root):
        assert load_config(root / "config.yaml").sources

    def test_it_names_every_setting_with_its_default(self, all_settings):
        for name, field in Settings.model_fields.items():
            section = field.default
            assert isinstance(section, BaseModel)
            assert all_settings[name] == plain(section)
        assert set(all_settings) == {*Settings.model_fields, "sources"}

    @pytest.mark.parametrize("kind", KINDS)
    def test_it_shows_every_setting_of_each_kind_of_source_with_its_default(self, all_settings, kind):
        model = KINDS[kind].model
        shown = max((one for one in all_settings["sources"] if one["kind"] == kind), key=len)
        assert set(shown) == set(model.model_fields)
        for key, field in model.model_fields.items():
            if not field.is_required() and key != "kind":
                default = list(field.default) if isinstance(field.default, tuple) else field.default
                assert shown[key] == default, key

    def test_every_setting_of_it_has_a_line_of_prose(self, reference):
        lines = reference.splitlines()
        for number, line in enumerate(lines):
            if re.match(r"^#  +\w+:", line) and "name:" not in line and "kind:" not in line:
                assert lines[number - 1].startswith("# "), line


def plain(section: BaseModel) -> dict[str, Any]:
    """The section's values as YAML writes them."""
    values = section.model_dump(mode="json")
    for key in section.model_fields_set | set(values):
        value = getattr(section, key)
        if isinstance(value, SecretStr):
            values[key] = value.get_secret_value()
    return values
