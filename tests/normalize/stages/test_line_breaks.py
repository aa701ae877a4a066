"""Hard-wrapped paragraphs print as running text; breaks between blocks stay."""

from dataclasses import replace

import pytest

from normalize.stages.line_breaks import unwrap_lines

COLUMN = "Negotiations between owners and unions headed by Harbor City's first\n"


@pytest.mark.parametrize(
    ("lines", "printed"),
    [
        pytest.param("deputy mayor could fail.", "first deputy mayor could fail.", id="line-break"),
        pytest.param("deputy mayor on forming a common company for the long two-\nday trip.",
                     "the long two-day trip.", id="hyphenated-word"),
        pytest.param("deputy mayor on forming a company, warned one of the minis-\nters. The ministers left.",
                     "one of the ministers. The ministers left.", id="word-that-stands-whole-elsewhere"),
        pytest.param("deputy mayor on forming a common company of the times of pre-\nand post-war Europe.",
                     "of pre- and post-war Europe.", id="hyphen-that-stands-for-a-word"),
        pytest.param("deputy mayor on forming a common company could fail in the Anglo-\nSaxon world.",
                     "in the Anglo- Saxon world.", id="capital-after-the-hyphen"),
        pytest.param("deputy mayor on forming a common company failed in the 1987-\nbuilt port.",
                     "in the 1987- built port.", id="figure-before-the-hyphen"),
    ],
)  # fmt: skip
def test_a_break_inside_a_paragraph_prints_as_a_space(document, lines, printed):
    read = document(f"{COLUMN}{lines}\n\n{COLUMN}{COLUMN}end.")
    span = read.spans[0]
    assert unwrap_lines(read).printed(span.start, span.end).endswith(printed)


def test_scripts_without_spaces_are_joined_without_one(document):
    read = document(
        "日本銀行は金融政策決定会合を開き大規模な金融緩和策を維持することを決めた。\n総裁は会見で述べた。\n\n次。\n\n終。"
    )
    span = read.spans[0]
    assert "決めた。総裁" in unwrap_lines(read).printed(span.start, span.end)


def test_white_space_at_a_line_end_goes_with_the_break(document):
    read = document(f"{COLUMN[:-1]} \t\r\ndeputy mayor.\n\n{COLUMN}{COLUMN}end.")
    span = read.spans[0]
    assert unwrap_lines(read).printed(span.start, span.end).endswith("City's first deputy mayor.")


def test_breaks_between_blocks_are_left_alone(document):
    read = document("Headline\n\nFirst.\r\n\r\nSecond.")
    assert unwrap_lines(read) is read


def test_the_repair_can_be_undone(document):
    read = document(f"{COLUMN}deputy mayor.\n\n{COLUMN}{COLUMN}end.")
    repair = unwrap_lines(read).repairs[0]
    assert (repair.raw, repair.fixed) == ("\n", " ")
    assert read.text[repair.start : repair.end] == repair.raw


def test_a_break_at_the_edge_of_a_span_is_left_alone(document):
    read = document(f"{COLUMN}deputy mayor.\n\n{COLUMN}{COLUMN}end.")
    parted = replace(read, spans=(replace(read.spans[0], end=len(COLUMN)), *read.spans[1:]))
    assert unwrap_lines(parted).repairs[0].start > len(COLUMN)
