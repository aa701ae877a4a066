"""Short soaks. The long ones: `./run soak 300`, `./run soak ends 100`, `./run soak two 20`, `./run soak file 10000`."""

from tests.end_to_end.soak import end_again, soak
from tests.end_to_end.soak_beside import one_file, two_daemons


def test_daemons_that_are_killed_under_a_steady_flow_lose_and_double_nothing(install):
    """At random moments and at each of the named points once, on SQLite; at some of them on PostgreSQL."""
    kills = 15 if install.url.startswith("sqlite") else 6
    report = soak(install.folder, kills, install.url)
    assert report.is_clean, report
    assert (report.kills, report.stories > 0) == (kills, True)


def test_daemons_that_are_told_to_end_leave_nothing_open(install):
    report, seconds = end_again(install.folder, 5, install.url)
    assert report.is_clean, report
    assert max(seconds) < 10


def test_of_two_daemons_on_one_store_one_is_killed_and_the_other_asks_nothing_twice(install):
    report = two_daemons(install.folder, 2, install.url, feeds=30, interval_s=4)
    assert report.is_clean, report
    assert report.stored > 0


def test_a_daemon_two_backfills_and_a_reader_share_one_file(tmp_path):
    report = one_file(tmp_path, 400)
    assert report.is_clean, report
    assert report.stored >= 400
