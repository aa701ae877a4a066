"""Alembic's migrations: `versions` for the tables of the store, `raw_versions` for the raw bytes."""
