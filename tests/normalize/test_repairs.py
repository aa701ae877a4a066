"""The repairs hold their bars on the repair kit: hardly a wrong one, nine damaged places in ten mended."""

import pytest

from normalize.stages.lost_spaces import mend_lost_spaces
from normalize.stages.mojibake import mend_mojibake
from tests.bench.repair_kit import CLEAN, DAMAGES, measure
from tests.bench.repair_kit import STAGES as REPAIRS


@pytest.mark.parametrize("kind", DAMAGES)
def test_damage_is_mended_and_hardly_a_repair_is_wrong(kind):
    measured = measure(REPAIRS, kind)
    assert measured.precision >= 0.995
    assert measured.recall >= 0.90


@pytest.mark.parametrize("text", CLEAN, ids=lambda text: text.split()[0])
def test_clean_copy_with_odd_names_stays_as_it_is(document, text):
    read = document(text)
    assert mend_lost_spaces(mend_mojibake(read)) is read
