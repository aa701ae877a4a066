"""What is shown cannot steer the terminal, and JSON says everything."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

import pytest

from schedules.cli.show import Shower, as_plain, printable


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True)
class Pair:
    left: object
    right: object


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("café – “x”", "café – “x”"),
        ("\x1b[2Jgone", r"\x1b[2Jgone"),
        ("a\nb", "a b"),
        ("a\tb", "a b"),
        ("a\x00b\x07", r"a\x00b\x07"),
        ("\u202eevil", r"\u202eevil"),
        ("\u2067x\u2069", r"\u2067x\u2069"),
        ("\x9b31m", r"\x9b31m"),
        ("a\u3000b", "a\u3000b"),
        ("שלום", "שלום"),
    ],
)
def test_controls_are_written_out(text, expected):
    assert printable(text) == expected


def test_line_ends_are_kept_where_asked():
    assert printable("a\nb\x1b", keep_lines=True) == "a\nb\\x1b"


def test_values_become_json():
    moment = datetime(2026, 3, 1, tzinfo=UTC)
    value = Pair({"a": (Colour.RED, b"\xff")}, [moment, None, Pair(1, 2.5)])
    assert as_plain(value) == {
        "left": {"a": ["red", "ff"]},
        "right": ["2026-03-01T00:00:00Z", None, {"left": 1, "right": 2.5}],
    }


def test_json_is_one_line(capsys):
    Shower(as_json=True).json({"text": "a\nb\x1b"})
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    assert "\x1b" not in out
    assert json.loads(out) == {"text": "a\nb\x1b"}


def test_a_table_shows_values_for_people(capsys):
    rows = [(1, None, datetime(2026, 3, 1, 8, 5, tzinfo=UTC), True, Colour.RED, ("a", "b"), "[red]x\x1b")]
    Shower(as_json=False).table("T", ("id", "none", "when", "yes", "enum", "list", "headline"), rows, "nothing")
    out = capsys.readouterr().out
    for shown in ("2026-03-01 08:05Z", "yes", "red", "a, b", r"[red]x\x1b"):
        assert shown in out


def test_an_empty_table_is_a_sentence(capsys):
    Shower(as_json=False).table("T", ("id",), [], "nothing here")
    assert capsys.readouterr().out == "nothing here\n"
