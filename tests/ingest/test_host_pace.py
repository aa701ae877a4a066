"""Host pace: one at a time, a gap between, nobody while a host wants a pause."""

import asyncio

import pytest

from ingest.host_pace import HostPace, is_shared_host


async def take_turns(pace, clock, hosts):
    """The second at which each turn came, in the order of the hosts asked for."""

    async def take(host):
        async with pace.turn(host):
            return clock.seconds()

    start = clock.seconds()
    return [at - start for at in await asyncio.gather(*map(take, hosts))]


@pytest.fixture
def clock(desk):
    return desk.clock


@pytest.fixture
def pace(clock):
    return HostPace(1, 2.0, clock.seconds, clock.sleep)


def test_turns_of_one_host_start_a_gap_apart(pace, clock):
    assert asyncio.run(take_turns(pace, clock, ["a", "a", "a"])) == [0, 2, 4]


def test_hosts_do_not_wait_for_each_other(pace, clock):
    assert asyncio.run(take_turns(pace, clock, ["a", "b", "c"])) == [0, 0, 0]
    assert clock.waits == []


def test_two_slots_of_one_host_start_a_gap_apart_too(clock):
    pace = HostPace(2, 2.0, clock.seconds, clock.sleep)
    asyncio.run(take_turns(pace, clock, ["a", "a"]))
    assert clock.waits == [2.0]


def test_an_error_gives_the_turn_back(pace, clock):
    async def fail():
        async with pace.turn("a"):
            raise KeyError

    with pytest.raises(KeyError):
        asyncio.run(fail())
    assert asyncio.run(take_turns(pace, clock, ["a"])) == [2]


def test_the_longest_pause_counts_and_ends(pace, clock):
    pace.hold("a", 60)
    pace.hold("a", 10)
    assert (pace.held_s("a"), pace.held_s("b")) == (60, 0)
    asyncio.run(clock.sleep(60))
    assert pace.held_s("a") == 0


def test_idle_hosts_are_forgotten_and_held_ones_are_not(pace, clock):
    pace.hold("held", 10_000)
    for hundred in range(20):
        asyncio.run(take_turns(pace, clock, [f"{hundred}-{n}" for n in range(100)]))
        asyncio.run(clock.sleep(10))
    assert len(pace._hosts) <= 600
    assert pace.held_s("held") > 0


@pytest.mark.parametrize("host", ["wire.example.com", "93.184.216.34", "2606:2800::1", "local.example"])
def test_a_public_host_is_shared(host):
    assert is_shared_host(host)


@pytest.mark.parametrize(
    "host", ["localhost", "bridge", "nas.local", "nas.home.arpa.", "feeds.internal", "10.0.0.1", "::1", "127.0.0.1"]
)
def test_a_private_host_is_not(host):
    assert not is_shared_host(host)
