"""What the tests of the judging stages share: an invented story, and its copy after the chain or a part of it."""

from collections.abc import Callable

import pytest

from normalize.chain import Stage, build_chain
from normalize.document import Document

LEAD = "Ferries across the strait sailed again on Monday after a storm had kept them in port for three days."
SECOND = "The operator said that all ships were safe and that passengers would be taken across in the evening."
THIRD = "Harbour pilots warned that the swell would last, and asked the operator to keep the smaller ferries in port."

Shown = list[tuple[str, str]]


@pytest.fixture(scope="session")
def story() -> tuple[str, str, str]:
    """Three paragraphs of running text."""
    return LEAD, SECOND, THIRD


@pytest.fixture
def after(document: Callable[[str], Document]) -> Callable[..., Document]:
    """The document of some copy after one stage alone, or after all of the chain up to it."""

    def run(copy: str, stage: Stage, *, with_earlier: bool = False) -> Document:
        judged = document(copy)
        stages = build_chain().stages
        for earlier in stages[: stages.index(stage)] if with_earlier else ():
            judged = earlier(judged)
        return stage(judged)

    return run


@pytest.fixture
def shown() -> Callable[[Document], Shown]:
    """Place and text of each span, in order."""

    def show(read: Document) -> Shown:
        return [(span.place.value, read.of(span)) for span in read.spans]

    return show


@pytest.fixture
def page() -> Callable[..., str]:
    """A page as a naive scraper leaves it: lines above the story, between its paragraphs and below it."""

    def make(above: str = "", inside: str = "", below: str = "") -> str:
        blocks = (*above.split("|"), LEAD, SECOND, *inside.split("|"), THIRD, *below.split("|"))
        return "\n\n".join(block for block in blocks if block)

    return make


@pytest.fixture
def place_of(after: Callable[..., Document], page: Callable[..., str]) -> Callable[..., str]:
    """The place that a stage alone gives to a line that stands below the story of a page."""

    def find(stage: Stage, line: str, where: str = "below") -> str:
        judged = after(page(**{where: line}), stage)
        return next(span.place.value for span in judged.spans if judged.of(span) in line)

    return find
