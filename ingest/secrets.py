"""Secrets in the settings: given by reference alone, read once, never printed.

A source's file of settings is copied, versioned and sent to others; so a password never stands in it.
"""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationInfo

from ingest.credentials import Credentials, basic, bearer

REFERENCES = ("env:", "file:")
"""How a reference begins: a variable of the environment, or a file that only copydesk may read."""

READ_SECRET = "read_secret"  # noqa: S105 - the name of a function in the context, no secret
"""Under this name the validation context holds the function that reads a reference, and raises ValueError."""


def _read(reference: SecretStr, info: ValidationInfo) -> SecretStr:
    """The secret behind a reference. Without a reader in the context the reference stays as it is."""
    told = reference.get_secret_value()
    if not told.startswith(REFERENCES):
        raise ValueError("must be env:NAME or file:PATH: a secret does not stand in the settings themselves")
    read = (info.context or {}).get(READ_SECRET)
    return reference if read is None else SecretStr(read(told))


Secret = Annotated[SecretStr, AfterValidator(_read)]
"""A secret, written in the settings as `env:NAME` or `file:PATH`."""


class _Given(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class BasicCredentials(_Given):
    """A name and a password (RFC 7617)."""

    kind: Literal["basic"] = "basic"
    user: str = Field(description="The user's name.")
    password: Secret = Field(description="The password, by reference.")

    def header(self) -> Credentials:
        """The header that they make."""
        return basic(self.user, self.password.get_secret_value())


class BearerCredentials(_Given):
    """A token (RFC 6750)."""

    kind: Literal["bearer"] = "bearer"
    token: Secret = Field(description="The token, by reference.")

    def header(self) -> Credentials:
        """The header that they make."""
        return bearer(self.token.get_secret_value())


class HeaderCredentials(_Given):
    """A key in a header of the host's own choice."""

    kind: Literal["header"] = "header"
    name: str = Field(pattern=r"^[A-Za-z0-9-]+$", description="The header's name.")
    value: Secret = Field(description="The header's value, by reference.")

    def header(self) -> Credentials:
        """The header that they make."""
        return Credentials(self.name, self.value.get_secret_value())


FeedCredentials = Annotated[BasicCredentials | BearerCredentials | HeaderCredentials, Field(discriminator="kind")]
"""What a host wants to know of us, in one of the three ways that hosts ask for it."""
