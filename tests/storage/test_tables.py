"""Tests of the tables as they are declared."""

import pytest

from storage.desk_tables import ALL_TABLES
from storage.tables import RAW

COLUMNS = [column for metadata in (ALL_TABLES, RAW) for table in metadata.sorted_tables for column in table.columns]


@pytest.mark.parametrize("column", COLUMNS, ids=str)
def test_each_column_says_what_it_holds(column):
    assert column.comment


@pytest.mark.parametrize("table", ALL_TABLES.sorted_tables, ids=str)
def test_wide_columns_stand_last(table):
    """SQLite reads a row from its start: what lists and look-ups need must not lie behind a body."""
    wide = [column.name in {"body", "trace", "fields", "envelope"} for column in table.columns]
    assert wide == sorted(wide)
