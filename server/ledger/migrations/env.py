"""Alembic's entry point: it runs on the connection that the ledger opened, inside the ledger's transaction."""

from __future__ import annotations

from alembic import context

from server.ledger.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
