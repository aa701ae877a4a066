"""The settings: config.yaml and the environment, checked whole before anything starts.

The only module that reads the environment. `COPYDESK_DATABASE__URL` overrides `database.url` and so on.
"""

import os
from collections.abc import Mapping
from enum import StrEnum
from functools import partial
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from ingest.registry import KINDS
from ingest.secrets import READ_SECRET, REFERENCES
from ingest.source_address import one_origin_address
from ingest.sources import AnySource, DropSource
from schedules.errors import ConfigInvalid, ConfigMissing, Fault
from schedules.faults import ENVIRONMENT_PREFIX, FaultFinder
from storage.liveness import LEASE_S, LONGEST_LEASE_S

CONFIG_VARIABLE = "COPYDESK_CONFIG"
DEFAULT_CONFIG = Path("config.yaml")

_SQLITE, _POSTGRESQL = "sqlite:///", "postgresql://"


class LogLevel(StrEnum):
    """How much is logged to standard error."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class LogFormat(StrEnum):
    """How an event is written: for a person's eye, or as one JSON object a line."""

    CONSOLE = "console"
    JSON = "json"


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DatabaseSettings(_Section):
    """Where articles are kept."""

    url: SecretStr = Field(
        default=SecretStr("sqlite:///copydesk.db"),
        description="Address of the database: sqlite:///FILE or postgresql://HOST/NAME; file:PATH reads it from a "
        "file. A relative SQLite file starts at the folder of config.yaml.",
    )
    busy_timeout_s: float = Field(
        default=30.0, ge=0, le=600, description="Seconds to wait while another process writes to the store."
    )

    @field_validator("url")
    @classmethod
    def _read_secret_file(cls, url: SecretStr) -> SecretStr:
        value = url.get_secret_value()
        if value.startswith("file:"):
            value = _read_secret(value, Path())
        if not value.startswith((_SQLITE, _POSTGRESQL)):
            raise ValueError(
                f"is no database address that copydesk takes; write {_SQLITE}FILE or {_POSTGRESQL}HOST/NAME"
            )
        return SecretStr(value)


class LogSettings(_Section):
    """What is told on standard error."""

    level: LogLevel = Field(default=LogLevel.INFO, description="debug, info, warning or error.")
    format: LogFormat = Field(default=LogFormat.CONSOLE, description="console or json (one object a line).")


class RunSettings(_Section):
    """How a run works."""

    batch: int = Field(default=200, ge=1, le=5000, description="Raw copies written in one transaction.")
    lease_s: float = Field(
        default=LEASE_S,
        ge=1,
        le=LONGEST_LEASE_S,
        description="Seconds without a sign of life after which another run takes over a run's work and its sources.",
    )


class DaemonSettings(_Section):
    """How the desk works day and night."""

    run_s: float = Field(
        default=3600.0, ge=1, le=86_400, description="Seconds after which a run's books are closed and the next begins."
    )
    free_disk_mb: int = Field(
        default=500, ge=0, description="Megabytes of free disk below which nothing is fetched; 0: no floor."
    )


class ChangesSettings(_Section):
    """How long the feed of changes is kept."""

    keep_days: int = Field(default=30, ge=1, le=36_500, description="Days that a change is kept at least.")
    keep_unread_days: int = Field(
        default=90,
        ge=1,
        le=36_500,
        description="Days that a change is kept at most for a named reader that has not acknowledged it.",
    )

    @field_validator("keep_unread_days")
    @classmethod
    def _not_below_keep_days(cls, days: int, others: ValidationInfo) -> int:
        if days < others.data.get("keep_days", 0):
            raise ValueError("must not be less than keep_days")
        return days


class HttpSettings(_Section):
    """How feeds are fetched."""

    user_agent: str = Field(
        default="copydesk/0.1 (feed reader)",
        pattern=r"^[ -~]+$",
        description="Who we say we are. Add an address under which a server's owner reaches you.",
    )
    concurrency: int = Field(default=16, ge=1, le=500, description="Feeds fetched at once.")
    per_host: int = Field(default=1, ge=1, le=100, description="Requests at once on one host.")
    gap_s: float = Field(default=1.0, ge=0, le=3600, description="Seconds between two requests to one host.")
    deadline_s: float = Field(default=30.0, gt=0, le=3600, description="Seconds for a whole fetch, redirects included.")
    round_s: float = Field(default=900.0, gt=0, le=86_400, description="Seconds after which a run fetches no more.")
    max_redirects: int = Field(default=5, ge=0, le=20, description="Redirects that are followed.")
    allow_private: tuple[IPv4Network | IPv6Network, ...] = Field(
        default=(), description="Private networks that feeds may lie in."
    )
    proxy: str | None = Field(default=None, description="Address of a proxy that every request goes to.")
    proxy_credentials: SecretStr | None = Field(
        default=None, description="USER:PASSWORD for the proxy, by reference: env:NAME or file:PATH."
    )
    ca_file: Path | None = Field(default=None, description="Certificates of authorities to trust besides the system's.")

    @field_validator("proxy")
    @classmethod
    def _proxy_has_no_user(cls, proxy: str | None) -> str | None:
        return proxy and one_origin_address(proxy)

    @field_validator("proxy_credentials")
    @classmethod
    def _read_proxy_secret(cls, told: SecretStr | None) -> SecretStr | None:
        if told is None:
            return None
        secret = _read_secret(told.get_secret_value(), Path())
        if ":" not in secret:
            raise ValueError("must hold USER:PASSWORD")
        return SecretStr(secret)


