"""What can go wrong while the desk is set up or asked.

DeskError
├── ConfigMissing      no config.yaml where one was looked for
├── ConfigInvalid      the settings are wrong: every fault at once, with line, key and nearest known key
├── ConfigNotWritten   a new source could not be written into config.yaml, which is as it was
├── UnfitSource        what should become a source, or be paused, can't: its name, address or kind does not fit
├── NoFeedFound        there is no feed that can be read at or behind an address
├── NotFound           no such source, article, run or raw copy
├── NoticeFailed       a notice of an alarm could not be sent; it is tried again
│   ├── WebhookRefused      the webhook answered, and does not take it
│   ├── WebhookUnreachable  there is no way to the webhook
│   ├── CommandFailed       the command can't be started, or ended badly
│   └── NoticeTimedOut      neither took it in time
├── NotRemade          an article can't be made again: the chain makes none of its raw copy
├── NotCommitted       differences were shown, and none of them was committed
├── MachineFailed      the machine gave out under a stage: no disk, no memory; no copy is to blame
├── WindowsFailed      a backfill is over but for windows that failed
├── BackfillStopped    a backfill was told to stop before its end
├── ReplayStopped      so was a replay of articles
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


class ConfigNotWritten(DeskError):
    """A new source could not be written into the file of settings; the file is as it was."""

    code = "config_not_written"


class UnfitSource(DeskError):
    """A command names a source that can't be what it asks for: a name that is taken, an address that is no feed's."""

    code = "unfit_source"


class NoFeedFound(DeskError):
    """At or behind an address is no feed that can be read."""

    code = "no_feed_found"


class NotFound(DeskError):
    """What the command names does not exist."""

    code = "not_found"


class NotRemade(DeskError):
    """The chain makes no article of the raw copy of an article that stands; it stays as it is."""

    code = "not_remade"


class NotCommitted(DeskError):
    """Articles would differ, which was shown, and nobody said that they may."""

    code = "not_committed"


class MachineFailed(DeskError):
    """A stage met the machine's limits, not the copy's faults: the run stops, and the copy waits for the next one."""

    code = "machine_failed"


class WindowsFailed(DeskError):
    """Some windows of a backfill could not be done; the others were."""

    code = "windows_failed"


class BackfillStopped(DeskError):
    """A backfill was told to stop; what is left of it waits."""

    code = "backfill_stopped"


class ReplayStopped(DeskError):
    """A replay of articles was told to stop; what is left of it waits."""

    code = "replay_stopped"


class SourcesFailed(DeskError):
    """One or more sources could not be read at all in this run; the others were."""

    code = "sources_failed"


class NoticeFailed(DeskError):
    """A notice of an alarm could not be sent. It stays owed and is tried again; nothing else waits for it."""

    code = "notice_failed"


class WebhookRefused(NoticeFailed):
    """The webhook answered with something else than success."""

    code = "webhook_refused"


class WebhookUnreachable(NoticeFailed):
    """No connection to the webhook came about, or it broke off."""

    code = "webhook_unreachable"


class CommandFailed(NoticeFailed):
    """The command could not be started, or ended with another code than 0."""

    code = "command_failed"


class NoticeTimedOut(NoticeFailed):
    """The webhook or the command did not take the notice in time."""

    code = "notice_timed_out"
