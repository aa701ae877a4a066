"""Reads wire moves and sluglines: what kind of version a piece of wire copy is, and of which story.

Agencies print the move in the headline, the slug or a line of its own: "UPDATE 2-Russia says...",
"CORRECTED-", "4th Ld-Writethru", "ADVISORY-KILL", "RPT-UPDATE 1-". Article.wire_move holds it as printed.
"""

import re
from dataclasses import dataclass
from enum import StrEnum


class MoveKind(StrEnum):
    """What a wire move asks the desk to do with the copy that it has."""

    KILL = "kill"
    CORRECTION = "correction"
    UPDATE = "update"
    REFILE = "refile"


@dataclass(frozen=True, slots=True)
class Move:
    """A wire move, read. `number` is the printed count ("UPDATE 2", "4th Ld"), None where none is printed."""

    kind: MoveKind
    number: int | None


# First match wins: "CORRECTED-UPDATE 2" is a correction, "ADVISORY-KILL" a kill. Words of the larger agencies'
# languages: English, German (dpa), French (AFP), Spanish (EFE), Italian (ANSA), Portuguese (Lusa).
_KINDS = (
    # "KILL", "MANDATORY KILL", "ADVISORY-WITHDRAWN", "Zurückgezogen", "ANNULATION", "ANULA"
    (MoveKind.KILL, r"\b(?:kill(?:ed)?|withdr[ae]wn?|withdraw(?:al|s)|zurückgezogen|annul\w+|anula\w*|elimina\w*)\b"),
    # "CORRECTED", "CORRECTS", "CORRECTION", "Korrektur", "Berichtigung", "RECTIFICATIF", "CORRECCIÓN", "CORREÇÃO"
    (MoveKind.CORRECTION, r"\b(?:corr\w*|korr\w*|bericht\w*|rectif\w*|rettific\w*)\b"),
    # "UPDATE 2", "WRAPUP 3", "2nd Ld-Writethru", "LEAD 1", "Zusammenfassung", "ACTUALIZA", "AGGIORNA", "ATUALIZA"
    (
        MoveKind.UPDATE,
        (
            r"\b(?:update\w*|wrapup|write-?thr(?:u|ough)|sub|ld|lead|zusammenfassung|aktualisiert|actuali[sz]\w*"
            r"|a[tg]uali[sz]\w*|aggiorn\w*|mise à jour)\b"
        ),
    ),
    # "REFILE", "RPT", "REPEAT", "Wiederholung", "REPETE"
    (MoveKind.REFILE, r"\b(?:refiled?|rpt|repeats?|resend\w*|wiederholung|r[eé]p[eé]t\w*)\b"),
)
_PATTERNS = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _KINDS)
_NUMBER = re.compile(r"(?<!\d)\d{1,2}(?!\d)")  # "UPDATE 2", "4th Ld": never a word count such as ",0500"

# Marks that stand about a slug and change from version to version, while the story stays the same.
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")  # "RUSSIA-UKRAINE/ (UPDATE 2, PIX)"
_CYCLE = re.compile(r"^(?:bc|am|pm|bn|mo)-+", re.IGNORECASE)  # ANPA 1312: AM-, PM- and BC- (both cycles)
_MARKS = re.compile(
    r"""[\s,/=_-]*\b(?:
        \d{1,2}(?:st|nd|rd|th)\s*-?\s*(?:ld|lead|add|take|write-?thru)\b(?:\s*-\s*write-?thr(?:u|ough))?
      | (?:wrapup|lead|take|add)\s*-?\s*\d{1,2}
      | (?:update|refile|rpt|repeat)\s*-?\s*\d{0,2}
      | \d{1,2}\s*takes?
      | corrected|corrects?|correction|korrektur|berichtigung|kill(?:ed)?|advisory|ld|write-?thr(?:u|ough)
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_COUNT = re.compile(r",\s*\d{2,5}\b")  # AP closes the keyword line with the count of words: ",0500"
_EDGES = " \t-/,=_.:;+"


def read_move(printed: str | None) -> Move | None:
    """Read a wire move as printed; None where there is none, or none that makes a version of a story."""
    if not printed:
        return None
    for kind, pattern in _PATTERNS:
        if pattern.search(printed):
            number = _NUMBER.search(printed)
            return Move(kind, int(number.group()) if number else None)
    return None


def slug_stem(slugline: str | None) -> str | None:
    """What stays of a slugline over all versions of a story: casefolded, no marks of move, take or cycle.

    "BC-EU--Russia-Ukraine,3rd Ld-Writethru,0500" gives "eu--russia-ukraine".
    """
    if not slugline:
        return None
    stem = _BRACKETED.sub(" ", slugline)
    stem = _CYCLE.sub("", stem.strip())
    stem = _MARKS.sub(" ", _COUNT.sub(" ", stem))
    return " ".join(stem.split()).strip(_EDGES).casefold() or None
