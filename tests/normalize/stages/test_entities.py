"""Entities print as their characters, ampersands as themselves."""

import pytest

from normalize.stages.entities import mend_entities


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        pytest.param("Sweden&apos;s Norlander", "Sweden's Norlander", id="named"),
        pytest.param("&lt;BAC.N> said", "<BAC.N> said", id="bracket"),
        pytest.param("caf&#233; &#xE9;", "café é", id="numbered"),
        pytest.param("12&nbsp;May", "12 May", id="no-break-space"),
        pytest.param("AT&T and R&D; too", "AT&T and R&D; too", id="bare-ampersand"),
        pytest.param("&nosuch; name", "&nosuch; name", id="unknown-name"),
        pytest.param("&#27;[2J escape", "&#27;[2J escape", id="control-character"),
    ],
)
def test_entities_are_read(document, text, printed):
    assert printed == mend_entities(document(text)).printed(0, len(text))


def test_copy_without_ampersand_is_the_same_object(document):
    clean = document("Fish and chips.")
    assert mend_entities(clean) is clean
