"""Rows that are inserted in the driver's own words read as those that SQLAlchemy inserts."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import select

from storage.bulk import insert_many
from storage.database import WrittenJson
from storage.tables import delivery, run

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ROW = {
    "source": "wire",
    "provider": "wire",
    "run_id": 1,
    "state": "kept",
    "media_type": "text/plain",
    "bytes_hash": "0" * 40,
    "size": 3,
    "modified_ns": None,
}


@pytest.fixture
def rows(store):
    with store.writing() as connection:
        connection.execute(run.insert(), {"id": 1, "command": "once", "state": "running", "started_at": NOON})
    return [
        {
            **ROW,
            "id": 1,
            "address": "a",
            "received_at": NOON,
            "envelope": {"charset": "utf-8", "title": "Łódź’s 100 %"},
        },
        {
            **ROW,
            "id": 2,
            "address": "b%s",
            "received_at": NOON.astimezone(timezone(timedelta(hours=9))),
            "envelope": {},
        },
    ]


def stored(connection):
    return [dict(row) for row in connection.execute(select(delivery).order_by(delivery.c.id)).mappings()]


def test_values_of_every_type_are_bound_as_sqlalchemy_binds_them(store, rows):
    with store.writing() as connection:
        insert_many(connection, delivery, rows)
        ours = stored(connection)
        connection.execute(delivery.delete())
        connection.execute(delivery.insert(), rows)
        assert ours == stored(connection)


def test_json_that_is_written_already_is_not_written_twice(store, rows):
    with store.writing() as connection:
        insert_many(connection, delivery, [{**rows[0], "envelope": WrittenJson('{"charset":"utf-8"}')}])
        assert [row["envelope"] for row in stored(connection)] == [{"charset": "utf-8"}]


def test_no_rows_are_no_statement(store):
    with store.writing() as connection:
        insert_many(connection, delivery, [])
        assert stored(connection) == []
