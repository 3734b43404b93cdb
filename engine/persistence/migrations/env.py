"""Runs inside a transaction that `engine.persistence.migrate` has begun."""

from alembic import context

from engine.persistence.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
