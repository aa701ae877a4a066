"""Following the feed: nothing is told twice or left out, and a store that is away for a while is waited for."""

from collections import deque

import pytest

from schedules.following import Follower
from storage.database import connect
from storage.errors import CursorAhead, StoreUnreachable
from storage.states import ChangeKind
from storage.upgrading import upgrade


@pytest.fixture
def address(tmp_path):
    return f"sqlite:///{tmp_path / 'copydesk.db'}"


@pytest.fixture
def store(address):
    database = connect(address)
    upgrade(database)
    yield database
    database.close()


def follower(database, steps, complaints, kinds=()):
    """Follows from the start; each wait takes the next step, and the last one ends it."""
    left = deque(steps)

    def wait():
        if not left:
            return True
        left.popleft()()
        return False

    return Follower(database, 0, kinds, wait, complaints.append)


def test_a_store_that_is_away_is_waited_for_and_complained_of_once(store, tmp_path):
    files = [tmp_path / "copydesk.db", tmp_path / "away.db"]

    def go_away():
        store.close()
        files[0].rename(files[1])
        files[0].mkdir()

    def come_back():
        files[0].rmdir()
        files[1].rename(files[0])

    complaints = []
    assert list(follower(store, [go_away, lambda: None, come_back], complaints).pages()) == []
    assert [type(error) for error in complaints] == [StoreUnreachable]


def test_a_feed_that_is_put_back_behind_the_cursor_ends_the_following(store):
    ahead = Follower(store, 5, (ChangeKind.NEW,), lambda: True, lambda _: None)
    with pytest.raises(CursorAhead):
        list(ahead.pages())
