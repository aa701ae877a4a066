"""The lists of phrases/, as the stages and readers load them: TOML, which the standard library reads in a moment."""

import tomllib
from importlib.resources import files
from typing import Any


def groups_of(name: str) -> list[dict[str, Any]]:
    """The groups of phrases/NAME.toml in their order, each with its language, its source and its texts by key."""
    text = files("normalize").joinpath("phrases", f"{name}.toml").read_text(encoding="utf-8")
    groups: list[dict[str, Any]] = tomllib.loads(text)["group"]
    return groups
