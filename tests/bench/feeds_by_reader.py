"""The peer's side of `bench feeds`: the library reader takes feeds into a SQLite file, twice.

`python -m tests.bench.feeds_by_reader FOLDER` with the Python of .venv-bench, where the standard library and reader
are all there is; the addresses come as JSON on standard input, the passes go out as JSON.
"""

import json
import sys
import warnings
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from reader import Reader, make_reader  # type: ignore[import-not-found]  # it lives in .venv-bench alone

from tests.bench.passes import Pass, as_json, cpu_s


def main(folder: Path, addresses: Sequence[str]) -> list[Pass]:
    """Both passes, the second without waiting for the hour that reader's schedule would."""
    warnings.simplefilter("ignore")  # it warns of each feed that it refuses
    with make_reader(str(folder / "reader.db")) as library:
        for address in addresses:
            library.add_feed(address)
        return [_pass(library), _pass(library)]


def _pass(library: Reader) -> Pass:
    spent_s = cpu_s(partial(library.update_feeds, scheduled=False))
    taken = sum(feed.last_exception is None and feed.last_updated is not None for feed in library.get_feeds())
    return Pass(spent_s, library.get_entry_counts().total, taken)


if __name__ == "__main__":
    sys.stdout.write(as_json(main(Path(sys.argv[1]), json.load(sys.stdin))))
