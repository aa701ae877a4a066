"""What can go wrong while raw copy is fetched.

IngestError
├── SourceUnreachable    transient: the folder or host is not there now
├── UnreadableFile       transient: one file could not be read
├── FileTooLarge         terminal: over the source's `max_bytes`
├── NotARegularFile      terminal: a link, device, socket or pipe where a file should be
└── UnreadableFeed       terminal: something is wrong with the bytes of a feed
    ├── NotAFeed         a page or anything else where a feed should be
    ├── FeedUnparsable   a feed that no reader reads
    ├── HostileXml       it declares entities
    ├── HostileJson      nested or numbered beyond measure
    ├── BadEncoding      no text in any encoding that we take
    ├── TooComplex       beyond the limits on bytes, entries, depth, time or memory
    └── WorkerDied       the process that read it crashed
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


class UnreadableFeed(IngestError):
    """Base of what is wrong with the bytes of a feed: nothing of them is taken, and asking again at once is no use."""

    code = "unreadable_feed"
    transient = False


class NotAFeed(UnreadableFeed):
    """The bytes are something else: a web page, an error page, a picture, a program's own JSON."""

    code = "not_a_feed"


class FeedUnparsable(UnreadableFeed):
    """The bytes begin as a feed, but no reader makes anything of them."""

    code = "parse_error"


class HostileXml(UnreadableFeed):
    """The XML declares entities, which can hold bombs and the contents of local files."""

    code = "hostile_xml"


class HostileJson(UnreadableFeed):
    """The JSON is nested or numbered beyond what a feed needs."""

    code = "hostile_json"


class BadEncoding(UnreadableFeed):
    """The bytes are no text in any encoding that we take, or their compression is broken."""

    code = "bad_encoding"


class TooComplex(UnreadableFeed):
    """More bytes, entries, depth, attributes, time or memory than a reader may take."""

    code = "too_complex"


class WorkerDied(UnreadableFeed):
    """The process that read the bytes crashed; the next bytes get a new one."""

    code = "worker_died"
