"""The floors of tests/golden/floors.json, held against what the program makes of each kit that it can read."""

import pytest

from tests.bench.predict import PREDICTORS
from tests.bench.score import failures, score


@pytest.mark.parametrize("kit", PREDICTORS)
def test_the_figures_of_a_kit_keep_to_their_floors(kit, corpus):
    assert list(failures(kit, score(kit))) == []
