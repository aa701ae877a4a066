"""The address guard: decides at connect time which addresses copydesk may talk to.

A feed, or a redirect in it, can name a host inside the operator's own network (a cloud's metadata service,
a printer, a database). So every socket is opened here, for the very address that is dialled: a name that
resolves to something else between a check and the connection has no gap to slip through.
"""

import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # every command loads this module, and only a fetch needs aiohttp
    from aiohttp.abc import AbstractResolver

Network = IPv4Network | IPv6Network

_CLOSED_V4 = tuple(
    IPv4Network(block)
    for block in (
        # IANA IPv4 Special-Purpose Address Registry; the table is our own since ipaddress.is_global
        # differs between patch levels of Python (CVE-2024-4032).
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # shared by carriers, and some clouds' metadata
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # a global address that one cloud uses for its host agent
        "169.254.0.0/16",  # link-local, most clouds' metadata
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays, retired
        "192.168.0.0/16",  # private
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/3",  # multicast, reserved, broadcast
    )
)
_GLOBAL_V6 = IPv6Network("2000::/3")
_CLOSED_V6 = tuple(
    IPv6Network(block)
    for block in (
        "2001::/23",  # protocol assignments: Teredo, benchmarks, ORCHID
        "2001:db8::/32",  # documentation
        "3fff::/20",  # documentation
    )
)
_MAPPED = IPv6Network("::ffff:0:0/96")
_NAT64 = IPv6Network("64:ff9b::/96")
_6TO4 = IPv6Network("2002::/16")
_ISATAP_MARKS = (0x00005EFE, 0x02005EFE)


class AddressRefused(OSError):
    """Raised in place of a connection. An OSError, so that a host's other addresses are still tried.

    The text is the same for all: the connector hands an error on as it is when all attempts failed alike.
    """

    def __init__(self, address: str) -> None:
        super().__init__("address is not public")
        self.address = address


class NameUnresolved(OSError):
    """A host's name does not resolve, so its addresses could not be checked."""


@dataclass(frozen=True, slots=True)
class AddressGuard:
    """Lets through global unicast addresses, and those the operator lists in `allow`."""

    allow: tuple[Network, ...] = ()

    def admits(self, address: str) -> bool:
        """Whether a literal address, IPv4 or IPv6 with or without its zone, may be connected to."""
        meant = _unwrapped(ip_address(address.partition("%")[0]))
        return is_public(meant) or any(meant in network for network in self.allow)

    def open_socket(self, found: tuple[Any, ...]) -> socket.socket:
        """A socket for an entry of getaddrinfo, whose address it is about to be connected to.

        Raises AddressRefused. This is the connector's hook: it sees each address of each attempt of each hop.
        """
        family, kind, protocol, _, place = found
        if not self.admits(place[0]):
            raise AddressRefused(place[0])
        return socket.socket(family=family, type=kind, proto=protocol)

    async def check_host(self, host: str, names: "AbstractResolver") -> None:
        """Look a host up and check all its addresses: for a request that a proxy will make, out of our sight.

        Raises AddressRefused, or NameUnresolved.
        """
        try:
            all_found = await names.resolve(host, family=socket.AF_UNSPEC)
        except OSError as fault:
            raise NameUnresolved(host) from fault
        for found in all_found:
            if not self.admits(found["host"]):
                raise AddressRefused(found["host"])


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address is global unicast, after any IPv4 inside it is taken out."""
    meant = _unwrapped(address)
    if isinstance(meant, IPv4Address):
        return not any(meant in block for block in _CLOSED_V4)
    if meant not in _GLOBAL_V6 or any(meant in block for block in _CLOSED_V6):
        return False
    inside = _isatap(meant)
    return inside is None or is_public(inside)


def allowed_networks(listed: tuple[str, ...]) -> tuple[Network, ...]:
    """The networks of an `allow_private` list: addresses or networks as text. Raises ValueError."""
    return tuple(ip_network(text) for text in listed)


def _unwrapped(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address that an IPv6 one carries: mapped, NAT64 (RFC 6052), 6to4 (RFC 3056); else itself."""
    if isinstance(address, IPv4Address):
        return address
    if address in _MAPPED or address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    if address in _6TO4:
        return IPv4Address(int(address) >> 80 & 0xFFFFFFFF)
    return address


def _isatap(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address in an ISATAP interface identifier (RFC 5214)."""
    if int(address) >> 32 & 0xFFFFFFFF not in _ISATAP_MARKS:
        return None
    return IPv4Address(int(address) & 0xFFFFFFFF)