class AlarmSettings(_Section):
    """When operators are alarmed, and how they are told."""

    look_s: float = Field(default=120.0, ge=1, le=86_400, description="Seconds between two looks of the daemon.")
    silent_factor: float = Field(
        default=2.0, ge=1, le=100, description="A source is silent after so many of its pauses."
    )
    silent_floor_s: float = Field(default=21_600.0, ge=0, description="Seconds for which no source is called silent.")
    failing_after: int = Field(default=5, ge=1, le=1000, description="A source fails after so many turns in a row.")
    quarantine_new: int = Field(default=20, ge=1, description="Open entries of the last day that are too many.")
    lag_s: float = Field(default=3600.0, gt=0, description="Seconds from published to stored that are too many.")
    disk_low_bytes: int = Field(default=2_000_000_000, ge=0, description="Free bytes on the disk that are too few.")
    desk_silent_s: float | None = Field(
        default=3600.0, gt=0, description="Seconds without any run that are too many; null: no run is expected."
    )
    webhook: SecretStr | None = Field(default=None, description="Address that notices of alarms are posted to.")
    webhook_authorization: SecretStr | None = Field(
        default=None, description="Value of the Authorization header for it, by reference: env:NAME or file:PATH."
    )
    allow_private: tuple[IPv4Network | IPv6Network, ...] = Field(
        default=(), description="Private networks that the webhook may lie in."
    )
    command: tuple[str, ...] = Field(default=(), description="Program and arguments that get notices as JSON.")
    deadline_s: float = Field(default=10.0, gt=0, le=300, description="Seconds that a notice may take.")

    @field_validator("webhook")
    @classmethod
    def _read_webhook(cls, told: SecretStr | None) -> SecretStr | None:
        if told is None:
            return None
        address = told.get_secret_value()
        return SecretStr(
            one_origin_address(_read_secret(address, Path()) if address.startswith(REFERENCES) else address)
        )

    @field_validator("webhook_authorization")
    @classmethod
    def _read_authorization(cls, told: SecretStr | None) -> SecretStr | None:
        if told is None:
            return None
        secret = _read_secret(told.get_secret_value(), Path())
        if not secret.isascii() or not secret.isprintable():
            raise ValueError("must be printable ASCII, on one line")
        return SecretStr(secret)


class Settings(BaseSettings):
    """Every setting of config.yaml but the sources, which have a model for each kind."""

    model_config = SettingsConfigDict(
        extra="forbid", frozen=True, env_prefix=ENVIRONMENT_PREFIX, env_nested_delimiter="__", env_ignore_empty=True
    )

    database: DatabaseSettings = Field(default=DatabaseSettings(), description="Where articles are kept.")
    log: LogSettings = Field(default=LogSettings(), description="What is told on standard error.")
    run: RunSettings = Field(default=RunSettings(), description="How a run works.")
    daemon: DaemonSettings = Field(default=DaemonSettings(), description="How the desk works day and night.")
    changes: ChangesSettings = Field(default=ChangesSettings(), description="How long the feed of changes is kept.")
    http: HttpSettings = Field(default=HttpSettings(), description="How feeds are fetched.")
    alarms: AlarmSettings = Field(default=AlarmSettings(), description="When operators are alarmed, and how.")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let the environment win over the file; nothing else is read."""
        del settings_cls, dotenv_settings, file_secret_settings
        return env_settings, init_settings


class Config(_Section):
    """The settings as used: paths made absolute, sources by their kind's model, and the file they came from."""

    file: Path
    settings: Settings
    sources: tuple[AnySource, ...]


