"""What must not be printed is found, and a text can be had without it."""

import pytest

from normalize.unprintable import find_unprintable, printable


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("plain", "plain"),
        ("bef\x00ore", "before"),
        ("\x1b[31mred", "red"),
        ("Zeit&#3;ung", "Zeitung"),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("half \ud83d", "half \ufffd"),
    ],
)
def test_a_text_is_had_as_it_prints(text, printed):
    assert printable(text) == printed


def test_each_find_says_where_it_stands_and_what_it_is():
    (found,) = find_unprintable("a \u202eb")
    assert (found.start, found.end, found.fixed, found.rule) == (2, 3, "", "invisible")
