"""A repair kit of our own: clean copy damaged by a seeded script, and copy that must stay as it is.

Damage: words fused where a tag was stripped (before a name, behind a name, at a sentence's end), line ends lost between
paragraphs, mojibake. `measure` tells how many damaged places were mended, and how many repairs mended damage.
"""

import random
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from normalize.document import Document, Place, Repair, Span
from normalize.stages.lost_spaces import mend_lost_spaces
from normalize.stages.mojibake import mend_mojibake

TEXTS = tuple(Path(__file__).with_name("repair_texts.txt").read_text(encoding="utf-8").splitlines())
"""Written for this kit: short stories with names that recur, as names do in news."""

CLEAN = (
    "McDonald met MacDonald and O'Neill at LaGuardia. DeSantis and LeBron like DiCaprio. FitzGerald did not.",
    "The iPhone and the MacBook came with YouTube, TikTok, eBay, PayPal, WhatsApp and LinkedIn. FedEx brought them.",
    "A GmbH in Bonn hired a PhD. The AfD and the SPD argued. von der Leyen's office and BioNTech said nothing.",
    "Call forEach(), toString() or onClick; see https://harbour.example/a.The and www.harbour.example/NewsRoom.",
    "Write to @harbourNews or ann.lee@harbour.example about #SaveTheFerry and #thePilots. See Booking.com and Node.js.",
    "KwaZulu-Natal, isiXhosa, na hÉireann and McGregor; SpaceX, OpenAI, JavaScript, PlayStation and WeWork.",
    "easyJet, bioMérieux, deBoer and inDrive; 120Hz, 5500M, 20GB, A380 and B737; 3D, 4K, the G7 and the U.S.",
    "Die BahnCard gilt im InterCity. Die BayernLB und der FlixBus nicht. Berliner, Hamburger und Israelis warten.",
    "Johnson, Hoffmann, Petersen and Anderson met John, Hoff, Peter and Ander; Romania is no Roman's land.",
    "ThyssenKrupp: Thyssen and Krupp. HarperCollins: Harper and Collins. BlackRock, BuzzFeed, DoorDash, FaceTime.",
    "Ângela Gonçalves, SÃO PAULO, «café», naïve, Åse, Ærø, Ñandú, François, l’été: nothing is garbled here.",
    "LeMonde.fr and ElPais.com wrote; mailto:ann@harbour.example; C:\\NewsRoom\\TheFile.txt; v2.The is a version.",
    "The easyJet crew. An iPad, an iMac. La Guardia. El País. Der SPIEGEL. theGrio and theSkimm. He said “no”.",
    "Prof.Smith and St.Pauli, Dr.No and Mr.T are written so by some. J.K. Rowling, U.N., e.g. this.",
)
"""Nothing in them is damaged."""

_SMALL, _LARGE = "a-zß-öø-ÿа-яά-ώłąęśćźżńšěčřůžďťň", "A-ZÀ-ÖØ-ÞА-ЯΆ-ΫŁŚĆŹŻŠĚČŘŽ"
_NAME = re.compile(rf"(?<=[{_SMALL}]) (?=[{_LARGE}][{_SMALL}]{{3,}})(?<!\b[{_LARGE}][{_SMALL}] )")
_BEHIND_NAME = re.compile(rf"(?<=[{_SMALL}]{{3}}) (?=(?:has|had|and|und|with|said|hat|ist|die|que|των) )")
_SENTENCE = re.compile(r"(?<=[^\W\d_][.]) (?=[^\W\d_])")
_ACCENTED = re.compile(r"[^\W\d_]+")
SEED, _RUNS = 20_250_312, 40

Stages = tuple[Callable[[Document], Document], ...]

STAGES: Stages = (mend_mojibake, mend_lost_spaces)
"""What is measured, in the order of the chain."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Damaged places, how many of them were mended, repairs made, and how many of these put back what had been."""

    damaged: int
    mended: int
    repairs: int
    right: int

    @property
    def recall(self) -> float:
        """Of the damaged places, the mended."""
        return self.mended / self.damaged

    @property
    def precision(self) -> float:
        """Of the repairs, those that put back what had been there."""
        return self.right / self.repairs


def measure(stages: Stages, kind: str) -> Measured:
    """Run the repairing stages over copy with one kind of damage, and over all clean copy; the same at each call.

    A place is mended if the words there print as they were; a repair is right if it prints what had been there.
    """
    choice = random.Random(SEED)
    damaged = mended = repairs = right = 0
    for number, text in enumerate(TEXTS * _RUNS):
        damage, places = DAMAGES[kind](text, choice)
        broken = f"{damage} {CLEAN[number % len(CLEAN)]}"  # what must stay whole stands in damaged copy too
        made = _repaired(broken, stages)
        left = sum(
            (Counter(_printed(broken, made).split()) - Counter(f"{text} {broken[len(damage) :]}".split())).values()
        )
        damaged, mended = damaged + places, mended + max(places - left, 0)
        repairs, right = repairs + len(made), right + sum(one.fixed in text for one in made)
    return Measured(damaged, mended, repairs + sum(len(_repaired(text, stages)) for text in CLEAN), right)


def _printed(text: str, repairs: tuple[Repair, ...]) -> str:
    for one in reversed(repairs):
        text = text[: one.start] + one.fixed + text[one.end :]
    return text


def _repaired(text: str, stages: Stages) -> tuple[Repair, ...]:
    document = Document(text, (Span(0, len(text), Place.BODY, 0, "kit", "kit"),))
    for stage in stages:
        document = stage(document)
    return document.repairs


def _fused(text: str, choice: random.Random) -> tuple[str, int]:
    """Spaces lost before names, behind names and between sentences or paragraphs, where tags and line ends were."""
    seams = [found for found in _NAME.finditer(text) if not _word_before(text, found.start())[:1].isupper()]
    behind = [found for found in _BEHIND_NAME.finditer(text) if _word_before(text, found.start())[:1].isupper()]
    seams += [*behind, *_SENTENCE.finditer(text)]
    cut: set[int] = set()
    for found in choice.sample(seams, min(6, len(seams))):
        if all(abs(found.start() - other) > 30 for other in cut):
            cut.add(found.start())
    broken = "".join(letter for at, letter in enumerate(text) if at not in cut)
    return broken, len(cut)


def _word_before(text: str, at: int) -> str:
    """The word that ends at `at`; a tag stands round a whole name, so none ends inside one."""
    return text[:at].rpartition(" ")[2]


def _garbled(text: str, choice: random.Random) -> tuple[str, int]:
    """The words with accents read in the wrong encoding, all of a text as databases do."""
    encoding = choice.choice(("cp1252", "latin-1"))
    words = [word for found in _ACCENTED.finditer(text) if not (word := found.group()).isascii()]
    try:
        return text.encode().decode(encoding), len(words)
    except UnicodeDecodeError:
        return text, 0


DAMAGES: Mapping[str, Callable[[str, random.Random], tuple[str, int]]] = MappingProxyType(
    {"fused": _fused, "mojibake": _garbled}
)
"""The kinds of damage, each with the number of places where it strikes."""
