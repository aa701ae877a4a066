"""What no page or terminal should get is not printed; what only looks like it stays."""

import pytest

from normalize.stages.control_characters import mend_control_characters


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        pytest.param("Ferry bef\x00ore noon", "Ferry before noon", id="nul"),
        pytest.param("Ferry \x1b[2J\x1b[31mOWNED\x1b]0;pwn\x07 end", "Ferry OWNED end", id="terminal-escapes"),
        pytest.param("Ferry \x9b31mX end", "Ferry X end", id="one-character-escape"),
        pytest.param("Ferry \x1b", "Ferry", id="escape-alone"),
        pytest.param("Ferry \u202egnol\u202c end", "Ferry gnol end", id="bidi-override"),
        pytest.param("Har\u200bbor \ufeffCity\u2060", "Harbor City", id="zero-width"),
        pytest.param("Regie\xadrung", "Regierung", id="soft-hyphen"),
        pytest.param("half \ud83d and whole \ud83d\ude00", "half \ufffd and whole 😀", id="surrogates"),
        pytest.param("\x93Quoted\x94\x81", "“Quoted”", id="windows-1252-as-c1"),
        pytest.param("The end&#3; of it", "The end of it", id="mark-as-character-reference"),
        pytest.param("Tab\there", "Tab\there", id="tab-stays"),
        pytest.param("ประเทศ\u200bไทย", "ประเทศ\u200bไทย", id="thai-word-break-stays"),
        pytest.param("می\u200cخواهم 👨\u200d👩", "می\u200cخواهم 👨\u200d👩", id="joiners-stay"),
        pytest.param("R&#38;D and &#9;", "R&#38;D and &#9;", id="other-references-stay"),
        pytest.param("Plain copy.", "Plain copy.", id="nothing-to-mend"),
    ],
)
def test_only_the_unprintable_is_taken_out(document, text, printed):
    mended = mend_control_characters(document(text))
    assert printed == mended.printed(0, len(text)).strip()


def test_each_repair_keeps_what_stood_there(document):
    (repair,) = mend_control_characters(document("bef\x00\x01ore noon")).repairs
    assert (repair.raw, repair.fixed, repair.rule) == ("\x00\x01", "", "control")


def test_clean_copy_is_the_same_object(document):
    clean = document("Müller said “no”.")
    assert mend_control_characters(clean) is clean
