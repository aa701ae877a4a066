"""Measures copydesk against peers, as ratios of processor time in one run: `./run bench [NAME]`."""

import sys
from collections.abc import Callable, Mapping
from types import MappingProxyType

from tests.bench.bench_feeds import bench_feeds
from tests.bench.bench_pages import bench_pages
from tests.bench.bench_text import bench_text

BENCHES: Mapping[str, Callable[[], None]] = MappingProxyType(
    {"text": bench_text, "feeds": bench_feeds, "pages": bench_pages}
)


def main(arguments: list[str]) -> int:
    """Run the named benchmark, or all; 2 where there is none of that name."""
    names = arguments or list(BENCHES)
    for name in names:
        if name not in BENCHES:
            sys.stderr.write(f"bench: no benchmark {name!r}; there are: {', '.join(BENCHES)}\n")
            return 2
        BENCHES[name]()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
