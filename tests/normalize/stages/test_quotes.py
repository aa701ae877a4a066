"""Back-ticks and apostrophes that come in pairs print as quotation marks."""

import pytest

from normalize.stages.quotes import mend_quotes


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        pytest.param("``Hope is beautiful.'' She left.", '"Hope is beautiful." She left.', id="pair"),
        pytest.param("``One,'' he said, ``two.''", '"One," he said, "two."', id="two-pairs"),
        pytest.param("``A quote that goes on", '"A quote that goes on', id="closed-in-a-later-paragraph"),
        pytest.param("``High.'' He is 5' 10'' tall.", "\"High.\" He is 5' 10'' tall.", id="inches"),
        pytest.param("He is 5' 10'' tall.", "He is 5' 10'' tall.", id="no-back-tick-no-change"),
        pytest.param("`This is who I am,' she said.", "`This is who I am,' she said.", id="single"),
    ],
)
def test_pairs_become_quotation_marks(document, text, printed):
    assert printed == mend_quotes(document(text)).printed(0, len(text))
