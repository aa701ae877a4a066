"""Addresses in feeds: resolved against their base, and http or https or nothing."""

import re
from urllib.parse import urljoin

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):")  # javascript:
_BLANK = re.compile(r"[\x00-\x20\x7f]+")
_LONGEST = 4_096


def resolve(base: str | None, printed: str | None) -> str | None:
    """`printed` as an address: white space taken out, joined to `base` where it is relative.

    None for nothing, for any scheme but http and https, for what cannot be taken apart and for more than 4,096
    characters. A relative address without a base to join stays relative: who knows more may still resolve it.
    """
    address = _BLANK.sub("", printed or "")
    if not address or len(address) > _LONGEST:
        return None
    try:
        address = urljoin(base or "", address) if not is_absolute(address) or "[" in address else address
    except ValueError:  # "http://[broken"
        return None
    scheme = _SCHEME.match(address)
    return address if scheme is None or scheme.group(1).lower() in ("http", "https") else None


def is_absolute(address: str | None) -> bool:
    """True for an http or https address with a host."""
    return (
        address is not None and address.lower().startswith(("http://", "https://")) and len(address) > len("https://")
    )
