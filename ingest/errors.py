"""What can go wrong while raw copy is fetched.

IngestError
├── SourceUnreachable    transient: the folder or host is not there now
├── UnreadableFile       transient: one file could not be read
├── FileTooLarge         terminal: over the source's `max_bytes`
└── NotARegularFile      terminal: a link, device, socket or pipe where a file should be
"""


class IngestError(Exception):
    """Base: something a source offered could not be taken. `subject` names the source or the address."""

    code = "ingest_error"
    transient = True

    def __init__(self, subject: str, sentence: str, advice: str) -> None:
        super().__init__(subject, sentence, advice)
        self.subject = subject
        self.sentence = sentence
        self.advice = advice

    def __str__(self) -> str:
        return f"{self.subject}: {self.sentence}; {self.advice}"


class SourceUnreachable(IngestError):
    """The folder or host of a source is not there, or may not be read."""

    code = "source_unreachable"


class UnreadableFile(IngestError):
    """A file of a drop could not be read: no permission, vanished, or the disk failed."""

    code = "unreadable_file"


class FileTooLarge(IngestError):
    """A file is larger than the source's `max_bytes`; it is left where it lies."""

    code = "file_too_large"
    transient = False


class NotARegularFile(IngestError):
    """A drop holds a link, device, socket or pipe; it is never opened."""

    code = "not_a_regular_file"
    transient = False
