"""The chain runs all stages in order, once is enough, and its version follows its rules."""

from dataclasses import replace

import pytest

from normalize.chain import Chain, _digest, build_chain
from normalize.document import Document, Place, Span
from normalize.errors import ConservationBroken

STAGES = build_chain().stages
COPY = (
    "\x02UPDATE 2-Ferries sail again\n\nBy Ann Lee\n\nHARBOR CITY (XX) - MÃ¼ller bef\x00ore said Macron went, "
    "althoughMacron did not.\n\n``Quote'' &amp; more.\n\n* One\n* Two\n\n(Reporting by Ann Lee)\n\nShare post:\n\n"
    "Other story\n\nKuwait (XX) - Somebody was named...\n\x03131137 GMT Nov 13"
)


def test_once_is_enough(document):
    chain = build_chain()
    once = chain(document(COPY))
    assert chain(once) == once


def test_the_chain_starts_from_the_reading_not_from_what_stages_decided(document):
    once = build_chain()(document(COPY))
    tampered = replace(once, spans=(Span(0, len(COPY), Place.AD, 0, "somebody", "wrong"),), notes=())
    assert build_chain()(tampered) == once


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.__name__)
def test_each_stage_alone_changes_nothing_the_second_time(document, stage):
    once = stage(document(COPY))
    assert stage(once) == once


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.__name__)
def test_each_stage_shows_an_example_and_names_its_limit(stage):
    assert "`" in stage.__doc__
    assert "ot touch" in stage.__doc__


def test_a_stage_that_loses_text_is_caught(document):
    def lose(read: Document) -> Document:
        return replace(read, spans=read.spans[1:])

    with pytest.raises(ConservationBroken):
        Chain(stages=(lose,), version="1")(document(COPY))


def test_the_version_is_the_same_for_the_same_rules():
    assert build_chain().version == build_chain().version


@pytest.mark.parametrize(
    ("path", "changes"),
    [("stages/share.py", True), ("phrases/share.toml", True), ("chain.py", True), ("__pycache__/chain.pyc", False)],
)
def test_the_version_changes_with_each_rule_and_phrase(tmp_path, path, changes):
    for name in ("stages/share.py", "phrases/share.toml", "chain.py", "__pycache__/chain.pyc"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("rule = 1")
    before = _digest(tmp_path)
    (tmp_path / path).write_text("rule = 2")
    assert changes == (before != _digest(tmp_path))
