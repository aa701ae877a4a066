"""Turns what pydantic found wrong into faults that an operator can mend: line, key, nearest known key.

A fault never shows the value that was found: it may be a secret.
"""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from pydantic import BaseModel, ValidationError
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from schedules.errors import Fault

ENVIRONMENT_PREFIX = "COPYDESK_"
FOREIGN_VARIABLES = frozenset({"COPYDESK_CONFIG", "COPYDESK_TEST_POSTGRES"})
"""Variables of our prefix that are no settings."""

Location = tuple[str | int, ...]


class FaultFinder:
    """Collects faults while settings are read, and knows where in the file or environment each key stands."""

    def __init__(self, file_name: str, written: CommentedMap, environ: Mapping[str, str]) -> None:
        self._file_name = file_name
        self._written = written
        self._variables = {name.upper() for name in environ if name.upper().startswith(ENVIRONMENT_PREFIX)}
        self.faults: list[tuple[int, Fault]] = []

    def add(self, location: Location, sentence: str) -> None:
        """Note one fault at a key, given as the path to it."""
        line, where = self._find(location)
        self.faults.append((line, Fault(where, _dotted(location), sentence)))

    def take(self, error: ValidationError, model: type[BaseModel], place: Location) -> None:
        """Note every fault of a validation of `model`, whose settings stand at `place` in the file."""
        for fault in error.errors(include_url=False, include_context=False, include_input=False):
            path = fault["loc"]
            if fault["type"] == "extra_forbidden":
                sentence = "unknown setting" + _nearest(str(path[-1]), _keys(model, path[:-1]))
            elif fault["type"] == "missing":
                sentence = "is required"
            else:
                sentence = fault["msg"].removeprefix("Value error, ")
            self.add((*place, *path), sentence)

    def look_for_unknown_variables(self, model: type[BaseModel]) -> None:
        """Note each variable of our prefix that is no setting: a misspelt one would be ignored in silence."""
        known = {_variable((key,)): key for key in model.model_fields}
        for variable in sorted(self._variables - FOREIGN_VARIABLES):
            if variable.split("__")[0] not in known:
                sentence = "unknown setting" + _nearest(variable.split("__")[0], list(known))
                self.faults.append((0, Fault("environment", variable, sentence)))

    def in_order(self) -> tuple[Fault, ...]:
        """All faults, by their line in the file; those of the environment first."""
        return tuple(fault for _, fault in sorted(self.faults, key=lambda pair: pair[0]))

    def _find(self, location: Location) -> tuple[int, str]:
        if self._variables & {_variable(location[:end]) for end in range(1, len(location) + 1)}:
            return 0, "environment"
        line = self._line(location)
        return line, f"{self._file_name}:{line}"

    def _line(self, location: Location) -> int:
        """The line of the key, or of the nearest thing above it that the file does hold; counted from one."""
        node: object = self._written
        line = 0
        for step in location:
            if isinstance(node, CommentedMap) and step in node:
                line = node.lc.key(step)[0] if node.lc.data else line  # there are no lines inside what has a tag
            elif isinstance(node, CommentedSeq) and isinstance(step, int) and step < len(node):
                line = node.lc.item(step)[0] if node.lc.data else line
            else:
                break
            node = node[step]
        return line + 1


def _variable(location: Location) -> str:
    return ENVIRONMENT_PREFIX + "__".join(str(step).upper() for step in location)


def _dotted(location: Location) -> str:
    dotted = ""
    for step in location:
        dotted += f"[{step}]" if isinstance(step, int) else f".{step}" if dotted else step
    return dotted


def _keys(model: type[BaseModel], path: Location) -> list[str]:
    """The keys that are known where `path` leads, for models nested in models."""
    for step in path:
        field = model.model_fields.get(str(step))
        if field is None or not isinstance(field.annotation, type) or not issubclass(field.annotation, BaseModel):
            return []
        model = field.annotation
    return list(model.model_fields)


def _nearest(key: str, known: Sequence[str]) -> str:
    matches = get_close_matches(key, known, n=1, cutoff=0.5)
    return f"; did you mean {matches[0]!r}?" if matches else f"; known here: {', '.join(known)}" if known else ""
