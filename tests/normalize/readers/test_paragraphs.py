"""Plain text is cut into paragraphs however it marks them, and lists and tables keep their lines."""

import pytest

from normalize.readers.paragraphs import cut_paragraphs

WRAPPED = """\
Negotiations between owners and unions headed by Harbor City's first
deputy mayor on forming a common company could fail, a senior member
warned Wednesday.

"One cannot yet say if it's going to work," senior member Ralf Stein
told reporters. "Two and a half weeks of hard work lay before us."
"""
INDENTED = """\
FERRY OWNERS NEGOTIATING SALE OF UNITS
    HARBOR CITY, February 27 - Ferry Owners of America NT and
the West German branch said it is negotiating the sale of
Bankhaus Centrale AG, a small local bank, and of its card
operation for 2
0.5 mln marks.
    Michael Stein, vice-president and regional manager, said
talks went well. He
declined to give further details.
    Shr loss 72 cts vs loss 1.48 dlrs
    Net loss 4,466,006 vs loss 9,091,688
 REUTER
"""
MAIL = """\
# Notebook
## Note to editors, who will want to know more about it than this line
- Reporting by: Ann Lee, whose line is nearly as long as the column is
- Editing by: Bob Ray, whose line is nearly as long as the column is too
"""


def _cut(text: str) -> list[str]:
    return [text[start:end] for start, end in cut_paragraphs(text, 0, len(text))]


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        pytest.param("One.\n\nTwo.\r\n\r\nThree.\r\rFour.", ["One", "Two", "Three", "Four"], id="blank-lines"),
        pytest.param("One.\n \t\xa0\nTwo.", ["One", "Two"], id="blank-lines-with-white-space"),
        pytest.param(WRAPPED, ["Negotiations", '"One cannot'], id="hard-wrapped"),
        pytest.param(INDENTED, ["FERRY", "HARBOR", "Michael", "Shr", "Net", "REUTER"], id="indents-open-paragraphs"),
        pytest.param(MAIL, ["# Notebook", "## Note", "- Reporting", "- Editing"], id="bullets-open-blocks"),
        pytest.param("First paragraph here.\nSecond one.\nThird one.\nFourth one.",
                     ["First", "Second", "Third", "Fourth"], id="line-breaks-part-paragraphs"),
        pytest.param(
            "Headline\n\n" + "The first of two sentences of a paragraph that a break parts, long enough.\nThe second.",
            ["Headline", "The first"], id="break-inside-a-paragraph"),
        pytest.param("Headline\n\nThe Harbor Times\nThe leaders of seven parties met on Tuesday, it said in a report.",
                     ["Headline", "The Harbor Times", "The leaders"], id="line-over-a-paragraph"),
        pytest.param("Headline\n\nText.\n\nFacebook\nTwitter\n\nMore text.",
                     ["Headline", "Text", "Facebook", "Twitter", "More"], id="short-lines-stay-lines"),
        pytest.param(
            "Jan 3 (Agency) - " + "The ferry sailed again on Sunday with many people on board of it. " * 3
            + "It sailed.     Ann Lee (68) saw it.   (Reporting by Ann Lee)  ((+1 646 555;))  Keywords: FERRY",
            ["Jan 3", "Ann Lee (68)", "(Reporting", "((+1", "Keywords"], id="runs-of-spaces"),
        pytest.param("Typewriter spacing.  Two spaces follow each full stop.  " * 6, ["Typewriter"],
                     id="two-spaces-after-a-full-stop"),
        pytest.param("Total of all.     30,000", ["Total"], id="columns-of-a-short-line"),
        pytest.param("日本銀行は会合を開いた。\n\n次", ["日本", "次"], id="no-spaces"),
        pytest.param("One\fTwo", ["One", "Two"], id="form-feed"),
        pytest.param("One line alone", ["One"], id="one-line"),
    ],
)  # fmt: skip
def test_each_paragraph_is_a_block(text, starts):
    blocks = _cut(text)
    assert len(starts) == len(blocks)
    assert all(block.startswith(start) for start, block in zip(starts, blocks, strict=True))


def test_marked_headings_above_wrapped_copy_stay_lines_and_do_not_hide_that_it_is_wrapped():
    text = (
        "^BC-ISL--Lighthouse Keeper,120<\n^Island lighthouse gets its first keeper in 30 years<\n^By RUTH ANDERSEN=\n"
        "   LOW ISLAND (NW) _ The lighthouse of Low Island has a keeper again, thirty\n"
        "years after the last one left, the island council said Friday.\n"
        "   Oskar Lund, a retired teacher of 61, was chosen from among 214 people who\nwrote from nine countries.\n"
    )
    assert [block.split()[0] for block in _cut(text)] == ["^BC-ISL--Lighthouse", "^Island", "^By", "LOW", "Oskar"]


def test_a_short_line_in_indented_copy_goes_on_in_the_next():
    assert "operation for 2\n0.5 mln marks." in _cut(INDENTED)[1]


def test_blocks_stay_inside_the_stretch_that_was_asked_for():
    text = "header\n\none\n\ntwo\n\ntrailer"
    assert [text[start:end] for start, end in cut_paragraphs(text, 6, text.index("trailer"))] == ["one", "two"]
