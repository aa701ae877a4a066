"""What can go wrong while the desk is set up or asked.

DeskError
├── ConfigMissing      no config.yaml where one was looked for
├── ConfigInvalid      the settings are wrong: every fault at once, with line, key and nearest known key
├── NotFound           no such source, article, run or raw copy
├── MachineFailed      the machine gave out under a stage: no disk, no memory; no copy is to blame
└── SourcesFailed      the run ended, but some sources could not be read at all
"""

from dataclasses import dataclass
from typing import ClassVar


class DeskError(Exception):
    """Base: a command can't do what it was asked. One sentence, and what to do next."""

    code: ClassVar[str] = "desk_error"

    def __init__(self, sentence: str, advice: str) -> None:
        super().__init__(sentence, advice)
        self.sentence = sentence
        self.advice = advice

    def __str__(self) -> str:
        return f"{self.sentence}; {self.advice}"


class ConfigMissing(DeskError):
    """There is no file of settings where the command looked for it."""

    code = "config_missing"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong in the settings: where it stands, which key, and what is wrong with it."""

    where: str
    key: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.where}: {self.key}: {self.sentence}"


class ConfigInvalid(DeskError):
    """The settings can't be used; `faults` holds every one that was found, in the order of the file."""

    code = "config_invalid"

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(map(str, faults)), "mend them and try 'copydesk config check'; nothing was started")
        self.faults = faults

    def __str__(self) -> str:
        return f"{self.sentence}\n{self.advice}"


class NotFound(DeskError):
    """What the command names does not exist."""

    code = "not_found"


class MachineFailed(DeskError):
    """A stage met the machine's limits, not the copy's faults: the run stops, and the copy waits for the next one."""

    code = "machine_failed"


class SourcesFailed(DeskError):
    """One or more sources could not be read at all in this run; the others were."""

    code = "sources_failed"
