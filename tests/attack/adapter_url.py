"""The attack kit's adapter for addresses: `python -m tests.attack.adapter_url URL ID`.

Every source has credentials, so that any attack may try to carry them off.
"""

import sys

from tests.attack.one_ingest import Answer, open_install

_SECRET = "ATTACK_TOKEN"  # noqa: S105 - the name of a variable


def ingest_url(url: str) -> Answer:
    """Fetch the one address as a feed."""
    source = {"kind": "feed", "url": url, "credentials": {"kind": "bearer", "token": f"env:{_SECRET}"}}
    with open_install() as install:
        return install.ingest(source, "ok", {_SECRET: "not-for-others"})


if __name__ == "__main__":
    ingest_url(sys.argv[1]).tell()
