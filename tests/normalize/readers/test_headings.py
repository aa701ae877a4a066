"""The lines between STX and the story: their marks stand apart, the headline is told from take marks and bylines."""

import pytest

from normalize.document import Place
from normalize.readers.headings import Piece, keyword_of, split_headings
from normalize.readers.paragraphs import cut_paragraphs


def _pieces(text: str) -> list[Piece]:
    return list(split_headings(text, cut_paragraphs(text, 0, len(text))))


@pytest.mark.parametrize(
    ("text", "headline", "body"),
    [
        pytest.param(
            "^BC-XX--Harbor Ferries,466<\n^Ferries sail again <\n^Eds: With photos.<\n^By ANN LEE=\n^XX=\n"
            "\t   HARBOR CITY _",
            ["Ferries sail again"],
            ["Eds: With photos.", "By ANN LEE", "HARBOR CITY _"],
            id="anpa",
        ),
        pytest.param("^Harbor<\n^=\nText", ["Harbor"], ["Text"], id="anpa-without-keyword-line"),
        pytest.param("^Unclosed line\nText", [], ["^Unclosed line", "Text"], id="caret-that-nothing-closes"),
        pytest.param("1ST LEAD\nFerries sail again\nBy Ann Lee, xyz =\n\nText", ["Ferries sail again"],
                     ["1ST LEAD", "By Ann Lee, xyz", "Text"], id="iptc-with-take-mark-and-byline"),
        pytest.param("Ferries sail again after a long night of talks in the harbor\nand nobody knows why =\n\nText",
                     ["Ferries sail again after a long night of talks in the harbor\nand nobody knows why"],
                     ["Text"], id="wrapped-title"),
        pytest.param("(Attention)\nImprint =\n\nText", ["Imprint"], ["(Attention)", "Text"], id="note-and-title"),
        pytest.param("EXTRA =\n\nText", ["EXTRA"], ["Text"], id="one-line-is-the-headline-whatever-it-is"),
        pytest.param("Ferries sail\nFerries sail again =\n\nText", [], ["Ferries sail", "Ferries sail again", "Text"],
                     id="two-titles-are-left-to-the-stages"),
        pytest.param("A story\n\nwith a = b\n\nin it", [], ["A story", "with a = b", "in it"], id="no-heading-lines"),
    ],
)  # fmt: skip
def test_headings_are_told_apart(text, headline, body):
    pieces = _pieces(text)
    assert headline == [text[one.start : one.end] for one in pieces if one.place is Place.HEADLINE]
    assert body == [text[one.start : one.end] for one in pieces if one.place is Place.BODY]


@pytest.mark.parametrize(
    ("line", "slug"),
    [
        pytest.param("^BC-XX--Harbor Ferries,466<", "BC-XX--Harbor Ferries", id="with-words"),
        pytest.param(
            "^BC-XX--Harbor Ferries, 1st Ld-Writethru,127<", "BC-XX--Harbor Ferries, 1st Ld-Writethru", id="take"
        ),
        pytest.param("^BC-XX--Harbor<", "BC-XX--Harbor", id="without-words"),
        pytest.param("^-<", None, id="too-short"),
        pytest.param("Ferries sail again", None, id="no-keyword-line"),
    ],
)
def test_the_keyword_line_gives_the_slug(line, slug):
    text = f"{line}\nText"
    assert slug == keyword_of(text, _pieces(text))
