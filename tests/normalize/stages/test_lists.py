"""Lines with bullets in a row are list items; dialogue and single dashes are not."""

import pytest

from normalize.document import Place
from normalize.stages.lists import mark_lists


@pytest.mark.parametrize(
    ("text", "items"),
    [
        pytest.param("Head\n\n* Gold may edge up\n* Dollar down", ["* Gold may edge up", "* Dollar down"], id="stars"),
        pytest.param("1. Anna\n2. Bob\n3) Carl", ["1. Anna", "2. Bob", "3) Carl"], id="numbers"),
        pytest.param("- Bread\n- Milk\n\nText.\n\n- Alone", ["- Bread", "- Milk"], id="dashes-and-one-alone"),
        pytest.param("– It is a door to hell.\n– It is not, he said.", [], id="dialogue"),
        pytest.param("* One\n- Other kind", [], id="kinds-differ"),
        pytest.param("Text.\n\nMore text.", [], id="no-list"),
    ],
)
def test_bullets_in_a_row_are_a_list(document, text, items):
    marked = mark_lists(document(text))
    assert items == [marked.of(span) for span in marked.spans if span.place is Place.LIST]
