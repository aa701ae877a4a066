"""The program, killed by itself at a named point of its work with the store.

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


class Trap:
    """Kills this process when it comes by the point for that time."""

    def __init__(self, point: Point, times: int) -> None:
        self._point = point
        self._left = times

    def arm(self) -> None:
        """Wait for it from now on."""
        event.listen(Engine, "before_cursor_execute", self._before)
        event.listen(Engine, "after_cursor_execute", self._after)
        event.listen(Pool, "checkin", self._given_back)

    def _before(self, connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if self._is_it(statement):
            connection.info["was there"] = True
            self._come_by(Moment.BEFORE)

    def _after(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if self._is_it(statement):
            self._come_by(Moment.AFTER)

    def _given_back(self, _connection: Any, record: Any) -> None:
        if record.info.pop("was there", False):
            self._come_by(Moment.COMMITTED)

    def _is_it(self, statement: str) -> bool:
        return " ".join(statement.split()).replace('"', "").startswith(self._point.statement)

    def _come_by(self, moment: Moment) -> None:
        if moment is self._point.moment:
            self._left -= 1
            if self._left <= 0:
                os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    Trap(POINTS[sys.argv[1]], int(sys.argv[2])).arm()
    main(sys.argv[3:])
