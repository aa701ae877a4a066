"""A short soak: `./run soak 300` and `./run soak ends 100` are the long ones."""

from tests.end_to_end.soak import end_again, soak


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
