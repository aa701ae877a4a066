"""What can go wrong while raw copy is fetched.

IngestError
├── SourceUnreachable    transient: the folder or host is not there now
├── UnreadableFile       transient: one file could not be read
├── FileTooLarge         terminal: over the source's `max_bytes`
├── NotARegularFile      terminal: a link, device, socket or pipe where a file should be
├── HttpFailure          a fetch over HTTP that brought no body
│   ├── BadAddress       terminal: no http(s) address with a host
│   ├── BlockedAddress   terminal: the host is, or leads to, a private or reserved network
│   ├── HostUnknown      transient: the name does not resolve
│   ├── ConnectionFailed transient: refused, reset or closed without an answer
│   ├── TlsFailed        transient: the certificate or the handshake is bad
│   ├── TimedOut         transient: not complete within the total deadline
│   ├── Truncated        transient: the body ended before its announced end
│   ├── BodyTooLarge     terminal: over `max_bytes`, counted after decompression
│   ├── BadProtocol      transient: what came is no proper HTTP
│   ├── BadContentCoding transient: not gzip, or gzip that does not inflate
│   ├── BadRedirect      transient: too many hops, a loop, or a Location that leads nowhere
│   ├── HttpError        transient: a status other than success, with its number
│   ├── AuthRefused      terminal: 401 or 407, or 403 to a request that carried credentials
│   ├── Throttled        transient: the host asked for a pause (429, 503), until `retry_at`
│   └── Gone             terminal: 410, the address is retired
├── BrokenLine           terminal: a line of JSON Lines is no raw copy
├── LineTooLong          terminal: a line of JSON Lines has more bytes than are taken
├── FileChanged          terminal: a file is not the one that a backfill began with
├── ArchiveLoop          terminal: a page of a feed's archive leads back to one that was read
├── ArchiveTooLong       terminal: an archive has more pages than are read
└── UnreadableFeed       terminal: something is wrong with the bytes of a feed
    ├── NotAFeed         a page or anything else where a feed should be
    ├── FeedUnparsable   a feed that no reader reads
    ├── HostileXml       it declares entities
    ├── HostileJson      nested or numbered beyond measure
    ├── BadEncoding      no text in any encoding that we take
    ├── TooComplex       beyond the limits on bytes, entries, depth, time or memory
    └── WorkerDied       the process that read it crashed
"""

from datetime import datetime


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


class BrokenLine(IngestError):
    """A line is no JSON object of raw copy."""

    code = "broken_line"
    transient = False


class LineTooLong(IngestError):
    """A line has more bytes than are taken; it is left where it lies."""

    code = "line_too_long"
    transient = False


class FileChanged(IngestError):
    """A file is not the one that a backfill began with: its windows no longer fit."""

    code = "file_changed"
    transient = False


class ArchiveLoop(IngestError):
    """A page of an archive leads back to a page that was read already."""

    code = "archive_loop"
    transient = False


class ArchiveTooLong(IngestError):
    """An archive has more pages than are read."""

    code = "archive_too_long"
    transient = False


class HttpFailure(IngestError):
    """Base: a fetch over HTTP brought no body. `subject` is the address without userinfo and query.

    `remedy` is the advice of a class; an error may carry a closer one.
    """

    code = "http_failure"
    remedy = "it is tried again at the source's next turn"

    def __init__(self, subject: str, sentence: str, advice: str = "") -> None:
        super().__init__(subject, sentence, advice or self.remedy)


class BadAddress(HttpFailure):
    """The address of a source is no http or https address with a host."""

    code = "bad_address"
    transient = False
    remedy = "correct the source's address in config.yaml"


class BlockedAddress(HttpFailure):
    """The host lies in a private or reserved network, at the start or after a redirect: never connected to."""

    code = "blocked_address"
    transient = False
    remedy = "if this host is yours and meant, list its address under 'allow_private'"


class HostUnknown(HttpFailure):
    """The host's name does not resolve."""

    code = "host_unknown"
    remedy = "check the spelling of the host and this machine's name server; it is tried again"


class ConnectionFailed(HttpFailure):
    """The connection was refused, reset, or closed without an answer."""

    code = "connection"


class TlsFailed(HttpFailure):
    """The certificate is not trusted or the TLS handshake failed."""

    code = "tls"
    remedy = "open the address in a browser; set 'ca_file' if the host's certificate is from an authority of your own"


class TimedOut(HttpFailure):
    """The answer was not complete within the total deadline."""

    code = "timeout"
    remedy = "raise the source's deadline if the host is known to be slow; it is tried again"


class Truncated(HttpFailure):
    """The body ended before its announced end; nothing of it is kept."""

    code = "truncated"


class BodyTooLarge(HttpFailure):
    """The body is larger than `max_bytes`, counted after decompression."""

    code = "too_large"
    transient = False
    remedy = "raise the source's 'max_bytes' if the size is honest"


class BadProtocol(HttpFailure):
    """What came is no proper HTTP: status line, headers or chunks."""

    code = "bad_protocol"
    remedy = "check that the address is a web server's; it is tried again"


class BadContentCoding(HttpFailure):
    """The body has a content coding other than gzip, or is gzip that does not inflate."""

    code = "bad_content_coding"
    remedy = "tell the host that its compression is broken; it is tried again"


class BadRedirect(HttpFailure):
    """Redirected too often, in a circle, or to what is no http(s) address."""

    code = "bad_redirect"
    remedy = "open the address in a browser and set the source to where it ends"


class HttpError(HttpFailure):
    """The host answered with a status other than success; `status` is its number."""

    code = "http_error"
    status = 0


class AuthRefused(HttpFailure):
    """The host wants credentials, or refuses those it got."""

    code = "auth"
    transient = False
    remedy = "check the source's credentials, and that its address is the one they are meant for (https, no redirect)"


class Throttled(HttpFailure):
    """The host asked for a pause. `retry_at` is when it may be asked again, None where it did not say.

    `asked` is False where the pause of an earlier answer kept the request from being sent at all;
    `whole_host` says that the pause is for every source of the host.
    """

    code = "throttled"
    remedy = "nothing to do; poll the host's sources less often if this recurs"
    retry_at: datetime | None = None
    asked = True
    whole_host = True


class Gone(HttpFailure):
    """The host says that this address is retired for good (410)."""

    code = "gone"
    transient = False
    remedy = "look for the new address on the site, or remove the source"


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
