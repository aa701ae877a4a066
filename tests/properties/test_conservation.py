"""Whatever the copy: nothing is lost or doubled, once is enough, and the same bytes make the same article.

The chain itself checks conservation each time it runs, so a run without error is the proof.
"""

import random
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.raw import RawCopy
from normalize.as_json import article_as_json
from normalize.chain import build_chain
from normalize.errors import NoText, NotText, TooComplex
from normalize.explain import trace_of, with_trace
from normalize.normalizer import normalize, read

CHAIN = build_chain()
GENERATED = 5_000
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def _raw_copy(raw: bytes) -> RawCopy:
    return RawCopy("drop", "agency", "drop/story.txt", "text/plain", datetime(2024, 2, 7, tzinfo=UTC), raw)


def _told(raw: bytes) -> dict[str, Any]:
    return article_as_json(normalize(_raw_copy(raw), CHAIN))


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def _words_of(text: str) -> list[str]:
    return [word for word in re.split(r"[^0-9A-Za-z]+", text) if word]


def _kit_texts(corpus: Path) -> dict[str, bytes]:
    return {path.parent.name: path.read_bytes() for path in sorted(corpus.glob("wire/*/raw.txt"))}


def test_every_kit_text_keeps_all_its_characters_and_once_is_enough(corpus):
    for name, raw in _kit_texts(corpus).items():
        once = CHAIN(read(_raw_copy(raw)))
        assert raw.decode() == once.text, name
        assert CHAIN(once) == once, name


def test_every_kit_text_makes_the_same_article_each_time(corpus):
    for name, raw in _kit_texts(corpus).items():
        assert _told(raw) == _told(raw), name


@pytest.mark.parametrize("stage", CHAIN.stages, ids=lambda stage: stage.__name__)
def test_each_stage_changes_nothing_the_second_time_in_any_kit_text(corpus, stage):
    before = CHAIN.stages[: CHAIN.stages.index(stage)]
    for name, raw in _kit_texts(corpus).items():
        document = read(_raw_copy(raw))
        for earlier in before:
            document = earlier(document)
        once = stage(document)
        assert stage(once) == once, name


def test_every_kit_trace_restores_its_document(corpus):
    for name, raw in _kit_texts(corpus).items():
        judged = CHAIN(read(_raw_copy(raw)))
        assert with_trace(judged.text, trace_of(judged)) == replace(judged, fields={}, reading=None), name


def test_control_characters_never_reach_a_printed_value_of_any_kit_text(corpus):
    dice = random.Random(7)
    nasty = ["\x00", "\x1b[31m", "\u202e", "\x9b", "\x07", "\x1f", "\x85"]
    for name, raw in _kit_texts(corpus).items():
        words = raw.decode().split(" ")
        for _ in range(6):
            at = dice.randrange(len(words))
            words[at] = words[at][:2] + dice.choice(nasty) + words[at][2:]
        found = [text for text in _strings(_told(" ".join(words).encode())) if FORBIDDEN.search(text)]
        assert found == [], name


def test_every_item_of_a_year_of_wire_copy_is_conserved(corpus):
    texts = []
    for path in sorted(corpus.glob("reuters21578/*.sgm")):
        for unknown, text in re.findall(
            r"<UNKNOWN>(.*?)</UNKNOWN>\s*<TEXT[^>]*>(.*?)</TEXT>", path.read_text("latin-1"), re.DOTALL
        ):
            texts.append((unknown + re.sub(r"</?(?:TITLE|DATELINE|BODY|AUTHOR)>", "", text)).encode())
    assert len(texts) == 10_000
    for raw in texts:
        judged = CHAIN(read(_raw_copy(raw)))
        assert raw == judged.text.encode()


LINES = (
    "Ferries sail again after a long night of talks",
    "UPDATE 2-Ferries sail again",
    "By Ann Lee and Bob Ray",
    "HARBOR CITY (XX) - Ferry owners and unions resumed talks on Tuesday, the port said, althoughMacron stayed away.",
    "Macron said: ``We sail.'' Nobody knew why.The end came soon; MÃ¼ller left & Sweden&apos;s team stayed.",
    "(Reporting by Ann Lee; Editing by Bob Ray)",
    "Share post:",
    "Facebook",
    "Pope speaks of ferries at Gaza church",
    "Vatican City (XX) - The pope on Sunday again...",
    "* Gold may edge up\n* Dollar down",
    "Net 4,466,006 vs 9,091,688\nRevs 608,181 vs 1,280,727",
    "    An indented paragraph that goes on and on until the column of the wire\nis full, and ends here.",
    "Copyright 2024 The Harbor Press. All rights reserved.",
    "Die Bundesregierung will die Häfen wegen der hohen Preise unterstützen, hieß es.",
    "日本銀行は１７日、金融政策決定会合を開き、大規模な金融緩和策を維持することを決めた。",
    "ঘটনা ঘটে।হামলাকারী পালায়",
    "^BC-XX--Harbor Ferries,466<\n^Ferries sail again<",
    "\x01xyz062 4 i 211\r\n\r\nHarbor/\r\n\x02Ferries sail =",
    "\x03131137 GMT Nov 13\r\n\x7f\x04",
    "bef\x00ore \x1b[2J\u202egnol\u202c \ud83d half",
    "Reuter",
)
JOINTS = ("\n\n", "\n", "\r\n\r\n", "\n\n\n\n", " ", "     ", "\f", "\n \t\n", "\u2028")


def _generated(seed: int) -> bytes:
    dice = random.Random(seed)
    pieces: list[str] = []
    for _ in range(dice.randint(1, 14)):
        pieces += (dice.choice(LINES), dice.choice(JOINTS))
    text = "".join(pieces)
    if dice.random() < 0.3:
        at = dice.randrange(len(text))
        text = text[:at] + dice.choice(["\x00", "\x02", "\x03", "``", "''", "\n", "-\n", "&#3;", " ", "."]) + text[at:]
    encoding = dice.choice(["utf-8"] * 8 + ["cp1252", "utf-16", "gb18030"])
    return text.encode(encoding, "surrogatepass" if encoding.startswith("utf") else "replace")


def test_thousands_of_generated_texts_are_conserved_and_once_is_enough():
    refused = 0
    for seed in range(GENERATED):
        try:
            once = CHAIN(read(_raw_copy(_generated(seed))))
        except (NoText, NotText):
            refused += 1
            continue
        assert CHAIN(once) == once, seed
    assert refused < GENERATED / 10


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_an_article_or_a_named_error(raw):
    try:
        told = _told(raw)
    except (NoText, NotText, TooComplex):
        return
    assert not any(FORBIDDEN.search(text) for text in _strings(told))


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=400))
def test_any_text_is_kept_character_by_character(text):
    try:
        document = CHAIN(read(_raw_copy(text.encode())))
    except (NoText, NotText):
        return
    if document.value("encoding") == "utf-8":
        assert text.removeprefix("\ufeff") == document.text


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(LINES[:18]), min_size=1, max_size=8))
def test_no_word_is_made_or_lost_but_by_a_listed_repair(lines):
    document = CHAIN(read(_raw_copy("\n\n".join(lines).encode())))
    printed = "".join(document.printed(span.start, span.end) + "\n" for span in document.spans)
    undone = document.text
    for repair in reversed(document.repairs):
        undone = undone[: repair.start] + repair.fixed + undone[repair.end :]
    assert _words_of(undone) == _words_of(printed)
