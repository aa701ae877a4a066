"""The program, killed by itself at a named point of its work with the store, as if the machine had lost its power there.

`python -m tests.end_to_end.faulty POINT TIMES COMMAND...` runs the command line and kills the process when it comes by
the point for that time. The points are statements, told by the library under the store: the program knows nothing.
"""

import os
import signal
import sys
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.pool import Pool

from schedules.cli.main import main


class Moment(StrEnum):
    """When, about a statement: before it, after it, or once its transaction is over."""

    BEFORE = "before"
    AFTER = "after"
    COMMITTED = "committed"


@dataclass(frozen=True, slots=True)
class Point:
    """A place in the program's work: a statement that begins so, and the moment about it."""

    statement: str
    moment: Moment


POINTS = MappingProxyType(
    {
        "before the claim": Point("UPDATE lease SET leased_by", Moment.BEFORE),
        "after the claim": Point("UPDATE lease SET leased_by", Moment.COMMITTED),
        "before T1": Point("INSERT INTO delivery", Moment.BEFORE),
        "in T1": Point("INSERT INTO delivery", Moment.AFTER),
        "after T1": Point("INSERT INTO delivery", Moment.COMMITTED),
        "before the split is kept": Point("INSERT INTO raw_copy", Moment.BEFORE),
        "in the split's transaction": Point("INSERT INTO fetch_state", Moment.AFTER),
        "after the split is kept": Point("INSERT INTO raw_copy", Moment.COMMITTED),
        "before T2": Point("INSERT INTO article ", Moment.BEFORE),
        "before changes are numbered": Point("UPDATE change_head SET seq", Moment.BEFORE),
        "after changes are numbered": Point("UPDATE change_head SET seq", Moment.AFTER),
        "after T2": Point("UPDATE change_head SET seq", Moment.COMMITTED),
        "before the heartbeat": Point("UPDATE run SET alive_until", Moment.BEFORE),
        "after the heartbeat": Point("UPDATE run SET alive_until", Moment.COMMITTED),
    }
)
"""The points by name."""


def arm(point: Point, times: int) -> None:
    """Kill this process when it comes by the point for that time."""
    left = [times]

    def come_by() -> None:
        left[0] -= 1
        if left[0] <= 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def is_it(statement: str) -> bool:
        return " ".join(statement.split()).replace('"', "").startswith(point.statement)

    def before(connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if is_it(statement):
            connection.info["was there"] = True
            if point.moment is Moment.BEFORE:
                come_by()

    def after(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if is_it(statement) and point.moment is Moment.AFTER:
            come_by()

    def given_back(_connection: Any, record: Any) -> None:
        if record.info.pop("was there", False) and point.moment is Moment.COMMITTED:
            come_by()

    event.listen(Engine, "before_cursor_execute", before)
    event.listen(Engine, "after_cursor_execute", after)
    event.listen(Pool, "checkin", given_back)


if __name__ == "__main__":
    arm(POINTS[sys.argv[1]], int(sys.argv[2]))
    main(sys.argv[3:])
