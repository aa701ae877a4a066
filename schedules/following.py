"""Follows the feed of changes: tells each change as it is made, and bears a store that is away for a while."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from storage.changes import ChangeLine, changes_since, extent
from storage.database import Database
from storage.errors import StorageError
from storage.states import ChangeKind

_PAGE = 1000
"""Changes read at once."""


@dataclass(slots=True)
class Follower:
    """Follows a store from a cursor on, telling of these kinds or of all.

    `wait` passes some time and says whether to end; `complain` is told of a store that can't be read just now.
    """

    database: Database
    cursor: int
    kinds: Sequence[ChangeKind]
    wait: Callable[[], bool]
    complain: Callable[[StorageError], None]

    def pages(self) -> Iterator[Sequence[ChangeLine]]:
        """The changes in their order, in pages, as they are made; ends when `wait` says so.

        Raises CursorExpired, CursorAhead and the terminal errors of the store.
        """
        is_away = False
        while True:
            try:
                page = self._next_page()
            except StorageError as error:
                if not error.transient:
                    raise
                if not is_away:
                    self.complain(error)
                is_away, page = True, []
            else:
                is_away = False
            if page:
                yield page
            if len(page) < _PAGE and self.wait():
                return

    def _next_page(self) -> Sequence[ChangeLine]:
        """What follows the cursor, which moves behind it, and behind changes of kinds that are not asked for."""
        newest = extent(self.database).newest  # read before the page: what is committed between the two is not skipped
        if newest == self.cursor:
            return []
        page = changes_since(self.database, self.cursor, _PAGE, self.kinds)
        last = page[-1].seq if page else 0
        self.cursor = last if len(page) == _PAGE else max(newest, last)
        return page
