"""What HTML elements mean for a reader of copy: which part the text, which give a block its place.

Source: the HTML standard (html.spec.whatwg.org), sections 4.3 to 4.11 and 15.3 (what is displayed as a block).
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from normalize.document import Place

UNREAD = frozenset({"script", "style", "template", "noscript"})
"""Elements whose text is no copy: programs, styles, and stand-ins for either."""

_BREAKING = """
address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure footer
form h1 h2 h3 h4 h5 h6 head header hgroup hr html iframe legend li main menu nav object ol optgroup option p pre search
section select summary table tbody textarea tfoot thead title tr ul video audio button
"""
BREAKING = frozenset(_BREAKING.split())
"""Elements before and after which a new block begins."""

PLACES: Mapping[str, tuple[Place, str]] = {
    **{f"h{level}": (Place.SUBHEAD, f"heading h{level}") for level in range(1, 7)},
    "li": (Place.LIST, "list item"),
    "dt": (Place.LIST, "list term"),
    "dd": (Place.LIST, "list item"),
    "blockquote": (Place.QUOTE, "block quotation"),
    "figcaption": (Place.CAPTION, "figure caption"),
    "caption": (Place.CAPTION, "table caption"),
    "nav": (Place.NAV, "navigation"),
    "button": (Place.NAV, "form control"),
    "select": (Place.NAV, "form control"),
    "textarea": (Place.NAV, "form control"),
    "iframe": (Place.EMBED, "embedded page"),
    "object": (Place.EMBED, "embedded object"),
    "video": (Place.EMBED, "embedded video"),
    "audio": (Place.EMBED, "embedded sound"),
    "title": (Place.META, "title of the page"),
}
"""The place that an element gives the blocks inside it, and the reason."""

TELLING = frozenset({"class", "id", "style", "hidden"})
"""Attributes that say something of the blocks inside an element."""

_HIDDEN_STYLE = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)\b", re.IGNORECASE
)  # style="display: none"
_HIDDEN_CLASS = re.compile(
    r"(?:^|[\s_-])(?:sr-only|visually-?hidden|screen-?reader(?:-(?:text|only))?|tooltip|hover-?card|rollover-block)(?:[\s_-]|$)",
    re.IGNORECASE,
)  # class="sr-only": for who hears the page, or shown where the mouse rests
_CAPTION_CLASS = re.compile(r"(?:^|[\s_-])caption(?:[\s_-]|$)|figcaption", re.IGNORECASE)  # class="wp-caption-text"


_CAPTIONED = frozenset({"p", "span", "div", "dd"})

Attributes = Sequence[tuple[str, str]]
"""Names, in lower case, and values of an element's attributes, as they stand."""

NAMING = frozenset({"class", "id", "itemprop", "role", "data-component", "data-testid", "data-module", "data-qa"})
"""The attributes that say what an element is called by its page."""
PLACING = frozenset({"class", "style", "hidden"})
"""The attributes that `place_of` goes by."""


@lru_cache(maxsize=8192)
def place_of(tag: str, attributes: tuple[tuple[str, str], ...]) -> tuple[Place, str] | None:
    """The place that an element gives what stands in it; None where what stands round it decides.

    What a reader of the page cannot see is META: it is kept, but it is no copy. Only `PLACING` attributes count.
    (Remembered: the elements of a page, and the pages of a site, are much alike.)
    """
    told = dict(attributes)
    classes = told.get("class", "")
    if "hidden" in told or _HIDDEN_STYLE.search(told.get("style", "")) or _HIDDEN_CLASS.search(classes):
        return Place.META, "hidden in the page"
    if tag in _CAPTIONED and _CAPTION_CLASS.search(classes):
        return Place.CAPTION, "marked as a caption"
    return PLACES.get(tag)
