"""Text read in the wrong encoding prints as it was meant; foreign words stay."""

import pytest

from normalize.stages.mojibake import _changed_words, mend_mojibake


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        pytest.param("MÃ¼ller said itâ€™s over.", "Müller said it’s over.", id="utf-8-as-windows-1252"),
        pytest.param("â€œQuotedâ€\x9d text", "“Quoted” text", id="with-a-control-character"),
        pytest.param("M\xc3\x83\xc2\xbcller", "Müller", id="twice-over"),
        pytest.param("РџСЂРёРІРµС‚ РјРёСЂ", "Привет мир", id="utf-8-as-windows-1251"),
        pytest.param("RegieÂ\xadrung", "Regie\xadrung", id="soft-hyphen"),
        pytest.param("MÃ¼l\x00ler", "Mül\x00ler", id="other-damage-is-left-to-other-stages"),
        pytest.param("Ã¼\x00Ã¼", "Ã¼\x00Ã¼", id="unless-it-stands-inside"),
        pytest.param("Ângela in SÃO PAULO, café»", "Ângela in SÃO PAULO, café»", id="foreign-words"),
        pytest.param("Ã\xa0 Paris, voilÃ\xa0", "à Paris, voilà", id="with-a-no-break-space"),
        pytest.param("Plain ASCII copy.", "Plain ASCII copy.", id="ascii"),
    ],
)
def test_mojibake_is_mended_word_by_word(document, text, printed):
    assert printed == mend_mojibake(document(text)).printed(0, len(text))


def test_clean_copy_is_the_same_object(document):
    clean = document("Müller sagte „nein“.")
    assert mend_mojibake(clean) is clean


def test_a_line_whose_words_do_not_pair_is_one_repair():
    assert [(repair.raw, repair.fixed) for repair in _changed_words("a b c", "a d", 0)] == [("b c", "d")]
