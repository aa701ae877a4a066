"""The address guard: what is public, what only looks so."""

import asyncio
import socket
from ipaddress import ip_address

import pytest

from ingest.address_guard import AddressGuard, AddressRefused, allowed_networks, is_public

PUBLIC = [
    "93.184.216.34",
    "1.1.1.1",
    "223.255.255.254",
    "100.63.255.255",
    "100.128.0.0",
    "172.15.255.255",
    "172.32.0.0",
    "2606:2800:220:1:248:1893:25c8:1946",
    "2a00:1450:4001::200e",
    "::ffff:93.184.216.34",
    "64:ff9b::5db8:d822",
    "2002:5db8:d822::1",
    "2606:4700::5efe:5db8:d822",
]
CLOSED = {
    "0.0.0.0": "this host",  # noqa: S104 - an address to refuse
    "0.1.2.3": "this network",
    "10.0.0.1": "private",
    "100.64.0.1": "carrier",
    "100.100.100.200": "metadata in carrier space",
    "127.0.0.1": "loopback",
    "127.255.255.255": "loopback",
    "168.63.129.16": "host agent of a cloud",
    "169.254.169.254": "metadata",
    "172.16.0.1": "private",
    "172.31.255.255": "private",
    "192.0.0.192": "protocol assignments",
    "192.0.2.1": "documentation",
    "192.88.99.1": "relay",
    "192.168.1.1": "private",
    "198.18.0.1": "benchmark",
    "198.51.100.7": "documentation",
    "203.0.113.9": "documentation",
    "224.0.0.1": "multicast",
    "239.255.255.250": "multicast",
    "240.0.0.1": "reserved",
    "255.255.255.255": "broadcast",
    "::": "unspecified",
    "::1": "loopback",
    "::127.0.0.1": "compatible",
    "::93.184.216.34": "compatible, retired",
    "::ffff:127.0.0.1": "mapped",
    "::ffff:a9fe:a9fe": "mapped metadata",
    "::ffff:0:127.0.0.1": "translated",
    "64:ff9b::7f00:1": "NAT64 of loopback",
    "64:ff9b::a9fe:a9fe": "NAT64 of metadata",
    "64:ff9b:1::a00:1": "local NAT64",
    "100::1": "discard",
    "2001::1": "Teredo",
    "2001:0:a00:1::1": "Teredo",
    "2001:10::1": "ORCHID",
    "2001:db8::1": "documentation",
    "2002:7f00:1::1": "6to4 of loopback",
    "2002:a00:1::": "6to4 of private",
    "2606:4700::5efe:a00:1": "ISATAP of private",
    "2606:4700::200:5efe:7f00:1": "ISATAP of loopback",
    "3fff::1": "documentation",
    "5f00::1": "segment routing",
    "fc00::1": "unique local",
    "fd00:ec2::254": "metadata, unique local",
    "fe80::1": "link-local",
    "fec0::1": "site-local",
    "ff02::1": "multicast",
}


@pytest.mark.parametrize("address", PUBLIC)
def test_the_public_net_is_open(address):
    assert is_public(ip_address(address))
    assert AddressGuard().admits(address)


@pytest.mark.parametrize("address", CLOSED, ids=[f"{address} {why}" for address, why in CLOSED.items()])
def test_everything_else_is_closed(address):
    assert not is_public(ip_address(address))
    with pytest.raises(AddressRefused) as refusal:
        AddressGuard().open_socket((socket.AF_INET, socket.SOCK_STREAM, 0, "", (address, 80)))
    assert refusal.value.address == address


def test_a_zone_does_not_hide_an_address():
    assert not AddressGuard().admits("fe80::1%eth0")


def test_only_what_the_operator_lists_is_let_through():
    guard = AddressGuard(allowed_networks(("127.0.0.1", "192.168.7.0/24", "fd00:7::/32")))
    assert guard.admits("127.0.0.1")
    assert guard.admits("::ffff:127.0.0.1"), "the same address in another form"
    assert guard.admits("192.168.7.9")
    assert guard.admits("fd00:7::1")
    assert not guard.admits("127.0.0.2")
    assert not guard.admits("192.168.8.1")
    assert not guard.admits("fd00:8::1")


def test_a_list_with_what_is_no_network_is_an_error():
    with pytest.raises(ValueError, match="intranet"):
        allowed_networks(("intranet",))


def test_an_admitted_address_gets_its_socket():
    found = (socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", ("93.184.216.34", 80))
    with AddressGuard().open_socket(found) as opened:
        assert (opened.family, opened.type) == (socket.AF_INET, socket.SOCK_STREAM)


def test_a_host_is_closed_if_one_of_its_addresses_is(desk):
    desk.names.answers |= {"open.example": ["93.184.216.34"], "mixed.example": ["93.184.216.34 10.0.0.1"]}
    asyncio.run(AddressGuard().check_host("open.example", desk.names))
    with pytest.raises(AddressRefused):
        asyncio.run(AddressGuard().check_host("mixed.example", desk.names))
