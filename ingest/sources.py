"""The sources that an operator configures: one model for each kind, every key with its unit and reason."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from ingest.answers import FetchRequest
from ingest.rhythm import FetchState
from ingest.secrets import FeedCredentials
from ingest.source_address import one_origin_address

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

    @property
    def scope(self) -> str:
        """The provider that the copy is booked under."""
        return self.provider or self.name


class DropSource(Source):
    """A folder into which an agency's receiver, a mail filter or a person drops files of raw copy."""

    kind: Literal["drop"] = "drop"
    path: Path = Field(description="The folder; a relative path starts at the folder of config.yaml.")
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
    interval_s: float = Field(
        default=900.0, ge=1, le=2_592_000, description="Seconds between two fetches; a host may ask for longer."
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
