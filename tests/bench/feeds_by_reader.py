"""The peer's side of `bench feeds`: the library reader takes feeds into a SQLite file, twice.

`python feeds_by_reader.py FOLDER` with the Python of .venv-bench and the addresses as JSON on standard input; prints
the passes as JSON. The standard library and reader are all that is there.
"""

import json
import resource
import sys
import warnings
from pathlib import Path

from reader import Reader, make_reader  # type: ignore[import-not-found]  # it lives in .venv-bench alone


def main(folder: Path, addresses: list[str]) -> list[dict[str, float]]:
    """The cost of both passes in seconds of processor time, and what is stored after each."""
    with make_reader(str(folder / "reader.db")) as library:
        for address in addresses:
            library.add_feed(address)
        return [_pass(library), _pass(library)]


def _pass(library: Reader) -> dict[str, float]:
    warnings.simplefilter("ignore")  # it warns of each entry without an id
    before = _cpu_s()
    library.update_feeds(scheduled=False)  # by its schedule, the second pass would come an hour later
    cpu_s = _cpu_s() - before
    taken = sum(feed.last_exception is None and feed.last_updated is not None for feed in library.get_feeds())
    return {"cpu_s": cpu_s, "stored": library.get_entry_counts().total, "taken": taken}


def _cpu_s() -> float:
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in spent)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(Path(sys.argv[1]), json.load(sys.stdin))))
