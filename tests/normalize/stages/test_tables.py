"""Lines of figures in columns, in a row, are a table."""

import pytest

from normalize.document import Place
from normalize.stages.tables import mark_tables


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        pytest.param("Net 4,466,006 vs 9,091,688\nRevs 608,181 vs 1,280,727", 2, id="earnings"),
        pytest.param("Shr loss 72 cts vs loss 1.48 dlrs\nNet profit 5 mln vs 4 mln", 2, id="losses"),
        pytest.param("Gold    1,200.00\nSilver    17.14", 2, id="columns"),
        pytest.param("Gold....1,200.00\nSilver....17.14", 2, id="dotted"),
        pytest.param("Gold    1,200.00", 0, id="one-row"),
        pytest.param("He won 3 games.\nShe lost 2 games.", 0, id="sentences-with-figures"),
        pytest.param("It rose.  It fell 3 percent.\nIt rose.  It fell 4 percent.", 0, id="typewriter-spacing"),
    ],
)
def test_rows_of_figures_are_a_table(document, text, rows):
    marked = mark_tables(document(text))
    assert rows == sum(span.place is Place.TABLE for span in marked.spans)
