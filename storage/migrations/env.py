"""Run by Alembic for every command: works on the connection and in the transaction that storage.upgrading hands in."""

from alembic import context

attributes = context.config.attributes
context.configure(
    connection=attributes["connection"],
    target_metadata=attributes["metadata"],
    version_table=attributes["version_table"],
    transactional_ddl=True,  # SQLite can undo DDL too, once transactions begin where we say (storage.dialect)
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
