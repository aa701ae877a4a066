"""An empty place for a store, on each database."""

from collections.abc import Iterator

import pytest

from storage.database import Database, connect


@pytest.fixture
def empty(empty_url: str) -> Iterator[Database]:
    """A place for a store in which nothing was made yet."""
    database = connect(empty_url)
    yield database
    database.close()
