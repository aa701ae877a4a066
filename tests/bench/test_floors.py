"""The quality of what the program makes of the kits does not fall below its floors."""

import pytest

from tests.bench.floors import FLOORS, Floor, broken, kit_digest, pinned
from tests.bench.predict import PREDICTORS
from tests.bench.score import score


@pytest.mark.parametrize("kit", PREDICTORS)
def test_the_floors_belong_to_the_kit_at_hand(corpus, kit):
    assert pinned(kit)[0] == kit_digest(corpus / kit), f"{kit} has changed: measure it and pin {FLOORS.name} anew"


@pytest.mark.parametrize("kit", PREDICTORS)
def test_no_figure_is_below_its_floor(corpus, kit):
    assert corpus.is_dir()
    assert list(broken(kit, score(kit))) == []


@pytest.mark.parametrize(
    ("floor", "value", "held"),
    [
        (Floor("f1", 0.9, None), 0.9, True),
        (Floor("f1", 0.9, None), 0.899, False),
        (Floor("lost", None, 2), 2, True),
        (Floor("lost", None, 2), 3, False),
    ],
)
def test_a_floor_is_inclusive(floor, value, held):
    assert floor.is_held_by(value) is held
