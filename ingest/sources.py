"""The sources that an operator configures: one model for each kind, every key with its unit and reason."""

from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from ingest.answers import FetchRequest
from ingest.rhythm import FetchState
from ingest.secrets import FeedCredentials
from ingest.source_address import one_origin_address
from ingest.timetable import Timetable, find_zone

SourceName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{0,62}$")]


class After(StrEnum):
    """What becomes of a dropped file once its bytes are kept."""

    KEEP = "keep"
    MOVE = "move"
    DELETE = "delete"


class Source(BaseModel):
    """What every kind of source has. `provider` is the scope in which guids and slugs are unique."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    name: SourceName = Field(description="Unique name, used in tables, logs and commands.")
    enabled: bool = Field(default=True, description="false: left out of every run.")
    provider: SourceName | None = Field(
        default=None,
        description="Who writes the copy; sources of one provider share guids and slugs. Default: the name.",
    )

    interval_s: float = Field(default=900.0, ge=1, le=2_592_000, description="Seconds between two turns.")
    cron: str | None = Field(
        default=None,
        description="In place of interval_s: the times of its turns, as the five fields of crontab. A new source has "
        "its first turn at once.",
    )
    timezone: str = Field(default="UTC", description="IANA time zone that cron is meant in, for example Europe/Lisbon.")

    @field_validator("cron")
    @classmethod
    def _cron_is_a_timetable(cls, cron: str | None) -> str | None:
        if cron is not None:
            Timetable(cron, "UTC")
        return cron

    @field_validator("timezone")
    @classmethod
    def _timezone_is_known(cls, timezone: str) -> str:
        find_zone(timezone)
        return timezone

    @model_validator(mode="after")
    def _one_way_to_tell_the_time(self) -> Self:
        given = self.model_fields_set
        if self.cron is None and "timezone" in given:
            raise ValueError("'timezone' goes with 'cron'")
        if self.cron is not None and "interval_s" in given:
            raise ValueError("has 'interval_s' or 'cron', not both")
        return self

    @cached_property
    def timetable(self) -> Timetable | None:
        """The times of the source's turns, where cron names them."""
        return None if self.cron is None else Timetable(self.cron, self.timezone)

    def interval(self, now: datetime) -> timedelta:
        """How long it is from a turn now to the next one, if nothing asks for longer."""
        return timedelta(seconds=self.interval_s) if self.timetable is None else self.timetable.after(now) - now

    @property
    def scope(self) -> str:
        """The provider that the copy is booked under."""
        return self.provider or self.name


class DropSource(Source):
    """A folder into which an agency's receiver, a mail filter or a person drops files of raw copy."""

    kind: Literal["drop"] = "drop"
    path: Path = Field(description="The folder; a relative path starts at the folder of config.yaml.")
    interval_s: float = Field(
        default=10.0, ge=1, le=2_592_000, description="Seconds between two looks of the daemon into the folder."
    )
    pattern: str = Field(default="*", description="Only files whose name fits this shell pattern are taken.")
    ignore: tuple[str, ...] = Field(
        default=(), description="Files that fit one of these shell patterns are left alone."
    )
    media_type: str = Field(default="text/plain", description="What the files hold.")
    encoding: str | None = Field(default=None, description="The files' character set; null: found out for each file.")
    settle_s: float = Field(
        default=2.0, ge=0, le=3600, description="Seconds a file must lie unchanged before it is taken."
    )
    max_bytes: int = Field(default=20_000_000, gt=0, description="Bytes; a larger file is left and reported.")
    after: After = Field(default=After.KEEP, description="keep, move or delete the file once its bytes are kept.")
    move_to: Path | None = Field(default=None, description="With after: move, the folder for files that are kept.")

    @model_validator(mode="after")
    def _move_needs_a_folder(self) -> "DropSource":
        if (self.after is After.MOVE) != (self.move_to is not None):
            raise ValueError("'after: move' and 'move_to' go together")
        return self


class FeedSource(Source):
    """A feed that is fetched over HTTP: RSS, Atom, RDF, JSON Feed or CDF."""

    kind: Literal["feed"] = "feed"
    url: Annotated[str, AfterValidator(one_origin_address)] = Field(
        description="The feed's address, http or https. Credentials are a setting of their own, never in the address."
    )
    max_bytes: int = Field(
        default=20_000_000, gt=0, description="Bytes after decompression; a larger body is cut off and reported."
    )
    credentials: FeedCredentials | None = Field(
        default=None, description="What the host wants to know of us; only its own origin ever sees it."
    )
    headers: dict[str, str] = Field(default={}, description="Further request headers, for the feed's own origin.")

    @model_validator(mode="after")
    def _headers_can_be_sent(self) -> "FeedSource":
        self._refuse_secret_headers()
        FetchRequest(self.url, headers=self.headers)
        return self

    def _refuse_secret_headers(self) -> None:
        for name in self.headers:
            if name.lower() in _SECRET_HEADERS:
                raise ValueError(f"the header {name!r} holds a secret: give it as 'credentials'")

    def request(self, state: FetchState) -> FetchRequest:
        """What is asked at the source's next turn."""
        return FetchRequest(
            state.address,
            validators=state.validators,
            credentials=self.credentials.header() if self.credentials else None,
            headers=self.headers,
            max_bytes=self.max_bytes,
        )


_SECRET_HEADERS = frozenset({"authorization", "cookie", "proxy-authorization"})

AnySource = DropSource | FeedSource
"""A source of any kind, as the settings hold it."""
