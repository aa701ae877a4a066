"""Makes a source's name of a feed's title: letters, digits, dots and dashes, and no other source's."""

import re
import unicodedata
from collections.abc import Collection
from urllib.parse import urlsplit

_LONGEST = 40
_SHORTEST = 2
# Latin letters that Unicode does not take apart into a letter and a mark.
_SPELT_OUT = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ı": "i", "ŋ": "ng"}
)
_OTHERS = re.compile(r"[^a-z0-9]+")


def name_for(title: str | None, address: str, taken: Collection[str]) -> str:
    """A name that none of `taken` has: of the title, else of the host, with a number where that is taken.

    "Tagesschau - Übersicht" gives `tagesschau-ubersicht`. Of a title in another script nothing is left to spell, and
    half a title names the wrong thing: then the host, `ria.ru`, names the source.
    """
    name = _spelt(title or "") or _host(address) or "feed"
    if name not in taken:
        return name
    number = 2
    while f"{name}-{number}" in taken:
        number += 1
    return f"{name}-{number}"


def _spelt(title: str) -> str:
    """The title in ASCII, cut at a word; empty where less than half of its letters can be spelt so."""
    apart = unicodedata.normalize("NFKD", title.lower().translate(_SPELT_OUT))
    letters = [letter for letter in apart if letter.isalnum()]
    spelt = _OTHERS.sub("-", "".join(letter for letter in apart if not unicodedata.combining(letter))).strip("-")
    if 2 * len(spelt.replace("-", "")) <= len(letters):
        return ""
    if len(spelt) > _LONGEST:
        spelt = spelt[:_LONGEST].rpartition("-")[0] or spelt[:_LONGEST]
    return spelt if len(spelt) >= _SHORTEST else ""


def _host(address: str) -> str:
    host = (urlsplit(address).hostname or "").removeprefix("www.")
    return re.sub(r"[^a-z0-9.-]+", "-", host.lower()).strip(".-")[:_LONGEST]
