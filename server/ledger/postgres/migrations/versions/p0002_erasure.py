"""Requests of data subjects, suppressions and legal holds; each row is a tenant's, and kept apart as the others are."""

from __future__ import annotations

from alembic import context, op

revision = "p0002"
down_revision = "p0001"

TENANT = "current_setting('veilscript.tenant', true)"

TABLES = f"""
CREATE SEQUENCE erasure_requests_ids AS bigint;
CREATE TABLE erasure_requests (
  id bigint PRIMARY KEY, tenant text NOT NULL, request_id text NOT NULL, state text NOT NULL, digest bytea NOT NULL,
  record text NOT NULL, statement text, sealed bytea, needles bytea,
  CONSTRAINT uq_erasure_requests_name UNIQUE (tenant, request_id));
CREATE INDEX ix_erasure_requests_state ON erasure_requests (tenant, state);
CREATE TABLE erasure_items (
  request bigint NOT NULL REFERENCES erasure_requests (id), tenant text NOT NULL DEFAULT {TENANT},
  call_id text NOT NULL, entity_id text NOT NULL, entity_type text NOT NULL, strength text NOT NULL,
  outcome text NOT NULL, reason text NOT NULL, PRIMARY KEY (request, call_id, entity_id, entity_type));
CREATE TABLE erasure_rows (
  leaf bigint PRIMARY KEY, tenant text NOT NULL DEFAULT {TENANT}, request bigint NOT NULL, key bigint NOT NULL);
CREATE INDEX ix_erasure_rows_request ON erasure_rows (request);
CREATE TABLE erasure_tasks (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, tenant text NOT NULL DEFAULT {TENANT},
  request bigint NOT NULL REFERENCES erasure_requests (id), task_id text NOT NULL, call_id text NOT NULL,
  state text NOT NULL, body text NOT NULL, attempts integer NOT NULL, next_at text NOT NULL, acknowledged_at text,
  CONSTRAINT uq_erasure_tasks_name UNIQUE (request, task_id));
CREATE TABLE suppressions (
  tenant text NOT NULL, token bytea NOT NULL, request bigint NOT NULL, PRIMARY KEY (tenant, token));
CREATE TABLE suppressed (
  leaf bigint PRIMARY KEY, tenant text NOT NULL DEFAULT {TENANT}, request bigint NOT NULL);
CREATE INDEX ix_suppressed_request ON suppressed (request);
CREATE TABLE holds (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, tenant text NOT NULL, hold_id text NOT NULL,
  authority text NOT NULL, scope text NOT NULL, review_on text NOT NULL, placed_at text NOT NULL, released_at text,
  CONSTRAINT uq_holds_name UNIQUE (tenant, hold_id));
"""

GRANTS = {
    "erasure_requests": "SELECT, INSERT, UPDATE",
    "erasure_items": "SELECT, INSERT, UPDATE, DELETE",
    "erasure_rows": "SELECT, INSERT, UPDATE, DELETE",
    "erasure_tasks": "SELECT, INSERT, UPDATE",
    "suppressions": "SELECT, INSERT, UPDATE",
    "suppressed": "SELECT, INSERT, DELETE",
    "holds": "SELECT, INSERT, UPDATE",
}
"""What the server's role may do. A request, a suppression or a hold does not go away again."""


def upgrade() -> None:
    """Make everything."""
    role = context.config.attributes["role"].replace('"', '""')
    for statement in TABLES.split(";\n"):
        if statement.strip():
            op.execute(statement)
    for table, rights in GRANTS.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(
            f'CREATE POLICY own ON {table} TO "{role}" USING (tenant = {TENANT}) WITH CHECK (tenant = {TENANT})'
        )
        op.execute(f"CREATE POLICY whole ON {table} FOR SELECT TO current_user USING (true)")
        op.execute(f'GRANT {rights} ON {table} TO "{role}"')
    op.execute(f'GRANT USAGE ON SEQUENCE erasure_requests_ids TO "{role}"')
