"""What a stretch of text looks like by itself."""

import pytest

from normalize.looks import Look, content_words
from normalize.phrasebook import Sign

LONG = "The swell lasted for days in the strait and kept the ferries in port "


@pytest.mark.parametrize(
    ("text", "is_prose"),
    [
        pytest.param("Ferries across the strait sailed again on Monday.", True, id="sentence"),
        pytest.param("They both took one.", False, id="short-sentence"),
        pytest.param("Ferries sail again across the strait after the storm", False, id="headline"),
        pytest.param("Is the minister of the north perhaps not the right one?", False, id="question"),
        pytest.param("He was right. Is the minister of the north the right one?", True, id="question-after-a-sentence"),
        pytest.param(
            f"Did {LONG.lower()}that the operator had wanted to sail again on Monday?", True, id="long-question"
        ),
        pytest.param(f"{LONG * 4}", False, id="long-menu"),
        pytest.param(f"{LONG * 3}. The operator said so (he sa", True, id="long-and-cut"),
        pytest.param("据了解，短缺药品信息监测共享正在多维度推进。", True, id="zh"),
        pytest.param("短缺药品保供稳价", False, id="zh-line"),
        pytest.param("이 후보는 전남 여수에서 똑같은 피해자들이라고 말했다고 전했다.", True, id="ko"),
    ],
)
def test_running_text_is_told_from_lines(text, is_prose):
    assert Look(text).is_prose is is_prose


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        pytest.param('"I hope," he said."', True, id="closing-quote"),
        pytest.param("Der Autor ist 2017 verstorben. (nz)", True, id="initials-behind"),
        pytest.param("President, wanted for trafficking in the U.S.", False, id="abbreviation"),
        pytest.param("Nuclear umbrella", False, id="line"),
        pytest.param("यह भी सच है।", True, id="danda"),
    ],
)
def test_the_end_of_a_sentence_is_told(text, ends):
    assert Look(text).ends_sentence is ends


@pytest.mark.parametrize("text", ["was named...", "aufkamen …", "wait [...]"])
def test_dots_at_the_end_are_a_cut(text):
    assert Look(text).is_cut_off


def test_a_snippets_dateline_does_not_open_a_story():
    assert Look("Kuwait (Reuters) - Sheikh Meshal was named").is_dated
    assert not Look("Kuwait (Reuters) - Sheikh Meshal was named...").is_dated


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        pytest.param("***", Sign.NAV, id="marks-alone"),
        pytest.param("Previous articleMagnitude 6.8 Quake Shakes Coast", Sign.NAV, id="fused-opener"),
        pytest.param("Comments (12)", Sign.COMMENT, id="phrase-and-counter"),
        pytest.param("Last updated 9 min ago by the desk", Sign.META, id="date-lead"),
        pytest.param(f"{LONG * 4}A and B contributed to this report.", Sign.CREDIT, id="long-block"),
        pytest.param("Alle Angaben ohne Gewähr. Alle Rechte vorbehalten.", Sign.COPYRIGHT, id="inside"),
        pytest.param("本网站所有内容未经授权不得使用", Sign.COPYRIGHT, id="inside-unspaced"),
    ],
)
def test_a_known_line_is_known(text, sign):
    known = Look(text).known
    assert known is not None
    assert known.sign in {sign, Sign.OPENER}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Shared waters", id="longer-word"),
        pytest.param("The unsubscribe at any times", id="phrase-in-a-longer-word"),
        pytest.param(f"{LONG * 4}reported from the port.", id="long-block"),
        pytest.param(f"{LONG * 4}all rights reservedly given.", id="longer-word-in-a-long-block"),
        pytest.param("在港口的渡轮", id="zh"),
        pytest.param("12 ferries", id="figure-and-word"),
    ],
)
def test_other_text_is_not(text):
    assert Look(text).known is None


def test_content_words_carry_the_topic():
    assert content_words("The ferries, in the harbour") == {"ferrie", "harbou"}
    assert content_words("渡轮停航") == {"渡轮", "轮停", "停航"}
