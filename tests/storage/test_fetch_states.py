"""What is remembered of sources comes back as it was written, on each database."""

from datetime import timedelta

import pytest

from ingest.rhythm import FetchState, Move
from ingest.validators import Validators
from storage.actions import Action
from storage.errors import NotInStore
from storage.fetch_states import Ending, load, pause, put, resume, standings

URL = "https://wire.example/feed"


@pytest.fixture
def whole(later) -> FetchState:
    return FetchState(
        home=URL,
        address="https://wire.example/new",
        next_due=later(1),
        validators=Validators(URL, 'W/"odd \u00e9"', "yesterday, or so"),
        body_hash="0" * 32,
        fresh_for=timedelta(seconds=90.5),
        failures=3,
        move=Move("https://wire.example/newer", later(0), 2),
        former=(URL, "https://wire.example/old"),
        gone_at=later(2),
    )


def test_a_state_comes_back_whole(store, whole, later):
    states = {"wire": whole, "bare": FetchState(URL, URL)}
    with store.writing() as connection:
        put(connection, [(name, state, Ending("fetched", later(0))) for name, state in states.items()])
    assert load(store, ["wire", "bare", "unknown"]) == states
    assert set(standings(store)) == {"wire", "bare"}


def test_a_failure_leaves_the_last_good_moment_and_an_operators_pause(store, later):
    state = FetchState(URL, URL)
    with store.writing() as connection:
        put(connection, [("wire", state, Ending("fetched", later(0)))])
    pause(store, "wire", URL, Action("desk", later(1), "sources pause", "source wire", "noisy"))
    bad = Ending("timeout", later(2), is_well=False, sentence="no answer \udce4", advice="wait", held_until=later(3))
    with store.writing() as connection:
        put(connection, [("wire", state, bad)])
    one = standings(store)["wire"]
    assert (one.last_ok_at, one.last_fetch_at, one.paused_at) == (later(0), later(2), later(1))
    assert (one.last_outcome, one.last_sentence, one.last_advice) == ("timeout", "no answer \\udce4", "wait")
    assert one.held_until == later(3)


def test_a_source_that_was_never_fetched_can_be_paused(store, later):
    pause(store, "wire", URL, Action("desk", later(1), "sources pause", "source wire", "noisy"))
    one = standings(store)["wire"]
    assert (one.state, one.paused_at, one.last_fetch_at) == (FetchState(URL, URL), later(1), None)


def test_a_source_that_is_unknown_cannot_be_resumed(store, later):
    with pytest.raises(NotInStore):
        resume(store, "wire", Action("desk", later(1), "sources resume", "source wire", "calm"))
