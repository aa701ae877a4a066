"""Inserts many rows of one form, each in the driver's own words.

SQLAlchemy binds every value of every row by name and by position; for a batch of articles that costs as much as SQLite
takes to insert them. Here the statement is compiled once, and the values go straight to the driver.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect, Table

Row = Mapping[str, object]
_Form = tuple[str, tuple[tuple[str, Callable[[Any], Any] | None], ...], bool]


def insert_many(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert the rows, which have the same columns; none is no harm. Values are bound as the columns' types say."""
    if not rows:
        return
    statement, columns, by_name = _form(connection.dialect, table, tuple(rows[0]))
    if by_name:
        told: Any = [{name: bind(row[name]) if bind else row[name] for name, bind in columns} for row in rows]
    else:
        told = [tuple(bind(row[name]) if bind else row[name] for name, bind in columns) for row in rows]
    connection.exec_driver_sql(statement, told)


@lru_cache(maxsize=64)
def _form(dialect: Dialect, table: Table, names: tuple[str, ...]) -> _Form:
    """The statement, its columns in order with what binds the values of each, and whether it takes them by name."""
    compiled = table.insert().compile(dialect=dialect, column_keys=names)
    order = compiled.positiontup or names
    binds = tuple((name, table.c[name].type.dialect_impl(dialect).bind_processor(dialect)) for name in order)
    return str(compiled), binds, not compiled.positional
