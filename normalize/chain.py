"""The chain: THE order of the stages. Nothing else decides what comes before what."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import files
from importlib.resources.abc import Traversable

from xxhash import xxh3_64

from normalize.document import Document, check_conservation
from normalize.overrides import Overrides, bound
from normalize.stages.ads import find_ads
from normalize.stages.advisories import find_advisories
from normalize.stages.body import settle_body
from normalize.stages.byline import read_byline
from normalize.stages.captions import find_captions
from normalize.stages.comments import find_comments
from normalize.stages.control_characters import mend_control_characters
from normalize.stages.credits import find_credits
from normalize.stages.dateline import read_dateline
from normalize.stages.ednotes import find_ednotes
from normalize.stages.embeds import find_embeds
from normalize.stages.entities import mend_entities
from normalize.stages.headline import find_headline
from normalize.stages.language import tell_language
from normalize.stages.line_breaks import unwrap_lines
from normalize.stages.lists import mark_lists
from normalize.stages.lost_spaces import mend_lost_spaces
from normalize.stages.margins import trim_margins
from normalize.stages.meta import find_meta
from normalize.stages.mojibake import mend_mojibake
from normalize.stages.moves import strip_wire_move
from normalize.stages.navigation import find_navigation
from normalize.stages.overrides import apply_overrides
from normalize.stages.promos import find_promos
from normalize.stages.quotes import mend_quotes
from normalize.stages.rights import find_rights
from normalize.stages.shares import find_shares
from normalize.stages.signoffs import find_signoffs
from normalize.stages.slugline import read_slugline
from normalize.stages.subscriptions import find_subscriptions
from normalize.stages.tables import mark_tables
from normalize.stages.teasers import split_teasers
from normalize.stages.teasers_inside import split_inside_teasers

Stage = Callable[[Document], Document]

_STAGES: tuple[Stage, ...] = (
    mend_mojibake,  # first: half a mojibake pair may be a control character that the next stage would take out
    mend_control_characters,  # before anything is printed
    mend_entities,  # before lost spaces: "&amp;The" is no seam
    unwrap_lines,  # before stages that read printed lines
    mend_lost_spaces,  # after entities and line breaks: what they mend is no lost space
    mend_quotes,  # needs nothing, harms nothing; with the other repairs
    tell_language,  # before the stages that choose phrases by it
    read_slugline,  # before what judges lines by their look: a keyword line is like a headline in capitals
    find_ednotes,  # before captions and credits: a note to editors may name both
    find_signoffs,  # before credits: what follows a sign-off is for editors
    find_credits,  # before rights: a trust line may be glued to a credit
    find_rights,  # before captions: a line that begins with the mark is no picture's
    find_shares,  # from here on phrase lists, the surest first; each needs nothing but its lines
    find_comments,
    find_subscriptions,
    find_ads,
    find_meta,
    find_embeds,  # before captions: a post's signature looks like a credit
    find_captions,
    find_navigation,  # after the other lists: a section's name counts as furniture only beside furniture
    find_promos,  # last of the lists: heads of story lists, for split_teasers
    find_headline,  # when furniture is known: what is left above the first paragraph are few lines
    strip_wire_move,  # right after the headline, which carries it
    read_dateline,  # after the headline: it opens the first paragraph below it
    read_byline,  # after the dateline: both stand between headline and story
    split_inside_teasers,  # when the story's first and last paragraph can be told
    split_teasers,  # after those inside: what points to another story below the text
    trim_margins,  # after teasers: what is left above and below the story
    find_advisories,  # when all furniture is off: is what is left a message to the desk?
    mark_tables,  # after all judges of furniture: a row of a menu is no row of a table
    mark_lists,  # what is still body and has a bullet
    settle_body,  # the last word: sub-heads, and what is left is the story
)


@dataclass(frozen=True, slots=True)
class Chain:
    """The stages in their order; calling it runs them all. `version` changes when any of their rules do.

    With an operator's overrides bound to it, `version` names them too, behind a `+`.
    """

    stages: tuple[Stage, ...]
    version: str

    def __call__(self, document: Document) -> Document:
        """The document after all stages, its conservation checked (ConservationBroken if one lost text).

        A document that a chain went over before is taken back to its reader's reading first.
        """
        reading = document.reading or document
        judged = reading
        for stage in self.stages:
            judged = stage(judged)
        return check_conservation(judged).with_reading(reading)

    def overridden(self, overrides: Overrides) -> "Chain":
        """The chain with an article's overrides bound to it; itself where there are none."""
        if not overrides:
            return self
        first = partial(apply_overrides, overrides=overrides)  # before all stages: they judge with it in view
        return Chain((first, *self.stages), bound(self.version, overrides))


def build_chain() -> Chain:
    """The chain that this copydesk runs, with its version."""
    return Chain(stages=_STAGES, version=_version())


@cache
def _version() -> str:
    """A digest of all that decides an article: the source of this package and its phrase lists."""
    return _digest(files("normalize"))


def _digest(folder: Traversable) -> str:
    digest = xxh3_64()
    for name, source in _sources(folder, ""):
        digest.update(f"{name}\0".encode())
        digest.update(source)
    return digest.hexdigest()[:12]


def _sources(folder: Traversable, path: str) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        name = f"{path}/{entry.name}"
        if entry.is_dir() and entry.name != "__pycache__":
            found += _sources(entry, name)
        elif entry.name.endswith((".py", ".toml", ".txt")):
            found.append((name, entry.read_bytes()))
    return found
