"""Raw copy in many languages, written in the usual form of their outlets: the clutter goes, the story stays whole.

Each file of languages/ is one copy: lines `=name value` say what must be read; then a block a line: `h` headline, `b`
story, `t` the headline of another story, `m` anything else of the page.
"""

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from normalize.article import Article
from normalize.chain import build_chain
from normalize.normalizer import normalize

FOLDER = Path(__file__).parent / "languages"
TAGS = sorted(path.stem for path in FOLDER.glob("*.txt"))


@dataclass
class Copy:
    """One copy: its text, the story's paragraphs, other stories' headlines, what must be read."""

    blocks: list[str] = field(default_factory=list)
    story: list[str] = field(default_factory=list)
    teasers: list[str] = field(default_factory=list)
    told: dict[str, str] = field(default_factory=dict)


def copy_of(tag: str) -> Copy:
    copy = Copy()
    for line in (FOLDER / f"{tag}.txt").read_text(encoding="utf-8").splitlines():
        kind, _, text = line.partition(" ")
        if kind.startswith("="):
            copy.told[kind[1:]] = text
            continue
        is_named_before = kind == "t" and copy.blocks[-1].endswith(text)
        copy.blocks += [] if is_named_before else [text]
        copy.story += [text] * (kind == "b")
        copy.teasers += [text] * (kind == "t")
    return copy


@pytest.fixture(params=TAGS)
def read(request, raw_copy) -> tuple[Copy, Article]:
    """Each language's copy, and the article that is made of it."""
    copy = copy_of(request.param)
    return copy, normalize(raw_copy("\n\n".join(copy.blocks)), build_chain())


def test_the_story_stays_whole_and_nothing_else_stays(read):
    copy, article = read
    printed = [paragraph.text for paragraph in article.body]
    dateline = article.dateline.raw if article.dateline else ""
    assert printed == [copy.story[0].removeprefix(dateline).strip(), *copy.story[1:]]


def test_headline_byline_and_dateline_are_read(read):
    copy, article = read
    dateline = article.dateline
    told = {
        "headline": article.headline,
        "byline": article.byline,
        "place": "/".join(dateline.place) if dateline else None,
        "agency": dateline.agency if dateline else None,
    }
    assert {name: value for name, value in told.items() if name in copy.told} == copy.told


def test_other_stories_are_listed_as_teasers(read):
    copy, article = read
    assert [teaser.headline for teaser in article.teasers] == copy.teasers


@pytest.mark.parametrize("tag", TAGS)
def test_the_language_is_told(raw_copy, tag):
    article = normalize(raw_copy("\n\n".join(copy_of(tag).blocks)), build_chain())
    assert article.language in {tag, *NEAR.get(tag, ())}


NEAR = {"hr": ("bs", "sr"), "sr": ("bs",), "ms": ("id",), "no": ("nb", "nn")}
"""Written standards that a few sentences can't tell apart."""