def find_config(named: Path | None) -> Path:
    """Return the file of settings: the named one, else COPYDESK_CONFIG's, else ./config.yaml; raise ConfigMissing."""
    variable = os.environ.get(CONFIG_VARIABLE)
    path = named or (Path(variable) if variable else DEFAULT_CONFIG)
    if not path.is_file():
        raise ConfigMissing(f"no settings at {path}", f"name the file with --config or {CONFIG_VARIABLE}")
    return path.resolve()


def load_config(path: Path) -> Config:
    """Read and check all settings; raise ConfigInvalid with every fault of the file and the environment."""
    written = _read_yaml(path)
    finder = FaultFinder(path.name, written, os.environ)
    plain: dict[str, Any] = {key: value for key, value in written.items() if value is not None}
    sources = _read_sources(plain.pop("sources", []), path.parent, finder)
    finder.look_for_unknown_variables(Settings)
    settings = _read_settings(plain, finder)
    if settings is None or finder.faults:
        raise ConfigInvalid(finder.in_order())
    return Config(file=path, settings=_rooted(settings, path.parent), sources=sources)


def _read_yaml(path: Path) -> CommentedMap:
    try:
        written = YAML(typ="rt").load(path.read_text(encoding="utf-8"))
    except MarkedYAMLError as error:
        mark = error.problem_mark
        where = f"{path.name}:{mark.line + 1}" if mark else path.name
        raise ConfigInvalid((Fault(where, "(file)", f"is no YAML: {error.problem or error.context}"),)) from None
    except (OSError, UnicodeDecodeError, YAMLError) as error:
        raise ConfigInvalid((Fault(path.name, "(file)", f"can't be read ({type(error).__name__})"),)) from None
    if written is None:
        return CommentedMap()
    if not isinstance(written, CommentedMap):
        raise ConfigInvalid((Fault(path.name, "(file)", "must hold settings, as 'name: value' lines"),))
    return written


def _read_settings(plain: Mapping[str, Any], finder: FaultFinder) -> Settings | None:
    try:
        return Settings(**plain)
    except ValidationError as error:
        finder.take(error, Settings, ())
        return None


def _read_secret(reference: str, folder: Path) -> str:
    """The secret behind `env:NAME` or `file:PATH`, a relative path from `folder`. Raises ValueError without it."""
    way, _, name = reference.partition(":")
    if way == "env":
        secret = os.environ.get(name, "")
    elif way == "file":
        try:
            secret = (folder / name).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise ValueError(f"the file that holds it can't be read ({type(error).__name__})") from None
    else:
        raise ValueError("must be env:NAME or file:PATH: a secret does not stand in the settings themselves")
    if not secret:
        raise ValueError("the variable or file that should hold it is empty or missing")
    return secret


def _read_sources(written: object, folder: Path, finder: FaultFinder) -> tuple[AnySource, ...]:
    if not isinstance(written, list):
        finder.add(("sources",), "must be a list of sources, each starting with '- name:'")
        return ()
    sources: list[AnySource] = []
    names: set[str] = set()
    for number, one in enumerate(written):
        source = _read_source(one, number, folder, finder)
        if source is None:
            continue
        if source.name in names:
            finder.add(("sources", number, "name"), f"another source is called {source.name!r} too")
        names.add(source.name)
        sources.append(_source_rooted(source, folder))
    return tuple(sources)


def _read_source(written: object, number: int, folder: Path, finder: FaultFinder) -> AnySource | None:
    place = ("sources", number)
    if not isinstance(written, Mapping):
        finder.add(place, "must be a source: 'name:', 'kind:' and the kind's own settings")
        return None
    kind = KINDS.get(str(written.get("kind")))
    if kind is None:
        finder.add((*place, "kind"), f"must be one of: {', '.join(KINDS)}")
        return None
    try:
        return kind.model.model_validate(dict(written), context={READ_SECRET: partial(_read_secret, folder=folder)})
    except ValidationError as error:
        finder.take(error, kind.model, place)
        return None


def _source_rooted(source: AnySource, folder: Path) -> AnySource:
    if not isinstance(source, DropSource):
        return source
    move_to = None if source.move_to is None else folder / source.move_to
    return source.model_copy(update={"path": folder / source.path, "move_to": move_to})


def _rooted(settings: Settings, folder: Path) -> Settings:
    """The settings with a relative SQLite file put beside config.yaml, so that cron may start anywhere."""
    url = settings.database.url.get_secret_value()
    if url.startswith(_SQLITE):
        url = f"{_SQLITE}{folder / url.removeprefix(_SQLITE)}"
    database = settings.database.model_copy(update={"url": SecretStr(url)})
    ca_file = settings.http.ca_file and folder / settings.http.ca_file
    return settings.model_copy(
        update={"database": database, "http": settings.http.model_copy(update={"ca_file": ca_file})}
    )
