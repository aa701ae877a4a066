"""Bytes become text without loss, in the encoding that was meant, or they are refused."""

import random

import pytest

from normalize.errors import NotText
from normalize.readers.decode import decode

FRENCH = "Le président de la République a déclaré mardi que le gouvernement aiderait les ménages."
RUSSIAN = "Президент заявил во вторник, что правительство поддержит семьи. По данным ТАСС, меры будут объявлены."
JAPANESE = "日本銀行は１７日、金融政策決定会合を開き、大規模な金融緩和策を維持することを決めた。"
CHINESE = "新华社北京11月17日电 国务院总理在会议上表示，要继续推进改革开放，促进经济发展。"
KOREAN = "정부는 화요일 에너지 가격 상승으로 어려움을 겪는 가구를 지원하겠다고 밝혔다."


@pytest.mark.parametrize(
    ("text", "written_in", "named"),
    [
        pytest.param(FRENCH, "utf-8", "utf-8", id="utf-8"),
        pytest.param(FRENCH, "utf-8-sig", "utf-8", id="utf-8-with-a-mark"),
        pytest.param(FRENCH, "utf-16", "utf-16-le", id="utf-16-with-a-mark"),
        pytest.param(FRENCH, "utf-16-le", "utf-16-le", id="utf-16-little-endian-without-a-mark"),
        pytest.param(FRENCH, "utf-16-be", "utf-16-be", id="utf-16-big-endian-without-a-mark"),
        pytest.param(FRENCH, "utf-32", "utf-32-le", id="utf-32-with-a-mark"),
        pytest.param(FRENCH, "utf-32-be", "utf-32-be", id="utf-32-without-a-mark"),
        pytest.param(RUSSIAN, "cp1251", "cp1251", id="russian-windows"),
        pytest.param(RUSSIAN, "koi8-r", "koi8-r", id="russian-unix"),
        pytest.param(JAPANESE, "cp932", "cp932", id="japanese-windows"),
        pytest.param(JAPANESE, "iso2022_jp", "iso2022_jp_2", id="japanese-mail"),
        pytest.param(CHINESE, "gb18030", "gb18030", id="chinese-mainland"),
        pytest.param(KOREAN, "cp949", "cp949", id="korean"),
    ],
)
def test_text_is_read_in_the_encoding_it_was_written_in(text, written_in, named):
    decoded = decode(text.encode(written_in))
    assert (text, named) == (decoded.text, decoded.encoding)


@pytest.mark.parametrize(
    ("raw", "declared", "text", "named"),
    [
        pytest.param("Прив".encode("koi8-r"), "KOI8-R", "Прив", "koi8-r", id="too-short-to-guess"),
        pytest.param(b"\x93caf\xe9\x94", "ISO-8859-1", "“café”", "cp1252", id="latin-1-means-windows-1252"),
        pytest.param(b"a\x81\xe9", "iso-8859-1", "a\x81é", "iso8859-1", id="unless-only-latin-1-fits"),
        pytest.param("Müller".encode(), "windows-1252", "Müller", "utf-8", id="utf-8-declared-as-single-byte"),
        pytest.param("Müller".encode(), "utf-7", "Müller", "utf-8", id="smuggling-codec-is-not-taken"),
        pytest.param("Müller".encode(), "no such charset", "Müller", "utf-8", id="unknown-name"),
        pytest.param("Müller".encode(), "utf\x008", "Müller", "utf-8", id="name-with-a-nul"),
        pytest.param("Müller".encode(), "ascii", "Müller", "utf-8", id="ascii-means-utf-8"),
        pytest.param("Müller".encode(), "shift_jis", "Mﾃｼller", "cp932", id="a-wrong-multi-byte-name-is-believed"),
        pytest.param("Grüße aus Köln".encode("cp1252"), "utf-8", "Grüße aus Köln", "cp1252", id="wrong-name"),
    ],
)
def test_a_declared_charset_is_believed_if_it_can_be_true(raw, declared, text, named):
    decoded = decode(raw, declared)
    assert (text, named) == (decoded.text, decoded.encoding)


@pytest.mark.parametrize(
    ("raw", "text", "named"),
    [
        pytest.param(b"a \xed\xa0\xbd b", "a \ud83d b", "utf-8+surrogates", id="half-a-character"),
        pytest.param(
            "„Größte“ Überraschung für Müller, hieß es in Köln – ".encode() + b"na\xefve",
            "„Größte“ Überraschung für Müller, hieß es in Köln – naïve",
            "utf-8+cp1252",
            id="a-byte-of-windows-1252",
        ),
        pytest.param(
            "„Größte“ Überraschung für Müller, hieß es in Köln – ".encode() + b"\x81",
            "„Größte“ Überraschung für Müller, hieß es in Köln – \x81",
            "utf-8+cp1252",
            id="a-byte-of-nothing-stays-a-control-character",
        ),
        pytest.param(b"bef\x00ore", "bef\x00ore", "utf-8", id="a-stray-nul-is-kept-for-the-stages"),
        pytest.param("A \ud83d b".encode("utf-16", "surrogatepass"), "A \ud83d b", "utf-16-le", id="half-in-utf-16"),
    ],
)
def test_slips_are_kept_and_named(raw, text, named):
    decoded = decode(raw)
    assert (text, named) == (decoded.text, decoded.encoding)


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"%PDF-1.7\n1 0 obj", id="pdf"),
        pytest.param(b"PK\x03\x04 word/document.xml", id="office-or-zip"),
        pytest.param(b"\xff\xd8\xff\xe0JFIF", id="jpeg"),
        pytest.param(b"\x00\x00\x00\x18ftypmp42", id="video"),
        pytest.param(b"\x00" * 500 + b"words in between", id="mostly-nul"),
        pytest.param(b"\x01\x02\x03\x04\x05\x06\x07word" * 20, id="mostly-control-characters"),
        pytest.param(random.Random(1).randbytes(600), id="noise"),
        pytest.param(b"\xff\xfeA", id="utf-16-cut-in-a-character"),
    ],
)
def test_binary_is_refused(raw):
    with pytest.raises(NotText):
        decode(raw)


def test_the_same_bytes_are_always_read_the_same_way():
    raw = "Premiér v úterý řekl, že vláda podpoří domácnosti.".encode("cp1250")
    assert len({decode(raw).encoding for _ in range(5)}) == 1
