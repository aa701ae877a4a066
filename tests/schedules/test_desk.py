"""The desk opens what a run needs, and leaves the process as it found it."""

import gc

from schedules.desk import open_desk
from schedules.settings import load_config


def test_garbage_is_collected_seldom_while_the_desk_is_open_and_as_before_after_it(tmp_path):
    config = tmp_path / "config.yaml"
    config.write_text("log: {level: error}\n", encoding="utf-8")
    before = (700, 10, 10)
    gc.set_threshold(*before)  # whatever desks that overlapped have left
    with open_desk(load_config(config)):
        assert gc.get_threshold()[0] > before[0]
    assert (gc.get_threshold(), gc.get_freeze_count()) == (before, 0)
