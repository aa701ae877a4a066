"""What can go wrong while raw copy is read.

NormalizeError
├── NotText                terminal: the bytes are no text in any encoding that we take
├── NoText                 terminal: nothing but white space and transmission marks
├── ConsentWall            terminal: a question of consent in place of a story
├── TooComplex             terminal: more blocks or longer lines than a reader takes
├── NoReader               terminal: no reader for this media type
├── BrokenLine             terminal: a line of JSON Lines that is no raw copy
├── ConservationBroken     terminal: a reader or stage lost or doubled text; a bug of ours
└── TraceMismatch          terminal: a kept trace does not belong to the text it is asked for

MachineGaveOut stands apart: no copy is to blame for it, so none is quarantined.
"""


class NormalizeError(Exception):
    """Base: one raw copy could not be made an article. It stays kept, and is quarantined."""

    code = "normalize_error"
    transient = False
    advice = "read it with 'copydesk quarantine show', then 'copydesk quarantine retry' after an upgrade"


class NotText(NormalizeError):
    """The bytes are no text: binary, or in no encoding that we take."""

    code = "not_text"
    advice = "keep such files out of the drop with 'ignore', or set the source's 'encoding'"


class NoText(NormalizeError):
    """The copy holds no word: empty, or white space and transmission marks alone."""

    code = "no_text"
    advice = "ask the sender; an empty file is kept as it came"


class ConsentWall(NormalizeError):
    """A page that asks for consent (cookies, tracking) and holds nothing else."""

    code = "consent_wall"
    advice = "ask the publisher for another address or for a feed with the full text; it is kept as it came"


class TooComplex(NormalizeError):
    """The copy is beyond a reader's limits."""

    code = "too_complex"
    advice = "look at it with 'copydesk quarantine show'; it is kept as it came"


class NoReader(NormalizeError):
    """No reader takes this media type."""

    code = "no_reader"
    advice = "set the source's 'media_type', or keep such files out of the drop with 'ignore'"


class BrokenLine(NormalizeError):
    """A line that was to bring raw copy can't be read."""

    code = "broken_line"
    advice = "look at it with 'copydesk quarantine show', mend it, and backfill its file again"


class ConservationBroken(NormalizeError):
    """A reader or a stage lost, doubled or moved text; the article is not stored."""

    code = "conservation_broken"
    advice = "report it with the raw copy: this is a defect of copydesk"


class TraceMismatch(NormalizeError):
    """A trace and a text do not belong together: the text was read anew by another reader."""

    code = "trace_mismatch"
    advice = "make the article again with 'copydesk renormalize', then explain it"


class MachineGaveOut(Exception):
    """The machine failed the program while copy was read: no disk. The copy waits for the next run."""
